import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { configSessionCommands } from "../../../handlers/features/paramsets/commands/config-sessions.ts";
import {
  createConfigSession,
  createConfigSessions,
  SESSION_IDLE_MS,
  SESSIONS_LIMIT,
  UNDO_LIMIT,
} from "../../../handlers/features/paramsets/engine.ts";
import { SUBMIT_LIMIT } from "../../../handlers/model/values.ts";
import {
  auditOf,
  type ConfigHome,
  configHome,
  HEATER,
  heater,
  MOVABLE,
  OTHER_HEATER,
  writes,
} from "../../support/config.ts";
import { call, fault, identity, type TestSite } from "../../support/site.ts";

const CHANNEL = `${HEATER}:1`;
const session = (site: TestSite, verb: string, args: object = {}, as = identity("operator", "otto")) =>
  call(site, configSessionCommands, `config.session.${verb}`, { channel_address: CHANNEL, ...args }, as);
const data = async (result: ReturnType<typeof session>) => {
  const answer = await result;
  return "data" in answer ? (answer.data as Record<string, unknown>) : assert.fail(answer.error.message);
};
const error = async (result: ReturnType<typeof session>) => {
  const answer = await result;
  return "error" in answer ? answer.error.code : assert.fail(JSON.stringify(answer));
};
const set = (site: TestSite, parameter: string, value: unknown) => data(session(site, "set", { parameter, value }));

describe("a config session", () => {
  it("opens with what the CCU has, and writes only what differs, once", async () => {
    const site = configHome();
    const opened = await data(session(site, "open", { central_name: "ccu-main" }));
    assert.equal(opened.central_name, "ccu-main");
    assert.deepEqual(opened.current_values, { ...MOVABLE, FIRMWARE_INFO: "1.2.3", FACTORY_KEY: 99 });
    assert.deepEqual((opened.descriptions as Record<string, { MAX: number }>).BOOST_TIME_PERIOD?.MAX, 30);
    await set(site, "BOOST_TIME_PERIOD", 10);
    await set(site, "MODE", "FAST");
    await set(site, "TEXT", "hello");
    assert.deepEqual(await set(site, "BUTTON_LOCK", 0), { dirty: true, can_undo: true, can_redo: false });
    assert.deepEqual(await data(session(site, "changes")), {
      changes: { BOOST_TIME_PERIOD: 10, MODE: "FAST" },
      detailed: [
        { Parameter: "BOOST_TIME_PERIOD", From: 5, To: 10 },
        { Parameter: "MODE", From: "SLOW", To: "FAST" },
      ],
      dirty: true,
    });
    assert.deepEqual(writes(site), []);
    assert.deepEqual(await data(session(site, "save")), {
      saved: true,
      applied: { BOOST_TIME_PERIOD: 10, MODE: "FAST" },
    });
    assert.deepEqual(site.written(), [{ BOOST_TIME_PERIOD: 10, MODE: "FAST" }]);
    assert.equal(await error(session(site, "save")), "bad_request", "saving ends the session");
  });

  it("leaves an entry in the audit log with the values before and after", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "TEMPERATURE_COMFORT", 22);
    await session(site, "save");
    const [entry] = await auditOf(site);
    assert.deepEqual(
      [entry?.action, entry?.user, entry?.device_address, entry?.channel_no, entry?.paramset, entry?.changes],
      ["paramset_write", "otto", HEATER, 1, "MASTER", [{ parameter: "TEMPERATURE_COMFORT", before: 21, after: 22 }]],
    );
  });

  it("is shared by everybody, one for each paramset, and replaced when it is opened again", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "BOOST_TIME_PERIOD", 10);
    const anna = identity("operator", "anna");
    assert.deepEqual((await data(session(site, "changes", {}, anna))).changes, { BOOST_TIME_PERIOD: 10 });
    const other = { channel_address: `${OTHER_HEATER}:1` };
    assert.equal(await error(session(site, "changes", other)), "bad_request");
    assert.equal(await error(session(site, "changes", { paramset_key: "VALUES" })), "bad_request");
    await session(site, "open", {}, anna);
    assert.equal((await data(session(site, "changes"))).dirty, false);
  });

  it("takes edits back, also to what the CCU had, and makes them again", async () => {
    const site = configHome();
    await session(site, "open");
    assert.deepEqual(await data(session(site, "undo")), {
      dirty: false,
      can_undo: false,
      can_redo: false,
      performed: false,
    });
    await set(site, "BOOST_TIME_PERIOD", 10);
    await set(site, "BOOST_TIME_PERIOD", 20);
    assert.deepEqual((await data(session(site, "undo"))).performed, true);
    assert.deepEqual((await data(session(site, "changes"))).changes, { BOOST_TIME_PERIOD: 10 });
    assert.deepEqual((await data(session(site, "undo"))).dirty, false);
    await session(site, "redo");
    await session(site, "redo");
    assert.deepEqual((await data(session(site, "changes"))).changes, { BOOST_TIME_PERIOD: 20 });
    await session(site, "undo");
    assert.deepEqual((await set(site, "MODE", 0)).can_redo, false, "a new edit ends what could be redone");
  });

  it("says that there is nothing to save, and stays open", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "BOOST_TIME_PERIOD", 5);
    assert.deepEqual(await data(session(site, "save")), { saved: false, reason: "nothing to save" });
    assert.equal((await data(session(site, "changes"))).dirty, false);
    assert.deepEqual(writes(site), []);
  });

  it("ends without a trace when it is discarded", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "BOOST_TIME_PERIOD", 10);
    assert.deepEqual(await data(session(site, "discard")), { discarded: true });
    assert.equal(await error(session(site, "discard")), "bad_request");
    assert.deepEqual([writes(site), await auditOf(site)], [[], []]);
  });
});

