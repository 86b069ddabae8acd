import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createLogBook } from "../../../adapters/node/log-book.ts";
import { endStreams, STREAMS_LIMIT } from "../../../handlers/features/diagnostics/home/endless.ts";
import { HEARTBEAT_MS, streamLogs } from "../../../handlers/features/diagnostics/home/read-logs.ts";
import { TAP_BUFFER, tapEvents } from "../../../handlers/features/diagnostics/home/tap-events.ts";
import type { Broadcast } from "../../../handlers/kernel/broadcast.ts";
import { createStates } from "../../../handlers/kernel/site.ts";
import type { LogLevel } from "../../../handlers/ports/index.ts";
import { createTestSite } from "../../support/site.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function bench(options: { records?: number } = {}) {
  const clock = createManualClock(0);
  const logBook = createLogBook({ clock, ...options });
  const gone = new AbortController();
  const watchers = new Map<string, Set<(payload: unknown) => void>>();
  const site = createTestSite();
  const scope = {
    ...site,
    clock,
    logBook,
    state: createStates(clock),
    signal: gone.signal,
    answerBy: clock.now() + 20_000,
    events: {
      ...site.events,
      observe: (broadcast: Broadcast, watch: (payload: never) => void) => {
        const all = watchers.get(broadcast.name) ?? new Set();
        watchers.set(broadcast.name, all.add(watch as (payload: unknown) => void));
        return () => void all.delete(watch as (payload: unknown) => void);
      },
    },
  } as typeof site & { logBook: typeof logBook };
  const say = (msg: string, level: LogLevel = "info") =>
    logBook.enter({ time: new Date(clock.now()).toISOString(), level, msg });
  const announce = (name: string, payload: object) => {
    for (const watch of watchers.get(name) ?? []) watch(payload);
  };
  const watched = () => [...watchers.values()].reduce((sum, { size }) => sum + size, 0);
  return { scope, clock, logBook, gone, say, announce, watched };
}

/** What comes, as it comes. */
function listen(body: unknown) {
  const pieces: string[] = [];
  let over = false;
  const done = (async () => {
    for await (const piece of body as AsyncIterable<string>) pieces.push(piece);
    over = true;
  })();
  return { pieces, done, isOver: () => over, text: () => pieces.join("") };
}
const idsOf = (text: string) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

