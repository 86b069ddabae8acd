/** Samples are written in batches; what cannot be written waits, in order, up to a limit. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { BUFFER_LIMIT, createRecorder, FLUSH_AT } from "../../../handlers/features/history/home/recorder.ts";
import { HistoryStoreError, type SampleBatch } from "../../../handlers/ports/history.ts";
import { seriesName } from "../../../local/testing/history.ts";

const NAME = seriesName("LEVEL");
const FULL = new HistoryStoreError("database /secret/history.db: the disk is full", "the disk is full");

function recording() {
  const clock = createManualClock();
  const written: number[][] = [];
  const changes: (string | undefined)[] = [];
  let trouble: Error | undefined;
  let hold: Promise<void> | undefined;
  const recorder = createRecorder({
    clock,
    intervalMs: 5_000,
    reasonOf: (error) => (error as HistoryStoreError).reason,
    changed: (fault) => changes.push(fault),
    async append({ value }: SampleBatch) {
      await hold;
      if (trouble) throw trouble;
      written.push([...value]);
    },
  });
  const settled = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    recorder,
    written,
    changes,
    settled,
    add: (from: number, to = from + 1) => {
      for (let value = from; value < to; value++) recorder.add(NAME, value, value);
    },
    pass: async (ms: number) => {
      clock.advance(ms);
      await settled();
    },
    fail: (error: Error | undefined) => {
      trouble = error;
    },
    hold: (until: Promise<void> | undefined) => {
      hold = until;
    },
  };
}

const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe("the recorder of the history", () => {
  test("what came is written together after the interval, and not before", async () => {
    const { written, add, pass } = recording();
    add(1, 4);
    await pass(4_999);
    assert.deepEqual(written, []);
    await pass(1);
    assert.deepEqual(written, [[1, 2, 3]]);
    await pass(60_000);
    assert.deepEqual(written, [[1, 2, 3]], "nothing is written where nothing came");
  });

  test("a burst is written before its time", async () => {
    const { written, add, settled } = recording();
    add(0, FLUSH_AT - 1);
    await settled();
    assert.equal(written.length, 0);
    add(FLUSH_AT - 1);
    await settled();
    assert.deepEqual(written, [upTo(0, FLUSH_AT)]);
  });

  test("a batch that failed waits before what came meanwhile, and is tried with it after the interval", async () => {
    const { recorder, written, changes, add, pass, fail } = recording();
    fail(FULL);
    add(1, 3);
    await pass(5_000);
    add(3);
    assert.deepEqual(recorder.state(), { waiting: 3, written: 0, dropped: 0, fault: "the disk is full" });
    await pass(5_000);
    fail(undefined);
    await pass(4_999);
    assert.deepEqual(written, []);
    await pass(1);
    assert.deepEqual(written, [[1, 2, 3]]);
    assert.deepEqual(recorder.state(), { waiting: 0, written: 3, dropped: 0, fault: undefined });
    assert.deepEqual(changes, ["the disk is full", undefined], "told once, however often it failed");
  });

  test("at the limit all wait, one more costs the oldest", async () => {
    const { recorder, written, add, pass, fail } = recording();
    fail(FULL);
    add(0);
    await pass(5_000);
    add(1, BUFFER_LIMIT);
    assert.deepEqual(recorder.state(), { waiting: BUFFER_LIMIT, written: 0, dropped: 0, fault: "the disk is full" });
    add(BUFFER_LIMIT);
    assert.equal(recorder.state().dropped, 1);
    assert.equal(recorder.state().waiting, BUFFER_LIMIT);
    add(BUFFER_LIMIT + 1, 3 * BUFFER_LIMIT);
    await pass(5_000);
    assert.equal(recorder.state().waiting, BUFFER_LIMIT);
    fail(undefined);
    await pass(5_000);
    assert.deepEqual(written, [upTo(2 * BUFFER_LIMIT, 3 * BUFFER_LIMIT)]);
  });

  test("what is being written counts, too", async () => {
    const { recorder, written, add, settled, hold } = recording();
    const { promise, resolve } = Promise.withResolvers<void>();
    hold(promise);
    add(0, FLUSH_AT);
    await settled();
    add(FLUSH_AT, 2 * BUFFER_LIMIT);
    assert.equal(recorder.state().waiting, BUFFER_LIMIT);
    hold(undefined);
    resolve();
    await settled();
    assert.deepEqual(written[0], upTo(0, FLUSH_AT));
  });

  test("a flush waits for the one that runs, and writes what came since", async () => {
    const { recorder, written, add, hold } = recording();
    const { promise, resolve } = Promise.withResolvers<void>();
    hold(promise);
    add(1);
    const first = recorder.flush();
    add(2);
    const second = recorder.flush();
    hold(undefined);
    resolve();
    await Promise.all([first, second]);
    assert.deepEqual(written, [[1], [2]]);
  });

  test("another interval holds from now on", async () => {
    const { recorder, written, add, pass } = recording();
    add(1);
    recorder.setInterval(100);
    await pass(100);
    assert.deepEqual(written, [[1]]);
  });

  test("the end writes what waits, and takes nothing more", async () => {
    const { recorder, written, add, pass } = recording();
    add(1, 3);
    await recorder.stop();
    add(3);
    await pass(60_000);
    assert.deepEqual(written, [[1, 2]]);
  });
});
