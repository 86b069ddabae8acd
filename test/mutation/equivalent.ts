/** Mutants that change nothing which could be seen: no test can notice them, so they are not in the samples. */
export const EQUIVALENT: readonly { key: string; reason: string }[] = [
  {
    key: 'handlers/kernel/router.ts | if (!path.includes("%")) return segments; | "%" -> ""',
    reason: "a short cut: what has nothing encoded is decoded to itself",
  },
  {
    key: "handlers/kernel/openapi.ts | (a, b) => a - b, | - -> +",
    reason: "the statuses become the keys of an object, and whole numbers are in order there",
  },
  {
    key: "handlers/kernel/dispatch.ts | if (declared === null || reply.body === undefined || reply.type !== undefined) return; | || -> &&",
    reason: "a short cut: without a schema nothing is compared",
  },
  {
    key: "handlers/kernel/validation.ts | large ||= digits >= MANY_DIGITS || (digits > 0 && (c === 101 || c === 69)); | === -> !== (2)",
    reason: "a short cut: a text that may have a large number is looked through, and then nothing is found",
  },
  {
    key: "handlers/kernel/dispatch.ts | prepared.set(operation, known); | prepared.set(operation, known); -> void 0;",
    reason: "a short cut: the schemas are made anew each time",
  },
  {
    key: "handlers/model/classify.ts | const OPERATIONS = Array.from({ length: 8 }, (_, bits) => | 8 -> 9",
    reason: "three bits have eight values",
  },
  {
    key: 'handlers/model/links/profiles.ts | Object.values(params).reduce((sum, { constraint_type }) => sum + (constraint_type === "fixed" ? 1 : -100), 0); | 0 -> 1',
    reason: "scores are compared with each other: all of them begin alike",
  },
  {
    key: "handlers/home/event-sink.ts | for (let size = 1; size < most; size += 1) if (queue[size]?.afterGap) return size; | < -> <=",
    reason: "the most that a batch may have is answered below",
  },
  {
    key: "handlers/home/optimistic.ts | for (const slot of waiting) if (slot.pending === undefined) waiting.delete(slot); | waiting.delete(slot); -> void 0;",
    reason: "what waits for nothing is skipped by whoever looks: the rest is memory given back",
  },
  {
    key: "handlers/home/targets.ts | export const IDLE: Target = { orders: [], moving: false, halted: false, settling: false, until: undefined }; | false -> true",
    reason: "whether something moves is asked of what has an order, and an order begins at rest",
  },
  {
    key: "handlers/home/targets.ts | export const IDLE: Target = { orders: [], moving: false, halted: false, settling: false, until: undefined }; | false -> true (3)",
    reason: "the same",
  },
  {
    key: "handlers/home/custom-states.ts | followed.touched = true; | true -> false",
    reason: "a short cut: a state that is looked at twice is the one that was told already",
  },
  {
    key: "handlers/home/event-sink.ts | for (let size = 1; size < most; size += 1) if (queue[size]?.afterGap) return size; | 1 -> 2",
    reason: "a gap stands at the end of a full backlog: by these limits it is never the second of a batch",
  },
  {
    key: "handlers/home/optimistic.ts | for (const id of sends.keys()) if (!target.orders.some((order) => order.id === id)) sends.delete(id); | sends.delete(id); -> void 0;",
    reason: "only the newest open order is looked up: the rest is memory given back",
  },
  {
    key: "handlers/relay/cloud/ingest.ts | if (known && epoch < known.epoch) return LEAVE; | return LEAVE; -> return undefined;",
    reason: "presence is never deleted: a change that answers nothing leaves it as it is",
  },
  {
    key: "handlers/relay/cloud/ingest.ts | if (!(await isGiven(epoch, known?.epoch ?? 0))) return LEAVE; | return LEAVE; -> return undefined;",
    reason: "the same",
  },
  {
    key: "handlers/relay/cloud/ingest.ts | if (!(await isGiven(epoch, known?.epoch ?? 0))) return LEAVE; |  ?? 0 -> ",
    reason: "0 is an epoch that every pairing has given: asked for the end of them it is below it as well",
  },
  {
    key: "handlers/relay/cloud/ingest.ts | if (!(await isGiven(epoch, known?.epoch ?? 0))) return LEAVE; | 0 -> 1",
    reason: "the first epoch of the first pairing is far above both",
  },
  {
    key: "handlers/relay/cloud/ingest.ts | const head = (await possible(kept, epoch)) ?? { epoch: 0 }; | 0 -> 1",
    reason: "the same",
  },
  {
    key: "handlers/relay/cloud/pairing.ts | if (record.value.validUntil !== undefined && record.value.validUntil <= clock.now()) return null; | <= -> <",
    reason: "at that moment the record itself has expired",
  },
  {
    key: "adapters/ccu/codec/value.ts | return false; | false -> true",
    reason: "a short cut: a text without high bytes is repaired to itself",
  },
  {
    key: "adapters/ccu/codec/value.ts | for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return true; | < -> <=",
    reason: "behind a text there is no character, and NaN is above nothing",
  },
  {
    key: "adapters/ccu/codec/binrpc.ts | const half = Math.trunc(exponent / 2); | 2 -> 3",
    reason: "any part of the exponent will do with which neither step overflows",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | const COPY_FROM = 16 * 1024; | 16 -> 17",
    reason: "a string that is copied reads like the one that keeps its message in memory",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | const COPY_FROM = 16 * 1024; | * -> /",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | const COPY_FROM = 16 * 1024; | 1024 -> 1025",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | this.#copy = text.length > COPY_FROM; | this.#copy = text.length > COPY_FROM; -> void 0;",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | this.#copy = text.length > COPY_FROM; | > -> >=",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | else if (this.#copy && piece.length > 12) piece = this.#own(piece); | this.#copy && piece.length > 12 -> !(this.#copy && piece.length > 12)",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | else if (this.#copy && piece.length > 12) piece = this.#own(piece); | && -> ||",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | else if (this.#copy && piece.length > 12) piece = this.#own(piece); | > -> >=",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | else if (this.#copy && piece.length > 12) piece = this.#own(piece); | 12 -> 13",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | else if (this.#copy && piece.length > 12) piece = this.#own(piece); | piece = this.#own(piece); -> void 0;",
    reason: "the same",
  },
  {
    key: "adapters/ccu/codec/xml-cursor.ts | this.#copies.set(copy, copy); | this.#copies.set(copy, copy); -> void 0;",
    reason: "the same",
  },
  {
    key: 'adapters/ccu/connection.ts | if (this.#addressChanged()) return "address"; | "address" -> ""',
    reason: "a name for a reason that has no consequence of its own",
  },
  {
    key: "adapters/ccu/announcements.ts | this.#listed = undefined; | this.#listed = undefined; -> void 0;",
    reason: "the next list takes its place before anything is compared with it: the rest is memory given back",
  },
  {
    key: "adapters/ccu/rpc-client.ts | open.delete(socket); | open.delete(socket); -> void 0;",
    reason: "a connection that has ended may be ended once more: the rest is memory given back",
  },
  {
    key: 'adapters/ccu/rpc-server.ts | socket.on("close", () => sockets.delete(socket)); | "close" -> ""',
    reason: "the same",
  },
  {
    key: 'adapters/ccu/rpc-server.ts | socket.on("close", () => sockets.delete(socket)); | socket.on("close", () => sockets.delete(socket)); -> void 0;',
    reason: "the same",
  },
  {
    key: 'adapters/ccu/hub-reader.ts | const product = /^PRODUCT=(.*)$/m.exec(facts.version)?.[1]?.trim() ?? ""; |  ?? "" -> ',
    reason: "a product without a name is none of those that are looked for",
  },
  {
    key: 'adapters/ccu/hub-reader.ts | const version = /^VERSION=(.*)$/m.exec(facts.version)?.[1]?.trim() ?? ""; |  ?? "" -> ',
    reason: "the same",
  },
  {
    key: "adapters/ccu/hub-reader.ts | this.#pausedUntil = 0; | 0 -> 1",
    reason: "both are long ago",
  },
  {
    key: "adapters/ccu/hub-reader.ts | #pausedUntil = 0; | 0 -> 1",
    reason: "the same",
  },
  {
    key: "adapters/ccu/callback-server.ts | servers.push(await open(serveBinRpc, options.binPort ?? 0)); |  ?? 0 -> ",
    reason: "a server that is told no port takes any, as with 0",
  },
  {
    key: "adapters/ccu/callback-server.ts | servers = [await open(serveXmlRpc, options.port ?? 0)]; |  ?? 0 -> ",
    reason: "the same",
  },
];
