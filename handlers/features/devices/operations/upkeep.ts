/** Upkeep of devices: firmware, configuration, teams, replacement, communication test. */
import { accepted, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress, QueryText } from "../../shared/parameters.ts";
import {
  CommunicationTestResult,
  FirmwareUpdateStarted,
  ReplaceCandidates,
  Replacing,
  TeamCandidates,
} from "../answers/upkeep.ts";
import { refreshFirmware, updateFirmware } from "../home/firmware.ts";
import { replaceCandidates, replaceDevice } from "../home/replace-device.ts";
import { restoreConfig } from "../home/restore-config.ts";
import { setTeam, teamCandidates } from "../home/teams.ts";
import { testDevice } from "../home/test-device.ts";
import { ReplaceRequest, TeamRequest } from "../schemas/upkeep.ts";

const device = { addr: DeviceAddress };
const channel = { addr: DeviceAddress, no: ChannelNumber };
const REFUSALS = { 400: Problem, 404: Problem, 502: Problem, 503: Problem } as const;
const home = { served: "home", tag: "devices" } as const;

export const upkeepOperations: Operation[] = [
  operation(
    {
      ...home,
      method: "POST",
      path: "/devices/firmware/refresh",
      operationId: "refreshFirmwareData",
      role: "operator",
      summary: "Let every CCU look which firmware it has for its devices",
      responses: { 204: null, 502: Problem, 503: Problem },
    },
    (scope) => refreshFirmware(scope).then(() => noContent()),
  ),
  operation(
    {
      ...home,
      method: "POST",
      path: "/devices/{addr}/firmware/update",
      operationId: "updateFirmware",
      role: "operator",
      summary: "Send a device the firmware that its CCU has for it, or install what was sent",
      params: device,
      responses: { 202: FirmwareUpdateStarted, ...REFUSALS, 422: Problem },
    },
    async (scope) => accepted(await updateFirmware(scope, scope.identity, scope.params.addr)),
  ),
  operation(
    {
      ...home,
      method: "POST",
      path: "/devices/{addr}/config/restore",
      operationId: "restoreDeviceConfig",
      role: "admin",
      summary: "Send a device its stored configuration once more",
      params: device,
      responses: { 202: null, ...REFUSALS, 422: Problem },
    },
    async (scope) => accepted(await restoreConfig(scope, scope.identity, scope.params.addr)),
  ),
  operation(
    {
      ...home,
      method: "POST",
      path: "/devices/{addr}/test",
      operationId: "testDeviceCommunication",
      role: "operator",
      summary: "Ask a device for a sign of life; waits for it, 28 s at most",
      params: device,
      responses: { 200: CommunicationTestResult, ...REFUSALS, 422: Problem },
    },
    async (scope) => ok(await testDevice(scope, scope.identity, scope.params.addr)),
  ),
  operation(
    {
      ...home,
      method: "GET",
      path: "/devices/{addr}/channels/{no}/team-candidates",
      operationId: "getDeviceTeamCandidates",
      role: "viewer",
      summary: "Teams that a channel can join",
      params: channel,
      responses: { 200: TeamCandidates, ...REFUSALS, 422: Problem },
    },
    async (scope) => ok(await teamCandidates(scope, scope.params.addr, scope.params.no)),
  ),
  operation(
    {
      ...home,
      method: "PUT",
      path: "/devices/{addr}/channels/{no}/team",
      operationId: "setDeviceChannelTeam",
      role: "operator",
      summary: "Put a channel into a team, or into its own again",
      params: channel,
      body: TeamRequest,
      responses: { 202: null, ...REFUSALS, 422: Problem },
    },
    async (scope) =>
      accepted(await setTeam(scope, scope.identity, scope.params.addr, scope.params.no, scope.body.team)),
  ),
  operation(
    {
      ...home,
      method: "GET",
      path: "/devices/{addr}/replace-candidates",
      operationId: "listDeviceReplaceCandidates",
      role: "viewer",
      summary: "Devices whose place a new device can take",
      params: device,
      query: { central: QueryText.meta({ description: "Name of the CCU" }) },
      responses: { 200: ReplaceCandidates, ...REFUSALS },
    },
    async (scope) => ok(await replaceCandidates(scope, scope.params.addr, scope.query.central)),
  ),
  operation(
    {
      ...home,
      method: "POST",
      path: "/devices/{addr}/replace",
      operationId: "replaceDevice",
      role: "admin",
      summary: "Put a new device into the place of another: its links, configuration, names and programs",
      params: device,
      body: ReplaceRequest,
      invalidBody: 422,
      responses: { 202: Replacing, ...REFUSALS, 422: Problem },
    },
    async (scope) => accepted(await replaceDevice(scope, scope.identity, scope.params.addr, scope.body)),
  ),
];
