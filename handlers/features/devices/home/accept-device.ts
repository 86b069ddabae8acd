/** A device leaves the inbox of its CCU. */

import type { Identity } from "../../../kernel/identity.ts";
import { notFound, toRefusal, unprocessable, unready, upstream } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import { nameFault } from "../../../model/storable-text.ts";
import type { Ccu } from "../../../ports/index.ts";
import { applyNaming, type GroupIds, resolveGroups } from "../../hub/home/assignments.ts";
import type { DevicePatch } from "../../hub/schemas/assignments.ts";
import { ccuOf, chooseCentral, findWaiting, follow } from "../../shared/central-scope.ts";
import { requireName } from "../../shared/lookup.ts";

/**
 * Takes a device out of the inbox of the central that is named, or of the only one that has it, then names and assigns it. Names of rooms and functions
 * are checked before anything happens.
 * @throws Refusal 400, 404 not waiting, 422, 502 "Device accepted, but …" when a later step fails; CcuFault
 */
export async function acceptDevice(
  scope: RequestScope,
  who: Identity,
  address: string,
  patch: DevicePatch = {},
): Promise<void> {
  const name = patch.name === undefined || patch.name.trim() === "" ? undefined : requireName(patch.name);
  // said before anything happens: an accepted device cannot be put back
  const fault = name === undefined ? undefined : nameFault(name);
  if (fault) throw unprocessable(`name ${fault}`, "Invalid name", [{ field: "name", reason: fault }]);
  const known = scope.central === undefined ? await scope.home.centrals() : [await chooseCentral(scope, scope.central)];
  const centrals = known.map(({ name: one }) => one);
  const { found, silent } = await findWaiting(scope, centrals, address);
  if (found) {
    const { central } = found;
    const ccu = ccuOf(scope, central);
    const ids = await resolveGroups(scope, central, patch);
    await ccu.acceptInboxDevice(address, scope.deadline);
    try {
      follow(scope, central, "inbox");
      await applyToAccepted(scope, who, ccu, address, { ...patch, name }, ids);
    } catch (error) {
      const refusal = toRefusal(error);
      if (!refusal) throw error;
      throw upstream(refusal.message, "Device accepted, but a following step failed", error);
    }
    return;
  }
  if (silent) throw unready(`the inbox of ${silent} could not be read yet`);
  throw notFound(`no device ${address} is waiting in an inbox`);
}

async function applyToAccepted(
  scope: RequestScope,
  who: Identity,
  ccu: Ccu,
  address: string,
  patch: DevicePatch,
  ids: GroupIds,
): Promise<void> {
  const needsChannels = Boolean(ids.rooms || ids.functions || (patch.name !== undefined && patch.include_channels));
  const id = deviceId(ccu.central, address);
  let device = await scope.home.device(id);
  if (!device && needsChannels) {
    await ccu.refreshDevices();
    device = await scope.home.device(id);
    if (!device) throw unready(`the channels of ${address} are not known yet`);
  }
  const channels = device?.channels ?? [];
  const assigned = channels.filter((c) => c.number !== 0).map((c) => c.address);
  const naming = { name: patch.name, channels: patch.include_channels ? channels : [] };
  await applyNaming(scope, who, ccu, { address, device: address, assigned }, naming, ids);
}
