/** Ready-made settings by kind of device. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { AnyAddress } from "../../shared/parameters.ts";
import { ListedProfiles, MasterProfile, MatchAnswer, ProfileApplied } from "../answers/master-profiles.ts";
import { applyProfile } from "../home/apply-master-profile.ts";
import { listProfilesOfKind, matchProfileOfKind, readProfileOfKind } from "../master-profiles.ts";
import { FormLocale } from "../schemas/forms.ts";
import { ChannelType, CurrentValues, Model, ProfileIdArgument, TYPE_LIMIT } from "../schemas/master-profiles.ts";

const KIND = { device_type: Model, channel_type: ChannelType };
const FAMILY = { category: "master_profiles" } as const;

export const masterProfileCommands: Command[] = [
  command(
    {
      ...FAMILY,
      name: "master_profiles.list",
      summary: "Ready-made settings of a kind of channel; without a device type the device types that have some",
      role: "viewer",
      served: "here",
      args: z.object({
        device_type: z.string().max(TYPE_LIMIT).default(""),
        channel_type: ChannelType,
        locale: FormLocale,
      }),
      result: ListedProfiles,
      rest: "GET /devices/{addr}/channels/{no}/master-profiles",
    },
    async (scope) => listProfilesOfKind(scope, scope.args, scope.args.locale),
  ),
  command(
    {
      ...FAMILY,
      name: "master_profiles.get",
      summary: "A ready-made setting with what it demands of each parameter",
      role: "viewer",
      served: "here",
      args: z.object({ ...KIND, id: ProfileIdArgument }),
      result: MasterProfile,
      rest: "GET /devices/{addr}/channels/{no}/master-profiles/{id}",
    },
    async (scope) => readProfileOfKind(scope, scope.args, scope.args.id),
  ),
  command(
    {
      ...FAMILY,
      name: "master_profiles.match",
      summary: "Which ready-made setting these values are",
      role: "viewer",
      served: "here",
      args: z.object({ ...KIND, current_values: CurrentValues.default({}) }),
      result: MatchAnswer,
      rest: "POST /devices/{addr}/channels/{no}/master-profiles/match",
    },
    async (scope) => ({ active_id: await matchProfileOfKind(scope, scope.args, scope.args.current_values) }),
  ),
  command(
    {
      ...FAMILY,
      name: "master_profiles.apply",
      summary: "Give a channel a ready-made setting; needs the token of an edit session",
      role: "operator",
      served: "home",
      args: z.object({
        ...KIND,
        channel_address: AnyAddress,
        id: ProfileIdArgument,
        edit_token: z.string().max(128).optional(),
      }),
      result: ProfileApplied,
    },
    async (scope) => applyProfile(scope, scope.args),
  ),
];