describe("saving a config session", () => {
  it("refuses a value out of range, and the session lives on", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "BOOST_TIME_PERIOD", 31);
    await set(site, "MODE", 2);
    assert.equal(await error(session(site, "save")), "bad_request");
    await set(site, "BOOST_TIME_PERIOD", 30);
    assert.deepEqual((await data(session(site, "save"))).applied, { BOOST_TIME_PERIOD: 30, MODE: 2 });
    assert.deepEqual(site.written(), [{ BOOST_TIME_PERIOD: 30, MODE: 2 }]);
  });

  it("refuses values that do not fit together, also with one that nobody edits", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "TEMPERATURE_LOWERING", 21.5);
    assert.equal(await error(session(site, "save")), "validation_error");
    await set(site, "TEMPERATURE_LOWERING", 21);
    assert.equal((await data(session(site, "save"))).saved, true);
  });

  it("does not blame somebody for what was wrong before", async () => {
    const site = configHome();
    site.stored.set(CHANNEL, { TEMPERATURE_LOWERING: 25, TEMPERATURE_COMFORT: 20 });
    await session(site, "open");
    await set(site, "BUTTON_LOCK", true);
    assert.equal((await data(session(site, "save"))).saved, true);
  });

  it("refuses what nobody may write", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "FACTORY_KEY", 1);
    assert.equal(await error(session(site, "save")), "forbidden");
    await session(site, "open");
    await set(site, "FIRMWARE_INFO", "x");
    assert.equal(await error(session(site, "save")), "bad_request");
    await session(site, "open");
    await set(site, "TEXT", null);
    assert.equal(await error(session(site, "save")), "bad_request");
    assert.deepEqual(writes(site), []);
  });

  it("keeps the edits when the CCU fails", async () => {
    let broken = true;
    const site = configHome({
      writing: () => {
        if (broken) fault("transport")();
      },
    });
    await session(site, "open");
    await set(site, "BOOST_TIME_PERIOD", 10);
    assert.equal(await error(session(site, "save")), "internal_error");
    broken = false;
    assert.deepEqual((await data(session(site, "save"))).applied, { BOOST_TIME_PERIOD: 10 });
  });

  it("happens once when two people save at the same time", async () => {
    const site = configHome();
    await session(site, "open");
    await set(site, "BOOST_TIME_PERIOD", 10);
    const both = await Promise.all([session(site, "save"), session(site, "save")]);
    assert.deepEqual(both.map((answer) => "data" in answer).sort(), [false, true]);
    assert.equal(site.written().length, 1);
  });

  it("of values asks an operator's lock of the channel", async () => {
    const site = configHome();
    await session(site, "open", { paramset_key: "VALUES" });
    await session(site, "set", { paramset_key: "VALUES", parameter: "BOOST_MODE", value: true });
    assert.equal((await data(session(site, "save", { paramset_key: "VALUES" }))).saved, true);
    assert.deepEqual(
      writes(site).map(({ method }) => method),
      ["writeValues"],
    );
  });
});

