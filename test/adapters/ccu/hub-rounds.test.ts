/** When the lists of the logic layer are read: how often, sooner after a failure, and shared by whoever asks meanwhile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HubRounds } from "../../../adapters/ccu/hub-rounds.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault, type HubSnapshot } from "../../../handlers/ports/index.ts";
import { settle } from "./fake-wire.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function bench(behavior: object = {}) {
  const clock = createManualClock();
  const read: string[] = [];
  const delivered: HubSnapshot[] = [];
  const logged: string[] = [];
  const state = { fails: {} as Record<string, Error>, answered: false, held: undefined as Promise<void> | undefined };
  const log = (level: string) => (_: string, data?: object) =>
    void logged.push(`${level} ${(data as { round?: string })?.round}`);
  const rounds = new HubRounds({
    config: { name: "c", host: "h", interfaces: [], behavior } as never,
    reader: {
      get answered() {
        return state.answered;
      },
      async read(round: string) {
        read.push(round);
        await state.held;
        const fault = state.fails[round];
        if (fault) throw fault;
        return { [round]: 1 };
      },
    } as never,
    clock,
    log: { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") },
    deliver: (snapshot) => void delivered.push(snapshot),
    done: () => {},
  });
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= SECOND) {
      clock.advance(Math.min(SECOND, left));
      for (let turn = 0; turn < 12; turn++) await settle();
    }
    for (let turn = 0; turn < 40; turn++) await settle();
  };
  return { ...{ clock, state, rounds, delivered, logged, pass }, read: () => read.splice(0) };
}
const EVERYTHING = ["system", "names", "groups", "programs", "sysvars", "messages", "inbox", "update"];

test("first whether anybody is there, then every list; each at its own pace", async () => {
  const { rounds, pass, read } = bench();
  rounds.begin();
  await pass(0);
  assert.deepEqual(read(), EVERYTHING);
  await pass(30 * SECOND - 1);
  assert.deepEqual(read(), []);
  await pass(1);
  assert.deepEqual(read(), ["programs", "sysvars", "messages"]);
  await pass(30 * SECOND);
  assert.deepEqual(read().sort(), ["inbox", "messages", "programs", "sysvars"]);
  await pass(9 * MINUTE);
  const all = read();
  assert.deepEqual(
    ["names", "groups", "inbox", "system", "update"].map((round) => all.filter((one) => one === round).length),
    [1, 1, 9, 0, 0],
  );
  rounds.stop();
  await pass(MINUTE);
  assert.deepEqual(read(), []);
});

test("variables as often as configured, in nanoseconds, and never more than every three seconds", async () => {
  for (const [nanoseconds, reads] of [
    [10e9, 6],
    [4e9, 15],
    [1, 20],
    [0, 2],
    [-1, 2],
  ] as const) {
    const { rounds, pass, read } = bench({ sysvar_scan_interval: nanoseconds });
    rounds.begin();
    await pass(0);
    read();
    await pass(MINUTE);
    assert.equal(read().filter((round) => round === "sysvars").length, reads, `${nanoseconds} ns`);
    rounds.stop();
  }
});

test("lists that nobody wants are known to be empty, and never asked for", async () => {
  for (const [behavior, round] of [
    [{ enable_program_scan: false }, "programs"],
    [{ enable_sysvar_scan: false }, "sysvars"],
  ] as const) {
    const { rounds, pass, read, delivered } = bench(behavior);
    rounds.begin();
    await pass(MINUTE);
    assert.ok(!read().includes(round));
    assert.deepEqual(
      delivered.filter((snapshot) => round in snapshot),
      [{ [round]: [] }],
    );
    rounds.stop();
  }
});

test("nobody there: asked again after 5, 10, 20, 30 … seconds, told once; any answer at all, and the lists are asked for", async () => {
  const { rounds, pass, read, state, logged } = bench();
  state.fails.system = new CcuFault("transport", "refused");
  rounds.begin();
  await pass(0);
  await rounds.tried;
  for (const pause of [5, 10, 20, 30, 30]) {
    assert.deepEqual(read(), ["system"], `before ${pause} s`);
    await pass(pause * SECOND - 1);
    assert.deepEqual(read(), []);
    await pass(1);
  }
  assert.deepEqual(
    logged.filter((line) => line.startsWith("info")),
    ["info system"],
  );
  read();
  state.fails.system = new CcuFault("permanent", "no", -1);
  await pass(30 * SECOND);
  assert.deepEqual(read(), EVERYTHING);
  const answered = bench();
  answered.state.fails.system = new CcuFault("transport", "cut off");
  answered.state.answered = true;
  answered.rounds.begin();
  await answered.pass(0);
  assert.deepEqual(answered.read(), EVERYTHING);
  answered.rounds.stop();
  rounds.stop();
});

test("a list that cannot be read is tried again sooner, the others keep their pace", async () => {
  const { rounds, pass, read, state } = bench();
  state.fails.names = new CcuFault("transport", "cut off");
  rounds.begin();
  await pass(0);
  read();
  await pass(5 * SECOND);
  assert.deepEqual(read(), ["names"]);
  delete state.fails.names;
  await pass(10 * SECOND);
  assert.deepEqual(read(), ["names"]);
  await pass(10 * SECOND);
  assert.deepEqual(read(), []);
  rounds.stop();
});

test("whoever asks while a list waits for its turn shares it; one that runs is read once more", async () => {
  const { rounds, pass, read, state, delivered } = bench();
  let go = () => {};
  state.held = new Promise((resolve) => {
    go = resolve;
  });
  const running = rounds.read("programs");
  const waiting = rounds.read("programs");
  assert.notEqual(running, waiting);
  assert.equal(rounds.read("programs"), waiting);
  const other = rounds.read("sysvars");
  go();
  await Promise.all([running, waiting, other]);
  assert.deepEqual(read(), ["programs", "programs", "sysvars"]);
  assert.equal(delivered.length, 3);
  state.fails.programs = new CcuFault("transport", "away");
  await assert.rejects(rounds.read("programs"), /away/);
  rounds.soon("programs");
  await pass(0);
  delete state.fails.programs;
  await rounds.read("programs");
  assert.equal(delivered.length, 4, "a failure holds up nobody");
  rounds.stop();
  await rounds.read("programs");
  assert.equal(delivered.length, 4);
});

test("after an outage everything is read anew, and nothing twice", async () => {
  const { rounds, pass, read } = bench();
  rounds.begin();
  await pass(10 * SECOND);
  read();
  rounds.restart();
  await pass(0);
  assert.deepEqual(read(), EVERYTHING);
  await pass(30 * SECOND - 1);
  assert.deepEqual(read(), [], "the former timers are gone");
  rounds.stop();
});
