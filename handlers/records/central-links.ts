/** Central links: what each CCU was told last of its keys. It cannot be asked for that (ccu-protocol 14.6). */
import type { RequestScope } from "../kernel/request-scope.ts";
import type { DeviceId } from "../model/device-id.ts";
import type { SiteStore } from "../ports/index.ts";
import { allRecords } from "./all-records.ts";

/** By `<central>/<channel address>`. */
interface Told {
  /** Whether presses of the key are to be radioed to the CCU. */
  active: boolean;
  /** ISO 8601. */
  at: string;
}
const KIND = "central-link";

export async function recordCentralLink(
  scope: Pick<RequestScope, "clock" | "store">,
  channel: DeviceId,
  active: boolean,
): Promise<void> {
  const told: Told = { active, at: new Date(scope.clock.now()).toISOString() };
  await scope.store.put(KIND, channel, told);
}

const toldOf = (store: SiteStore, device: DeviceId) => allRecords<Told>(store, KIND, { prefix: `${device}:` });

/** Whether each key of a device is active, by `<central>/<channel address>`; absent where the CCU was told nothing from here. */
export async function toldCentralLinks(
  scope: Pick<RequestScope, "store">,
  device: DeviceId,
): Promise<Map<string, boolean>> {
  const told = new Map<string, boolean>();
  for await (const { key, value } of toldOf(scope.store, device)) told.set(key, value.active);
  return told;
}

/** The device has left the CCU, which has forgotten what it was told: so do we. */
export async function forgetCentralLinks(scope: Pick<RequestScope, "store">, device: DeviceId): Promise<void> {
  for await (const { key } of toldOf(scope.store, device)) await scope.store.delete(KIND, key);
}
