/**
 * Real device types behind the whole bridge: of every kind that can be shown one is commissioned, a controller reads every
 * attribute that it has, and what it reads is what the home knows, also when that changes. Then commands of the kinds that
 * no simulated household has.
 */
import "../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Read } from "@matter/main/protocol";
import { ORDERS } from "../../handlers/features/matter/home/mapping/orders.ts";
import type { ParameterDescription } from "../../handlers/ports/index.ts";
import { hmipMaintenance } from "../../local/simulator/devices/common.ts";
import { deviceFrom } from "../../local/simulator/folder.ts";
import { GATEWAY } from "../../local/simulator/household.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { assemble, type DeviceKind } from "../../local/simulator/kinds.ts";
import { choice, duration, float } from "../../local/simulator/parameters.ts";
import { partsOf, type Remote, until as soon, withController } from "../adapters/matter/bench.ts";
import { commissionHouse, expose, type House, nameOf, offered, type Row, startHouse } from "../e2e/matter-house.ts";
import { colour, dimming, heat, near, on, type Played, play, switching } from "../e2e/matter-steps.ts";
import { centralsSetting, startCcu, until } from "../support/program.ts";
import { SHARED, skip } from "./collected.ts";
import { batteryOf, differences, expectedOf, kindOf } from "./matter-kinds.ts";

const FOLDER = join(SHARED, "ccu-devices");
const COLOURS = "BLACK BLUE GREEN TURQUOISE RED PURPLE YELLOW WHITE OLD_VALUE DO_NOT_CARE";

/**
 * A sound module with its lamp, which is in no collection: channels and parameters of the lamp by
 * facts/custom-data-points.json (`light_sound_led`), their values as other HmIP devices with fixed colours have them.
 */
const soundModule: DeviceKind = {
  type: "HmIP-MP3P",
  interface: "HmIP-RF",
  firmware: "1.0.6",
  version: 1,
  rxMode: 0,
  channels: [
    hmipMaintenance("battery"),
    ...Array.from({ length: 5 }, () => ({ type: "ACOUSTIC_SIGNAL_VIRTUAL_RECEIVER", values: {} })),
    {
      type: "DIMMER_VIRTUAL_RECEIVER",
      values: {
        LEVEL: float("rwe", 0, 1.005, { unit: "100%" }),
        COLOR: choice("rwe", COLOURS),
        ACTIVITY_STATE: choice("re", "UNKNOWN UP DOWN STABLE", { default: 3 }),
        ON_TIME_LIST_1: choice("w", "PERMANENTLY_ON 100MS 200MS 500MS 1S 5S"),
        REPETITIONS: choice("w", "NO_REPETITION REPETITIONS_001 INFINITE_REPETITIONS"),
        ...duration("DURATION"),
        ...duration("RAMP_TIME"),
      },
    },
  ],
};
const SOUND_MODULE = "00D0500D000001";

/** One device of each type, beside the simulated household. */
async function furnished(t: TestContext): Promise<Simulator> {
  const ccu = await startCcu(t);
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
    const content = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
    const device = deviceFrom(content, file);
    if (ccu.world.device(device.address)) continue;
    // the household has no wired interface
    ccu.world.add(device.interface === "BidCos-Wired" ? deviceFrom(content, file, "BidCos-RF") : device, true);
  }
  ccu.world.add(assemble(soundModule, SOUND_MODULE, GATEWAY.hmip), true);
  ccu.logic.acceptAll();
  return ccu;
}

/** Of a device that is at rest and can be reached. */
const LEFT_ALONE =
  /UNREACH|PENDING|ACTIVITY_STATE|DIRECTION|PROCESS|WORKING|INHIBIT|ERROR|SECTION|^OPERATING_VOLTAGE_STATUS|(?<!ALARM)_STATUS$/;
