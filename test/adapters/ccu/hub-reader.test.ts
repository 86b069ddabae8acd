/** Lists of the logic layer: by script, by JSON-RPC while scripts cannot run, and what is known of neither. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HubReader } from "../../../adapters/ccu/hub-reader.ts";
import type { Script } from "../../../adapters/ccu/rega/script.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import type { CcuFault } from "../../../handlers/ports/index.ts";
import { fault } from "./fake-wire.ts";

const PAUSE_MS = 10_000;
const variable = (name: string) => ({ id: name.length, name, description: "", internal: false });
const program = (id: number, internal: boolean) => ({ id, name: `p${id}`, description: "", internal });
const VERSION = "VERSION=3.77.7\nPRODUCT=ccu3\n";
const FACTS = { version: VERSION, hostname: "ccu", serial: "ABC", haApp: false };
/** What scripts answer, by name. */
const ANSWERS: Record<string, unknown> = {
  "read-system": FACTS,
  "read-names": { names: { A: { name: "Lamp" } } },
  "read-rooms": { rooms: [], functions: [] },
  "read-programs": [program(1, false), program(2, true)],
  "read-sysvars": { sysvars: [variable("shown")], rawNames: new Map([["shown", "raw shown"]]) },
  "read-messages": { service: [], alarm: [] },
  "read-inbox": [],
  "read-update": { current: "1", available: "2", inProgress: false },
};
const JSON_ANSWERS: Record<string, unknown> = {
  "Device.listAllDetail": [{ id: "1", address: "B", name: "Switch", channels: [] }],
  "Program.getAll": [{ id: "3", name: "p3" }],
};

function bench({ hasJson = true, helps = true, behavior = {}, tls = false } = {}) {
  const clock = createManualClock();
  const scripts: string[] = [];
  const json: string[] = [];
  const infos: string[] = [];
  const latin1: boolean[] = [];
  const answers = { ...ANSWERS };
  const jsonAnswers = { ...JSON_ANSWERS };
  const state = { fails: undefined as Error | undefined, deadline: undefined as number | undefined, pause: PAUSE_MS };
  const reader = new HubReader({
    config: { name: "c", host: "h", interfaces: [], behavior, ...(tls ? { tls: {} } : {}) } as never,
    runner: {
      async run({ name }: Script<unknown>, deadline?: number) {
        scripts.push(name);
        state.deadline = deadline;
        if (state.fails) throw state.fails;
        return answers[name];
      },
      useLatin1: (isLatin1: boolean) => void latin1.push(isLatin1),
      ...(hasJson && {
        fallback: {
          async call(method: string) {
            json.push(method);
            const answer = jsonAnswers[method];
            if (answer instanceof Error || answer === undefined) throw answer ?? fault("permanent", 1);
            return answer;
          },
          helps: () => helps,
          pauseAfter: () => state.pause,
        },
      }),
    } as never,
    clock,
    log: { debug() {}, warn() {}, error() {}, info: (message: string) => void infos.push(message) },
  });
  const asked = () => [scripts.splice(0), json.splice(0)];
  return { clock, reader, asked, infos, latin1, state, answers, jsonAnswers };
}
const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => assert.fail("no fault"),
    (error: unknown) => error,
  );

test("each list by its script, marked as the settings say", async () => {
  const { reader, asked } = bench();
  assert.deepEqual([reader.answered, reader.scriptsRun], [false, false]);
  for (const [round, script, expected] of [
    ["names", "read-names", { names: { A: { name: "Lamp" } } }],
    ["groups", "read-rooms", { rooms: [], functions: [] }],
    ["programs", "read-programs", { programs: [program(1, false)] }],
    ["sysvars", "read-sysvars", { sysvars: [variable("shown")] }],
    ["messages", "read-messages", { serviceMessages: [], alarmMessages: [] }],
    ["inbox", "read-inbox", { inbox: [] }],
    ["update", "read-update", { update: ANSWERS["read-update"] }],
  ] as const) {
    const found = await reader.read(round);
    assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
    if (round !== "programs" && round !== "sysvars") assert.deepEqual(found, expected);
    assert.deepEqual(asked(), [[script], []]);
  }
  assert.deepEqual([reader.answered, reader.scriptsRun], [true, true]);
  for (const [behavior, listed] of [
    [{}, [undefined, false]],
    [{ include_internal_programs: true }, [undefined, true]],
    [{ program_markers: ["p"] }, [false]],
  ] as const) {
    const { programs } = await bench({ behavior }).reader.read("programs");
    assert.deepEqual(
      programs?.map((one) => one.listed),
      listed,
    );
  }
});

test("a variable is known to the CCU by its raw name, and by the shown one where it has no other", async () => {
  const { reader } = bench();
  assert.equal(reader.rawSysvar("shown"), "shown");
  await reader.read("sysvars");
  assert.deepEqual([reader.rawSysvar("shown"), reader.rawSysvar("other")], ["raw shown", "other"]);
});

test("of messages and of an update what was told", async () => {
  const { reader, answers } = bench();
  answers["read-messages"] = { service: [1] };
  assert.deepEqual(await reader.read("messages"), { serviceMessages: [1] });
  answers["read-messages"] = { alarm: [1] };
  assert.deepEqual(await reader.read("messages"), { alarmMessages: [1] });
  answers["read-update"] = undefined;
  assert.deepEqual(await reader.read("update"), {});
});

