/** Install mode and the search on a wired bus: the use cases. Their operations are in install-mode-operations.ts. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Hub } from "../../model/types.ts";
import { hubs } from "../shared/central-scope.ts";
import type { InstallModeInterfaceEntry } from "./answers/install-mode.ts";

/** Interfaces whose process can teach devices; wired devices are found by a search instead (protocol, method table). */
export const PAIRABLE: readonly string[] = ["BidCos-RF", "HmIP-RF"];

/** Seconds that are left of an install mode, 0 = off. */
export const secondsLeft = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / 1000));

/** The pairable interfaces of a central with what is left of their install mode. */
export function installModesOf(hub: Hub, interfaces: readonly { name: string }[], now: number) {
  const names = PAIRABLE.filter(
    (name) => interfaces.some((i) => i.name === name) || hub.installModes.some((mode) => mode.interface === name),
  );
  return names.map((name) => {
    const mode = hub.installModes.find((m) => m.interface === name);
    const seconds = mode?.active ? secondsLeft(mode.until, now) : 0;
    return { interface: name, active: seconds > 0, seconds, observed: mode?.observed ?? false };
  });
}

/** Every pairable interface of all centrals (or the named one). */
export async function listInstallModes(scope: RequestScope, central?: string): Promise<InstallModeInterfaceEntry[]> {
  const rows = await Promise.all(
    (await hubs(scope, central)).map(async ({ central: { name }, hub }) =>
      installModesOf(hub, await scope.home.interfaces(name), scope.clock.now()).map((row) => ({
        central: name,
        ...row,
      })),
    ),
  );
  return rows.flat();
}
