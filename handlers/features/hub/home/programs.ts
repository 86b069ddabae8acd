/** Programs are run, switched on and off, and deleted. */
import { programExecuted } from "../../../broadcasts/broadcasts.ts";
import type { Identity } from "../../../kernel/identity.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { channelLookup } from "../../../model/hub-objects.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, findToChange, follow } from "../../shared/central-scope.ts";
import { byId, describeProgram, sought } from "../programs.ts";

/**
 * Runs a program and announces it. Resolves to whether it ran: false only where its conditions were checked and did
 * not hold. @throws 404, 400 (central), CcuFault.
 */
export async function executeProgram(
  scope: RequestScope,
  who: Identity,
  { id, checkConditions, central }: { id: string; checkConditions: boolean; central?: string },
): Promise<boolean> {
  const found = await findToChange(scope, sought(id), byId(id), central);
  const { name } = found.central;
  const executed = await ccuOf(scope, name).executeProgram(found.object.id, checkConditions, scope.deadline);
  const { unique_id, channel, device_address } = describeProgram(
    found.central,
    found.object,
    channelLookup(await scope.home.devices()),
  );
  scope.events.publish(programExecuted, {
    central: name,
    program_id: id,
    trigger: "api",
    success: executed,
    unique_id,
    ...(channel === undefined ? {} : { channel, device_address }),
  });
  await recordAudit(scope, who, { action: "program_execute", central: name, note: `id=${id} executed=${executed}` });
  follow(scope, name, "programs");
  return executed;
}

/** Switches a program on or off. @throws 404, 400 (central), CcuFault. */
export async function setProgramActive(
  scope: RequestScope,
  id: string,
  active: boolean,
  central?: string,
): Promise<void> {
  const found = await findToChange(scope, sought(id), byId(id), central);
  await ccuOf(scope, found.central.name).setProgramActive(found.object.id, active, scope.deadline);
  follow(scope, found.central.name, "programs");
}

/** @throws 404, 400 (central), CcuFault. */
export async function deleteProgram(scope: RequestScope, who: Identity, id: string, central?: string): Promise<void> {
  const found = await findToChange(scope, sought(id), byId(id), central);
  const { name } = found.central;
  await ccuOf(scope, name).deleteProgram(found.object.id, scope.deadline);
  await recordAudit(scope, who, {
    action: "program_delete",
    central: name,
    note: `id=${id} name=${found.object.name}`,
  });
  follow(scope, name, "programs");
}
