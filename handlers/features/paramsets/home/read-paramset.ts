/** Reading whole paramsets: VALUES, MASTER (configuration) and LINK (what one peer triggers). */

import { badRequest, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { idOf } from "../../../model/device-id.ts";
import { shownValue } from "../../../model/shown-value.ts";
import { type Channel, type DataPoint, type Device, valueKey } from "../../../model/types.ts";
import { fromWire } from "../../../model/values.ts";
import type { ParamsetDescription } from "../../../ports/index.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { dataPointsOf, requireOwner } from "../../shared/lookup.ts";
import type { ParamsetKeyName } from "../schemas/paramsets.ts";
import { type ParamsetPlace, requirePeer } from "./paramset-place.ts";

/** What the read model knows of a paramset; `undefined` where nothing of it was ever observed. */
async function observedValues(
  scope: RequestScope,
  device: Device,
  channel: Channel,
): Promise<Record<string, unknown> | undefined> {
  const states = await scope.home.values(idOf(device));
  const values: Record<string, unknown> = {};
  for (const { parameter, operations } of channel.values.values()) {
    const state = states.get(valueKey(channel.number, "VALUES", parameter));
    if (!operations.read || !state || state.source === "unobserved") continue;
    values[parameter] = shownValue(state);
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

/** Live values as the model writes them: labels for ENUMs, numbers in wire scale. */
export const converted = (
  points: ReadonlyMap<string, DataPoint>,
  raw: Record<string, unknown>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(raw).map(([parameter, value]) => {
      const point = points.get(parameter);
      return [parameter, point ? fromWire(point, value) : value];
    }),
  );

/**
 * GET /devices/{addr}/paramsets/{key}. VALUES come from the read model, and from the CCU only where
 * nothing was observed: reading them costs radio time, and one unreadable parameter fails the whole call on BidCos
 * (ccu-protocol 11.2). MASTER and LINK are asked live: nobody tells us of changes made elsewhere.
 * @throws Refusal 400 404 503, CcuFault
 */
export async function readParamset(scope: RequestScope, place: ParamsetPlace): Promise<Record<string, unknown>> {
  const { device, channel } = await requireOwner(scope, place.address);
  if (place.key === "VALUES") {
    if (channel.number === null) throw badRequest("a device has no VALUES of its own: name a channel");
    const known = await observedValues(scope, device, channel);
    if (known) return known;
  }
  const key = place.key === "LINK" ? await requirePeer(scope, place.peer) : place.key;
  const raw = await ccuOf(scope, device.central).getParamset(device.interface, place.address, key);
  return place.key === "LINK" ? raw : converted(dataPointsOf(channel, place.key), raw);
}

/** As the CCU describes it now. @throws Refusal 404 503, CcuFault */
async function describeParamset(scope: RequestScope, place: ParamsetPlace): Promise<ParamsetDescription> {
  const { device } = await requireOwner(scope, place.address);
  return ccuOf(scope, device.central).getParamsetDescription(device.interface, place.address, place.key);
}

// ---------------------------------------------------------------- as a command names it

export interface NamedParamset {
  channel_address: string;
  paramset_key: ParamsetKeyName;
  /** Addresses are unique in a home, so this chooses nothing: a name that is given must be that of the device's CCU. */
  central_name?: string | undefined;
}

async function checkCentral(scope: RequestScope, { channel_address, central_name }: NamedParamset): Promise<void> {
  if (!central_name) return;
  const { device } = await requireOwner(scope, channel_address);
  if (device.central !== central_name) throw notFound(`${central_name} has no ${channel_address}`);
}

/** paramset.get: VALUES or MASTER, as {@link readParamset}. @throws Refusal 400 404 503, CcuFault */
export async function readNamedParamset(scope: RequestScope, named: NamedParamset): Promise<Record<string, unknown>> {
  const { channel_address: address, paramset_key: key } = named;
  if (key === "LINK") throw badRequest("a LINK paramset belongs to two channels: use links.get_paramset");
  await checkCentral(scope, named);
  return readParamset(scope, { address, key });
}

/** paramset.description. @throws Refusal 404 503, CcuFault */
export async function describeNamedParamset(scope: RequestScope, named: NamedParamset): Promise<ParamsetDescription> {
  await checkCentral(scope, named);
  return describeParamset(scope, { address: named.channel_address, key: named.paramset_key });
}
