/** Ready-made settings of channels: which there are, which one a channel has, and setting one. */
import type { Identity } from "../../../kernel/identity.ts";
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { badRequest, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { activeProfile, fixedValues, profilesOf } from "../../../model/forms/master-profiles.ts";
import type { MasterProfile as CatalogueProfile } from "../../../model/forms/profile-catalogue.ts";
import type { Locale } from "../../../model/labels.ts";
import type { Channel } from "../../../model/types.ts";
import { languageOf } from "../../shared/locale.ts";
import { requireChannel, requireOwner } from "../../shared/lookup.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { FormLocale } from "../schemas/forms.ts";
import {
  MasterProfile,
  MasterProfileSummary,
  MatchAnswer,
  MatchRequest,
  ProfileId,
} from "../schemas/master-profiles.ts";
import { editKey, requireEditToken } from "./edit-sessions.ts";
import { writeOwnParamset } from "./paramsets.ts";

export const summariesOf = (channel: Channel | undefined, locale: Locale): MasterProfileSummary[] =>
  (channel ? profilesOf(channel) : []).map(({ id, name, description, params }) => ({
    id,
    name: name[locale],
    description: description[locale],
    param_count: Object.keys(params).length,
  }));

/** @throws Refusal 404 */
export function requireProfile(channel: Channel | undefined, id: number): CatalogueProfile {
  const found = channel && profilesOf(channel).find((profile) => profile.id === id);
  if (!found) throw notFound(`no master profile ${id} for ${channel ? channel.type : "this kind of channel"}`);
  return found;
}

/** The same with mutable members, as the API has it. */
export const describeProfile = ({ id, name, description, params }: CatalogueProfile): MasterProfile => ({
  id,
  name: { ...name },
  description: { ...description },
  params: Object.fromEntries(
    Object.entries(params).map(([parameter, constraint]) => [
      parameter,
      constraint.constraint_type === "list" ? { ...constraint, values: [...constraint.values] } : { ...constraint },
    ]),
  ),
});

// ---------------------------------------------------------------- by kind of device

/** Kinds of channels that the contract means where a client names none: keys. */
const KEYS: ReadonlySet<string> = new Set(["KEY", "KEY_TRANSCEIVER"]);

/** Models of this home with at least one profile, sorted. */
export async function modelsWithProfiles(scope: RequestScope): Promise<string[]> {
  const devices = await scope.home.devices();
  const models = devices.filter(({ channels }) => channels.some((channel) => profilesOf(channel).length > 0));
  return [...new Set(models.map(({ model }) => model))].sort();
}

/**
 * A channel of this home that stands for all of its kind: of the model and type; where that has no profiles, or no type
 * is named, a key, then any channel with profiles. `undefined` where the home has no such device.
 */
export async function channelLike(
  scope: RequestScope,
  model: string,
  type: string | undefined,
): Promise<Channel | undefined> {
  const channels = (await scope.home.devices())
    .filter((device) => device.model === model)
    .flatMap((device) => device.channels)
    .filter((channel) => profilesOf(channel).length > 0);
  const named = channels.find((channel) => channel.type === type);
  const key = channels.find((channel) => KEYS.has(channel.type));
  return named ?? key ?? (type ? undefined : channels[0]);
}

/**
 * master_profiles.apply: writes what the profile fixes. Number of parameters written.
 * @throws Refusal 400 404 423 503, CcuFault
 */
export async function applyProfile(
  scope: RequestScope,
  who: Identity,
  place: { model: string; type: string | undefined; address: string },
  id: number,
  editToken: string | undefined,
): Promise<number> {
  await requireEditToken(scope, editKey(place.address, "MASTER"), editToken);
  const owner = await requireOwner(scope, place.address);
  const { device, channel } = owner;
  if (device.model !== place.model) throw badRequest(`${place.address} is a ${device.model}, no ${place.model}`);
  if (place.type && place.type !== channel.type) throw badRequest(`${place.address} is a ${channel.type}`);
  const profile = requireProfile(channel, id);
  const note = `master profile ${id} ${profile.name.en}`;
  return writeOwnParamset(scope, who, owner, "MASTER", fixedValues(profile), { note });
}

const PLACE = { addr: DeviceAddress, no: ChannelNumber };

export const masterProfileOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/master-profiles",
      operationId: "listMasterProfiles",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "Ready-made settings that the channel can have",
      params: PLACE,
      query: { locale: FormLocale },
      responses: { 200: MasterProfileSummary.array(), 404: Problem },
    },
    async (context) => {
      const { channel } = await requireChannel(context, context.params.addr, context.params.no);
      return ok(summariesOf(channel, languageOf(context.query.locale)));
    },
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/master-profiles/{id}",
      operationId: "getMasterProfile",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "A ready-made setting with what it demands of each parameter",
      params: { ...PLACE, id: ProfileId },
      responses: { 200: MasterProfile, 400: Problem, 404: Problem },
    },
    async (context) => {
      const { channel } = await requireChannel(context, context.params.addr, context.params.no);
      return ok(describeProfile(requireProfile(channel, context.params.id)));
    },
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/channels/{no}/master-profiles/match",
      operationId: "matchMasterProfile",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "Which ready-made setting these values are",
      params: PLACE,
      body: MatchRequest,
      bodyOptional: true,
      responses: { 200: MatchAnswer, 400: Problem, 404: Problem },
    },
    async (context) => {
      const { channel } = await requireChannel(context, context.params.addr, context.params.no);
      return ok({ active_id: activeProfile(channel, context.body?.current_values ?? {}) });
    },
  ),
];
