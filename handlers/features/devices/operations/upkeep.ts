/** The operations of device upkeep; what they do is in teams.ts, replace.ts, device-test.ts, device-firmware.ts, config-restore.ts. */
import { accepted, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress, QueryText } from "../../shared/parameters.ts";
import { restoreConfig } from "../config-restore.ts";
import { refreshFirmware, updateFirmware } from "../device-firmware.ts";
import { testDevice } from "../device-test.ts";
import { replaceCandidates, replaceDevice } from "../replace.ts";
import {
  CommunicationTestResult,
  FirmwareUpdateStarted,
  ReplaceCandidates,
  ReplaceRequest,
  Replacing,
  TeamCandidates,
  TeamRequest,
} from "../schemas/upkeep.ts";
import { setTeam, teamCandidates } from "../teams.ts";

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
    async (context) => {
      await refreshFirmware(context);
      return noContent();
    },
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
    async (context) => {
      const warning = await updateFirmware(context, context.identity, context.params.addr);
      return accepted({ status: "scheduled", ...(warning === undefined ? {} : { duty_cycle_warning: warning }) });
    },
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
    async (context) => {
      await restoreConfig(context, context.identity, context.params.addr);
      return accepted();
    },
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
    async (context) => ok(await testDevice(context, context.identity, context.params.addr)),
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
    async (context) => ok({ candidates: await teamCandidates(context, context.params.addr, context.params.no) }),
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
    async (context) => {
      const { addr, no } = context.params;
      await setTeam(context, context.identity, addr, no, context.body.team ?? "");
      return accepted();
    },
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
    async (context) => ok({ candidates: await replaceCandidates(context, context.params.addr, context.query.central) }),
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
    async (context) => {
      const { old_address: oldAddress, central: named } = context.body;
      const wanted = { address: context.params.addr, oldAddress, central: named };
      const central = await replaceDevice(context, context.identity, wanted);
      return accepted({ status: "replacing", old_address: oldAddress, new_address: wanted.address, central });
    },
  ),
];
