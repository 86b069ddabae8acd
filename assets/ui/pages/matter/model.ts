/** What the page of Matter reckons: rows of the exposure list, and what is looked for in them. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type Exposure = Schemas["MatterExposure"];
export type Update = Schemas["MatterExposureUpdate"];

export const exposureId = (row: Exposure): string =>
  [row.central_name, row.device_address, row.channel_no, row.dp_kind, row.dp_key].join("/");

export const updateOf = (row: Exposure, enabled: boolean, friendlyName = row.friendly_name): Update => ({
  central_name: row.central_name,
  device_address: row.device_address,
  channel_no: row.channel_no,
  dp_kind: row.dp_kind,
  dp_key: row.dp_key,
  enabled,
  ...(friendlyName !== undefined && { friendly_name: friendlyName }),
});

/** With what it measures, where the name does not say it already. */
export function nameOf({ display_name, device_address, channel_no, parameter_label, dp_key }: Exposure): string {
  const name = display_name || device_address;
  // what is made of several data points has no word of its own: `LEVEL@4` is the one of channel 4
  if (parameter_label === undefined && dp_key.includes("@")) return `${name}:${channel_no}`;
  const what = parameter_label ?? dp_key;
  return name.includes(what) ? name : `${name} – ${what}`;
}

/** Those that are shown come first, then those that can be; what Matter does not know is last. */
const ORDER: readonly Exposure["mappable"][] = ["mappable", "partially_mappable", "unmappable"];

/** @param search words, each of which must occur */
export function rowsOf(
  rows: readonly Exposure[],
  search: string,
  withUnknown: boolean,
  compare: (a: string, b: string) => number,
): Exposure[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return rows
    .filter((row) => withUnknown || row.enabled || row.mappable !== "unmappable")
    .filter((row) => {
      const text =
        `${nameOf(row)} ${row.device_address} ${row.parameter_label ?? ""} ${row.dp_key}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort(
      (a, b) =>
        Number(b.enabled) - Number(a.enabled) ||
        ORDER.indexOf(a.mappable) - ORDER.indexOf(b.mappable) ||
        compare(nameOf(a), nameOf(b)) ||
        compare(exposureId(a), exposureId(b)),
    );
}

/** `34970112332` as people type it: 4-3-4 digits; longer ones in fours. */
export function manualText(code: string): string {
  if (code.length === 11) return `${code.slice(0, 4)}-${code.slice(4, 7)}-${code.slice(7)}`;
  return code.replace(/(.{4})(?=.)/g, "$1-");
}
