/** How devices come, go and are read anew: accept, install mode, reload, refresh, delete. */
import { z } from "zod";
import type { Identity } from "../../../kernel/identity.ts";
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { notFound, toRefusal, unprocessable, unready, upstream } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Ccu } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { applyNaming, type GroupIds, resolveGroups } from "../../hub/operations/assignments.ts";
import { DevicePatch } from "../../hub/schemas/assignments.ts";
import { forgetCentralLinks } from "../../links/central-links.ts";
import { ccuOf, findWaiting, follow, onEveryCentral } from "../../shared/central-scope.ts";
import { orUnsupported, requireChannel, requireDevice, requireName } from "../../shared/lookup.ts";
import { ChannelNumber, DeviceAddress, QuerySwitch } from "../../shared/parameters.ts";
import { DeviceInstallMode, INSTALL_MODE_SECONDS } from "../schemas/install-mode.ts";

/** DeviceDescription FLAGS: the device cannot be deleted (device-model 1.3). */
const NOT_DELETABLE = 8;

/**
 * Lists the devices of every reachable central anew, and has their configuration read in the background; one failing
 * central does not keep the others waiting.
 */
export const refreshDevices = (scope: RequestScope): Promise<void> =>
  onEveryCentral(scope, async (ccu) => {
    await ccu.refreshDevices();
    scope.centrals.refreshConfiguration(ccu.central);
  });

/** Reads descriptions, values and configuration of one device anew. */
export async function reloadDevice(scope: RequestScope, address: string): Promise<void> {
  const device = await requireDevice(scope, address);
  await ccuOf(scope, device.central).reloadDevice(device.interface, device.address);
  await scope.centrals.reloadConfiguration(device);
}

/** Reads values and configuration of one channel anew; its address. */
export async function reloadChannel(scope: RequestScope, address: string, number: number): Promise<string> {
  const { device, channel } = await requireChannel(scope, address, number);
  ccuOf(scope, device.central);
  await scope.centrals.reloadValues(device, number);
  await scope.centrals.reloadConfiguration(device, number);
  return channel.address;
}

/** Removes the device from the CCU. @throws Refusal 404, 422 where it cannot be deleted, 503; CcuFault */
export async function deleteDevice(
  scope: RequestScope,
  who: Identity,
  address: string,
  flags: { reset: boolean; force: boolean },
): Promise<void> {
  const device = await requireDevice(scope, address);
  if (((device.description.FLAGS ?? 0) & NOT_DELETABLE) !== 0)
    throw unprocessable(`${address} belongs to the CCU itself`, "Device cannot be deleted");
  await orUnsupported(ccuOf(scope, device.central).deleteDevice(device.interface, address, flags, scope.deadline));
  await forgetCentralLinks(scope, address);
  const note = `reset=${flags.reset} force=${flags.force}`;
  await recordAudit(scope, who, { action: "device_delete", central: device.central, device_address: address, note });
}

/** Opens the pairing window for one known device (0 s closes it); seconds in effect. */
export async function openInstallMode(
  scope: RequestScope,
  who: Identity,
  address: string,
  seconds: number,
): Promise<void> {
  const device = await requireDevice(scope, address);
  const { central, interface: iface } = device;
  await ccuOf(scope, central).setInstallMode(iface, seconds > 0, seconds, { address }, scope.deadline);
  scope.centrals.installModeChanged(central, iface, seconds > 0 ? scope.clock.now() + seconds * 1000 : 0);
  const note = `interface=${iface} seconds=${seconds}`;
  await recordAudit(scope, who, { action: "device_install_mode", central, device_address: address, note });
}

/**
 * Takes a device out of the inbox of whichever central has it, then names and assigns it. Names of rooms and functions
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
  const centrals = (await scope.home.centrals()).map(({ name: one }) => one);
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
  let device = await scope.home.device(address);
  if (!device && needsChannels) {
    await ccu.refreshDevices();
    device = await scope.home.device(address);
    if (!device) throw unready(`the channels of ${address} are not known yet`);
  }
  const channels = device?.channels ?? [];
  const assigned = channels.filter((c) => c.number !== 0).map((c) => c.address);
  const naming = { name: patch.name, channels: patch.include_channels ? channels : [] };
  await applyNaming(scope, who, ccu, { address, device: address, assigned }, naming, ids);
}

const NOT_FOUND = { 404: Problem } as const;
const UPSTREAM = { 502: Problem, 503: Problem } as const;
/** 200 where the contract shows no body, but its behaviour has one: the same as the command's result. */
const Reloaded = z.strictObject({
  success: z.literal(true),
  device_address: z.string().optional(),
  channel_address: z.string().optional(),
});

export const deviceLifecycleOperations: Operation[] = [
  operation(
    {
      method: "POST",
      path: "/devices/refresh",
      operationId: "refreshDevices",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "List the devices of every CCU anew",
      responses: { 202: null, ...UPSTREAM },
    },
    async (context) => {
      await refreshDevices(context);
      return accepted();
    },
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/reload",
      operationId: "reloadDevice",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "Read descriptions and values of one device anew from the CCU",
      params: { addr: DeviceAddress },
      responses: { 200: Reloaded, 400: Problem, ...NOT_FOUND, ...UPSTREAM },
    },
    async (context) => {
      await reloadDevice(context, context.params.addr);
      return ok({ success: true, device_address: context.params.addr });
    },
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/channels/{no}/reload",
      operationId: "reloadChannel",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "Read the values of one channel anew from the CCU",
      params: { addr: DeviceAddress, no: ChannelNumber },
      responses: { 200: Reloaded, 400: Problem, ...NOT_FOUND, ...UPSTREAM },
    },
    async (context) => {
      const { addr, no } = context.params;
      return ok({ success: true, channel_address: await reloadChannel(context, addr, no) });
    },
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/accept",
      operationId: "acceptInboxDevice",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "Take a device out of the inbox, with a name and places where given",
      params: { addr: DeviceAddress },
      body: DevicePatch,
      bodyOptional: true,
      responses: { 202: null, 400: Problem, ...NOT_FOUND, 422: Problem, ...UPSTREAM },
    },
    async (context) => {
      await acceptDevice(context, context.identity, context.params.addr, context.body);
      return accepted();
    },
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/install-mode",
      operationId: "deviceInstallMode",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "Open the pairing window for one known device",
      params: { addr: DeviceAddress },
      body: DeviceInstallMode,
      bodyOptional: true,
      responses: { 202: null, 400: Problem, ...NOT_FOUND, ...UPSTREAM },
    },
    async (context) => {
      const seconds = context.body?.seconds ?? INSTALL_MODE_SECONDS;
      await openInstallMode(context, context.identity, context.params.addr, seconds);
      return accepted();
    },
  ),
  operation(
    {
      method: "DELETE",
      path: "/devices/{addr}",
      operationId: "deleteDevice",
      role: "admin",
      served: "home",
      tag: "devices",
      summary: "Remove a device from its CCU",
      params: { addr: DeviceAddress },
      query: {
        reset: QuerySwitch.meta({ description: "Reset the device to factory defaults", default: false }),
        force: QuerySwitch.meta({ description: "Also when the device does not answer", default: false }),
      },
      responses: { 202: null, ...NOT_FOUND, 422: Problem, ...UPSTREAM },
    },
    async (context) => {
      await deleteDevice(context, context.identity, context.params.addr, context.query);
      return accepted();
    },
  ),
];