describe("the log as it comes", () => {
  it("without a cursor what is said from now on; a comment every 15 s; ends when the reader is gone", async () => {
    const { scope, clock, say, gone } = bench();
    say("before");
    const heard = listen(streamLogs(scope, { since: undefined, minLevel: undefined }).body);
    await turn();
    say("one");
    say("two");
    await turn();
    assert.deepEqual(idsOf(heard.text()), [2, 3]);
    clock.advance(HEARTBEAT_MS - 1);
    await turn();
    assert.ok(!heard.text().includes(": ping"));
    clock.advance(1);
    await turn();
    assert.ok(heard.text().endsWith(": ping\n\n"));
    assert.equal(heard.isOver(), false);
    gone.abort();
    await heard.done;
  });

  it("after a cursor nothing is left out and nothing comes twice; what is no longer kept is told", async () => {
    const { scope, say, gone } = bench({ records: 5 });
    for (let n = 1; n <= 9; n++) say(`${n}`);
    const heard = listen(streamLogs(scope, { since: 2, minLevel: undefined }).body);
    await turn();
    assert.ok(heard.text().includes(": 2 entries are no longer kept\n\n"));
    assert.deepEqual(idsOf(heard.text()), [5, 6, 7, 8, 9]);
    gone.abort();
    await heard.done;
  });

  it("a cursor of an earlier start: everything that is kept", async () => {
    const { scope, say, gone } = bench();
    say("new");
    const heard = listen(streamLogs(scope, { since: 4_711, minLevel: undefined }).body);
    await turn();
    assert.deepEqual(idsOf(heard.text()), [1]);
    gone.abort();
    await heard.done;
  });

  it("any entries, read in any pieces: a reader that resumes has each of its level once, in order", async () => {
    const step = fc.record({ level: fc.constantFrom<LogLevel>("debug", "warn"), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const { scope, say } = bench();
        const all: number[] = [];
        let since = 0;
        const read = async () => {
          const gone = new AbortController();
          const heard = listen(streamLogs({ ...scope, signal: gone.signal }, { since, minLevel: "warn" }).body);
          await turn();
          gone.abort();
          await heard.done;
          all.push(...idsOf(heard.text()));
          since = all.at(-1) ?? since;
        };
        for (const { level, cut } of steps) {
          say("x", level);
          if (cut) await read();
        }
        await read();
        const wanted = steps.flatMap(({ level }, at) => (level === "warn" ? [at + 1] : []));
        assert.deepEqual(all, wanted);
      }),
      { numRuns: 40 },
    );
  });

  it("so many readers and no more; the end of the home ends them all", async () => {
    const { scope } = bench();
    const all = Array.from({ length: STREAMS_LIMIT }, () =>
      listen(streamLogs(scope, { since: undefined, minLevel: undefined }).body),
    );
    await turn();
    assert.throws(() => streamLogs(scope, { since: undefined, minLevel: undefined }), { status: 429 });
    const unread = bench();
    for (let n = 0; n <= STREAMS_LIMIT; n++) streamLogs(unread.scope, { since: 0, minLevel: undefined });
    endStreams(scope);
    await Promise.all(all.map(({ done }) => done));
    const late = listen(streamLogs(scope, { since: undefined, minLevel: undefined }).body);
    await late.done;
  });

  it("where the answer is collected it ends at once, with what fits", () => {
    const { scope, say } = bench();
    say("a");
    say("b");
    const collected = { ...scope, collected: true };
    const body = (since?: number) => String(streamLogs(collected, { since, minLevel: undefined }).body);
    assert.deepEqual(idsOf(body(0)), [1, 2]);
    assert.deepEqual(idsOf(body()), [2], "the newest, so that there is a cursor");
    assert.deepEqual(idsOf(body(2)), []);
  });
});

describe("the event bus", () => {
  const BROADCASTS = [{ name: "a.changed" }, { name: "b.changed" }] as unknown as readonly Broadcast[];
  const types = (text: string) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).type as string);

  it("events of the CCU, of the types that are wanted, until the time is up", async () => {
    const { scope, clock, announce, watched } = bench();
    const { body } = await tapEvents(scope, BROADCASTS, { central: "ccu-main", type: ["a.changed"], seconds: 30 });
    const heard = listen(body);
    await turn();
    announce("a.changed", { central: "ccu-main", n: 1 });
    announce("a.changed", { central: "another", n: 2 });
    announce("b.changed", { central: "ccu-main" });
    await turn();
    assert.deepEqual(types(heard.text()), ["_tap_started", "a.changed"]);
    clock.advance(29_999);
    await turn();
    assert.equal(heard.isOver(), false);
    clock.advance(1);
    await heard.done;
    assert.equal(watched(), 0, "nobody listens any more");
  });

  it("a reader that is slow: as many wait as may, the rest is counted", async () => {
    const { scope, clock, announce } = bench();
    const { body } = await tapEvents(scope, BROADCASTS, { central: "ccu-main", seconds: 1 });
    const reader = (body as AsyncGenerator<string>)[Symbol.asyncIterator]();
    await reader.next();
    for (let n = 0; n <= TAP_BUFFER; n++) announce("a.changed", { n });
    const { value } = await reader.next();
    const lines = String(value)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(lines.length, TAP_BUFFER + 1);
    assert.deepEqual([lines.at(-1).type, lines.at(-1).event], ["_dropped", { lost: 1 }]);
    clock.advance(1_000);
    await reader.return?.(undefined);
  });

  it("where the answer is collected it ends in time for its way", async () => {
    const { scope, clock } = bench();
    const { body } = await tapEvents({ ...scope, collected: true }, BROADCASTS, { central: "ccu-main", seconds: 300 });
    const heard = listen(body);
    await turn();
    clock.advance(16_999);
    await turn();
    assert.equal(heard.isOver(), false);
    clock.advance(1);
    await heard.done;
  });
});
