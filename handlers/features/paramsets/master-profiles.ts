/** Ready-made settings of channels: which there are, and which one a channel has. */
import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { activeProfile, profilesOf } from "../../model/forms/master-profiles.ts";
import type { MasterProfile as CatalogueProfile } from "../../model/forms/profile-catalogue.ts";
import type { Locale } from "../../model/labels.ts";
import type { Channel } from "../../model/types.ts";
import { languageOf } from "../shared/locale.ts";
import { requireChannel } from "../shared/lookup.ts";
import type { ListedProfiles, MasterProfile, MasterProfileSummary } from "./answers/master-profiles.ts";

type Values = Readonly<Record<string, unknown>>;

const summariesOf = (channel: Channel | undefined, locale: Locale): MasterProfileSummary[] =>
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
const describeProfile = ({ id, name, description, params }: CatalogueProfile): MasterProfile => ({
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

// ---------------------------------------------------------------- of a channel

/** GET …/master-profiles. @throws Refusal 404 */
export async function listProfiles(
  scope: RequestScope,
  address: string,
  number: number,
  locale: string,
): Promise<MasterProfileSummary[]> {
  const { channel } = await requireChannel(scope, address, number);
  return summariesOf(channel, languageOf(locale));
}

/** GET …/master-profiles/{id}. @throws Refusal 404 */
export async function readProfile(
  scope: RequestScope,
  address: string,
  number: number,
  id: number,
): Promise<MasterProfile> {
  const { channel } = await requireChannel(scope, address, number);
  return describeProfile(requireProfile(channel, id));
}

/** POST …/master-profiles/match: the id of the profile that these values are, 0 where they are none. @throws Refusal 404 */
export async function matchProfile(
  scope: RequestScope,
  address: string,
  number: number,
  values: Values,
): Promise<number> {
  const { channel } = await requireChannel(scope, address, number);
  return activeProfile(channel, values);
}

// ---------------------------------------------------------------- by kind of device

/** Kinds of channels that the contract means where a client names none: keys. */
const KEYS: ReadonlySet<string> = new Set(["KEY", "KEY_TRANSCEIVER"]);

/** Models of this home with at least one profile, sorted. */
async function modelsWithProfiles(scope: RequestScope): Promise<string[]> {
  const devices = await scope.home.devices();
  const models = devices.filter(({ channels }) => channels.some((channel) => profilesOf(channel).length > 0));
  return [...new Set(models.map(({ model }) => model))].sort();
}

/**
 * A channel of this home that stands for all of its kind: of the model and type; where that has no profiles, or no type
 * is named, a key, then any channel with profiles. `undefined` where the home has no such device.
 */
async function channelLike(scope: RequestScope, model: string, type: string | undefined): Promise<Channel | undefined> {
  const channels = (await scope.home.devices())
    .filter((device) => device.model === model)
    .flatMap((device) => device.channels)
    .filter((channel) => profilesOf(channel).length > 0);
  const named = channels.find((channel) => channel.type === type);
  const key = channels.find((channel) => KEYS.has(channel.type));
  return named ?? key ?? (type ? undefined : channels[0]);
}

/** A kind of channels, as commands name it. */
export interface ChannelKind {
  device_type: string;
  channel_type?: string | undefined;
}

/** master_profiles.list. Without a device type: the device types that have some. */
export async function listProfilesOfKind(
  scope: RequestScope,
  { device_type, channel_type }: ChannelKind,
  locale: string,
): Promise<ListedProfiles> {
  if (device_type === "") return { device_types: await modelsWithProfiles(scope) };
  return { profiles: summariesOf(await channelLike(scope, device_type, channel_type), languageOf(locale)) };
}

/** master_profiles.get. @throws Refusal 404 */
export async function readProfileOfKind(
  scope: RequestScope,
  { device_type, channel_type }: ChannelKind,
  id: number,
): Promise<MasterProfile> {
  return describeProfile(requireProfile(await channelLike(scope, device_type, channel_type), id));
}

/** master_profiles.match: 0 also where the home has no such channel. */
export async function matchProfileOfKind(
  scope: RequestScope,
  { device_type, channel_type }: ChannelKind,
  values: Values,
): Promise<number> {
  const channel = await channelLike(scope, device_type, channel_type);
  return channel ? activeProfile(channel, values) : 0;
}
