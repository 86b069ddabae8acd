/** What a home shows beside what is true: whatever was not damaged on the way must be right. */
import type { Simulator } from "../../local/simulator/index.ts";
import type { Damage } from "../../local/simulator/unkind/unkindness.ts";
import { call } from "./remote.ts";

// biome-ignore lint/suspicious/noExplicitAny: rows of the API, of which only some members are looked at
type Row = any;

export interface ShownHome {
  /** Addresses of the devices. */
  devices: ReadonlySet<string>;
  /** By `channel address.PARAMETER`. */
  points: ReadonlyMap<string, Row>;
}

/** Devices and visible data points with their values. @throws Error where the snapshot is refused */
export async function readHome(url: string, headers: Record<string, string>): Promise<ShownHome> {
  const { status, body } = await call(url, "GET", "/snapshot?include=data_points", { headers });
  if (status !== 200) throw new Error(`snapshot: ${status} ${JSON.stringify(body)}`);
  const points = new Map<string, Row>();
  for (const { device_address, channels } of body.device_channels ?? [])
    for (const channel of channels)
      for (const point of channel.data_points ?? [])
        points.set(`${device_address}:${channel.number}.${point.parameter}`, point);
  return { devices: new Set(body.devices.map(({ address }: Row) => address)), points };
}

/** Whether something about this device or data point was damaged, so that nothing is promised about it. */
function excused(damages: readonly Damage[]): (address: string, parameter?: string) => boolean {
  const devices = new Set<string>();
  const points = new Set<string>();
  for (const { address, parameter } of damages) {
    if (parameter === undefined) devices.add(address.split(":", 1)[0] as string);
    else {
      points.add(`${address}.${parameter}`);
      // A measured value counts only together with its status, which an HmIP channel reports beside it.
      points.add(`${address}.${parameter.replace(/_STATUS$/, "")}`);
    }
  }
  return (address, parameter) =>
    devices.has(address.split(":", 1)[0] as string) ||
    (parameter !== undefined && points.has(`${address}.${parameter}`));
}

/** Members of a data point that come from its description. */
const DESCRIBED = ["type", "unit", "min", "max", "default", "value_list", "operations", "category"] as const;

/** What a home behind a hostile CCU lacks or shows otherwise than the same home behind one that means well. */
export function missing(shown: ShownHome, wanted: ShownHome, damages: readonly Damage[]): string[] {
  const isExcused = excused(damages);
  const faults: string[] = [];
  for (const address of wanted.devices)
    if (!shown.devices.has(address) && !isExcused(address)) faults.push(`the device ${address} is missing`);
  for (const [key, point] of wanted.points) {
    const [address = "", parameter = ""] = key.split(".");
    if (isExcused(address, parameter)) continue;
    const mine = shown.points.get(key);
    if (!mine) faults.push(`${key} is missing`);
    else if (point.observed && !mine.observed) faults.push(`${key} is unknown`);
    else
      for (const member of DESCRIBED)
        if (JSON.stringify(mine[member]) !== JSON.stringify(point[member]))
          faults.push(`${key}: ${member} is ${JSON.stringify(mine[member])}, not ${JSON.stringify(point[member])}`);
  }
  return faults;
}

/** rfd cuts to six decimals, and the API rounds: so much may a number differ. */
const TOLERANCE = 1e-4;

function same(value: unknown, truth: boolean | number | string, list: readonly string[] | undefined): boolean {
  if (typeof truth !== "number") return value === truth;
  if (typeof value === "number") return Math.abs(truth - value) < TOLERANCE;
  // A choice is shown by its name; one of two, such as CLOSED and OPEN, as false and true (device model 1.10).
  return list?.[truth] === value || (typeof value === "boolean" && value === (truth === 1));
}

/** Values that differ from what the devices of the simulated home have reported. Unknown is no difference. */
export function untrue(shown: ShownHome, { world, unkindness }: Simulator): string[] {
  const isExcused = excused(unkindness?.damages ?? []);
  return [...shown.points].flatMap(([key, { value, value_list: list }]) => {
    const [address = "", parameter = ""] = key.split(".");
    const truth = world.value(address, parameter);
    if (value === null || truth === undefined || isExcused(address, parameter)) return [];
    return same(value, truth, list)
      ? []
      : [`${key} is shown as ${JSON.stringify(value)} and is ${JSON.stringify(truth)}`];
  });
}
