/** What people decided about recording a single data point, whatever the configuration says. */
import type { SeriesName } from "../../../ports/history.ts";
import type { SiteStore } from "../../../ports/index.ts";
import { allRecords } from "../../../records/all-records.ts";

export const overrideKey = ({ interfaceId, channel, parameter, central }: SeriesName): string =>
  JSON.stringify([central, interfaceId, channel, parameter]);

/** By {@link overrideKey}. */
export type Overrides = Map<string, boolean>;

export async function readOverrides(store: SiteStore): Promise<Overrides> {
  const overrides: Overrides = new Map();
  for await (const { key, value } of allRecords<{ record: boolean }>(store, "recording"))
    overrides.set(key, value.record === true);
  return overrides;
}

/** @param record `undefined`: as the configuration says */
export async function storeOverride(store: SiteStore, name: SeriesName, record: boolean | undefined): Promise<void> {
  if (record === undefined) await store.delete("recording", overrideKey(name));
  else await store.put("recording", overrideKey(name), { record });
}
