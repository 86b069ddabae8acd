/** Install mode is started and ended, and a wired bus searched. */
import type { Identity } from "../../../kernel/identity.ts";
import { notFound, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { parseDeviceKey, parseSgtin } from "../../../model/device-label.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, chooseCentral } from "../../shared/central-scope.ts";
import type { DevicesFound, InstallModeDisabled, InstallModeEnabled } from "../answers/install-mode.ts";
import { PAIRABLE } from "../install-mode.ts";
import { INSTALL_MODE_SECONDS, INSTALL_MODE_SECONDS_LIMIT } from "../schemas/install-mode.ts";

const SEARCHABLE = "BidCos-Wired";

export interface InstallModeWish {
  /** Name of the interface, or its id `<central>-<name>`. */
  interface: string;
  active: boolean;
  seconds?: number;
  central?: string;
  device_address?: string;
  sgtin?: string;
  key?: string;
}

const refuse = (field: string, reason: string, limits: { min?: number; max?: number } = {}) =>
  unprocessable(`${field}: ${reason}`, "Validation failed", [{ field, reason, ...limits }]);

/** The one device that is let in; `undefined` = any. The key never gets into a reason. */
function wantedDevice(
  wish: InstallModeWish,
  iface: string,
): { address: string } | { sgtin: string; key: string } | undefined {
  const { device_address: address, sgtin, key } = wish;
  if (!address && !sgtin && !key) return undefined;
  if (address && (sgtin || key)) throw refuse("device_address", "cannot be combined with sgtin and key");
  if (address) {
    if (iface !== "BidCos-RF") throw refuse("device_address", "only BidCos-RF knows devices by their serial");
    if (!/^[A-Za-z0-9]{7,20}$/.test(address)) throw refuse("device_address", "is not a serial number");
    return { address: address.toUpperCase() };
  }
  if (iface !== "HmIP-RF") throw refuse("sgtin", "only HmIP-RF knows devices by their SGTIN");
  if (!sgtin) throw refuse("sgtin", "is needed with a key");
  if (!key) throw refuse("key", "is needed with an SGTIN");
  const device = { sgtin: parseSgtin(sgtin), key: parseDeviceKey(key) };
  if (device.sgtin === undefined) throw refuse("sgtin", "must have 24 hexadecimal digits");
  if (device.key === undefined)
    throw refuse("key", "must have 32 hexadecimal digits, or the 26 characters of the label");
  return { sgtin: device.sgtin, key: device.key };
}

/** An interface's id names its central too. @throws as {@link chooseCentral}. */
async function centralOf(scope: RequestScope, iface: string, named?: string): Promise<string> {
  const owners = named ? [] : (await scope.home.interfaces()).filter((i) => i.id === iface);
  return owners.length === 1 ? (owners[0]?.central as string) : (await chooseCentral(scope, named)).name;
}

/** @throws 404 for an interface that the central lacks. */
async function interfaceOf(scope: RequestScope, central: string, wanted: string): Promise<string> {
  const found = (await scope.home.interfaces(central)).find((i) => i.name === wanted || i.id === wanted);
  if (!found) throw notFound(`no interface ${wanted} on ${central}`);
  return found.name;
}

function duration({ active, seconds }: InstallModeWish): number {
  if (!active) return 0;
  if (!seconds) return INSTALL_MODE_SECONDS;
  if (seconds > INSTALL_MODE_SECONDS_LIMIT)
    throw refuse("seconds", `at most ${INSTALL_MODE_SECONDS_LIMIT}`, { max: INSTALL_MODE_SECONDS_LIMIT });
  return seconds;
}

/**
 * Starts or ends install mode on one interface. Resolves to what was asked of the CCU.
 * @throws 404 (interface), 422 (interface cannot teach, seconds, device), 400 (central), CcuFault.
 */
export async function setInstallMode(
  scope: RequestScope,
  who: Identity,
  wish: InstallModeWish,
): Promise<{ central: string; interface: string; seconds: number; local: boolean }> {
  const central = await centralOf(scope, wish.interface, wish.central);
  const iface = await interfaceOf(scope, central, wish.interface);
  if (!PAIRABLE.includes(iface)) throw refuse("interface", `${iface} has no install mode`);
  const device = wish.active ? wantedDevice(wish, iface) : undefined;
  const seconds = duration(wish);
  await ccuOf(scope, central).setInstallMode(iface, wish.active, seconds, device, scope.deadline);
  const local = device !== undefined && "sgtin" in device;
  await recordAudit(scope, who, {
    action: local ? "install_mode_local" : "install_mode",
    central,
    ...(local ? { device_address: device.sgtin.slice(-14) } : device ? { device_address: device.address } : {}),
    note: `interface=${iface} active=${wish.active} seconds=${seconds}`,
  });
  return { central, interface: iface, seconds, local };
}

/** All pairable interfaces of a central at once: the operation that API 2.0 removed. @throws as {@link setInstallMode}. */
export async function setInstallModeEverywhere(
  scope: RequestScope,
  who: Identity,
  wish: { active: boolean; seconds?: number; central?: string },
): Promise<void> {
  const { name: central } = await chooseCentral(scope, wish.central);
  const pairable = (await scope.home.interfaces(central)).filter((i) => PAIRABLE.includes(i.name));
  if (pairable.length === 0) throw refuse("active", `${central} has no interface with an install mode`);
  for (const { name } of pairable) await setInstallMode(scope, who, { ...wish, central, interface: name });
}

/**
 * Scans a wired bus and resolves to how many devices answered.
 * @throws 422 for any other interface or one that the central lacks, 400 (central), CcuFault.
 */
export async function searchDevices(
  scope: RequestScope,
  who: Identity,
  wanted: { interface: string; central?: string },
): Promise<{ central: string; interface: string; found: number }> {
  const central = await centralOf(scope, wanted.interface, wanted.central);
  const known = (await scope.home.interfaces(central)).find(
    (i) => i.name === wanted.interface || i.id === wanted.interface,
  );
  if (known?.name !== SEARCHABLE) throw refuse("interface", `only ${SEARCHABLE} can be searched`);
  const found = await ccuOf(scope, central).searchDevices(known.name, scope.deadline);
  await recordAudit(scope, who, { action: "device_search", central, note: `interface=${known.name} found=${found}` });
  return { central, interface: wanted.interface, found };
}

/** As the command names it. */
interface EnableArguments {
  interface_id: string;
  duration_seconds: number;
  sgtin?: string | undefined;
  key?: string | undefined;
  central_name?: string | undefined;
}

/** Starts install mode; `local` where the CCU needs no key server. @throws as {@link setInstallMode} */
export async function enableInstallMode(
  scope: RequestScope,
  who: Identity,
  { interface_id, duration_seconds, sgtin, key, central_name: central }: EnableArguments,
): Promise<InstallModeEnabled> {
  const wish = { interface: interface_id, active: true, seconds: duration_seconds, sgtin, key, central };
  const { local } = await setInstallMode(scope, who, wish);
  return { enabled: true, interface_id, duration_seconds, ...(local ? { local: true as const } : {}) };
}

/** Ends install mode. @throws as {@link setInstallMode} */
export async function disableInstallMode(
  scope: RequestScope,
  who: Identity,
  { interface_id, central_name: central }: { interface_id: string; central_name?: string | undefined },
): Promise<InstallModeDisabled> {
  await setInstallMode(scope, who, { interface: interface_id, active: false, central });
  return { enabled: false, interface_id };
}

/** The search as the command names it; `central_name` counts where both are given. @throws as {@link searchDevices} */
export async function searchDevicesOf(
  scope: RequestScope,
  who: Identity,
  args: { interface_id: string; central?: string | undefined; central_name?: string | undefined },
): Promise<DevicesFound> {
  const wanted = { interface: args.interface_id, central: args.central_name || args.central };
  const { found } = await searchDevices(scope, who, wanted);
  return { interface_id: args.interface_id, found };
}
