/**
 * Every command that the simulated household's kinds of devices take from Matter, played by a controller: over the node, the
 * use cases that everybody has and the CCU's own protocol, until the simulated device moves.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ColorControlClient } from "@matter/main/behaviors/color-control";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { LevelControlClient } from "@matter/main/behaviors/level-control";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import { WindowCoveringClient } from "@matter/main/behaviors/window-covering";
import { Thermostat } from "@matter/main/clusters/thermostat";
import { ORDERS } from "../../handlers/features/matter/home/mapping/orders.ts";
import { partOf, type Remote, until as soon, withController, write } from "../adapters/matter/bench.ts";
import { until } from "../support/program.ts";
import { commissionHouse, expose, nameOf, offered, type Row, startHouse, update } from "./matter-house.ts";

/** A command, and what of the simulated device it moves: `channel.parameter` and what that becomes. */
type Step = readonly [cluster: Remote, command: string, args: object | undefined, moved: string, becomes: unknown];
interface Played {
  readonly kind: string;
  readonly device: string;
  readonly steps: readonly Step[];
}

const NOW = { transitionTime: 0, optionsMask: {}, optionsOverride: {} };
const on = (command: string, moved: string, becomes: unknown): Step => [
  OnOffClient,
  command,
  undefined,
  moved,
  becomes,
];
const level = (command: string, args: object, moved: string, becomes: unknown): Step => [
  LevelControlClient,
  command,
  { ...NOW, ...args },
  moved,
  becomes,
];
const colour = (command: string, args: object, moved: string, becomes: unknown): Step => [
  ColorControlClient,
  command,
  { ...NOW, ...args },
  moved,
  becomes,
];
const cover = (command: string, args: object | undefined, moved: string, becomes: unknown): Step => [
  WindowCoveringClient,
  command,
  args,
  moved,
  becomes,
];
const lock = (command: string, moved: string, becomes: unknown): Step => [DoorLockClient, command, {}, moved, becomes];
const heat = (attribute: string, value: number, moved: string, becomes: unknown): Step => [
  Thermostat,
  "set",
  { [attribute]: value },
  moved,
  becomes,
];
const lift = (percent: number) => ({ liftPercent100thsValue: percent * 100 });
const tilt = (percent: number) => ({ tiltPercent100thsValue: percent * 100 });
const near = (wanted: number) => (value: unknown) => typeof value === "number" && Math.abs(value - wanted) < 0.02;

const switching = (parameter: string): Step[] => [
  on("on", parameter, true),
  on("off", parameter, false),
  on("toggle", parameter, true),
];
const dimming = (parameter: string): Step[] => [
  on("on", parameter, (value: unknown) => Number(value) > 0),
  level("moveToLevel", { level: 127 }, parameter, near(0.5)),
  level("step", { stepMode: 1, stepSize: 51 }, parameter, near(0.3)),
  on("off", parameter, 0),
  level("moveToLevelWithOnOff", { level: 254 }, parameter, 1),
  on("toggle", parameter, 0),
];
/** From half open it moves down, stands still, moves to a place, and up. `up`, `down`, `still`: of the parameter that tells. */
const travelling = (parameter: string, up: unknown, down: unknown, still: unknown): Step[] => [
  cover("downOrClose", undefined, parameter, down),
  cover("stopMotion", undefined, parameter, still),
  cover("goToLiftPercentage", lift(80), parameter, down),
  cover("upOrOpen", undefined, parameter, up),
];
const heating = (parameter: string): Step[] => [
  heat("occupiedHeatingSetpoint", 2_150, parameter, 21.5),
  heat("systemMode", 0, parameter, 4.5),
  heat("systemMode", 4, parameter, (value: unknown) => Number(value) > 4.5),
];

/** By kind of the mapping table, the devices of the simulated household. HmIP: `ACTIVITY_STATE` 1 up, 2 down, 3 stable. */
const PLAYED: readonly Played[] = [
  { kind: "classic", device: "LEQ0410001", steps: switching("1.STATE") },
  { kind: "switch", device: "0001D3C99C6A01", steps: switching("3.STATE") },
  { kind: "light", device: "000858A9A7C303", steps: dimming("4.LEVEL") },
  { kind: "light_effect", device: "MEQ0550004", steps: dimming("1.LEVEL") },
  {
    kind: "light_rgbw",
    device: "0031A40999B904",
    steps: [
      ...dimming("1.LEVEL"),
      on("on", "1.LEVEL", 1),
      colour("moveToHueAndSaturation", { hue: 85, saturation: 254 }, "1.HUE", 120),
      colour("moveToHue", { hue: 20, direction: 0 }, "1.HUE", 28),
      colour("moveToSaturation", { saturation: 127 }, "1.SATURATION", near(0.5)),
      colour("stepHue", { stepMode: 1, stepSize: 20 }, "1.HUE", (value: unknown) => Number(value) > 40),
      colour("moveToColor", { colorX: 20_000, colorY: 20_000 }, "1.HUE", (value: unknown) => Number(value) > 200),
      // it has no white as it is set up: the colour that looks like it
      colour("moveToColorTemperature", { colorTemperatureMireds: 370 }, "1.SATURATION", near(0.65)),
    ],
  },
  { kind: "cover", device: "JEQ0120005", steps: travelling("1.DIRECTION", 1, 2, 0) },
  { kind: "cover", device: "00111A49A4E405", steps: travelling("4.ACTIVITY_STATE", 1, 2, 3) },
  {
    kind: "cover_blind",
    device: "0007DA498D5906",
    steps: [
      ...travelling("4.ACTIVITY_STATE", 1, 2, 3),
      cover("stopMotion", undefined, "4.ACTIVITY_STATE", 3),
      cover("goToTiltPercentage", tilt(50), "4.ACTIVITY_STATE", (value: unknown) => value !== 3),
    ],
  },
  {
    kind: "cover_garage",
    device: "0034D3C98F0107",
    steps: [
      cover("upOrOpen", undefined, "1.ACTIVITY_STATE", 1),
      cover("stopMotion", undefined, "1.ACTIVITY_STATE", 3),
      cover("goToLiftPercentage", lift(50), "1.ACTIVITY_STATE", 1),
      cover("downOrClose", undefined, "1.ACTIVITY_STATE", 2),
    ],
  },
  { kind: "climate_hmip", device: "000393C9A2B402", steps: heating("1.SET_POINT_TEMPERATURE") },
  { kind: "climate_rf", device: "MEQ1770006", steps: heating("4.SET_TEMPERATURE") },
  {
    kind: "lock",
    device: "002A60C99D1911",
    steps: [lock("lockDoor", "1.ACTIVITY_STATE", 2), lock("unlockDoor", "1.ACTIVITY_STATE", 1)],
  },
  {
    kind: "lock",
    device: "KEQ0990007",
    steps: [lock("unlockDoor", "1.DIRECTION", 1), lock("lockDoor", "1.DIRECTION", 2)],
  },
  { kind: "siren", device: "00245A499A7717", steps: switching("3.ACOUSTIC_ALARM_ACTIVE") },
];