/** Something that the parameter can be, another thing in each round. */
function valueFor({ TYPE, MIN, MAX, VALUE_LIST }: ParameterDescription, round: number) {
  if (TYPE === "BOOL") return round % 2 === 0;
  if (TYPE === "ENUM") return Math.min((VALUE_LIST?.length ?? 1) - 1, round);
  const [min, max] = [Number(MIN), Number(MAX)];
  if ((TYPE !== "FLOAT" && TYPE !== "INTEGER") || !Number.isFinite(min) || !Number.isFinite(max)) return undefined;
  const wanted = max - min > 200 ? [21, 43][round % 2]! : min + (max - min) * [0.25, 0.6][round % 2]!;
  const value = Math.min(max, Math.max(min, wanted));
  return TYPE === "INTEGER" ? Math.round(value) : Math.round(value * 100) / 100;
}

function report(ccu: Simulator, address: string, round: number): void {
  for (const [channel, sets] of ccu.world.device(address)?.paramsets ?? []) {
    for (const [parameter, description] of Object.entries(sets.get("VALUES") ?? {})) {
      if ((description.OPERATIONS & 4) === 0 || LEFT_ALONE.test(parameter) || !ccu.world.has(channel, parameter))
        continue;
      const value = valueFor(description, round);
      if (value !== undefined) ccu.control.setState(channel, parameter, value);
    }
  }
}

/** Statuses of what cannot be read, by every path that the endpoint says it has. */
async function unreadable(peer: Remote, part: Remote): Promise<{ read: number; refused: string[] }> {
  const ATTRIBUTE_LIST = 0xfffb;
  const answers = async (...attributes: object[]) => {
    const all: Remote[] = [];
    for await (const chunk of peer.interaction.read({ ...Read({ attributes } as never), includeKnownVersions: true }))
      for await (const one of chunk) all.push(one);
    return all;
  };
  const lists = await answers({ endpointId: part.number, attributeId: ATTRIBUTE_LIST });
  const paths = lists.flatMap(({ path: { endpointId, clusterId }, value }) =>
    value.map((attributeId: number) => ({ endpointId, clusterId, attributeId })),
  );
  const refused: string[] = [];
  let read = 0;
  for (let at = 0; at < paths.length; at += 9)
    for (const { kind, path, status } of await answers(...paths.slice(at, at + 9))) {
      if (kind === "attr-value") read += 1;
      else refused.push(`${path.clusterId}.${path.attributeId}: ${status}`);
    }
  return { read, refused };
}

type Offered = Row & { readonly clusters: readonly number[]; readonly device_type: number };
const ATTEMPT_MS = 20_000;

async function realHouse(t: TestContext) {
  const ccu = await furnished(t);
  const house = await startHouse(t, { env: centralsSetting(ccu.central) });
  const rows = await until("all of them", async () => {
    const found = (await offered(house, 1_000)) as Offered[];
    return found.some(({ device_address }) => device_address === SOUND_MODULE) && found;
  });
  return { ccu, house, rows };
}

/** What a controller sees that is not what the home knows. */
async function differencesOf(house: House, peer: Remote, shown: ReadonlyMap<string, Offered>): Promise<string[]> {
  const found: string[] = [];
  const parts = new Map(partsOf(peer).map((part) => [part.number, part]));
  for (const [key, row] of shown) {
    const { state } = parts.get(row.endpoint as number);
    const known = {
      bridgedDeviceBasicInformation: { reachable: true, nodeLabel: nameOf(row) },
      ...(state.powerSource ? { powerSource: await batteryOf(house, row) } : {}),
      ...(await expectedOf(house, row)),
    };
    found.push(...differences(known, state).map((text) => `${row.device_address} ${key}: ${text}`));
  }
  return found;
}

