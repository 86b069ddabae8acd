/** The cloud's ingest as it is in production, around a home, a log and records in memory. */
import type { ManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import type { Hub, ValueState } from "../../handlers/model/types.ts";
import {
  type CentralState,
  type Clock,
  type EventDraft,
  type Log,
  type LoggedEvent,
  siteId,
} from "../../handlers/ports/index.ts";
import { type BatchLog, createIngest, type RelayPresence, type StoredHome } from "../../handlers/relay/cloud/ingest.ts";
import { lowestEpoch } from "../../handlers/relay/cloud/pairing.ts";
import { type BatchPosition, judgeBatch } from "../../handlers/relay/cloud/relay-head.ts";
import { deviceToDocument, valuesToDocument } from "../../handlers/relay/protocol/documents.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";

/** A log that keeps everything. */
export function createMemoryBatchLog(): BatchLog & { readonly events: LoggedEvent[] } {
  const events: LoggedEvent[] = [];
  let last: BatchPosition | undefined;
  let caughtUpTo = 0;
  return {
    events,
    async appendBatch(batch, drafts: readonly EventDraft[]) {
      const judged = judgeBatch(last, batch);
      if (judged.verdict === "missing") return { outcome: "missing", position: judged.position };
      if (judged.verdict === "repeated") return { outcome: "repeated", events: [], position: judged.position };
      const added = drafts.slice(judged.from - batch.from).map((draft, index): LoggedEvent => {
        const event = { seq: events.length + 1 + index, ...draft };
        return judged.gap && index === 0 ? { ...event, afterGap: true } : event;
      });
      events.push(...added);
      last = { log: batch.log, position: batch.to };
      return { outcome: "appended", events: added, position: batch.to };
    },
    read: async (after, limit) => events.slice(after, after + limit),
    notCaughtUpFrom: async () => caughtUpTo + 1,
    caughtUp(to) {
      caughtUpTo = Math.max(caughtUpTo, to);
    },
  };
}

/** `documents`: `<kind> <key>` → JSON, as a relay sends them. */
export function createMemoryStoredHome(): StoredHome & { readonly documents: Map<string, unknown> } {
  const documents = new Map<string, unknown>();
  const values = new Map<string, ReadonlyMap<string, ValueState>>();
  let presence: { presence: RelayPresence; version: number } | undefined;
  const put = async (key: string, document: unknown) => void documents.set(key, JSON.parse(JSON.stringify(document)));
  const named = (kind: string) =>
    [...documents.keys()].flatMap((key) => (key.startsWith(`${kind} `) ? [key.slice(kind.length + 1)] : []));
  return {
    documents,
    putCentral: (state) => put(`central ${state.name}`, state),
    putInterfaces: (central, states) => put(`interfaces ${central}`, states),
    putHub: (central, hub) => put(`hub ${central}`, hub),
    putProgram: (program) => put("program program", program),
    putDevice: (device) => put(`device ${idOf(device)}`, deviceToDocument(device)),
    async putValues(device, states) {
      values.set(device, states);
      await put(`values ${device}`, valuesToDocument(states));
    },
    async removeDevice(address) {
      for (const kind of ["device", "values"]) documents.delete(`${kind} ${address}`);
      values.delete(address);
    },
    async removeCentral(name) {
      for (const kind of ["central", "interfaces", "hub"]) documents.delete(`${kind} ${name}`);
    },
    central: async (name) => documents.get(`central ${name}`) as CentralState | undefined,
    hub: async (central) => documents.get(`hub ${central}`) as Hub | undefined,
    contents: async () => ({ devices: named("device"), centrals: named("central") }),
    readValues: async (devices) => new Map(devices.map((device) => [device, new Map(values.get(device))])),
    presence: async () => presence,
    async putPresence(next, version) {
      if ((presence?.version ?? 0) !== version) return false;
      presence = { presence: next, version: version + 1 };
      return true;
    },
  };
}

export function createMemoryIngest(options: {
  site: string;
  clock: Clock | ManualClock;
  log: Log;
  send: (topic: string, payload: Uint8Array) => Promise<unknown>;
}) {
  const { site, clock } = options;
  const store = createMemoryStore({ clock }).site(siteId(site));
  const home = createMemoryStoredHome();
  const eventLog = createMemoryBatchLog();
  const ingest = createIngest({ ...options, topics: topics(site), home, eventLog, store });
  let queue: Promise<unknown> = Promise.resolve();
  return {
    home,
    store,
    eventLog,
    epoch: () => lowestEpoch(store),
    /** One after the other, as from a queue. */
    take(...message: Parameters<typeof ingest>): Promise<unknown> {
      queue = queue.then(() => ingest(...message));
      return queue;
    },
  };
}
