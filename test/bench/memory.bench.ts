/** What 1,000 devices cost in memory: read model and engine, against a bare process that holds the same JSON. */
import { writeFileSync } from "node:fs";
import type { CcuEvent, DeviceBundle, ParamsetDescription } from "../../handlers/ports/index.ts";
import { RESIDENTS } from "../../local/simulator/household.ts";
import { assemble } from "../../local/simulator/kinds.ts";
import { scratch } from "../ports/scratch.ts";
import { startChild } from "./child.ts";
import type { Figure } from "./measure.ts";
import type { DeviceLine, Memory } from "./programs/home-holder.ts";

const DEVICES = 1000;
const MIB = 2 ** 20;
const READ = 1;

const VALUE_OF: Readonly<Record<string, unknown>> = { BOOL: false, FLOAT: 21.5, INTEGER: 3, ENUM: 0, STRING: "text" };

const valuesOf = (address: string, set: ParamsetDescription): CcuEvent[] =>
  Object.entries(set)
    .filter(([, { OPERATIONS, TYPE }]) => (OPERATIONS & READ) !== 0 && TYPE in VALUE_OF)
    .map(([parameter, { TYPE }]) => ({ address, parameter, value: VALUE_OF[TYPE] }));

/** The simulator's household again and again, each device with an address of its own. */
function deviceLine(index: number): DeviceLine {
  const { kind } = RESIDENTS[index % RESIDENTS.length]!;
  const address = `BE${String(index).padStart(7, "0")}`;
  const device = assemble(kind, address, "BE0GATEWAY");
  const paramsets: DeviceBundle["paramsets"] = {};
  const values: CcuEvent[] = [];
  for (const [channel, sets] of device.paramsets) {
    paramsets[channel] = Object.fromEntries(sets);
    values.push(...valuesOf(channel, sets.get("VALUES") ?? {}));
  }
  return { bundle: { interface: device.interface, descriptions: [...device.descriptions], paramsets }, values };
}

async function hold(bare: boolean, file: string, interfaces: string[]) {
  await using child = await startChild("home-holder", { bare, interfaces }, ["--expose-gc"]);
  const before = await child.ask<Memory>("measure");
  await child.ask("load", { bare, file });
  const after = await child.ask<Memory>("measure");
  return { before, after, count: await child.ask<{ devices: number; values: number }>("count") };
}

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  const file = folder.file("devices.jsonl");
  const lines = Array.from({ length: DEVICES }, (_, index) => deviceLine(index));
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  writeFileSync(file, text);
  const interfaces = [...new Set(lines.map((line) => line.bundle.interface))];
  const ours = await hold(false, file, interfaces);
  const bare = await hold(true, file, interfaces);
  if (ours.count.devices !== DEVICES) throw new Error(`the read model holds ${ours.count.devices} devices`);
  const figure = (name: string, pick: (side: typeof ours) => number): Figure => {
    const [mine, theirs] = [pick(ours) / MIB, pick(bare) / MIB];
    return { name: `${name}, ${DEVICES} devices`, unit: "MiB", ours: mine, baseline: theirs, ratio: theirs / mine };
  };
  const note = `${ours.count.values} values; the JSON has ${(text.length / MIB).toFixed(1)} MiB`;
  return [
    { ...figure("heap", ({ after }) => after.heap), note },
    figure("heap of the devices alone", ({ before, after }) => after.heap - before.heap),
    figure("resident memory of the process", ({ after }) => after.rss),
  ];
}
