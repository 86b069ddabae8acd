/** System variables are written, created, changed, deleted and read anew. */
import { unprocessable, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { shownSysvarType } from "../../../model/hub-objects.ts";
import { hubKey } from "../../../model/routing-keys.ts";
import { coerceSysvarValue } from "../../../model/sysvar-value.ts";
import { ccuOf, chooseCentral, findOnCentrals, findToChange, follow } from "../../shared/central-scope.ts";
import type { SysvarUsage, SysvarUsageRow } from "../answers/sysvars.ts";
import type { SysvarCreateRequest, SysvarPatchRequest } from "../schemas/sysvars.ts";
import { byName, sought } from "../sysvars.ts";
import { newSysvar, sysvarChange } from "./sysvar-definition.ts";

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

/** The same with the CCU's name as it was sent, as the command answers. @throws as {@link sysvarUsage} */
export async function sysvarUsageRow(
  scope: RequestScope,
  { name, central_name }: { name: string; central_name?: string | undefined },
): Promise<SysvarUsageRow> {
  const { sysvar, programs } = await sysvarUsage(scope, name, central_name);
  return { sysvar, programs, central_name: central_name ?? "" };
}
