/** Writing whole paramsets: everything is checked before anything is sent. */

import { forbidden, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { idOf } from "../../../model/device-id.ts";
import { type DataPoint, type DataPointParamset, valueKey } from "../../../model/types.ts";
import { isRejected, toWire } from "../../../model/values.ts";
import { CcuFault, type TypedValue } from "../../../ports/index.ts";
import { type AuditFact, recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { dataPointsOf, requireOwner, requireUnlocked } from "../../shared/lookup.ts";
import { isSame } from "./config-changes.ts";
import { editKey, requireEditToken } from "./edit-sessions.ts";
import { writeLinkParamset } from "./link-paramsets.ts";
import { entriesOf, refuseValues } from "./paramset-body.ts";
import { type Owner, type ParamsetPlace, requirePeer } from "./paramset-place.ts";
import { converted } from "./read-paramset.ts";

/** Changes named in one audit entry: a form's worth; a whole week program would bury the rest. */
const AUDITED_CHANGES = 100;

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

/** What the CCU holds of a paramset now, as the model writes it; what was known before where it does not answer. */
async function heldNow(
  scope: RequestScope,
  { device, channel }: Owner,
  key: DataPointParamset,
  before: Before,
): Promise<Before> {
  if (key === "VALUES") return before;
  try {
    const raw = await scope.centrals.ccu(device.central)?.getParamset(device.interface, channel.address, key);
    return raw ? converted(dataPointsOf(channel, key), raw) : before;
  } catch (error) {
    if (error instanceof CcuFault) return before;
    throw error;
  }
}

/**
 * Without the values that could not be written and need not be: who reads a paramset and writes it back did not choose
 * what is hidden, read-only or beyond the limits in it. Only where it is what the device holds.
 */
async function withoutUnchanged(
  scope: RequestScope,
  owner: Owner,
  key: DataPointParamset,
  entries: readonly [string, unknown][],
  before: Before,
): Promise<readonly [string, unknown][]> {
  const points = dataPointsOf(owner.channel, key);
  const isWritable = ([parameter, value]: readonly [string, unknown]): boolean => {
    const point = points.get(parameter);
    return point !== undefined && !isHidden(point) && !isRejected(toWire(point, value));
  };
  if (entries.every(isWritable)) return entries;
  const held = await heldNow(scope, owner, key, before);
  const isHeld = ([parameter, value]: readonly [string, unknown]): boolean => {
    const point = points.get(parameter);
    if (!Object.hasOwn(held, parameter) || value === null) return false;
    return point ? isSame(point, held[parameter], value) : held[parameter] === value;
  };
  return entries.filter((entry) => isWritable(entry) || !isHeld(entry));
}

async function observedBefore(
  scope: RequestScope,
  { device, channel }: Owner,
  key: DataPointParamset,
): Promise<Before> {
  const states = await scope.home.values(idOf(device));
  return Object.fromEntries(
    [...dataPointsOf(channel, key).keys()].flatMap((parameter) => {
      const known = states.get(valueKey(channel.number, key, parameter));
      return known ? [[parameter, known.value]] : [];
    }),
  );
}

async function auditWrite(
  scope: RequestScope,
  { device, channel }: Owner,
  fact: Pick<AuditFact, "action" | "paramset" | "peer" | "note">,
  entries: readonly [string, unknown][],
  before: Before,
): Promise<void> {
  await recordAudit(scope, scope.identity, {
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
  owner: Owner,
  key: DataPointParamset,
  values: Readonly<Record<string, unknown>>,
  told: { before?: Before; note?: string } = {},
): Promise<number> {
  const { device, channel } = owner;
  const given = entriesOf(values);
  const before = told.before ?? (await observedBefore(scope, owner, key));
  const entries = await withoutUnchanged(scope, owner, key, given, before);
  if (entries.length === 0) return given.length;
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
  await auditWrite(scope, owner, { action: "paramset_write", paramset: key, ...note }, entries, before);
  return given.length;
}

/**
 * PUT /devices/{addr}/paramsets/{key}, paramset.put: with the lock that MASTER and LINK need. Number of parameters written.
 * @throws Refusal 400 403 404 423 503, CcuFault
 */
export async function writeParamset(
  scope: RequestScope,
  place: ParamsetPlace,
  values: Readonly<Record<string, unknown>>,
  editToken: string | undefined,
): Promise<number> {
  const { address, key, peer } = place;
  if (key !== "VALUES")
    await requireEditToken(scope, editKey(address, key, key === "LINK" ? peer || undefined : undefined), editToken);
  if (key === "LINK") return writeLinkParamset(scope, { address, peer: await requirePeer(scope, peer) }, values);
  return writeOwnParamset(scope, await requireOwner(scope, address), key, values);
}
