/** Edits of a paramset that are collected, undone and redone before they are saved: config.session.* */

import { badRequest, conflict, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { ParamsetDescription } from "../../../ports/index.ts";
import { dataPointsOf, requireOwner } from "../../shared/lookup.ts";
import { type ConfigSession, configSessionsState, createConfigSession, SESSIONS_LIMIT } from "../engine.ts";
import type { ParamsetKeyName } from "../schemas/paramsets.ts";
import { broken, differing, inconsistent } from "./config-changes.ts";
import type { Owner } from "./paramset-place.ts";
import { readParamset } from "./read-paramset.ts";
import { writeOwnParamset } from "./write-paramset.ts";

export interface SessionPlace {
  /** Empty = whichever CCU has the device: addresses are unique in a home. */
  central: string;
  address: string;
  key: ParamsetKeyName;
}

export interface SessionState {
  dirty: boolean;
  can_undo: boolean;
  can_redo: boolean;
}

/** @throws Refusal 400 */
function ownKey(key: ParamsetKeyName): "MASTER" | "VALUES" {
  if (key === "LINK") throw badRequest("a LINK paramset belongs to two channels, but a session edits only one");
  return key;
}

/** Edits that differ from what the CCU had. */
const changesOf = (owner: Owner, session: ConfigSession) =>
  differing(owner, session.key, session.opened, session.edits());

const stateOf = (owner: Owner, session: ConfigSession): SessionState => ({
  dirty: Object.keys(changesOf(owner, session)).length > 0,
  can_undo: session.canUndo,
  can_redo: session.canRedo,
});

/**
 * Does something with the open session of a paramset. `act` awaits nothing: between looking the session up and using it
 * nobody else can end it. @throws Refusal 400 without an open session, 404 where the device has gone meanwhile
 */
async function inSession<T>(
  scope: RequestScope,
  place: SessionPlace,
  act: (session: ConfigSession, owner: Owner) => T,
): Promise<T> {
  const find = () => {
    const session = scope
      .state(configSessionsState)
      .use(place.central || undefined, place.address, ownKey(place.key), scope.clock.now());
    if (session) return session;
    throw badRequest("no open session for key");
  };
  const owner = await requireOwner(scope, find().address);
  return act(find(), owner);
}

/** @throws Refusal 400 404 409 503, CcuFault */
export async function openConfigSession(
  scope: RequestScope,
  place: SessionPlace,
): Promise<{ current_values: Record<string, unknown>; descriptions: ParamsetDescription }> {
  const key = ownKey(place.key);
  const { device, channel } = await requireOwner(scope, place.address);
  if (place.central !== "" && place.central !== device.central)
    throw notFound(`${place.central} has no ${place.address}`);
  const current = await readParamset(scope, { address: place.address, key });
  const session = createConfigSession({ central: device.central, address: place.address, key }, current);
  if (!scope.state(configSessionsState).open(session, scope.clock.now()))
    throw conflict(`${SESSIONS_LIMIT} sessions are open: save or discard one`, "Too many sessions");
  const points = dataPointsOf(channel, key);
  const descriptions = Object.fromEntries([...points].map(([name, { description }]) => [name, description]));
  return { current_values: current, descriptions };
}

/** One more edit. Its value is checked when the session is saved. @throws Refusal 400 404 */
export async function setInSession(
  scope: RequestScope,
  place: SessionPlace,
  parameter: string | undefined,
  value: boolean | number | string | null,
): Promise<SessionState> {
  if (parameter === undefined) throw badRequest("parameter is missing");
  return inSession(scope, place, (session, owner) => {
    if (!dataPointsOf(owner.channel, session.key).has(parameter))
      throw badRequest(`${parameter} is not a parameter of this paramset`);
    session.set(parameter, value);
    return stateOf(owner, session);
  });
}

/** @throws Refusal 400 404 */
export const stepInSession = (
  scope: RequestScope,
  place: SessionPlace,
  direction: "undo" | "redo",
): Promise<SessionState & { performed: boolean }> =>
  inSession(scope, place, (session, owner) => {
    const performed = session[direction]();
    return { ...stateOf(owner, session), performed };
  });

/** Capitalised members: the contract's own. */
export interface DetailedChange {
  Parameter: string;
  From: unknown;
  To: unknown;
}

/** @throws Refusal 400 404 */
export const sessionChanges = (
  scope: RequestScope,
  place: SessionPlace,
): Promise<{ changes: Record<string, unknown>; detailed: DetailedChange[]; dirty: boolean }> =>
  inSession(scope, place, (session, owner) => {
    const changes = changesOf(owner, session);
    const detailed = Object.entries(changes).map(([Parameter, To]) => ({
      Parameter,
      From: Object.hasOwn(session.opened, Parameter) ? session.opened[Parameter] : null,
      To,
    }));
    return { changes, detailed, dirty: detailed.length > 0 };
  });

/** @throws Refusal 400 404 */
export const discardSession = (scope: RequestScope, place: SessionPlace): Promise<void> =>
  inSession(scope, place, (session) => scope.state(configSessionsState).end(session));

/** `applied`: what was written, by parameter. */
export type SaveReport = { saved: true; applied: Record<string, unknown> } | { saved: false; reason: string };

/**
 * config.session.save: writes what differs and ends the session; where nothing differs it stays open. While it is being
 * written the session is nobody's: an edit that came in between would be lost. It is back if the writing fails.
 * @throws Refusal 400 403 404 423 503, InconsistentValues, CcuFault
 */
export async function saveSession(scope: RequestScope, place: SessionPlace): Promise<SaveReport> {
  const sessions = scope.state(configSessionsState);
  const taken = await inSession(scope, place, (session, owner) => {
    const changes = changesOf(owner, session);
    if (Object.keys(changes).length === 0) return undefined;
    const rules = broken(owner, session.key, session.opened, changes);
    if (rules.length > 0) throw inconsistent(rules);
    sessions.end(session);
    return { session, owner, changes };
  });
  if (!taken) return { saved: false, reason: "nothing to save" };
  const { session, owner, changes } = taken;
  try {
    await writeOwnParamset(scope, owner, session.key, changes, { before: session.opened });
  } catch (error) {
    const now = scope.clock.now();
    // somebody may have opened the paramset anew meanwhile: what they see is newer
    if (!sessions.use(session.central, session.address, session.key, now)) sessions.open(session, now);
    throw error;
  }
  return { saved: true, applied: changes };
}
