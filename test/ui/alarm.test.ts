/** What the pages of the alarm reckon: proposals, countdowns, the keypad, the journal as a file. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { HomeDevice } from "../../adapters/client/index.ts";
import {
  boundOf,
  clockText,
  dayStart,
  type Entry,
  incidentsOf,
  journalCsv,
  localOf,
  modesOf,
  PIN_LIMIT,
  runningFrom,
  secondsLeft,
  typed,
  withReadiness,
  withState,
  worstOf,
  type Zone,
} from "../../assets/ui/model/alarm.ts";
import { schedulesOf, trimmed, valueAt, withValue } from "../../assets/ui/pages/alarm/draft.ts";
import { proposeSensors, usualClass, usualConfig } from "../../assets/ui/pages/alarm/proposals.ts";

const zone = (over: Partial<Zone> = {}): Zone => ({
  ...{ id: "z", name: "House", state: "disarmed", walktest_active: false },
  ...over,
});
const compare = (a: string, b: string) => a.localeCompare(b);

type Point = [parameter: string, type: string];
function device(name: string, channels: Record<number, [string, ...Point[]]>): HomeDevice {
  return {
    central: "demo",
    address: name.toUpperCase(),
    summary: { name, interface_id: "demo-HmIP-RF", rooms: ["Hall"] },
    channels: Object.entries(channels).map(([number, [type, ...points]]) => ({
      number: Number(number),
      type,
      name: `${name}:${number}`,
      data_points: points.map(([parameter, kind]) => ({ parameter, type: kind, operations: {} })),
    })),
  } as unknown as HomeDevice;
}

test("sensors are proposed by their kind, doors before windows; sabotage is offered and not proposed", () => {
  const found = proposeSensors(
    [
      device("Kitchen window", { 0: ["MAINTENANCE", ["SABOTAGE", "BOOL"]], 1: ["SHUTTER_CONTACT", ["STATE", "ENUM"]] }),
      device("Haustür", { 1: ["SHUTTER_CONTACT", ["STATE", "ENUM"]] }),
      device("Hall", { 1: ["MOTIONDETECTOR_TRANSCEIVER", ["MOTION", "BOOL"], ["ILLUMINATION", "FLOAT"]] }),
      device("Smoke", { 1: ["SMOKE_DETECTOR", ["SMOKE_DETECTOR_ALARM_STATUS", "ENUM"]] }),
      device("Team", { 1: ["SMOKE_DETECTOR_TEAM", ["STATE", "BOOL"]] }),
      device("Cellar", {
        1: ["WATER_DETECTION_TRANSMITTER", ["MOISTURE_DETECTED", "BOOL"], ["WATERLEVEL_DETECTED", "BOOL"]],
      }),
      device("Socket", { 3: ["SWITCH_VIRTUAL_RECEIVER", ["STATE", "BOOL"]] }),
    ],
    compare,
  );
  assert.deepEqual(
    found.map(({ type, name, parameter, isUsual }) => [type, name, parameter, isUsual]),
    [
      ["door", "Haustür", "STATE", true],
      ["window", "Kitchen window", "STATE", true],
      ["motion", "Hall", "MOTION", true],
      ["hazard", "Cellar", "WATERLEVEL_DETECTED", true],
      ["hazard", "Smoke", "SMOKE_DETECTOR_ALARM_STATUS", true],
      ["hazard", "Team", "STATE", false],
      ["tamper", "Kitchen window", "SABOTAGE", false],
    ],
  );
  assert.deepEqual(found[4]?.active_values, ["PRIMARY_ALARM", "SECONDARY_ALARM"], "its own sound is no fire");
});

test("a door starts the time to disarm, a window does not, motion counts when nobody is at home, smoke always", () => {
  const modes = ["perimeter", "full"] as const;
  assert.deepEqual(usualConfig("door", modes), { modes, use_exit_delay: true, use_entry_delay: true });
  assert.deepEqual(usualConfig("window", modes), { modes });
  assert.deepEqual(usualConfig("motion", modes).modes, ["full"]);
  assert.equal(usualConfig("hazard", modes).always_on, true);
  assert.deepEqual(usualClass({ classes: ["optical_siren", "acoustic_siren"] }), {
    class: "acoustic_siren",
    isUsual: true,
  });
  assert.deepEqual(usualClass({ classes: ["alarm_light"] }), { class: "alarm_light", isUsual: false });
});

test("a countdown runs by this browser's clock and ends at none", () => {
  const running = runningFrom({ kind: "exit_delay", remaining_ms: 44_300, total_ms: 45_000 }, 1_000);
  assert.equal(secondsLeft(running, 1_000), 45);
  assert.equal(secondsLeft(running, 1_301), 44);
  assert.equal(secondsLeft(running, 99_000), 0);
  assert.deepEqual([0, 59, 60, 125].map(clockText), ["0", "59", "1:00", "2:05"]);
});

test("what is announced is shown before everything is read again", () => {
  const before = [zone({ countdown: { kind: "exit_delay", remaining_s: 3, total_s: 9 } }), zone({ id: "other" })];
  const told = { zone_id: "z", zone_name: "House", old_state: "arming", new_state: "armed", mode: "full" } as const;
  const after = withState(before, told);
  assert.deepEqual(
    [after[0]?.state, after[0]?.mode, after[0]?.countdown, after[1]],
    ["armed", "full", undefined, before[1]],
  );
  const ready = withReadiness(after, { zone_id: "other", readiness: { full: { ready: true } } });
  assert.deepEqual(modesOf(ready[1]!), [{ mode: "full", isReady: true, blockers: [], warnings: [] }]);
  assert.equal(worstOf([zone(), zone({ id: "x", state: "triggered" }), zone({ state: "armed" })])?.id, "x");
  assert.equal(worstOf([]), undefined);
});

test("the keypad takes digits, deletes, clears, and stops at the longest PIN", () => {
  assert.equal(["4", "7", "back", "1"].reduce(typed, ""), "41");
  assert.equal(typed("471", "clear"), "");
  assert.equal(typed("4", "x"), "4");
  const longest = "1".repeat(PIN_LIMIT);
  assert.equal(typed(longest.slice(1), "2"), `${longest.slice(1)}2`);
  assert.equal(typed(longest, "2"), longest);
});

const entry = (id: number, over: Partial<Entry> = {}): Entry => ({
  ...{ id, when: `2026-11-30T10:00:0${id}Z`, zone_id: "z", class: "trigger", event: "triggered" },
  ...over,
});

test("the journal as CSV: quoted where it must be, and no cell is a formula", () => {
  const csv = journalCsv(
    [entry(1, { actor: '=HYPERLINK("x")', details: { sensor: "a,b" } }), entry(2, { incident_id: 7 })],
    () => 'The "House", ground',
  );
  assert.deepEqual(csv.split("\r\n"), [
    "when,zone,class,event,actor,source,incident_id,details",
    `2026-11-30T10:00:01Z,"The ""House"", ground",trigger,triggered,"'=HYPERLINK(""x"")",,,"{""sensor"":""a,b""}"`,
    '2026-11-30T10:00:02Z,"The ""House"", ground",trigger,triggered,,,7,',
    "",
  ]);
});

test("incidents hold their entries, oldest first, the newest incident on top", () => {
  const found = incidentsOf([
    entry(4, { incident_id: 2 }),
    entry(3),
    entry(2, { incident_id: 1 }),
    entry(1, { incident_id: 1 }),
  ]);
  assert.deepEqual(
    found.map(({ id, entries }) => [id, entries.map((one) => one.id)]),
    [
      [2, [4]],
      [1, [1, 2]],
    ],
  );
});

test("validity goes to the server and back as it was typed; a day is the browser's", () => {
  assert.equal(boundOf(""), 0);
  assert.equal(boundOf("nonsense"), 0);
  assert.equal(localOf(boundOf("2026-12-01T08:30")), "2026-12-01T08:30");
  assert.equal(localOf(0), "");
  assert.equal(Date.parse(dayStart("2026-12-31", 1)), new Date(2027, 0, 1).getTime());
});

test("a zone's configuration is changed at a place, and what is not known stays", () => {
  const config = { modes: { full: { exit_delay_s: 45, later: 1 } }, unknown: true };
  const changed = withValue(config, ["modes", "full", "exit_delay_s"], 30);
  assert.deepEqual(changed, { modes: { full: { exit_delay_s: 30, later: 1 } }, unknown: true });
  assert.deepEqual(withValue(changed, ["modes", "full"], undefined), { modes: {}, unknown: true });
  assert.equal(valueAt(changed, ["modes", "full", "exit_delay_s"]), 30);
  assert.equal(valueAt(changed, ["nothing", "here"]), undefined);
  assert.deepEqual(trimmed({ chime: false, group: "", hold_time: 0, modes: [] }), { hold_time: 0, modes: [] });
});

test("schedules that somebody else has written are read as far as they go", () => {
  const read = schedulesOf({ schedules: [{ time: "22:00", days: [1, "x"], mode: "night" }, "nonsense"] });
  assert.deepEqual(read, [
    { time: "22:00", days: [1], mode: "night", auto_arm: false },
    { time: "", days: [], mode: "full", auto_arm: false },
  ]);
});
