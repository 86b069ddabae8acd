/** Ready-made settings by kind of device: the use cases of handlers/features/paramsets/operations/master-profiles.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { badRequest } from "../../../kernel/problem.ts";
import { activeProfile } from "../../../model/forms/master-profiles.ts";
import { languageOf } from "../../shared/locale.ts";
import { AnyAddress } from "../../shared/parameters.ts";
import {
  applyProfile,
  channelLike,
  describeProfile,
  modelsWithProfiles,
  requireProfile,
  summariesOf,
} from "../operations/master-profiles.ts";
import { FormLocale } from "../schemas/forms.ts";
import {
  CurrentValues,
  MasterProfile,
  MasterProfileSummary,
  MatchAnswer,
  ProfileIdArgument,
} from "../schemas/master-profiles.ts";

/** Characters of a model or a channel type: three times the longest of the field. */
const TYPE_LIMIT = 128;
const Model = z.string().min(1).max(TYPE_LIMIT);
/** Empty: a key (contract), or what else the device has. */
const ChannelType = z.string().max(TYPE_LIMIT).optional();
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
      result: z.union([
        z.strictObject({ profiles: MasterProfileSummary.array() }),
        z.strictObject({ device_types: z.string().array() }),
      ]),
      rest: "GET /devices/{addr}/channels/{no}/master-profiles",
    },
    async (context) => {
      const { device_type, channel_type, locale } = context.args;
      if (device_type === "") return { device_types: await modelsWithProfiles(context) };
      return { profiles: summariesOf(await channelLike(context, device_type, channel_type), languageOf(locale)) };
    },
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
    async (context) => {
      const { device_type, channel_type, id } = context.args;
      return describeProfile(requireProfile(await channelLike(context, device_type, channel_type), id));
    },
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
    async (context) => {
      const { device_type, channel_type, current_values } = context.args;
      const channel = await channelLike(context, device_type, channel_type);
      return { active_id: channel ? activeProfile(channel, current_values) : 0 };
    },
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
      result: z.strictObject({ applied: z.int(), param_count: z.int() }),
    },
    async (context) => {
      const { device_type: model, channel_type: type, channel_address: address, id, edit_token } = context.args;
      if (id === 0) throw badRequest("0 stands for no profile: there is nothing to apply");
      const count = await applyProfile(context, context.identity, { model, type, address }, id, edit_token);
      return { applied: id, param_count: count };
    },
  ),
];