describe("limits of config sessions", () => {
  it("refuse texts, parameters and values that nobody can mean", async () => {
    const site = configHome();
    await session(site, "open");
    const refused = [
      { parameter: "NOPE", value: 1 },
      { parameter: "__proto__", value: 1 },
      { parameter: "TEXT", value: ["x"] },
      { parameter: "TEXT", value: "x".repeat(SUBMIT_LIMIT + 1) },
      { value: 1 },
    ];
    for (const args of refused) assert.equal(await error(session(site, "set", args)), "bad_request");
    await set(site, "TEXT", "x".repeat(SUBMIT_LIMIT));
    assert.equal(await error(session(site, "open", { central_name: "attic" })), "bad_request");
    assert.equal(await error(session(site, "open", { paramset_key: "LINK" })), "bad_request");
  });

  it("forget a session that nobody used for half an hour, by the clock", async () => {
    const site = configHome();
    await session(site, "open");
    site.clock.advance(SESSION_IDLE_MS - 1);
    await set(site, "BOOST_TIME_PERIOD", 10);
    site.clock.advance(SESSION_IDLE_MS - 1);
    assert.equal((await data(session(site, "changes"))).dirty, true, "any use keeps it");
    site.clock.advance(SESSION_IDLE_MS);
    assert.equal(await error(session(site, "changes")), "bad_request");
  });

  it(`hold ${SESSIONS_LIMIT} sessions and not one more, until one ends or is forgotten`, () => {
    const sessions = createConfigSessions();
    const open = (n: number, now: number) =>
      sessions.open(createConfigSession({ central: "c", address: `D:${n}`, key: "MASTER" }, {}), now);
    for (let n = 0; n < SESSIONS_LIMIT; n++) assert.ok(open(n, n));
    assert.ok(!open(SESSIONS_LIMIT, SESSIONS_LIMIT));
    assert.ok(open(1, SESSIONS_LIMIT), "opening anew takes no place");
    sessions.end(sessions.use(undefined, "D:5", "MASTER", SESSIONS_LIMIT)!);
    assert.ok(open(SESSIONS_LIMIT, SESSIONS_LIMIT));
    assert.ok(!open(SESSIONS_LIMIT + 1, SESSION_IDLE_MS - 1));
    assert.ok(open(SESSIONS_LIMIT + 1, SESSION_IDLE_MS), "the first one is forgotten");
  });

  it(`undo ${UNDO_LIMIT} steps; what is older stays done`, () => {
    const made = createConfigSession({ central: "c", address: "D:1", key: "MASTER" }, {});
    for (let n = 0; n <= UNDO_LIMIT; n++) made.set("P", n);
    let undone = 0;
    while (made.undo()) undone++;
    assert.equal(undone, UNDO_LIMIT);
    assert.deepEqual(made.edits(), { P: 0 });
  });

  it("answer a clear refusal when too many are open", async () => {
    const site = configHome();
    const master = { BUTTON_LOCK: { TYPE: "BOOL", OPERATIONS: 3, FLAGS: 1 } };
    const addresses = Array.from({ length: SESSIONS_LIMIT }, (_, i) => `0050AAAA${String(i).padStart(6, "0")}`);
    site.putDevices(...addresses.map((address) => heater(address, {}, master)));
    for (const address of addresses) await data(session(site, "open", { channel_address: `${address}:1` }));
    assert.equal(await error(session(site, "open")), "conflict");
  });
});

