/** The variable of a CCU that mirrors a zone, both ways. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../../adapters/memory/home.ts";
import { centralStateChanged } from "../../../handlers/broadcasts/broadcasts.ts";
import { type SysvarReport, sysvarReported } from "../../../handlers/broadcasts/sysvar-reported.ts";
import type { JournalDraft } from "../../../handlers/features/alarm/home/machine/effects.ts";
import {
  createSysvarMirror,
  MIRROR_LABELS,
  MIRROR_RETRY_MS,
  STALE_MS,
} from "../../../handlers/features/alarm/home/outputs/mirror.ts";
import { createTold } from "../../../handlers/features/alarm/home/outputs/told.ts";
import type { AlarmEngine } from "../../../handlers/features/alarm/home/seams.ts";
import type { Centrals } from "../../../handlers/kernel/site.ts";
import { nameFault } from "../../../handlers/model/storable-text.ts";
import { CcuFault, type HubSysvar, type SysvarDefinition } from "../../../handlers/ports/index.ts";
import { emptyHub } from "../../../local/testing/home-parts.ts";
import { CENTRAL, createBus, output, zone } from "./alarm-home.ts";

const NAME = "Alarmanlage";
const mirrored = (id: string, config: Record<string, unknown> = {}) =>
  zone(id, { ...output(`${id}-var`, "sysvar_mirror", "", { sysvar_name: NAME, ...config }), central: CENTRAL });

function variables(initial: readonly Partial<HubSysvar>[] = []) {
  const clock = createManualClock();
  const bus = createBus();
  const home = createMemoryHome();
  let list = initial as HubSysvar[];
  const put = () => home.putHub(CENTRAL, emptyHub(CENTRAL, { sysvars: list }));
  put();
  const calls: string[] = [];
  const asked: string[] = [];
  const journal: JournalDraft[] = [];
  const world = { away: false, refuses: false };
  const told = (verb: string) => async (intent: { zone: string; mode?: string; source: string }) => {
    asked.push([verb, intent.zone, intent.mode, intent.source].filter(Boolean).join(" "));
    return world.refuses ? { ok: false, refusal: { kind: "not_ready", blockers: [] } } : { ok: true, value: undefined };
  };
  const ccu = {
    async createSysvar(definition: SysvarDefinition) {
      if (world.away) throw new CcuFault("transport", "away");
      if (nameFault(definition.description ?? "") !== undefined) throw new CcuFault("invalid", "description");
      calls.push(
        `create ${definition.name} ${definition.type} ${definition.valueList?.join(";")} = ${definition.value}`,
      );
      list = [...list, { id: 1, name: definition.name, type: definition.type, value: definition.value } as HubSysvar];
      put();
    },
    async setSysvar(name: string, type: string, value: unknown) {
      if (world.away) throw new CcuFault("transport", "away");
      calls.push(`set ${name} ${type} ${value}`);
      said(value);
    },
  };
  /** The CCU tells the value of the variable: an echo, or somebody's wish. */
  function said(value: unknown): void {
    bus.publish(sysvarReported, { central: CENTRAL, name: NAME, value } as SysvarReport);
  }
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const engine = { arm: told("arm"), disarm: told("disarm") } as unknown as AlarmEngine;
  const centrals = { ccu: () => ccu } as unknown as Centrals;
  const mirror = createSysvarMirror(
    { home, centrals, clock, log, events: bus },
    { engine },
    createTold({ journal: (entry) => journal.push(entry), health: () => {} }),
  );
  const idle = async () => {
    for (let i = 0; i < 10; i += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  return { clock, bus, home, calls, asked, journal, world, mirror, idle, said };
}
const list = (value: number): Partial<HubSysvar> => ({
  id: 1,
  name: NAME,
  type: "LIST",
  value,
  valueList: [...MIRROR_LABELS],
});

describe("Variable mirror", () => {
  test("is created once with its seven entries, and follows every state; an alarm is the last entry", async () => {
    const { mirror, calls, idle } = variables();
    mirror.configure([mirrored("a")]);
    mirror.stateChanged("a", "disarmed", null);
    await idle();
    mirror.stateChanged("a", "arming", "night");
    await idle();
    mirror.stateChanged("a", "armed", "night");
    await idle();
    mirror.stateChanged("a", "triggered", "night");
    await idle();
    assert.deepEqual(calls, [
      `create ${NAME} LIST Unscharf;Hüllschutz;Vollschutz;Nachtschutz;Urlaub;Benutzerdefiniert;Alarm = 0`,
      `set ${NAME} LIST 3`,
      `set ${NAME} LIST 6`,
    ]);
  });

  test("is created when the CCU is there again, and whatever the zone is called", async () => {
    const { mirror, calls, idle, world, clock } = variables();
    world.away = true;
    mirror.configure([{ ...mirrored("a"), name: "Wohnung 🏠" }]);
    mirror.stateChanged("a", "disarmed", null);
    await idle();
    assert.deepEqual(calls, []);
    world.away = false;
    for (let i = 0; i < 2; i += 1) {
      clock.advance(MIRROR_RETRY_MS);
      await idle();
    }
    assert.equal(calls.length, 1);
    assert.match(calls[0] ?? "", /^create /);
  });

  test("one of the operator's own is only ever true or false, and never created, and orders nothing", async () => {
    const { mirror, calls, idle, journal, said, asked, home } = variables();
    mirror.configure([mirrored("a", { sysvar_existing: true })]);
    mirror.stateChanged("a", "armed", "full");
    await idle();
    assert.deepEqual(calls, []);
    assert.deepEqual(
      journal.map(({ event }) => event),
      ["sysvar_missing"],
    );
    home.putHub(
      CENTRAL,
      emptyHub(CENTRAL, { sysvars: [{ id: 2, name: NAME, type: "ALARM", value: false } as HubSysvar] }),
    );
    mirror.stateChanged("a", "triggered", "full");
    await idle();
    mirror.stateChanged("a", "disarmed", null);
    await idle();
    said(true);
    said(1);
    await idle();
    assert.deepEqual(calls, [`set ${NAME} ALARM true`, `set ${NAME} ALARM false`]);
    assert.deepEqual(asked, []);
  });

  test("an entry arms; disarming only where it is allowed; what is refused is shown as it is", async () => {
    const { mirror, calls, asked, said, idle, journal, world } = variables([list(0)]);
    mirror.configure([mirrored("a")]);
    mirror.stateChanged("a", "disarmed", null);
    await idle();
    said(2);
    await idle();
    mirror.stateChanged("a", "armed", "full");
    await idle();
    said(0);
    await idle();
    assert.deepEqual(asked, ["arm a full sysvar"]);
    assert.deepEqual(
      journal.map(({ event }) => event),
      ["sysvar_disarm_refused"],
    );
    assert.equal(calls.at(-1), `set ${NAME} LIST 2`);
    world.refuses = true;
    said(4);
    await idle();
    assert.deepEqual(
      journal.map(({ event }) => event),
      ["sysvar_disarm_refused", "sysvar_arm_failed"],
    );
    assert.equal(calls.at(-1), `set ${NAME} LIST 2`);
    for (const odd of [6, 99, -1]) {
      said(odd);
      await idle();
      assert.equal(calls.at(-1), `set ${NAME} LIST 2`);
    }
    assert.equal(asked.length, 2);
  });

  test("disarms where it may", async () => {
    const { mirror, asked, said, idle } = variables([list(2)]);
    mirror.configure([mirrored("a", { sysvar_allow_disarm: true })]);
    mirror.stateChanged("a", "armed", "full");
    await idle();
    said(0);
    await idle();
    assert.deepEqual(asked, ["disarm a sysvar"]);
  });

  test("nothing arms by a value that was there before: not at the start, not from a CCU that comes back", async () => {
    const { mirror, asked, said, idle, bus, calls } = variables([list(2)]);
    mirror.configure([mirrored("a")]);
    said(2);
    await idle();
    mirror.stateChanged("a", "disarmed", null);
    await idle();
    assert.equal(calls.at(-1), `set ${NAME} LIST 0`);
    bus.publish(centralStateChanged, { central: CENTRAL, old_state: "running", new_state: "stopped" });
    said(3);
    await idle();
    mirror.attached(CENTRAL);
    await idle();
    assert.deepEqual(asked, []);
    assert.equal(calls.at(-1), `set ${NAME} LIST 0`);
    said(3);
    await idle();
    assert.deepEqual(asked, ["arm a night sysvar"]);
  });

  test("a reading that was under way while the state changed is no wish", async () => {
    const { mirror, asked, said, idle, clock } = variables([list(2)]);
    mirror.configure([mirrored("a")]);
    mirror.stateChanged("a", "armed", "full");
    await idle();
    mirror.stateChanged("a", "disarmed", null);
    await idle();
    said(2);
    await idle();
    assert.deepEqual(asked, []);
    clock.advance(STALE_MS);
    said(2);
    await idle();
    assert.deepEqual(asked, ["arm a full sysvar"]);
  });

  test("two zones that mirror one variable obey nobody", async () => {
    const { mirror, asked, said, idle, journal } = variables([list(0)]);
    mirror.configure([mirrored("a"), mirrored("b")]);
    mirror.stateChanged("a", "disarmed", null);
    mirror.stateChanged("b", "disarmed", null);
    await idle();
    said(1);
    await idle();
    assert.deepEqual(asked, []);
    assert.deepEqual(
      journal.map(({ event }) => event),
      ["sysvar_intent_ambiguous", "sysvar_intent_ambiguous"],
    );
  });

  test("a CCU that is away gets the newest state when it is back, and an unread list is waited for", async () => {
    const { mirror, calls, idle, world, clock } = variables([list(0)]);
    world.away = true;
    mirror.configure([mirrored("a")]);
    mirror.stateChanged("a", "armed", "full");
    await idle();
    mirror.stateChanged("a", "triggered", "full");
    await idle();
    world.away = false;
    clock.advance(MIRROR_RETRY_MS);
    await idle();
    assert.deepEqual(calls, [`set ${NAME} LIST 6`]);
    mirror.close();
    mirror.stateChanged("a", "disarmed", null);
    await idle();
    assert.equal(calls.length, 1);
  });
});