test("of every kind one is commissioned; every attribute of it can be read and is what the home knows", {
  skip,
}, async (t) => {
  const { ccu, house, rows } = await realHouse(t);
  const chosen = new Map<string, Offered>();
  for (const row of rows) {
    const key = JSON.stringify([await kindOf(house, row), row.device_type, row.clusters]);
    if (!chosen.has(key)) chosen.set(key, row);
  }
  const kinds = new Set([...chosen.keys()].map((key) => (JSON.parse(key) as string[])[0] as string));
  assert.deepEqual(
    Object.keys(ORDERS).filter((kind) => !kinds.has(kind)),
    [],
  );
  await expose(house, [...chosen.values()]);
  const numbered: Offered[] = (await house.ask("GET", "/matter/exposable")).body.items;
  const endpoints = new Map(numbered.map((row) => [keyOf(row), row.endpoint]));
  const shown = new Map(
    [...chosen].map(([key, row]) => [key, { ...row, endpoint: endpoints.get(keyOf(row)) }] as const),
  );
  const peer = await commissionHouse(house, await withController(t, "one"));
  await soon("all of them", () => partsOf(peer).length === shown.size);
  let attributes = 0;
  for (const part of partsOf(peer)) {
    const { read, refused } = await unreadable(peer, part);
    assert.deepEqual(refused, [], part.state.bridgedDeviceBasicInformation.nodeLabel);
    assert.ok(read > 20, `${read} of ${part.state.bridgedDeviceBasicInformation.nodeLabel}`);
    attributes += read;
  }
  for (let round = 0; round < 3; round += 1) {
    for (const address of new Set([...shown.values()].map(({ device_address }) => device_address)))
      report(ccu, address, round);
    const end = Date.now() + ATTEMPT_MS;
    let wrong = await differencesOf(house, peer, shown);
    while (wrong.length > 0 && Date.now() < end) wrong = await differencesOf(house, peer, shown);
    assert.deepEqual(wrong, [], `round ${round}`);
  }
  t.diagnostic(`${shown.size} endpoints of ${kinds.size} kinds, ${attributes} attributes`);
});

const keyOf = ({ device_address, channel_no, dp_kind, dp_key }: Row): string =>
  JSON.stringify([device_address, channel_no, dp_kind, dp_key]);

const around = (wanted: number) => (value: unknown) => Math.abs(Number(value) - wanted) <= 4;
const oneOf =
  (...wanted: unknown[]) =>
  (value: unknown) =>
    wanted.includes(value);
const colours = (parameter: string, green: unknown, blue: unknown, warm: unknown) => [
  colour("moveToHueAndSaturation", { hue: 85, saturation: 254 }, parameter, green),
  colour("moveToColor", { colorX: 10_000, colorY: 4_000 }, parameter, blue),
  colour("moveToColorTemperature", { colorTemperatureMireds: 370 }, parameter, warm),
];
const lit = (parameter: string) => on("on", parameter, (value: unknown) => Number(value) > 0);

/** By kind, what none of the simulated household is. `COLOR` of classic lights counts to 199 around the circle, else along the list. */
const PLAYED: readonly Played[] = [
  { kind: "light_dali", device: "VCU7338277", steps: dimming("1.LEVEL") },
  { kind: "light_sound_led", device: SOUND_MODULE, steps: dimming("6.LEVEL") },
  {
    kind: "light_color_temp",
    device: "VCU0000115",
    steps: [
      ...dimming("1.LEVEL"),
      lit("1.LEVEL"),
      colour("moveToColorTemperature", { colorTemperatureMireds: 250 }, "2.LEVEL", near(0.72)),
    ],
  },
  {
    kind: "light_color",
    device: "VCU9973336",
    steps: [...dimming("13.LEVEL"), lit("13.LEVEL"), ...colours("15.COLOR", around(66), around(133), around(16))],
  },
  {
    kind: "light_fixed_color",
    device: "VCU4704397",
    steps: [...dimming("7.LEVEL"), lit("7.LEVEL"), ...colours("7.COLOR", 2, 1, oneOf(4, 6, 7))],
  },
  { kind: "climate_simple", device: "VCU0000054", steps: [heat("occupiedHeatingSetpoint", 2_150, "2.SETPOINT", 21.5)] },
  { kind: "valve_irrigation", device: "VCU8976407", steps: switching("4.STATE") },
];

test("every command of the kinds that no simulated household has moves the device", { skip }, async (t) => {
  const { ccu, house, rows } = await realHouse(t);
  const kinds = new Map<string, Row>();
  for (const { kind, device } of PLAYED)
    for (const row of rows)
      if (
        row.device_address === device &&
        row.dp_kind === "custom" &&
        (await kindOf(house, row)) === kind &&
        !kinds.has(kind)
      )
        kinds.set(kind, row);
  const found = PLAYED.map(({ kind }) => kinds.get(kind) as Row);
  await expose(house, found);
  const peer = await commissionHouse(house, await withController(t, "one"));
  await play({ peer, simulator: ccu }, PLAYED, found);
});
