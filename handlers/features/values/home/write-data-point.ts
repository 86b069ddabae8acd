/** Writing one value. */

import { badRequest, notFound, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { idOf } from "../../../model/device-id.ts";
import { findDataPoint, stateOf } from "../../../model/find.ts";
import { isRejected, toWire, valueRefusal } from "../../../model/values.ts";
import type { WritePriority } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireChannel, requireUnlocked } from "../../shared/lookup.ts";
import type { Priority } from "../schemas/data-points.ts";

/** `default`, and whatever a client made up, act as high (contract 3.2). */
const priorityOf = (priority: Priority | undefined): WritePriority =>
  priority === "critical" || priority === "low" ? priority : "high";

/**
 * Writes one value; the read model shows it at once, and takes it back where the CCU does not confirm it.
 * @throws Refusal 400 404 423 503, CcuFault
 */
export async function writeDataPoint(
  scope: RequestScope,
  { addr: address, no: number, param: parameter }: { addr: string; no: number; param: string },
  { value, priority }: { value?: unknown; priority?: Priority },
): Promise<void> {
  const { device, channel } = await requireChannel(scope, address, number);
  const dataPoint = findDataPoint(channel, parameter);
  if (!dataPoint) throw notFound(`no parameter ${parameter} on channel ${channel.address}`);
  if (value === undefined) throw badRequest("value is missing");
  if (dataPoint.paramset !== "VALUES")
    throw rejected(`${parameter} is configuration: write it through paramsets/MASTER`, "Value rejected");
  const typed = toWire(dataPoint, value);
  if (isRejected(typed)) throw valueRefusal(typed);
  requireUnlocked(channel);
  ccuOf(scope, device.central);
  const before = stateOf(await scope.home.values(idOf(device)), dataPoint);
  await scope.centrals.writeValues(device, [{ dataPoint, value: typed }], {
    deadline: scope.deadline,
    priority: priorityOf(priority),
  });
  await recordAudit(scope, scope.identity, {
    action: "data_point_write",
    central: device.central,
    device_address: address,
    channel_no: number,
    parameter,
    changes: [{ parameter, ...(before ? { before: before.value } : {}), after: value }],
  });
}
