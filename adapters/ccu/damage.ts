/** Values of a CCU that could not be read: each is told once, in the log and to whoever keeps incidents. */
import type { CcuListener, Clock, InterfaceName, Log } from "../../handlers/ports/index.ts";

/** The same damage again within this time is no news. */
export const DAMAGE_QUIET_MS = 600_000;
/** Different damages within that time; more of them are not told one by one: the log is not the CCU's to fill. */
export const DAMAGE_TOLD = 200;

/** Characters that are kept of an address and of what was lost: both may come from anybody who can call. */
const TEXT_LIMIT = 100;

/** `what` of a device, channel or CENTRAL at `address` could not be read; `found` is what was there. */
export type DamageReport = (address: string, what: string, found?: string) => void;

export function createDamageReport(parts: {
  iface: InterfaceName;
  listener: Pick<CcuListener, "damaged">;
  clock: Clock;
  log: Log;
}): DamageReport {
  const { iface, listener, clock, log } = parts;
  let told = new Set<string>();
  let since = clock.now();
  return (from, lost, found = "") => {
    const [address, what] = [from, lost].map((text) => text.slice(0, TEXT_LIMIT)) as [string, string];
    if (clock.now() - since >= DAMAGE_QUIET_MS) {
      told = new Set();
      since = clock.now();
    }
    const key = `${address} ${what}`;
    if (told.has(key) || told.size >= DAMAGE_TOLD) return;
    told.add(key);
    log.warn("the CCU sent something that cannot be read", { interface: iface, address, what, found });
    listener.damaged?.(iface, address, found === "" ? what : `${what}: ${found}`);
  };
}
