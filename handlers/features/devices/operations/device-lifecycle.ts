/** How devices come, go and are read anew: accept, install mode, reload, refresh, delete. */
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { DevicePatch } from "../../hub/schemas/assignments.ts";
import { ChannelNumber, DeviceAddress, QuerySwitch } from "../../shared/parameters.ts";
import { Reloaded } from "../answers/devices.ts";
import { acceptDevice } from "../home/accept-device.ts";
import { deleteDevice } from "../home/delete-device.ts";
import { openInstallMode } from "../home/open-install-mode.ts";
import { refreshDevices, reloadChannel, reloadDevice } from "../home/reload.ts";
import { DeviceInstallMode } from "../schemas/install-mode.ts";

const NOT_FOUND = { 404: Problem } as const;
const UPSTREAM = { 502: Problem, 503: Problem } as const;

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
    async (scope) => accepted(await refreshDevices(scope)),
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
    async (scope) => ok({ success: true, device_address: await reloadDevice(scope, scope.params.addr) }),
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
    async (scope) =>
      ok({ success: true, channel_address: await reloadChannel(scope, scope.params.addr, scope.params.no) }),
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
    async (scope) => accepted(await acceptDevice(scope, scope.identity, scope.params.addr, scope.body)),
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
    async (scope) => accepted(await openInstallMode(scope, scope.identity, scope.params.addr, scope.body?.seconds)),
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
    async (scope) => accepted(await deleteDevice(scope, scope.identity, scope.params.addr, scope.query)),
  ),
];
