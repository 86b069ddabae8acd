/** Install mode of the interfaces as the home knows it. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Hub } from "../../model/types.ts";
import { hubs, listedCentral } from "../shared/central-scope.ts";
import type { InstallModeByInterface, InstallModeInterfaceEntry } from "./answers/install-mode.ts";

/** Interfaces whose process can teach devices; wired devices are found by a search instead (protocol, method table). */
export const PAIRABLE: readonly string[] = ["BidCos-RF", "HmIP-RF"];

/** Seconds that are left of an install mode, 0 = off. */
const secondsLeft = (until: number, now: number): number => Math.max(0, Math.ceil((until - now) / 1000));

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

/** All interfaces as one, in the shape of API 1: the longest of them counts. */
export async function readInstallMode(
  scope: RequestScope,
  central: string | undefined,
): Promise<{ active: boolean; seconds: number }> {
  const modes = await listInstallModes(scope, central);
  return { active: modes.some((mode) => mode.active), seconds: Math.max(0, ...modes.map((mode) => mode.seconds)) };
}

/** Of the named CCU, or the only one. @throws Refusal 400 where the CCU is unknown or ambiguous */
export async function installModeByInterface(
  scope: RequestScope,
  named: string | undefined,
): Promise<InstallModeByInterface> {
  const central = await listedCentral(scope, named);
  const modes = central ? await listInstallModes(scope, central.name) : [];
  return Object.fromEntries(
    modes.map((mode) => [
      mode.interface,
      { enabled: mode.active, remaining_seconds: mode.seconds, observed: mode.observed },
    ]),
  );
}