describe("undo and redo", () => {
  const NAMES = ["A", "B", "C"];
  const commands = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant("set" as const),
        name: fc.constantFrom(...NAMES),
        value: fc.integer({ max: 9, min: 0 }),
      }),
      fc.record({ kind: fc.constantFrom("undo" as const, "redo" as const) }),
    ),
    { maxLength: 60 },
  );

  it("are a list of states with a finger on one of them", () => {
    fc.assert(
      fc.property(commands, (steps) => {
        const made = createConfigSession({ central: "c", address: "D:1", key: "MASTER" }, {});
        let history: Record<string, unknown>[] = [{}];
        let at = 0;
        for (const one of steps) {
          if (one.kind === "set") {
            made.set(one.name, one.value);
            history = [...history.slice(0, at + 1), { ...history[at], [one.name]: one.value }];
            at += 1;
          } else {
            const possible = one.kind === "undo" ? at > 0 : at < history.length - 1;
            assert.equal(made[one.kind](), possible);
            if (possible) at += one.kind === "undo" ? -1 : 1;
          }
          assert.deepEqual(made.edits(), history[at]);
          assert.deepEqual([made.canUndo, made.canRedo], [at > 0, at < history.length - 1]);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe("whatever is set in a session", () => {
  const names = [...Object.keys(MOVABLE), "FIRMWARE_INFO", "FACTORY_KEY", "RESET"];
  const value = fc.oneof(
    fc.double({ min: -50, max: 50, noNaN: true }),
    fc.integer({ min: -5, max: 40 }),
    fc.boolean(),
    fc.string({ maxLength: 300 }),
    fc.constantFrom("OFF", "SLOW", "FAST", null),
  );

  it("is written within the limits, or refused without any write", async () => {
    const edit = fc.record({ parameter: fc.constantFrom(...names), value });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        const site = configHome();
        await session(site, "open");
        for (const one of edits) await session(site, "set", one);
        const answer = await session(site, "save");
        assertWithinLimits(site);
        assert.equal(site.written().length, "data" in answer && (answer.data as { saved: boolean }).saved ? 1 : 0);
      }),
      { seed: 5, numRuns: 150 },
    );
  });
});

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  TEMPERATURE_MINIMUM: [4.5, 14.5],
  TEMPERATURE_MAXIMUM: [15, 30.5],
  TEMPERATURE_COMFORT: [15, 30],
  TEMPERATURE_LOWERING: [5, 25],
  BOOST_TIME_PERIOD: [0, 30],
};
/** Said in other words than the code under test says it. */
function assertWithinLimits(site: ConfigHome): void {
  for (const written of site.written()) {
    for (const [name, value] of Object.entries(written)) {
      const range = RANGES[name];
      if (range) assert.ok(typeof value === "number" && value >= range[0] && value <= range[1], `${name} ${value}`);
      else if (name === "MODE") assert.ok(["OFF", "SLOW", "FAST", 0, 1, 2].includes(value as string | number));
      else if (name === "BUTTON_LOCK" || name === "RESET") assert.equal(typeof value, "boolean");
      else assert.ok(name === "TEXT" && typeof value === "string" && value.length <= 255, `${name} was written`);
    }
    const all = { ...MOVABLE, ...written };
    assert.ok(
      all.TEMPERATURE_LOWERING <= all.TEMPERATURE_COMFORT && all.TEMPERATURE_COMFORT <= all.TEMPERATURE_MAXIMUM,
    );
  }
}
