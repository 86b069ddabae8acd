/** Forms for the paramsets of a channel (device-model 5.4): what `handlers/model/forms` makes of them, with values. */

import type { RequestScope } from "../../../kernel/request-scope.ts";
import { idOf } from "../../../model/device-id.ts";
import { findChannel, stateOf } from "../../../model/find.ts";
import {
  buildForm,
  type FormParamset,
  type FormSource,
  type FormValue,
  selected,
  sourcesOfDescription,
  sourcesOfPoints,
} from "../../../model/forms/form.ts";
import { activeProfileId, linkProfiles } from "../../../model/links/profiles.ts";
import { shownValue } from "../../../model/shown-value.ts";
import type { Channel, DataPoint, DataPointParamset } from "../../../model/types.ts";
import { fromWire } from "../../../model/values.ts";
import type { ParamsetDescription } from "../../../ports/index.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { languageOf } from "../../shared/locale.ts";
import { channelOf, dataPointsOf, requireDevice, requireOwner } from "../../shared/lookup.ts";
import type { UiSchema } from "../answers/forms.ts";
import { type Owner, requirePeer } from "./paramset-place.ts";
import { readParamset } from "./read-paramset.ts";

export interface FormPlace {
  address: string;
  /** -1 = the device itself, which has a configuration of its own on many classic devices. */
  channel: number;
  paramset: FormParamset;
  /** The other end of a link; needed for LINK. */
  peer?: string | undefined;
  /** As the client names it. */
  locale: string;
  expert?: boolean;
}

/** @throws Refusal 404 */
async function ownerOf(scope: RequestScope, address: string, number: number): Promise<Owner> {
  const device = await requireDevice(scope, address);
  return { device, channel: number === -1 ? findChannel(device, null)! : channelOf(device, number) };
}

const observed = ({ source }: { source: string }) => source !== "unobserved";

/** What the read model knows, where it knows everything that the form can show; else `undefined`. */
async function knownValues(
  scope: RequestScope,
  { device }: Owner,
  points: readonly DataPoint[],
): Promise<Map<string, FormValue>> {
  const states = await scope.home.values(idOf(device));
  return new Map(
    points.flatMap((point) => {
      const state = stateOf(states, point);
      return state && observed(state)
        ? [[point.parameter, { value: shownValue(state), modifiedAt: state.changedAt }]]
        : [];
    }),
  );
}

const asValues = (values: Readonly<Record<string, unknown>>): Map<string, FormValue> =>
  new Map(Object.entries(values).map(([parameter, value]) => [parameter, { value }]));

/**
 * VALUES come from the read model. MASTER comes from there as long as nothing is missing; most of a configuration is read
 * only when somebody asks for it, then the CCU tells all of it.
 */
async function ownValues(scope: RequestScope, owner: Owner, place: FormPlace, key: DataPointParamset) {
  const sources = sourcesOfPoints(dataPointsOf(owner.channel, key));
  const shown = selected({ sources, paramset: key, expert: place.expert === true });
  const points = shown.flatMap(({ parameter, operations }) => {
    const point = dataPointsOf(owner.channel, key).get(parameter);
    return point && operations.read ? [point] : [];
  });
  const known = await knownValues(scope, owner, points);
  if (key === "VALUES" || known.size === points.length) return { sources, values: known };
  return { sources, values: asValues(await readParamset(scope, { address: owner.channel.address, key })) };
}

/** Description and values of a link are the CCU's alone. @throws Refusal 400 404 503, CcuFault */
async function linkValues(scope: RequestScope, { device, channel }: Owner, named: string | undefined) {
  const peer = await requirePeer(scope, named);
  const ccu = ccuOf(scope, device.central);
  const description = await ccu.getParamsetDescription(device.interface, channel.address, "LINK");
  const raw = await ccu.getParamset(device.interface, channel.address, peer);
  const sources = sourcesOfDescription(description);
  const byName = new Map<string, FormSource>(sources.map((source) => [source.parameter, source]));
  const values = Object.entries(raw).map(([parameter, value]): [string, unknown] => {
    const source = byName.get(parameter);
    return [parameter, source ? fromWire(source, value) : value];
  });
  return {
    sources,
    values: asValues(Object.fromEntries(values)),
    profile: await linkProfile(scope, channel, peer, description, raw),
  };
}

/** What the link can be made to do in one go; `undefined` where nothing is known for the pair. */
async function linkProfile(
  scope: RequestScope,
  receiver: Channel,
  peer: string,
  description: ParamsetDescription,
  values: Readonly<Record<string, unknown>>,
): Promise<UiSchema["profile"]> {
  const { channel: sender } = await requireOwner(scope, peer);
  const profiles = linkProfiles({ receiverType: receiver.type, description, sender });
  if (!profiles) return undefined;
  const active = activeProfileId(profiles, values, description);
  return { receiver_type: receiver.type, sender_type: sender.type, active_profile_id: active, raw: profiles };
}

/**
 * GET /devices/{addr}/channels/{no}/ui-schema, paramset.form_schema.
 * @throws Refusal 400 404 503, CcuFault
 */
export async function readForm(scope: RequestScope, place: FormPlace): Promise<UiSchema> {
  const owner = await ownerOf(scope, place.address, place.channel);
  const { paramset, locale } = place;
  const request = { ...owner, paramset, locale: languageOf(locale), expert: place.expert === true };
  if (paramset !== "LINK") return buildForm({ ...request, ...(await ownValues(scope, owner, place, paramset)) });
  const { profile, ...found } = await linkValues(scope, owner, place.peer);
  return { ...buildForm({ ...request, ...found }), ...(profile ? { profile } : {}) };
}
