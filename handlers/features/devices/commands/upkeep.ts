/** Commands of device upkeep: the use cases of the operations with the same effect. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { ADDRESS_LIMIT, CHANNEL_NUMBER_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import { restoreConfig } from "../config-restore.ts";
import { refreshFirmware } from "../device-firmware.ts";
import { testDevice } from "../device-test.ts";
import { replaceCandidates, replaceDevice } from "../replace.ts";
import { CommunicationTestResult, ReplaceCandidates, TeamCandidates } from "../schemas/upkeep.ts";
import { setTeam, teamCandidates } from "../teams.ts";

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
    async (context) => ({
      candidates: await teamCandidates(context, context.args.address, context.args.channel),
    }),
  ),
  command(
    {
      ...home,
      name: "device.set_team",
      summary: "Put a channel into a team, or into its own again",
      role: "operator",
      args: z.object({ ...channel, team: z.string().max(ADDRESS_LIMIT).nullish() }),
      result: z.strictObject({ address: z.string(), channel: z.int(), team: z.string() }),
      rest: "PUT /devices/{addr}/channels/{no}/team",
    },
    async (context) => {
      const { address, channel: number } = context.args;
      const team = context.args.team ?? "";
      await setTeam(context, context.identity, address, number, team);
      return { address, channel: number, team };
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
    async (context) => ({
      candidates: await replaceCandidates(context, context.args.address, context.args.central),
    }),
  ),
  command(
    {
      ...home,
      name: "device.replace",
      summary: "Put a new device into the place of another: its links, configuration, names and programs",
      role: "admin",
      args: z.object({ address: DeviceAddress, old_address: DeviceAddress, central }),
      result: z.strictObject({
        status: z.literal("replacing"),
        old_address: z.string(),
        new_address: z.string(),
        central: z.string().meta({ description: "As it was sent" }),
      }),
      rest: "POST /devices/{addr}/replace",
    },
    async (context) => {
      const { address, old_address, central: named } = context.args;
      await replaceDevice(context, context.identity, { address, oldAddress: old_address, central: named });
      return { status: "replacing" as const, old_address, new_address: address, central: named };
    },
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
    (context) => testDevice(context, context.identity, context.args.address),
  ),
  command(
    {
      ...home,
      name: "device.restore_config",
      summary: "Send a device its stored configuration once more",
      role: "admin",
      args: z.object({ address: DeviceAddress }),
      result: z.strictObject({ address: z.string() }),
      rest: "POST /devices/{addr}/config/restore",
    },
    async (context) => {
      const { address } = context.args;
      await restoreConfig(context, context.identity, address);
      return { address };
    },
  ),
  command(
    {
      ...home,
      category: "firmware",
      name: "firmware.refresh",
      summary: "Let every CCU look which firmware it has for its devices",
      role: "operator",
      args: z.object({}),
      result: z.strictObject({ success: z.literal(true) }),
      rest: "POST /devices/firmware/refresh",
    },
    async (context) => {
      await refreshFirmware(context);
      return { success: true as const };
    },
  ),
];
