/** Link profiles of a pair of channels: what is offered, which one it follows, and what one would set. */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import {
  activeProfileId,
  EXPERT,
  type LinkProfile,
  linkProfiles,
  profileValues,
} from "../../../model/links/profiles.ts";
import { CcuFault, type ParamsetDescription } from "../../../ports/index.ts";
import { describeLinkParamset, requireLinkEnd } from "../../paramsets/home/link-paramsets.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import type { ProfilePreview } from "../answers.ts";

export interface Pair {
  sender: string;
  receiver: string;
}

/** @throws Refusal 400 404 503, CcuFault */
async function offered(
  scope: RequestScope,
  { sender, receiver }: Pair,
): Promise<{ profiles: LinkProfile[] | null; description: ParamsetDescription }> {
  const from = await requireLinkEnd(scope, sender);
  const to = await requireLinkEnd(scope, receiver);
  const description = await describeLinkParamset(scope, { address: receiver, peer: sender });
  const profiles = linkProfiles({ receiverType: to.channel.type, description, sender: from.channel });
  return { profiles, description };
}

/**
 * links.get_profiles. `profiles` is null where we know nothing to offer for the pair; the active one is 0 where the link
 * follows none of them, or is not there yet.
 */
export async function profilesOf(
  scope: RequestScope,
  pair: Pair,
): Promise<{ profiles: LinkProfile[] | null; active_profile_id: number }> {
  const { profiles, description } = await offered(scope, pair);
  if (!profiles) return { profiles, active_profile_id: EXPERT };
  const values = await linkValues(scope, pair);
  return { profiles, active_profile_id: activeProfileId(profiles, values, description) };
}

/** Nothing where the CCU says that there is no such paramset: the pair is not linked yet. */
async function linkValues(scope: RequestScope, { sender, receiver }: Pair): Promise<Record<string, unknown>> {
  const { device } = await requireLinkEnd(scope, receiver);
  try {
    return await ccuOf(scope, device.central).getParamset(device.interface, receiver, sender);
  } catch (error) {
    if (error instanceof CcuFault && error.class === "permanent") return {};
    throw error;
  }
}

/** links.test_profile: the values that the profile sets where nobody chooses anything else. Writes nothing. */
export async function previewProfile(
  scope: RequestScope,
  pair: Pair,
  { profile_id, interface_id }: { profile_id: number; interface_id: string },
): Promise<ProfilePreview> {
  const { profiles } = await offered(scope, pair);
  const profile = profiles?.find((one) => one.id === profile_id);
  return profile
    ? { success: true, applied_values: profileValues(profile.params), profile_id, interface_id }
    : { success: false, applied_values: {}, profile_id, unsupported: true };
}
