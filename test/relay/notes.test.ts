/** What a request notes travels with its answer, and never costs it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collectNotes, NOTES_LIMIT, NOTES_SIZE_LIMIT } from "../../handlers/relay/protocol/audit-notes.ts";
import { ReplyMessage } from "../../handlers/relay/protocol/reply-message.ts";

const note = (n: number, text = "") => ({
  key: `note-${n}`,
  entry: { timestamp: "2026-01-01T00:00:00.000Z", action: "paramset.put", note: text },
});
const reply = (audit: unknown) => ({ id: "request-number-0001", epoch: 1, outcome: "done", at: 0, audit });

test("as many are collected as an answer takes; one more is left out, and counted", () => {
  const collected = collectNotes();
  for (let n = 0; n <= NOTES_LIMIT; n += 1) collected.add(note(n));
  assert.equal(collected.notes.length, NOTES_LIMIT);
  assert.equal(collected.leftOut(), 1);
  assert.ok(ReplyMessage.safeParse(reply(collected.notes)).success);
});

test("large ones are left out, small ones behind them are not", () => {
  const collected = collectNotes();
  collected.add(note(1, "x".repeat(NOTES_SIZE_LIMIT)));
  collected.add(note(2));
  assert.deepEqual([collected.notes.map(({ key }) => key), collected.leftOut()], [["note-2"], 1]);
});

test("what is no note costs itself only, where it is made and where it is read", () => {
  const collected = collectNotes();
  for (const odd of [
    { ...note(1), key: "" },
    { ...note(2), entry: { action: 7 } },
  ])
    collected.add(odd as never);
  collected.add(note(3));
  assert.equal(collected.notes.length, 1);
  for (const audit of [[note(1), { key: "x" }, null], Array.from({ length: NOTES_LIMIT + 1 }, (_, n) => note(n))]) {
    const parsed = ReplyMessage.safeParse(reply(audit));
    assert.ok(parsed.success, "the answer is understood");
    assert.ok((parsed.data.audit?.length ?? 0) <= NOTES_LIMIT && parsed.data.audit?.[0]?.key?.startsWith("note-"));
  }
});