const isPlayed = ({ device, kind }: Played, row: Row): boolean =>
  row.device_address === device && (kind === "classic" ? row.dp_key === "STATE" : row.dp_kind === "custom");

/** Whether the controller sees what the simulated channel is. */
function agrees({ state }: Remote, value: (parameter: string) => unknown, main: string): boolean {
  const { onOff, levelControl, colorControl } = state;
  const differs = (seen: number, parameter: string, share: number) => {
    const found = value(parameter);
    return typeof found === "number" && Math.abs(seen / 254 - found / share) > 0.02;
  };
  if (onOff && onOff.onOff !== Number(value(main)) > 0) return false;
  if (levelControl && onOff.onOff && differs(levelControl.currentLevel, "LEVEL", 1)) return false;
  const { currentHue, currentSaturation } = colorControl ?? {};
  return !colorControl || !(differs(currentHue, "HUE", 360) || differs(currentSaturation, "SATURATION", 1));
}

test("every command of the mapping table moves the simulated device, and is in the history as matter's", async (t) => {
  const house = await startHouse(t);
  const { simulator } = house.running;
  assert.ok(simulator);
  const found = await until("the devices", async () => {
    const rows = await offered(house, 1);
    const known = PLAYED.map((played) => rows.find((row) => isPlayed(played, row)));
    return known.every((row) => row !== undefined) && known;
  });
  for (const { kind, device, steps } of PLAYED)
    if (kind === "cover" || kind === "cover_blind")
      simulator.control.setState(`${device}:${steps[0]?.[3].split(".")[0]}`, "LEVEL", 0.5);
  await expose(house, found);
  const peer = await commissionHouse(house, await withController(t, "one"));
  const told = new Map<string, Set<string>>();
  for (const [at, { kind, device, steps }] of PLAYED.entries()) {
    const row = found[at] as Row;
    const part = await soon(nameOf(row), () => partOf(peer, nameOf(row)));
    const commands = told.get(kind) ?? new Set();
    told.set(kind, commands);
    for (const [cluster, command, args, moved, becomes] of steps) {
      const [channel, parameter = ""] = moved.split(".");
      const of = (name: string) => simulator.world.value(`${device}:${channel}`, name);
      const value = () => of(parameter);
      const isThere = typeof becomes === "function" ? becomes : (seen: unknown) => seen === becomes;
      // some commands begin at what the home shows, and the CCU's event may be on its way. A write needs no such thing
      if (command !== "set")
        await soon(`${kind} is shown as it is`, () => agrees(part, of, steps[0]?.[3].split(".")[1] ?? ""));
      if (command === "set") await write(peer, part, cluster, args ?? {});
      else await part.act((agent: Remote) => agent.get(cluster)[command](args));
      commands.add(command === "set" ? (Object.keys(args ?? {})[0] as string) : command);
      await soon(`${kind} ${device} ${command} ${JSON.stringify(args)}: ${moved} is ${value()}`, () =>
        isThere(value()),
      );
    }
  }
  assert.deepEqual(
    Object.keys(ORDERS).filter((kind) => !told.has(kind)),
    // nothing of these is in the simulated household
    [
      "light_dali",
      "light_sound_led",
      "light_color_temp",
      "light_color",
      "light_fixed_color",
      "climate_simple",
      "valve_irrigation",
    ],
  );
  for (const [kind, commands] of told)
    if (ORDERS[kind]) assert.ok(commands.size >= Object.keys(ORDERS[kind]).length, `${kind}: ${[...commands]}`);
  const audit = (await house.ask("GET", "/audit")).body as { user: string; action: string }[];
  assert.ok(audit.filter(({ user }) => user === "matter").length >= 50);
  assert.equal((await house.ask("PUT", "/matter/exposable", update(found[0] as Row, false))).status, 204);
});
