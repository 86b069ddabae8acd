/**
 * Whether whoever wants something has the right code. The source decides what is asked of it:
 *
 *   an operator's request   needs none; one that is given must be right, and may say that he is being forced
 *   keypad, remote          the device was bound to a code before: it has shown what it must
 *   everybody else (MQTT, schedules, variables)   as the zone demands, with a lockout
 */

import type { CodeHashing } from "../../../../ports/code-hashing.ts";
import type { Clock, Log, SiteStore } from "../../../../ports/index.ts";
import { isApplicable, type NamedCode, readCodes } from "../../../../records/alarm-codes.ts";
import type { Zone } from "../config/zones.ts";
import type { CodeGate, CodeVerdict, Intent, Verb } from "../seams.ts";
import { createLockout } from "./lockout.ts";

/** Sources with a role of their own: whoever calls there has logged in as an operator. */
const OPERATORS: ReadonlySet<string> = new Set(["rest-operator", "ws-operator", "hmcli"]);
/** Sources that have been found by their binding, and the panel itself. */
const BOUND: ReadonlySet<string> = new Set(["keypad", "remote", "engine"]);
/** Codes of one source that wait to be checked; more come from a program that guesses. */
export const WAITING_LIMIT = 32;

export interface LoadedCodeGate extends CodeGate {
  /** Reads the codes anew. Rejects where the store fails: then the earlier ones count. */
  load(): Promise<void>;
  /** Those that were read last. */
  codes(): readonly NamedCode[];
}

export interface CodeGateParts {
  store: SiteStore;
  clock: Clock;
  log: Log;
  /** Absent: no code can be checked, so none is right. */
  hashing: CodeHashing | undefined;
}

const PASSED: CodeVerdict = { ok: true };

function isRequired(verb: Verb, { config: { code_policy } }: Zone, source: string): boolean {
  if (verb === "arm") return code_policy.require_arm;
  if (verb === "disarm") return code_policy.require_disarm !== false;
  return code_policy.require_silence[source] === true;
}

export function createCodeGate({ store, clock, log, hashing }: CodeGateParts): LoadedCodeGate {
  const lockout = createLockout(clock);
  /** `undefined`: not read yet; nobody knows then that no code is needed. */
  let known: readonly NamedCode[] | undefined;
  /** Some that are stored cannot be read: any of them may be a PIN. */
  let isIncomplete = false;
  /** By source: whoever guesses with many requests at once gets no more attempts than with one after the other. */
  const waiting = new Map<string, { count: number; last: Promise<unknown> }>();

  const applicable = (zone: Zone): NamedCode[] =>
    (known ?? []).filter(
      (code) => code.kind === "pin" && code.hash !== undefined && isApplicable(code, zone.id, clock.now()),
    );

  /** All that fit. Every one is compared, whichever is right: the time tells only how many there are. */
  async function matching(code: string, candidates: readonly NamedCode[]): Promise<NamedCode[] | undefined> {
    if (hashing === undefined) return undefined;
    try {
      const fits = await Promise.all(candidates.map(({ hash }) => hashing.check(code, hash as string)));
      return candidates.filter((_, at) => fits[at]);
    } catch (error) {
      log.error("a code could not be checked", { error });
      return undefined;
    }
  }

  const isAnyone = (candidates: readonly NamedCode[]): boolean =>
    candidates.length > 0 || known === undefined || isIncomplete;

  const passedBy = (matches: readonly NamedCode[]): CodeVerdict => {
    const forced = matches.find(({ duress }) => duress);
    const actor = matches[0]?.name;
    // under duress the name stays unsaid: whoever forces him may see what the panel announces
    if (forced) return { ok: true, duress: true };
    return { ok: true, ...(actor !== undefined && { actor }) };
  };

  /** A code that cannot be checked now keeps no operator from silencing a siren: he needs none. */
  async function operator(code: string, candidates: readonly NamedCode[]): Promise<CodeVerdict> {
    const matches = await matching(code, candidates);
    if (matches === undefined || known === undefined) return PASSED;
    return matches.length > 0 ? passedBy(matches) : { ok: false, event: "invalid_code" };
  }

  async function enforced(
    verb: Verb,
    { source, code }: Intent,
    candidates: readonly NamedCode[],
  ): Promise<CodeVerdict> {
    const remaining = lockout.remaining(source);
    if (remaining > 0)
      return { ok: false, event: "code_locked_out", details: { remaining_s: Math.ceil(remaining / 1000) } };
    const matches = await matching(code as string, candidates);
    if (matches === undefined)
      return { ok: false, event: "invalid_code", details: { reason: "cannot be checked now" } };
    if (matches.length === 0) {
      lockout.wrong(source);
      return { ok: false, event: "invalid_code" };
    }
    lockout.right(source);
    const permitted = matches.filter(({ perms }) => perms[verb]);
    return permitted.length > 0 ? passedBy(permitted) : { ok: false, event: "code_permission_denied" };
  }

  async function inTurn(source: string, work: () => Promise<CodeVerdict>): Promise<CodeVerdict> {
    const before = waiting.get(source) ?? { count: 0, last: Promise.resolve() };
    if (before.count >= WAITING_LIMIT) return { ok: false, event: "code_locked_out", details: { remaining_s: 1 } };
    const turn = before.last.then(work);
    const mine = { count: before.count + 1, last: turn };
    waiting.set(source, mine);
    try {
      return await turn;
    } finally {
      const now = waiting.get(source);
      if (now === mine) waiting.delete(source);
      else if (now) now.count -= 1;
    }
  }

  return {
    async load() {
      const { codes, unreadable } = await readCodes(store);
      for (const id of unreadable) log.warn("a code of the alarm panel cannot be read", { id });
      known = codes;
      isIncomplete = unreadable.length > 0;
    },
    codes: () => known ?? [],
    async check(verb, zone, intent) {
      const { source, code = "" } = intent;
      if (BOUND.has(source)) return PASSED;
      const candidates = applicable(zone);
      if (!isAnyone(candidates)) return PASSED;
      if (code === "") {
        if (OPERATORS.has(source) || !isRequired(verb, zone, source)) return PASSED;
        return { ok: false, event: "code_missing" };
      }
      if (OPERATORS.has(source)) return operator(code, candidates);
      return inTurn(source, () => enforced(verb, intent, candidates));
    },
    required(zone) {
      const { require_arm, require_disarm } = zone.config.code_policy;
      const isAsked = isAnyone(applicable(zone));
      return { arm: require_arm && isAsked, disarm: require_disarm !== false && isAsked };
    },
  };
}
