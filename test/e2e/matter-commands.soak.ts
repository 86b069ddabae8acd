/**
 * Every command that the simulated household's kinds of devices take from Matter, played by a controller: over the node, the
 * use cases that everybody has and the CCU's own protocol, until the simulated device moves.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ColorControl } from "@matter/main/clusters/color-control";
import { LevelControl } from "@matter/main/clusters/level-control";
import { OnOff } from "@matter/main/clusters/on-off";
import { ORDERS } from "../../handlers/features/matter/home/mapping/orders.ts";
import { command, partOf, until as soon, withController } from "../adapters/matter/bench.ts";
import { until } from "../support/program.ts";
import { commissionHouse, expose, nameOf, offered, type Row, startHouse, update } from "./matter-house.ts";
import {
  colour,
  cover,
  dimming,
  heating,
  lift,
  lock,
  NOW,
  near,
  on,
  type Played,
  play,
  switching,
  tilt,
  travelling,
} from "./matter-steps.ts";

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
  const told = await play({ peer, simulator }, PLAYED, found as Row[]);
  assert.deepEqual(
    Object.keys(ORDERS).filter((kind) => !told.has(kind)),
    // nothing of these is in the simulated household: test/corpus/matter-devices.corpus.ts
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
  // a scene: what is for a light that is on comes while that one is being switched on
  const lamp = PLAYED.findIndex(({ kind }) => kind === "light_rgbw");
  const [{ device }, part] = [PLAYED[lamp] as Played, partOf(peer, nameOf(found[lamp] as Row))];
  const is = (parameter: string) => simulator.world.value(`${device}:1`, parameter);
  await command(peer, part, OnOff, "off");
  await soon("off", () => is("LEVEL") === 0 && part.state.onOff.onOff === false);
  await Promise.all([
    command(peer, part, OnOff, "on"),
    command(peer, part, ColorControl, "moveToHueAndSaturation", { hue: 170, saturation: 254, ...NOW }),
    command(peer, part, LevelControl, "moveToLevel", { level: 127, ...NOW }),
  ]);
  await soon("its colour and its level", () => is("HUE") === 240 && near(0.5)(is("LEVEL")));
  const audit = (await house.ask("GET", "/audit")).body as { user: string; action: string }[];
  assert.ok(audit.filter(({ user }) => user === "matter").length >= 50);
  assert.equal((await house.ask("PUT", "/matter/exposable", update(found[0] as Row, false))).status, 204);
});
