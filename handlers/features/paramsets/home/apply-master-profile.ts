/** Giving a channel a ready-made setting. */
import { badRequest } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { fixedValues } from "../../../model/forms/master-profiles.ts";
import { requireOwner } from "../../shared/lookup.ts";
import type { ProfileApplied } from "../answers/master-profiles.ts";
import { type ChannelKind, requireProfile } from "../master-profiles.ts";
import { editKey, requireEditToken } from "./edit-sessions.ts";
import { writeOwnParamset } from "./write-paramset.ts";

/** `device_type` and `channel_type` must be those of the channel. */
export interface WantedProfile extends ChannelKind {
  channel_address: string;
  id: number;
  edit_token?: string | undefined;
}

/**
 * master_profiles.apply: writes what the profile fixes.
 * @throws Refusal 400 404 423 503, CcuFault
 */
export async function applyProfile(
  scope: RequestScope,
  { device_type: model, channel_type: type, channel_address: address, id, edit_token: editToken }: WantedProfile,
): Promise<ProfileApplied> {
  if (id === 0) throw badRequest("profile 0 means no profile: there is nothing to apply");
  await requireEditToken(scope, editKey(address, "MASTER"), editToken);
  const owner = await requireOwner(scope, address);
  const { device, channel } = owner;
  if (device.model !== model) throw badRequest(`${address} is a ${device.model}, not a ${model}`);
  if (type && type !== channel.type) throw badRequest(`${address} is a ${channel.type}, not a ${type}`);
  const profile = requireProfile(channel, id);
  const note = `master profile ${id} ${profile.name.en}`;
  const count = await writeOwnParamset(scope, owner, "MASTER", fixedValues(profile), { note });
  return { applied: id, param_count: count };
}
