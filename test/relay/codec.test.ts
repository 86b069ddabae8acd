/** Messages as bytes, at their limits and past them. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import * as z from "zod";
import { createManualClock } from "../../adapters/memory/clock.ts";
import {
  createAssembler,
  decodeMessage,
  EXPANDED_LIMIT,
  encodeMessage,
  encodeParts,
  GZIP_ABOVE,
  MESSAGE_LIMIT,
  MessageTooLarge,
  OPEN_WHOLES,
  PART_NAME_LIMIT,
  Part,
} from "../../handlers/relay/protocol/codec.ts";
import { parseTopic, replyTopics, topics } from "../../handlers/relay/protocol/messages.ts";
import { PATH_LIMIT, QUERY_LIMIT, RequestMessage } from "../../handlers/relay/protocol/request-message.ts";
import {
  CENTRALS_LIMIT,
  KEY_LIMIT,
  RelayDocument,
  StateMessage,
} from "../../handlers/relay/protocol/uplink-messages.ts";

import { randomOf } from "./network.ts";

const Text = z.object({ text: z.string() });
const textOf = (bytes: number) => "x".repeat(bytes - '{"text":""}'.length);
const noise = (bytes: number) => randomBytes(Math.ceil((bytes * 3) / 4)).toString("base64");

test("what names a part has its length, and not one more", () => {
  const part = { id: "a", set: "", part: 0, parts: 2, data: "" };
  for (const member of ["id", "set"]) {
    assert.ok(Part.safeParse({ ...part, [member]: "x".repeat(PART_NAME_LIMIT) }).success, member);
    assert.ok(!Part.safeParse({ ...part, [member]: "x".repeat(PART_NAME_LIMIT + 1) }).success, member);
  }
});

test("JSON up to 1 KB stays as it is, above it is compressed", () => {
  const plain = encodeMessage({ text: textOf(GZIP_ABOVE) });
  assert.equal(plain.length, GZIP_ABOVE);
  assert.equal(plain[0], "{".charCodeAt(0));
  const packed = encodeMessage({ text: textOf(GZIP_ABOVE + 1) });
  assert.deepEqual([packed[0], packed[1]], [0x1f, 0x8b]);
  assert.ok(packed.length < 100);
  for (const bytes of [plain, packed]) assert.ok(decodeMessage(Text, bytes));
});

test("whatever is sent arrives as it was, in one piece or in parts of any order", () => {
  fc.assert(
    fc.property(fc.json(), fc.infiniteStream(fc.nat()), fc.boolean(), (json, order, large) => {
      const message = { value: JSON.parse(json) as unknown, filler: large ? noise(400_000) : "" };
      const parts = encodeParts("id-1", "1", message);
      assert.equal(parts.length > 1, large);
      const mixed = [...parts, ...parts].map((part) => ({ part, at: order.next().value as number }));
      mixed.sort((a, b) => a.at - b.at);
      const assembler = createAssembler(z.object({ value: z.unknown(), filler: z.string() }), createManualClock());
      const taken = mixed.map(({ part }) => assembler.take(part)).filter((whole) => whole !== undefined);
      assert.ok(taken.length >= 1);
      for (const whole of taken) assert.deepEqual(whole, message);
      for (const part of parts) assert.ok(part.length <= MESSAGE_LIMIT);
    }),
    { numRuns: 40 },
  );
});

test("too large is an error of the sender, never a message", () => {
  assert.throws(() => encodeMessage({ text: noise(300_000) }), MessageTooLarge);
  assert.throws(() => encodeParts("id", "1", { text: noise(9_000_000) }), MessageTooLarge);
  assert.throws(() => encodeParts("id", "1", { text: textOf(EXPANDED_LIMIT + 1) }), MessageTooLarge);
  assert.equal(encodeParts("id", "1", { text: textOf(EXPANDED_LIMIT) }).length, 1);
});

test("a message of exactly the limit is sent, in one piece", () => {
  const next = randomOf(7);
  const random = Array.from({ length: 40_000 }, () => next().toString(36).slice(2)).join("");
  let at = 0;
  // compressed, a character more is about a byte more
  for (let step = 1 << 18; step > 0; step >>= 1)
    try {
      encodeMessage({ text: random.slice(0, at + step) });
      at += step;
    } catch {
      // too many
    }
  const sizes = [0, 1, 2, 3, 4, 5, 6, 7].map((fewer) => encodeMessage({ text: random.slice(0, at - fewer) }).length);
  assert.ok(sizes.includes(MESSAGE_LIMIT), `${sizes}`);
  assert.equal(encodeParts("id", "1", { text: random.slice(0, at - sizes.indexOf(MESSAGE_LIMIT)) }).length, 1);
});

test("hostile bytes are no message: noise, a bomb, half a gzip, wrong parts", () => {
  const assembler = createAssembler(Text, createManualClock());
  const bomb = gzipSync(Buffer.alloc(EXPANDED_LIMIT + 1, "1"));
  assert.ok(bomb.length < MESSAGE_LIMIT);
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from("{"),
    Buffer.from([0x1f, 0x8b, 0]),
    Buffer.from([0xff, 0xfe]),
    // a text of which a part was lost is none, in whatever it is wrapped
    Buffer.from('{"text":"\xff"}', "latin1"),
    gzipSync(Buffer.from('{"text":"K\xfcche"}', "latin1")),
    bomb,
    Buffer.alloc(MESSAGE_LIMIT + 1, " "),
    Buffer.from(JSON.stringify({ id: "a", set: "", part: 0, parts: 1e9, data: "" })),
    Buffer.from(JSON.stringify({ id: "a", set: "", part: 5, parts: 2, data: "AAAA" })),
  ]) {
    assert.equal(decodeMessage(Text, bytes), undefined);
    assert.equal(assembler.take(bytes), undefined);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(decodeMessage(RequestMessage, bytes), undefined);
    }),
  );
});

test("messages whose parts never come are given up, the oldest first", () => {
  const assembler = createAssembler(Text, createManualClock());
  const message = { text: noise(300_000) };
  const first = encodeParts("first", "1", message);
  assembler.take(first[0] as Buffer);
  for (let n = 0; n < OPEN_WHOLES; n += 1) assembler.take(encodeParts(`other-${n}`, "1", message)[0] as Buffer);
  assert.equal(assembler.counters.abandoned, 1);
  assert.ok(first.slice(1).every((part) => assembler.take(part) === undefined));
});

test("a part that its own count does not have is none, and takes the place of no other", () => {
  const message = { text: noise(300_000) };
  const parts = encodeParts("id", "1", message);
  const assembler = createAssembler(Text, createManualClock());
  const first = JSON.parse((parts[0] as Buffer).toString()) as Part;
  for (const part of [parts.length, parts.length + 1])
    assert.equal(assembler.take(Buffer.from(JSON.stringify({ ...first, part }))), undefined);
  const taken = [...parts, ...parts.slice(0, 1)].map((part) => assembler.take(part));
  assert.deepEqual(
    taken.map((whole) => whole !== undefined),
    parts.map((_, n) => n === parts.length - 1).concat(false),
  );
  assert.deepEqual(taken[parts.length - 1], message);
});

test("parts are waited for as long as any deadline lasts, and no longer", () => {
  const message = { text: noise(300_000) };
  const [first, ...rest] = encodeParts("first", "1", message) as [Buffer, ...Buffer[]];
  for (const [waited, arrives] of [
    [60_000, true],
    [60_001, false],
  ] as const) {
    const clock = createManualClock();
    const assembler = createAssembler(Text, clock);
    assembler.take(first);
    clock.advance(waited);
    assembler.take(encodeParts("other", "1", message)[0] as Buffer);
    const whole = rest.map((part) => assembler.take(part)).at(-1);
    assert.deepEqual([whole !== undefined, assembler.counters.abandoned], [arrives, arrives ? 0 : 1], `${waited} ms`);
  }
});

test("only topics of a relay are understood", () => {
  const of = topics("home-1");
  assert.deepEqual(parseTopic(of.request), { site: "home-1", direction: "down", kind: "request" });
  assert.deepEqual(parseTopic(of.reply("f_1")), { site: "home-1", direction: "up", kind: "reply", requester: "f_1" });
  for (const topic of [
    "",
    "ccu-anywhere/home-1/up",
    "ccu-anywhere/home-1/up/request",
    "ccu-anywhere/home-1/down/ack/x",
    "ccu-anywhere/home-1/up/reply",
    "ccu-anywhere/home-1/up/reply/a/b",
    "ccu-anywhere/Home/up/doc",
    "other/home-1/up/doc",
    replyTopics("f_1"),
  ])
    assert.equal(parseTopic(topic), undefined, topic);
});

test("lists and texts of messages: the most that is allowed is a message, one more is none", () => {
  const document = (length: number) => ({ kind: "device", key: "k".repeat(length), doc: null });
  const centrals = (length: number) => ({
    epoch: 1,
    online: true,
    at: 0,
    centrals: Array.from({ length }, (_, index) => ({ name: `ccu-${index}`, available: true })),
  });
  const request = (path: number, query: number) => ({
    id: "0123456789abcdef",
    epoch: 1,
    at: 0,
    deadline: 0,
    requester: "r",
    identity: null,
    rest: { method: "GET", path: "p".repeat(path), query: "q".repeat(query), headers: {} },
  });
  for (const [schema, most, more] of [
    [RelayDocument, document(KEY_LIMIT), document(KEY_LIMIT + 1)],
    [RelayDocument, document(1), document(0)],
    [StateMessage, centrals(CENTRALS_LIMIT), centrals(CENTRALS_LIMIT + 1)],
    [RequestMessage, request(PATH_LIMIT, QUERY_LIMIT), request(PATH_LIMIT + 1, 0)],
    [RequestMessage, request(0, QUERY_LIMIT), request(0, QUERY_LIMIT + 1)],
  ] as const) {
    assert.notEqual(decodeMessage(schema as z.ZodType, encodeMessage(most)), undefined);
    assert.equal(decodeMessage(schema as z.ZodType, encodeMessage(more)), undefined);
  }
});
