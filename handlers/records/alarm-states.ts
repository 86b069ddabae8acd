/** What state the zones of the alarm panel are in: written before anything is done, read at the start. */
import type { SiteStore } from "../ports/index.ts";
import { changeRecord } from "./change-record.ts";

/** No zone has this id: ids are not empty, and have no control characters. */
const BOOTS = "\u0001boots";

/** As it was saved; whoever asked for it checks it. `undefined`: none is kept. */
export const readZoneState = async (store: SiteStore, zone: string): Promise<unknown> =>
  (await store.get("alarm-state", zone))?.value;

/** Rejects where the store fails. */
export async function writeZoneState(store: SiteStore, zone: string, state: unknown): Promise<void> {
  await store.put("alarm-state", zone, state);
}

export async function removeZoneState(store: SiteStore, zone: string): Promise<void> {
  await store.delete("alarm-state", zone);
}

/** How often the panel was started, this time included. A count that cannot be read begins anew. */
export async function countBoot(store: SiteStore): Promise<number> {
  const { after } = await changeRecord<unknown>(
    store,
    "alarm-state",
    BOOTS,
    (before) => (Number.isSafeInteger(before) ? (before as number) + 1 : 1),
    () => new Error("the alarm panel's starts are being counted elsewhere"),
  );
  return after as number;
}
