/** What a handler gets for one request: the home, who asks, and until when what it does may begin. */
import type { Deadline } from "../ports/index.ts";
import type { Identity } from "./identity.ts";
import { HANDLER_TIMEOUT_MS } from "./limits.ts";
import { type Refusal, unready } from "./problem.ts";
import type { Site, StateKey } from "./site.ts";

/** Told of every entry of the audit log that a request causes, also after its answer: its key and its members, as stored. Never rejects. */
export type AuditNotes = (key: string, entry: Readonly<Record<string, unknown>>) => void | Promise<void>;

/** What another process says of a request that it forwards. Absent members: as for a request that came straight here. */
export interface RequestOrigin {
  /** What the request does in the home has begun by then, or never will. */
  readonly deadline?: Deadline;
  /** When whoever asked stops waiting: milliseconds since the epoch, this process's clock. */
  readonly answerBy?: number;
  readonly noted?: AuditNotes;
}

export interface RequestScope extends Site {
  /** `null` where nobody is logged in: only operations with the role `public` see that. */
  readonly identity: Identity | null;
  /**
   * The CCU that the request names, by `?central=` or the argument `central`: it decides where several have a device with
   * the same address (features/shared/lookup.ts). There is one with this name, or none at all yet.
   */
  readonly central: string | undefined;
  /** Passed to every call that acts in the home. */
  readonly deadline: Deadline;
  /** When whoever asked stops waiting: milliseconds since the epoch, this process's clock. */
  readonly answerBy: number;
  readonly noted: AuditNotes;
  /** The answer is put together as a whole before it goes on: one that would never end must end by itself (`answerBy`). */
  readonly collected: boolean;
  /**
   * Aborted when whoever asked is gone or has waited as long as a handler may take; its reason is a refusal. Long reads end
   * with it. What has an effect goes on: how it ended is still recorded.
   */
  readonly signal: AbortSignal;
}

/** Nobody gets to read this: it ends what is done for an answer that nobody waits for. */
export const unwanted = (): Refusal => unready("the client has stopped waiting", "Request abandoned");

/**
 * Who is told of entries that no forwarded request has caused: in a relay what the home does by itself, by MQTT, by Matter
 * stands in the cloud's log as well. Absent: nobody, they are in the home's own log.
 */
export const homeNotes: StateKey<{ told?: AuditNotes | undefined }> = { name: "home-notes", create: () => ({}) };
/** Of requests for which nobody can stop waiting. */
const NEVER: AbortSignal = new AbortController().signal;

/** Absent members: as for a request that came straight here, that nobody stops waiting for, and that names no CCU. */
export interface RequestCircumstances {
  readonly origin?: RequestOrigin;
  readonly signal?: AbortSignal;
  readonly central?: string;
  readonly collected?: boolean;
}

/** The only place where the scope of a request is made. */
export function requestScope(
  site: Site,
  identity: Identity | null,
  { origin = {}, signal = NEVER, central, collected = false }: RequestCircumstances = {},
): RequestScope {
  const end = site.clock.now() + HANDLER_TIMEOUT_MS;
  const toldAtHome: AuditNotes = (key, entry) => site.state(homeNotes).told?.(key, entry);
  const { deadline = end, answerBy = end, noted = toldAtHome } = origin;
  return { ...site, identity, central, deadline, answerBy, noted, collected, signal };
}
