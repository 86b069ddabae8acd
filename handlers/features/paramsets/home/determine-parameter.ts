/** Measurements that a device makes when it is asked to. */
import { badRequest, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { fromWire } from "../../../model/values.ts";
import { CcuFault } from "../../../ports/index.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { dataPointsOf, requireOwner } from "../../shared/lookup.ts";
import type { ParamsetKeyName } from "../schemas/paramsets.ts";
import { type Owner, PEER_NEEDED } from "./paramset-place.ts";

/**
 * Lets the device measure a parameter and reads it afterwards; null where the interface cannot do it (HmIP) or the
 * paramset has no such value. @throws Refusal 400 404 503, CcuFault
 */
export async function determine(
  scope: RequestScope,
  owner: Owner,
  key: ParamsetKeyName,
  parameter: string,
): Promise<unknown> {
  if (key === "LINK") throw badRequest(PEER_NEEDED, "Peer missing");
  const { device, channel } = owner;
  const point = dataPointsOf(channel, key).get(parameter);
  if (!point) throw notFound(`no parameter ${parameter} in ${key} of ${channel.address}`);
  const ccu = ccuOf(scope, device.central);
  try {
    await ccu.determineParameter(device.interface, channel.address, key, parameter, scope.deadline);
    const raw =
      key === "VALUES"
        ? await ccu.getValue(device.interface, channel.address, parameter)
        : (await ccu.getParamset(device.interface, channel.address, key))[parameter];
    return raw === undefined ? null : fromWire(point, raw);
  } catch (error) {
    if (error instanceof CcuFault && (error.class === "unsupported" || error.class === "no_value")) return null;
    throw error;
  }
}

/** paramset.determine: of MASTER where only that has the parameter, else of VALUES. @throws as {@link determine} */
export async function determineNamed(scope: RequestScope, address: string, parameter: string): Promise<unknown> {
  const owner = await requireOwner(scope, address);
  const { values, master } = owner.channel;
  const key = !values.has(parameter) && master.has(parameter) ? "MASTER" : "VALUES";
  return determine(scope, owner, key, parameter);
}
