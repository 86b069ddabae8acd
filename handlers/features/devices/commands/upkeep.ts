/** Commands of device upkeep: the use cases of the operations with the same effect. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { ADDRESS_LIMIT, CHANNEL_NUMBER_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import { ConfigRestored, FirmwareRefreshed, ReplacingAsSent, TeamSet } from "../answers/commands.ts";
import { CommunicationTestResult, ReplaceCandidates, TeamCandidates } from "../answers/upkeep.ts";
import { refreshFirmware } from "../home/firmware.ts";
import { replaceCandidates, replaceDevice } from "../home/replace-device.ts";
import { restoreConfig } from "../home/restore-config.ts";
import { setTeam, teamCandidates } from "../home/teams.ts";
import { testDevice } from "../home/test-device.ts";

const channel = {
  address: DeviceAddress,
  channel: z.int().min(0).max(CHANNEL_NUMBER_LIMIT).default(0),
};
const central = z.string().max(255).default("").meta({ description: "Name of the CCU; empty: the device's own" });
const home = { category: "devices", served: "home" } as const;

export const deviceUpkeepCommands: Command[] = [
  command(
    {
      ...home,
      name: "device.team_candidates",
      summary: "Teams that a channel can join",
      role: "viewer",
      args: z.object(channel),
      result: TeamCandidates,
      rest: "GET /devices/{addr}/channels/{no}/team-candidates",
    },
    (scope) => teamCandidates(scope, scope.args.address, scope.args.channel),
  ),
  command(
    {
      ...home,
      name: "device.set_team",
      summary: "Put a channel into a team, or into its own again",
      role: "operator",
      args: z.object({ ...channel, team: z.string().max(ADDRESS_LIMIT).nullish() }),
      result: TeamSet,
      rest: "PUT /devices/{addr}/channels/{no}/team",
    },
    async (scope) => {
      await setTeam(scope, scope.identity, scope.args.address, scope.args.channel, scope.args.team);
      return { ...scope.args, team: scope.args.team ?? "" };
    },
  ),
  command(
    {
      ...home,
      name: "device.replace_candidates",
      summary: "Devices whose place a new device can take",
      role: "viewer",
      args: z.object({ address: DeviceAddress, central }),
      result: ReplaceCandidates,
      rest: "GET /devices/{addr}/replace-candidates",
    },
    (scope) => replaceCandidates(scope, scope.args.address, scope.args.central),
  ),
  command(
    {
      ...home,
      name: "device.replace",
      summary: "Put a new device into the place of another: its links, configuration, names and programs",
      role: "admin",
      args: z.object({ address: DeviceAddress, old_address: DeviceAddress, central }),
      result: ReplacingAsSent,
      rest: "POST /devices/{addr}/replace",
    },
    async (scope) => ({
      ...(await replaceDevice(scope, scope.identity, scope.args.address, scope.args)),
      central: scope.args.central,
    }),
  ),
  command(
    {
      ...home,
      name: "device.test",
      summary: "Ask a device for a sign of life; waits for it, 28 s at most",
      role: "operator",
      args: z.object({ address: DeviceAddress }),
      result: CommunicationTestResult,
      rest: "POST /devices/{addr}/test",
    },
    (scope) => testDevice(scope, scope.identity, scope.args.address),
  ),
  command(
    {
      ...home,
      name: "device.restore_config",
      summary: "Send a device its stored configuration once more",
      role: "admin",
      args: z.object({ address: DeviceAddress }),
      result: ConfigRestored,
      rest: "POST /devices/{addr}/config/restore",
    },
    (scope) => restoreConfig(scope, scope.identity, scope.args.address).then(() => scope.args),
  ),
  command(
    {
      ...home,
      category: "firmware",
      name: "firmware.refresh",
      summary: "Let every CCU look which firmware it has for its devices",
      role: "operator",
      args: z.object({}),
      result: FirmwareRefreshed,
      rest: "POST /devices/firmware/refresh",
    },
    (scope) => refreshFirmware(scope).then(() => ({ success: true }) as const),
  ),
];