test("who a CCU is, and which bytes its programs write", async () => {
  for (const [version, latin1, more] of [
    [VERSION, true, { model: "ccu3", version: "3.77.7" }],
    ["VERSION=3.1\nPRODUCT=openccu_ccu3", false, { model: "openccu_ccu3", version: "3.1" }],
    ["PRODUCT=raspmatic_ccu3", false, { model: "raspmatic_ccu3" }],
    ["VERSION=3.1", false, { version: "3.1" }],
    ["PRODUCT=CCU", true, { model: "CCU" }],
    ["", false, {}],
  ] as const) {
    const one = bench();
    one.answers["read-system"] = { ...FACTS, version };
    assert.deepEqual((await one.reader.read("system")).system, {
      ...more,
      ...{ hostname: "ccu", serial: "ABC", url: "http://h", isHaApp: false },
    });
    assert.deepEqual(one.latin1, [latin1], version);
  }
  const { reader, answers } = bench({ tls: true });
  answers["read-system"] = { version: "", hostname: "", serial: "", haApp: true };
  assert.deepEqual((await reader.read("system")).system, { url: "https://h", isHaApp: true });
});

test("while scripts cannot run JSON-RPC is asked, and no script is tried until the pause is over or the CCU was away", async () => {
  const { reader, asked, state, clock, infos } = bench();
  await reader.read("inbox");
  asked();
  assert.equal(reader.instead, undefined);
  state.fails = fault("auth", 400);
  assert.deepEqual(await reader.read("names"), { names: { B: { name: "Switch", id: 1 } } });
  assert.deepEqual([asked(), reader.scriptsRun], [[["read-names"], ["Device.listAllDetail"]], false]);
  assert.equal(infos.length, 1);
  assert.ok(reader.instead);
  clock.advance(PAUSE_MS - 1);
  await reader.read("names");
  assert.deepEqual(asked(), [[], ["Device.listAllDetail"]]);
  const untold = (await faultOf(reader.read("inbox"))) as CcuFault;
  assert.deepEqual([untold.class, asked()], ["auth", [[], []]], "JSON-RPC has no inbox");
  clock.advance(1);
  assert.equal(reader.instead, undefined);
  await reader.read("names");
  assert.deepEqual(asked(), [["read-names"], ["Device.listAllDetail"]]);
  reader.recovered();
  state.fails = undefined;
  await reader.read("names");
  assert.deepEqual([asked(), reader.scriptsRun], [[["read-names"], []], true]);
});

test("lists by JSON-RPC are chosen like those of a script, and any answer shows that somebody is there", async () => {
  for (const [behavior, ids] of [
    [{}, [3]],
    [{ program_markers: ["p"] }, []],
  ] as const) {
    const { reader, state } = bench({ behavior });
    state.fails = fault("auth", 400);
    const { programs } = await reader.read("programs");
    assert.deepEqual([programs?.map(({ id }) => id), reader.answered, reader.scriptsRun], [ids, true, false]);
  }
});

test("a fault that concerns one script alone pauses nothing", async () => {
  const { reader, state, asked, infos } = bench();
  await reader.read("inbox");
  state.pause = 0;
  state.fails = fault("transport");
  await reader.read("names");
  await reader.read("names");
  assert.deepEqual(asked()[0], ["read-inbox", "read-names", "read-names"]);
  assert.deepEqual([reader.scriptsRun, reader.instead, infos], [true, undefined, []]);
  const alone = bench({ hasJson: false });
  await alone.reader.read("inbox");
  alone.state.fails = fault("transport");
  await faultOf(alone.reader.read("names"));
  assert.deepEqual([alone.reader.scriptsRun, alone.infos], [true, []], "nor does any where there is nothing else");
});

test("a script's fault is the answer where JSON-RPC is not there, does not help, has no such list, or fails as well", async () => {
  const failed = fault("transport");
  for (const [options, round, json] of [
    [{ hasJson: false }, "names", []],
    [{ helps: false }, "names", []],
    [{}, "inbox", []],
  ] as const) {
    const { reader, state, asked } = bench(options);
    state.fails = failed;
    assert.equal(await faultOf(reader.read(round)), failed);
    assert.deepEqual([asked()[1], reader.answered], [json, false]);
  }
  const { reader, state, jsonAnswers, asked } = bench();
  state.fails = failed;
  const other = fault("permanent", 7);
  jsonAnswers["Device.listAllDetail"] = other;
  assert.equal(await faultOf(reader.read("names")), failed);
  assert.deepEqual([asked()[1], reader.answered], [["Device.listAllDetail"], false]);
  assert.equal(await faultOf(reader.read("names")), other, "while no script is tried");
  state.fails = new TypeError("a bug");
  reader.recovered();
  assert.equal(await faultOf(reader.read("names")), state.fails);
});

test("what acts has a deadline, what reads has none", async () => {
  const { reader, state } = bench();
  await reader.run({ name: "act" } as never, 4711);
  assert.equal(state.deadline, 4711);
  await reader.read("inbox");
  assert.equal(state.deadline, undefined);
});
