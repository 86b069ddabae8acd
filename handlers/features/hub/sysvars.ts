/** System variables: the use cases. Their operations are in sysvar-operations.ts. */
import { unprocessable, unready } from "../../kernel/problem.ts";
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
import { coerceSysvarValue } from "../../model/sysvar-value.ts";
import type { Hub } from "../../model/types.ts";
import type { CentralState, HubSysvar } from "../../ports/index.ts";
import { ccuOf, chooseCentral, findOnCentrals, findToChange, follow, hubsWith } from "../shared/central-scope.ts";
import type { SysvarCreateRequest, SysvarPatchRequest, SysvarSummary, SysvarUsage } from "./schemas/sysvars.ts";
import { newSysvar, sysvarChange } from "./sysvar-definition.ts";

const sought = (name: string) => ({ what: `system variable ${name}`, list: "sysvars" }) as const;
const byName = (name: string) => (hub: Hub) => findSysvar(hub, name);

/** A variable as the API shows it; by default only those are enabled that people chose by a marker. */
export const describeSysvar = (central: CentralState, sysvar: HubSysvar, lookup: ChannelLookup): SysvarSummary => ({
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

/** Asks the CCU which programs use the variable. @throws 404, 400, CcuFault. */
export async function sysvarUsage(scope: RequestScope, name: string, central?: string): Promise<SysvarUsage> {
  const found = await findOnCentrals(scope, sought(name), byName(name), central);
  const programs = await ccuOf(scope, found.central.name).sysvarUsage(found.object.name);
  return {
    central: found.central.name,
    sysvar: name,
    programs: programs.map((program) => ({
      id: String(program.id),
      name: program.name,
      unique_id: hubKey(found.central.system.serial, "program", program.id),
      active: program.active,
      is_internal: program.internal,
    })),
  };
}

/** Writes a value, taken by the variable's type. @throws 422 for a value that the type cannot hold; 404, 400, CcuFault. */
export async function setSysvar(
  scope: RequestScope,
  { name, value, central }: { name: string; value: unknown; central?: string },
): Promise<void> {
  const found = await findToChange(scope, sought(name), byName(name), central);
  const { object: sysvar } = found;
  const coerced = coerceSysvarValue(sysvar, value);
  if ("error" in coerced) {
    const { error, min, max } = coerced;
    const limits = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
    throw unprocessable(`${name} (${shownSysvarType(sysvar)}): the value ${error}`, "Value rejected", [
      { field: "value", reason: error, ...limits },
    ]);
  }
  await ccuOf(scope, found.central.name).setSysvar(sysvar.name, sysvar.type, coerced.value, scope.deadline);
  follow(scope, found.central.name, "sysvars");
}

/** @throws 422, 400 (central), CcuFault. */
export async function createSysvar(scope: RequestScope, said: SysvarCreateRequest, central?: string): Promise<void> {
  const { name } = await chooseCentral(scope, central);
  const definition = await newSysvar(scope, await scope.home.hub(name), said);
  await ccuOf(scope, name).createSysvar(definition, scope.deadline);
  follow(scope, name, "sysvars");
}

/** Changes everything but type and value. @throws 422, 404, 400 (central), CcuFault. */
export async function changeSysvar(
  scope: RequestScope,
  name: string,
  said: SysvarPatchRequest,
  central?: string,
): Promise<void> {
  const found = await findToChange(scope, sought(name), byName(name), central);
  const change = await sysvarChange(scope, found.hub, found.object, said);
  await ccuOf(scope, found.central.name).changeSysvar(found.object.name, change, scope.deadline);
  follow(scope, found.central.name, "sysvars");
}

/** @throws 404, 400 (central), CcuFault. */
export async function deleteSysvar(scope: RequestScope, name: string, central?: string): Promise<void> {
  const found = await findToChange(scope, sought(name), byName(name), central);
  await ccuOf(scope, found.central.name).deleteSysvar(found.object.name, scope.deadline);
  follow(scope, found.central.name, "sysvars");
}

/**
 * Reads the variables anew, of every CCU or the named one. All are asked even where one fails.
 * @throws 400 for an unknown name, 503 before any CCU is known; the first CcuFault.
 */
export async function fetchSysvars(scope: RequestScope, central?: string): Promise<void> {
  const names = central
    ? [(await chooseCentral(scope, central)).name]
    : (await scope.home.centrals()).map(({ name }) => name);
  if (names.length === 0) throw unready("no CCU is known yet");
  const results = await Promise.allSettled(names.map(async (name) => ccuOf(scope, name).refreshHub("sysvars")));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
