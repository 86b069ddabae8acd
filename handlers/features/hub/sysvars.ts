/** System variables as the home knows them. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import {
  type ChannelLookup,
  channelLookup,
  findSysvar,
  isExtended,
  isListedSysvar,
  shownDescription,
  shownSysvarName,
  shownSysvars,
  shownSysvarType,
} from "../../model/hub-objects.ts";
import { hubKey } from "../../model/routing-keys.ts";
import type { Hub } from "../../model/types.ts";
import type { CentralState, HubSysvar } from "../../ports/index.ts";
import { findOnCentrals, hubsWith, listedCentral } from "../shared/central-scope.ts";
import type { SysvarRow, SysvarRows, SysvarSummary } from "./answers/sysvars.ts";

export const sought = (name: string) => ({ what: `system variable ${name}`, list: "sysvars" }) as const;
export const byName = (name: string) => (hub: Hub) => findSysvar(hub, name);

/** A variable as the API shows it; by default only those are enabled that people chose by a marker. */
const describeSysvar = (central: CentralState, sysvar: HubSysvar, lookup: ChannelLookup): SysvarSummary => ({
  central: central.name,
  name: shownSysvarName(sysvar.name),
  unique_id: hubKey(central.system.serial, "sysvar", sysvar.id),
  vid: sysvar.id,
  description: shownDescription(sysvar.description),
  unit: sysvar.unit,
  value_type: shownSysvarType(sysvar),
  ...(sysvar.value === undefined ? {} : { value: sysvar.value }),
  observed: sysvar.value !== undefined,
  value_list: sysvar.valueList,
  min: sysvar.min,
  max: sysvar.max,
  is_internal: sysvar.internal,
  is_visible: sysvar.visible,
  is_logged: sysvar.logged,
  is_extended: isExtended(sysvar.description),
  enabled_default: sysvar.marked === true,
  value_name_0: sysvar.valueName0,
  value_name_1: sysvar.valueName1,
  ...lookup(sysvar.name, sysvar.channel),
});

/** Variables of all centrals (or the named one), in the CCU's order. */
export async function listSysvars(scope: RequestScope, central?: string): Promise<SysvarSummary[]> {
  const lookup = channelLookup(await scope.home.devices());
  return (await hubsWith(scope, "sysvars", central)).flatMap((c) =>
    shownSysvars(c.hub)
      .filter(isListedSysvar)
      .map((sysvar) => describeSysvar(c.central, sysvar, lookup)),
  );
}

/** @throws 404; 400 where several CCUs have the name. */
export async function getSysvar(scope: RequestScope, name: string, central?: string): Promise<SysvarSummary> {
  // asked for together: a stored home is then read once
  const [devices, found] = await Promise.all([
    scope.home.devices(),
    findOnCentrals(scope, sought(name), byName(name), central),
  ]);
  return describeSysvar(found.central, found.object, channelLookup(devices));
}

const rowOf = (s: SysvarSummary): SysvarRow => ({
  name: s.name,
  description: s.description ?? "",
  unit: s.unit ?? "",
  value_type: s.value_type,
  value_list: s.value_list ?? null,
  is_visible: s.is_visible ?? true,
  is_logged: s.is_logged ?? false,
  observed: s.observed,
  ...(s.observed ? { value: s.value } : {}),
  min: s.min,
  max: s.max,
  value_name_0: s.value_name_0,
  value_name_1: s.value_name_1,
  channel: s.channel,
  device_address: s.device_address,
});

/** Rows of the named CCU, or the only one. @throws Refusal 400 where the CCU is unknown or ambiguous, 503 before it told */
export async function listSysvarRows(scope: RequestScope, named: string | undefined): Promise<SysvarRows> {
  const central = await listedCentral(scope, named);
  return { sysvars: central ? (await listSysvars(scope, central.name)).map(rowOf) : [] };
}
