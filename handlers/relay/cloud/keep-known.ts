/**
 * What a relay that has just started does not know yet replaces nothing that is known: unknown is not empty. Devices are
 * kept by the marks of a full set (`partial`); this is about what stands inside documents. What was told as read, and is
 * empty, is empty.
 */
import type { DeviceId } from "../../model/device-id.ts";
import { withKnownLists } from "../../model/hub-objects.ts";
import type { Hub, ValueState } from "../../model/types.ts";
import type { CentralState } from "../../ports/index.ts";
import { knownAsOf } from "./freshness.ts";
import type { RelayPresence, StoredHome } from "./ingest.ts";

/** Of when (milliseconds, cloud's clock) what is known of the home is, once another connection of a relay begins. */
export const asOfBefore = (known: RelayPresence): number =>
  known.online ? known.heardAt : (knownAsOf({ presence: known }, known.since) as number);

/** The hub with the lists that were read before in the place of those that were not read yet; it says of when they are. */
export async function hubWithKnown(home: StoredHome, { keptAsOf: _, ...told }: Hub, now: number): Promise<Hub> {
  if (told.unread.length === 0 && told.update !== undefined) return told;
  const [known, stored] = await Promise.all([home.hub(told.central), home.presence()]);
  if (known === undefined) return told;
  const before = stored?.presence.before ?? stored?.presence.since ?? now;
  return withKnownLists(told, known, Math.min(known.keptAsOf ?? before, before));
}

/** The central with what was known of its machine (serial, version), while it has said nothing of that. */
export async function centralWithKnown(home: StoredHome, told: CentralState): Promise<CentralState> {
  if (Object.keys(told.system).length > 0) return told;
  const known = await home.central(told.name);
  return known === undefined ? told : { ...told, system: known.system };
}

/** Of a device none of whose values is known at home: those that are known here, as ones that may hold no longer. */
export async function valuesWithKnown(
  home: StoredHome,
  id: DeviceId,
  told: ReadonlyMap<string, ValueState>,
): Promise<ReadonlyMap<string, ValueState>> {
  if (told.size > 0) return told;
  const known = (await home.readValues([id])).get(id);
  if (known === undefined) return told;
  return new Map(
    [...known].map(([key, { optimistic: _, ...state }]): [string, ValueState] => [key, { ...state, source: "stale" }]),
  );
}
