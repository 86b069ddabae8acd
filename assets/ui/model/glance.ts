/** The home at a glance: what is open, on, low, wrong. */
import type { HomeDevice } from "../../../adapters/client/index.ts";
import { type Meaning, meaningOf } from "./reading.ts";
import { isLocked } from "./summary.ts";
import { pointsOf, type Tile, tilesOf } from "./tiles.ts";

export const MEANINGS: readonly Meaning[] = ["open", "on", "low", "wrong"];
/** Ids of tiles by what they mean; devices without a tile count by their own name. */
export type Glance = Readonly<Record<Meaning, ReadonlySet<string>>>;

type State = Readonly<Record<string, unknown>>;

/** What the state of a custom data point means. */
export function meaningOfState(category: string, state: State): Meaning[] {
  const found: Meaning[] = [];
  if (state.is_jammed === true) found.push("wrong");
  if (category === "light" && state.state === "ON") found.push("on");
  if (category === "switch" && state.is_on === true) found.push("on");
  if (category === "valve" && state.is_open === true) found.push("on");
  if (category === "siren" && state.state === "on") found.push("wrong");
  if (category === "lock" && isLocked(state) === false) found.push("open");
  // blinds that are up are no news; doors and windows that are open are
  if (category === "cover" && "door_state" in state && Number(state.current_position) > 0) found.push("open");
  return found;
}

function meaningsOfTile(device: HomeDevice, tile: Tile): Meaning[] {
  if (tile.kind === "custom") return meaningOfState(tile.category, device.customs.get(tile.custom)?.state ?? {});
  if (tile.kind === "switch")
    return device.values.get(`${tile.point.channel}.${tile.point.point.parameter}`)?.value === true ? ["on"] : [];
  return [];
}

/** What concerns the device as a whole: its contacts, its battery, whether it can be reached. */
function meaningsOfDevice(device: HomeDevice): Set<Meaning> {
  const found = new Set<Meaning>();
  if (!device.available) found.add("wrong");
  for (const one of pointsOf(device)) {
    // of thermostats the window is meant; the contact that told them is counted itself
    if (one.point.parameter === "WINDOW_STATE") continue;
    const meaning = meaningOf(one, device.values.get(`${one.channel}.${one.point.parameter}`)?.value);
    if (meaning !== undefined) found.add(meaning);
  }
  return found;
}

export function glanceOf(devices: readonly HomeDevice[], tiles: ReadonlyMap<HomeDevice, readonly Tile[]>): Glance {
  const glance: Record<Meaning, Set<string>> = { open: new Set(), on: new Set(), low: new Set(), wrong: new Set() };
  for (const device of devices) {
    const own = tiles.get(device) ?? tilesOf(device);
    const first = own[0]?.id ?? `${device.central}/${device.address}`;
    for (const meaning of meaningsOfDevice(device)) glance[meaning].add(first);
    for (const tile of own) for (const meaning of meaningsOfTile(device, tile)) glance[meaning].add(tile.id);
  }
  return glance;
}
