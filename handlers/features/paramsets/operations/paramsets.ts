/** Whole paramsets: VALUES, MASTER (configuration) and LINK (what one peer triggers). */
import type { Identity } from "../../../kernel/identity.ts";
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { badRequest, forbidden, notFound, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { shownValue } from "../../../model/availability.ts";
import { type Channel, type DataPoint, type DataPointParamset, type Device, valueKey } from "../../../model/types.ts";
import { fromWire, isRejected, toWire } from "../../../model/values.ts";
import { CcuFault, type ParamsetDescription, type TypedValue } from "../../../ports/index.ts";
import { type AuditFact, recordAudit } from "../../../records/audit-log.ts";
import { writeLinkParamset } from "../../links/link-paramsets.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { dataPointsOf, requireChannel, requireOwner, requireUnlocked } from "../../shared/lookup.ts";
import { AnyAddress, ChannelNumber, DeviceAddress, QueryText } from "../../shared/parameters.ts";
import { entriesOf, refuseValues } from "../paramset-body.ts";
import {
  DetermineAnswer,
  DetermineRequest,
  EditToken,
  ParameterValues,
  ParamsetKeyName,
} from "../schemas/paramsets.ts";
import { editKey, requireEditToken } from "./edit-sessions.ts";

export interface ParamsetPlace {
  /** Channel address, or a device address for its own MASTER. */
  address: string;
  key: ParamsetKeyName;
  /** The other end of the link; needed for LINK. */
  peer?: string | undefined;
}

/** A paramset belongs to a channel of a device, or to the device itself (`device.root`). */
export interface Owner {
  readonly device: Device;
  readonly channel: Channel;
}

const PEER_NEEDED = "a LINK paramset belongs to two channels: name the other one in the query parameter peer";

/** The peer of a LINK paramset, known to this home. The CCU would invent defaults for any text (ccu-protocol 10). */
export async function requirePeer(scope: RequestScope, peer: string | undefined): Promise<string> {
  if (peer === undefined || peer === "") throw badRequest(PEER_NEEDED, "Peer missing");
  await requireOwner(scope, peer);
  return peer;
}

// ---------------------------------------------------------------- reading

/** What the read model knows of a paramset; `undefined` where nothing of it was ever observed. */
async function observedValues(
  scope: RequestScope,
  device: Device,
  channel: Channel,
): Promise<Record<string, unknown> | undefined> {
  const states = await scope.home.values(device.address);
  const values: Record<string, unknown> = {};
  for (const { parameter, operations } of channel.values.values()) {
    const state = states.get(valueKey(channel.number, "VALUES", parameter));
    if (!operations.read || !state || state.source === "unobserved") continue;
    values[parameter] = shownValue(state);
  }
  return Object.keys(values).length > 0 ? values : undefined;
}

/** Live values as the model writes them: labels for ENUMs, numbers in wire scale. */
const converted = (points: ReadonlyMap<string, DataPoint>, raw: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(raw).map(([parameter, value]) => {
      const point = points.get(parameter);
      return [parameter, point ? fromWire(point, value) : value];
    }),
  );

/**
 * GET /devices/{addr}/paramsets/{key}, paramset.get. VALUES come from the read model, and from the CCU only where
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

/** paramset.description: as the CCU describes it now. @throws Refusal 404 503, CcuFault */
export async function describeParamset(scope: RequestScope, place: ParamsetPlace): Promise<ParamsetDescription> {
  const { device } = await requireOwner(scope, place.address);
  return ccuOf(scope, device.central).getParamsetDescription(device.interface, place.address, place.key);
}

// ---------------------------------------------------------------- writing

/** Internal parameters (FLAGS bit 2) of a configuration are the interface's own business. */
const INTERNAL = 2;
const isHidden = (point: DataPoint) =>
  point.paramset === "VALUES" ? !point.visible : (Number(point.description.FLAGS) & INTERNAL) !== 0;

/** All values encoded, or a refusal: nothing is written unless everything is acceptable. */
function encodeAll(
  points: ReadonlyMap<string, DataPoint>,
  entries: readonly [string, unknown][],
): { dataPoint: DataPoint; value: TypedValue }[] {
  const unknown = entries.filter(([parameter]) => !points.has(parameter)).map(([parameter]) => parameter);
  if (unknown.length > 0)
    throw rejected(
      `no such parameter: ${unknown.slice(0, 10).join(", ").slice(0, 300)}`,
      "Value rejected",
      unknown.slice(0, 50).map((field) => ({ field, reason: "is no parameter of this paramset" })),
    );
  const hidden = entries.find(([parameter]) => isHidden(points.get(parameter)!));
  if (hidden) throw forbidden(`${hidden[0]} is hidden`, "Parameter hidden");
  const encoded = entries.map(([parameter, value]) => {
    const dataPoint = points.get(parameter)!;
    return { dataPoint, value: toWire(dataPoint, value) };
  });
  const refused = encoded.map(({ value }) => value).filter(isRejected);
  if (refused.length > 0) refuseValues(refused);
  return encoded as { dataPoint: DataPoint; value: TypedValue }[];
}

/** What an audit entry can say about the values before a write, by parameter; absent = nobody knows. */
type Before = Readonly<Record<string, unknown>>;

async function observedBefore(
  scope: RequestScope,
  { device, channel }: Owner,
  key: DataPointParamset,
): Promise<Before> {
  const states = await scope.home.values(device.address);
  return Object.fromEntries(
    [...dataPointsOf(channel, key).keys()].flatMap((parameter) => {
      const known = states.get(valueKey(channel.number, key, parameter));
      return known ? [[parameter, known.value]] : [];
    }),
  );
}

async function auditWrite(
  scope: RequestScope,
  who: Identity,
  { device, channel }: Owner,
  fact: Pick<AuditFact, "action" | "paramset" | "peer" | "note">,
  entries: readonly [string, unknown][],
  before: Before,
): Promise<void> {
  await recordAudit(scope, who, {
    central: device.central,
    device_address: device.address,
    ...(channel.number === null ? {} : { channel_no: channel.number }),
    ...fact,
    changes: entries.slice(0, AUDITED_CHANGES).map(([parameter, after]) => ({
      parameter,
      ...(Object.hasOwn(before, parameter) ? { before: before[parameter] } : {}),
      after,
    })),
  });
}

/**
 * Writes VALUES or MASTER of a channel, whatever edit lock there is: who may, and under which lock, is the caller's
 * question. Everything is checked against this channel's own description before anything is sent: a parameter that a HmIP
 * channel lacks breaks its configuration for good (ccu-protocol 12). Number of parameters written.
 * @throws Refusal 400 403 423 503, CcuFault
 */
export async function writeOwnParamset(
  scope: RequestScope,
  who: Identity,
  owner: Owner,
  key: DataPointParamset,
  values: Readonly<Record<string, unknown>>,
  told: { before?: Before; note?: string } = {},
): Promise<number> {
  const { device, channel } = owner;
  const entries = entriesOf(values);
  const before = told.before ?? (await observedBefore(scope, owner, key));
  const encoded = encodeAll(dataPointsOf(channel, key), entries);
  ccuOf(scope, device.central);
  if (key === "VALUES") {
    requireUnlocked(channel);
    await scope.centrals.writeValues(device, encoded, { deadline: scope.deadline });
  } else {
    const typed = Object.fromEntries(encoded.map(({ dataPoint, value }) => [dataPoint.parameter, value]));
    await scope.centrals.writeMaster(device, channel.number, typed, { deadline: scope.deadline });
  }
  const note = told.note === undefined ? {} : { note: told.note };
  await auditWrite(scope, who, owner, { action: "paramset_write", paramset: key, ...note }, entries, before);
  return entries.length;
}

/**
 * PUT /devices/{addr}/paramsets/{key}, paramset.put, and what stage 2 calls link-ps: with the lock that MASTER and LINK
 * need. Number of parameters written.
 * @throws Refusal 400 403 404 423 503, CcuFault
 */
export async function writeParamset(
  scope: RequestScope,
  who: Identity,
  place: ParamsetPlace,
  values: Readonly<Record<string, unknown>>,
  editToken: string | undefined,
): Promise<number> {
  const { address, key, peer } = place;
  if (key !== "VALUES")
    await requireEditToken(scope, editKey(address, key, key === "LINK" ? peer || undefined : undefined), editToken);
  if (key === "LINK") return writeLinkParamset(scope, who, { address, peer: await requirePeer(scope, peer) }, values);
  return writeOwnParamset(scope, who, await requireOwner(scope, address), key, values);
}

/** Changes named in one audit entry: a form's worth; a whole week program would bury the rest. */
const AUDITED_CHANGES = 100;

// ---------------------------------------------------------------- measuring

/**
 * Lets the device measure a parameter and reads it afterwards; null where the interface cannot do it (HmIP) or the
 * paramset has no such value. @throws Refusal 400 404 503, CcuFault
 */
export async function determine(
  scope: RequestScope,
  owner: { device: Device; channel: Channel },
  key: ParamsetKeyName,
  parameter: string,
): Promise<unknown> {
  if (key === "LINK") throw badRequest(PEER_NEEDED, "Peer missing");
  const { device, channel } = owner;
  const point = dataPointsOf(channel, key).get(parameter);
  if (!point) throw notFound(`no parameter ${parameter} in ${key} of ${channel.address}`);
  const ccu = ccuOf(scope, device.central);
  try {
    await ccu.determineParameter(device.interface, channel.address, key, parameter, scope.deadline);
    const raw =
      key === "VALUES"
        ? await ccu.getValue(device.interface, channel.address, parameter)
        : (await ccu.getParamset(device.interface, channel.address, key))[parameter];
    return raw === undefined ? null : fromWire(point, raw);
  } catch (error) {
    if (error instanceof CcuFault && (error.class === "unsupported" || error.class === "no_value")) return null;
    throw error;
  }
}

const PEER = QueryText.meta({ description: "Address of the other channel; needed for LINK" });
const REFUSALS = { 400: Problem, 404: Problem, 502: Problem, 503: Problem } as const;

export const paramsetsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/paramsets/{key}",
      operationId: "getParamset",
      role: "viewer",
      served: "home",
      tag: "paramsets",
      summary: "A whole paramset of a channel, or the device's own configuration",
      params: { addr: AnyAddress, key: ParamsetKeyName },
      query: { peer: PEER },
      responses: { 200: ParameterValues, ...REFUSALS },
    },
    async (context) => {
      const { addr: address, key } = context.params;
      return ok(await readParamset(context, { address, key, peer: context.query.peer }));
    },
  ),
  operation(
    {
      method: "PUT",
      path: "/devices/{addr}/paramsets/{key}",
      operationId: "putParamset",
      role: "operator",
      served: "home",
      tag: "paramsets",
      summary: "Write parameters of a paramset; MASTER and LINK need the token of an edit session",
      params: { addr: AnyAddress, key: ParamsetKeyName },
      query: { peer: PEER },
      headers: { "x-edit-token": EditToken },
      body: ParameterValues,
      responses: { 202: null, 403: Problem, 423: Problem, ...REFUSALS },
    },
    async (context) => {
      const { addr: address, key } = context.params;
      const place = { address, key, peer: context.query.peer };
      await writeParamset(context, context.identity, place, context.body, context.headers["x-edit-token"]);
      return accepted();
    },
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/channels/{no}/paramsets/{key}/determine",
      operationId: "determineParameter",
      role: "viewer",
      served: "home",
      tag: "paramsets",
      summary: "Let the device measure a parameter now, and read it",
      params: { addr: DeviceAddress, no: ChannelNumber, key: ParamsetKeyName },
      body: DetermineRequest,
      responses: { 200: DetermineAnswer, ...REFUSALS },
    },
    async (context) => {
      const { addr, no, key } = context.params;
      const owner = await requireChannel(context, addr, no);
      return ok({ value: await determine(context, owner, key, context.body.parameter) });
    },
  ),
];
