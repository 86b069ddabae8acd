import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createLog } from "../../adapters/node/log.ts";
import { createLogBook, OVERRIDES_LIMIT, RING_RECORDS } from "../../adapters/node/log-book.ts";
import { named } from "../../handlers/kernel/named-log.ts";
import { traced } from "../../handlers/kernel/trace.ts";
import type { LogLevel, LogLine, LogRecord } from "../../handlers/ports/index.ts";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const entry = (msg: string, level: LogLevel = "info") => ({ time: "2026-01-01T00:00:00.000Z", level, msg });
const records = (lines: readonly LogLine[]) => lines.map(({ json }) => JSON.parse(json) as LogRecord);
const bookAt = (now = 1_000, options = {}) => {
  const clock = createManualClock(now);
  return { clock, book: createLogBook({ clock, ...options }) };
};

describe("the ring", () => {
  it("keeps as many entries as it may, the newest, with numbers that grow", () => {
    const { book } = bookAt();
    for (let n = 1; n <= RING_RECORDS; n++) book.enter(entry(`${n}`));
    assert.equal(records(book.read())[0]?.seq, 1);
    book.enter(entry("one past"));
    assert.deepEqual([records(book.read())[0]?.seq, book.lastSeq()], [2, RING_RECORDS + 1]);
    assert.equal(book.counters().dropped, 1);
    for (let n = 0; n < 2 * RING_RECORDS; n++) book.enter(entry("x"));
    assert.equal(book.read().length, RING_RECORDS);
  });

  it("keeps as many bytes as it may, and always the newest entry", () => {
    const { book } = bookAt(1_000, { bytes: 1_000 });
    for (let n = 0; n < 50; n++) book.enter(entry("x".repeat(100)));
    assert.ok(book.counters().bytes <= 1_000);
    book.enter(entry("ü".repeat(2_000)));
    assert.equal(book.read().length, 1);
    book.enter(entry("small"));
    assert.deepEqual(
      records(book.read()).map(({ msg }) => msg),
      ["small"],
    );
  });

  it("any entries, any limits: never more than both, in order, nothing newer is missing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 60 }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 100, max: 1_000 }),
        (texts, most, bytes) => {
          const { book } = bookAt(0, { records: most, bytes });
          texts.forEach((text) => void book.enter(entry(text)));
          const kept = book.read();
          const size = kept.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0);
          assert.ok(kept.length <= most && (size <= bytes || kept.length === 1));
          assert.equal(size, book.counters().bytes);
          assert.deepEqual(
            records(kept).map(({ msg }) => msg),
            texts.slice(texts.length - kept.length),
          );
        },
      ),
    );
  });

  it("reads after a number, from a level on, the newest so many", () => {
    const { book } = bookAt();
    LEVELS.forEach((level) => void book.enter(entry(level, level)));
    const msgs = (query: Parameters<typeof book.read>[0]) => records(book.read(query)).map(({ msg }) => msg);
    assert.deepEqual(msgs({ after: 2 }), ["warn", "error"]);
    assert.deepEqual(msgs({ minLevel: "warn" }), ["warn", "error"]);
    assert.deepEqual(msgs({ limit: 1 }), ["error"]);
    assert.deepEqual(msgs({ limit: 0 }), []);
  });

  it("tells followers until they leave", () => {
    const { book } = bookAt();
    const seen: number[] = [];
    const leave = book.follow(({ seq }) => seen.push(seq));
    book.enter(entry("a"));
    leave();
    book.enter(entry("b"));
    assert.deepEqual(seen, [1]);
  });
});

