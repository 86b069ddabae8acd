/** The device types that are known from the field. Neither they nor the table of custom data points are in this repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildDevice } from "../../handlers/model/build.ts";
import { customClaim } from "../../handlers/model/custom/claims.ts";
import type { Device } from "../../handlers/model/types.ts";
import type { DeviceBundle, DeviceDescription } from "../../handlers/ports/index.ts";

export const SHARED = join(import.meta.dirname, "..", "..", "..", "shared");
const FOLDER = join(SHARED, "ccu-devices");
export const TABLE = join(SHARED, "facts", "custom-data-points.json");
export const skip = existsSync(FOLDER) && existsSync(TABLE) ? false : "no device files beside this repository";

/** One for each device of each file: a file may hold several. */
export function readBundles(): DeviceBundle[] {
  const bundles: DeviceBundle[] = [];
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".json"))) {
    const file = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as DeviceBundle;
    for (const root of file.descriptions.filter(({ PARENT }) => !PARENT)) {
      const own = (d: DeviceDescription) => d === root || d.PARENT === root.ADDRESS;
      bundles.push({ ...file, interface: "HmIP-RF", descriptions: file.descriptions.filter(own) });
    }
  }
  return bundles;
}

export const readDevices = (): Device[] =>
  readBundles().map((bundle) => buildDevice(bundle, { central: "c", claim: customClaim, serial: "0123456789" })!);

export const keyOf = (model: string): string => model.toLowerCase().replace(/^hb-/, "hm-");

export interface Layout {
  primary: number | string | null;
  secondary: number[];
  fields_on_own_channel: Record<string, { parameter: string; paramset?: string }>;
  fields_on_other_channels: Record<string, Record<string, { parameter: string; paramset?: string }>>;
  fields_on_fixed_channels: Record<string, Record<string, { parameter: string; paramset?: string }>>;
}
export interface TableEntry {
  models: string[];
  category: string;
  kind: string;
  base_channels: (number | string)[];
  channel_layout: Layout[];
  channel_layout_note: string | null;
  operations: { name: string }[];
}
export interface Table {
  about: { category_order: string[]; registration_order: Record<string, string[]> };
  entries: TableEntry[];
}
export const readTable = (): Table => JSON.parse(readFileSync(TABLE, "utf8")) as Table;

/** Rows of the table that apply to a model: per category an exact key, else the first that the model begins with. */
export function rowsOf({ about, entries }: Table, model: string): TableEntry[] {
  const key = keyOf(model);
  if (key.startsWith("hmip-stho")) return [];
  return about.category_order.flatMap((category) => {
    const keys = about.registration_order[category]!.map(keyOf);
    const hit = keys.find((one) => one === key) ?? keys.find((one) => key.startsWith(one));
    return entries.filter((entry) => entry.category === category && entry.models.some((one) => keyOf(one) === hit));
  });
}
