/** Names, rooms and functions of devices and channels: what people call things, kept by the CCU's logic layer. */
import { accepted, type Operation, operation, Problem } from "../../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { changeChannel, changeDevice } from "../home/assignments.ts";
import { ChannelPatch, DevicePatch } from "../schemas/assignments.ts";

const REFUSALS = { 400: Problem, 404: Problem, 422: Problem, 502: Problem, 503: Problem } as const;

export const assignmentOperations: Operation[] = [
  operation(
    {
      method: "PATCH",
      path: "/devices/{addr}",
      operationId: "patchDevice",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "Rename a device, or put all its channels into rooms and functions",
      params: { addr: DeviceAddress },
      body: DevicePatch,
      responses: { 202: null, ...REFUSALS },
    },
    async (scope) => accepted(await changeDevice(scope, scope.identity, scope.params.addr, scope.body)),
  ),
  operation(
    {
      method: "PATCH",
      path: "/devices/{addr}/channels/{no}",
      operationId: "patchChannel",
      role: "operator",
      served: "home",
      tag: "devices",
      summary: "Rename a channel, or put it into rooms and functions",
      params: { addr: DeviceAddress, no: ChannelNumber },
      body: ChannelPatch,
      responses: { 202: null, ...REFUSALS },
    },
    async (scope) =>
      accepted(await changeChannel(scope, scope.identity, scope.params.addr, scope.params.no, scope.body)),
  ),
];