describe("levels", () => {
  it("the most specific path holds for what is below it", () => {
    const { book } = bookAt(0, { level: "warn", overrides: { "a.b": "debug", "a.b.c": "error" } });
    assert.equal(book.admits("a", "info"), false);
    assert.equal(book.admits("a.b", "debug"), true);
    assert.equal(book.admits("a.bc", "debug"), false);
    assert.equal(book.admits("a.b.x.y", "debug"), true);
    assert.equal(book.admits("a.b.c.d", "warn"), false);
    book.override({ path: "a.b.d", level: "error" });
    assert.equal(book.admits("a.b.d", "warn"), false);
    assert.equal(book.reset("a.b.d"), true);
    assert.equal(book.reset("a.b.d"), false);
    assert.equal(book.admits("a.b.d", "debug"), true);
  });

  it("a reset gives back what the program was started with", () => {
    const { book, clock } = bookAt(0, { overrides: { "a.b": "error" } });
    assert.equal(book.reset("a.b"), false);
    book.override({ path: "a.b", level: "debug" });
    book.override({ path: "a.b", level: "info", expiresAt: clock.now() + 1_000 });
    assert.equal(book.reset("a.b"), true);
    assert.deepEqual(book.overrides(), [{ path: "a.b", level: "error" }]);
    book.override({ path: "a.b", level: "info", expiresAt: clock.now() + 1_000 });
    assert.equal(book.reset("a.b"), true);
    assert.deepEqual(book.overrides(), [{ path: "a.b", level: "error" }]);
  });

  it("after one that expires the former one holds again, for a path and for the default", () => {
    const { book, clock } = bookAt();
    for (const path of ["", "a"]) {
      book.override({ path, level: "warn" });
      book.override({ path, level: "debug", expiresAt: clock.now() + 1_000 });
      assert.equal(book.admits(path, "debug"), true);
      clock.advance(999);
      assert.equal(book.admits(path, "debug"), true);
      clock.advance(1);
      assert.equal(book.admits(path, "info"), false);
    }
    book.override({ path: "a", level: "debug", expiresAt: clock.now() + 1_000 });
    assert.equal(book.reset("a", true), true);
    assert.deepEqual(book.overrides(), [{ path: "a", level: "warn" }]);
    book.override({ path: "a", level: "debug", expiresAt: clock.now() + 1_000 });
    book.override({ path: "a", level: "info" });
    clock.advance(5_000);
    assert.deepEqual(book.overrides(), [{ path: "a", level: "info" }]);
    assert.equal(book.reset("", undefined), false);
  });

  it("takes so many paths and no more", () => {
    const { book } = bookAt();
    for (let n = 0; n < OVERRIDES_LIMIT; n++) assert.equal(book.override({ path: `p${n}`, level: "debug" }), true);
    assert.equal(book.override({ path: "more", level: "debug" }), false);
    assert.equal(book.override({ path: "p0", level: "error" }), true);
    assert.equal(book.override({ path: "", level: "error" }), true);
  });

  it("any changes: a path has its own level, or that of the nearest path above it", () => {
    const path = fc.constantFrom("a", "a.b", "a.b.c", "a.c", "b");
    const change = fc.record({ path, level: fc.constantFrom(...LEVELS), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change), path, (changes, asked) => {
        const { book } = bookAt();
        const model = new Map<string, LogLevel>();
        for (const { path, level, remove } of changes) {
          if (remove) {
            book.reset(path);
            model.delete(path);
          } else {
            book.override({ path, level });
            model.set(path, level);
          }
          book.admits(asked, "debug");
        }
        const above = asked.split(".").map((_, at, all) => all.slice(0, all.length - at).join("."));
        const level = above.map((one) => model.get(one)).find((one) => one !== undefined) ?? "info";
        for (const one of LEVELS)
          assert.equal(book.admits(asked, one), LEVELS.indexOf(one) >= LEVELS.indexOf(level), `${asked} ${one}`);
      }),
    );
  });
});

describe("the log of this machine with a book", () => {
  const logging = (level: LogLevel = "info") => {
    const { clock, book } = bookAt(0, { level });
    const lines: string[] = [];
    const log = createLog({ level, service: "test", write: (line) => lines.push(line), book, clock });
    return { book, lines, log };
  };

  it("a part has its path, its members and its level, on standard output and in the ring alike", () => {
    const { book, lines, log } = logging();
    const part = named(log, "ccu", { central_name: "ccu" });
    const wire = named(part, "xmlrpc", { interface_id: "ccu-HmIP-RF" });
    wire.debug("not yet");
    book.override({ path: "ccu-anywhere.ccu", level: "debug" });
    assert.equal(wire.isEnabled?.("debug"), true);
    wire.debug("now", { method: "ping" });
    log.debug("still not");
    const [line] = lines.map((text) => JSON.parse(text));
    assert.equal(lines.length, 1);
    assert.deepEqual(
      [line.logger, line.central_name, line.interface_id, line.method],
      ["ccu-anywhere.ccu.xmlrpc", "ccu", "ccu-HmIP-RF", "ping"],
    );
    assert.deepEqual(records(book.read()), [
      {
        seq: 1,
        time: "1970-01-01T00:00:00.000Z",
        level: "debug",
        logger: "ccu-anywhere.ccu.xmlrpc",
        msg: "now",
        attrs: { central_name: "ccu", interface_id: "ccu-HmIP-RF", method: "ping" },
      },
    ]);
  });

  it("an entry names the request that caused it, also later and in a part", async () => {
    const { book, log } = logging();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await traced({ id: "r1", headers: { traceparent } }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      named(log, "home").warn("late");
    });
    log.warn("nobody asked");
    const [first, second] = records(book.read());
    assert.match(String(first?.attrs?.span_id), /^[0-9a-f]{16}$/);
    assert.partialDeepStrictEqual(first?.attrs, {
      request_id: "r1",
      trace_id: "0af7651916cd43dd8448eb211c80319c",
      parent_span_id: "b7ad6b7169203331",
    });
    assert.equal(second?.attrs, undefined);
  });

  it("no secret reaches the ring", () => {
    const { book, log } = logging();
    named(log, "x", { token: "Xy7planted9" }).error("Authorization: Bearer Xy7planted9", {
      password: "Xy7planted9",
      url: "http://u:Xy7planted9@h/?token=Xy7planted9",
    });
    assert.equal(book.read().length, 1);
    assert.ok(!book.read()[0]?.json.includes("Xy7planted9"), book.read()[0]?.json);
  });
});
