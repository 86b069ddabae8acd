/** The bearer token of inbound webhooks: one secret of the configuration that counts here and nowhere else. */
import { createHash, timingSafeEqual } from "node:crypto";
import { networkOf } from "../../../../kernel/addresses.ts";
import type { Identity } from "../../../../kernel/identity.ts";
import type { RequestInfo } from "../../../../kernel/operation.ts";
import { type Refusal, tooMany } from "../../../../kernel/problem.ts";
import type { Site, StateKey } from "../../../../kernel/site.ts";
import { createTokenBuckets, type TokenBuckets } from "../../../../kernel/token-bucket.ts";
import { webhookSettings } from "../../settings.ts";

/** Wrong tokens of one network: ten at once (a typing error in several flows), then one every ten seconds. */
export const GUESSES_RATE = 0.1;
export const GUESSES_BURST = 10;
/** Calls of one caller: a flow that follows a slider sends ten a second; the radio takes less. */
export const CALLS_RATE = 10;
export const CALLS_BURST = 30;

interface Limits {
  guesses: TokenBuckets;
  calls: TokenBuckets;
}
const inboundLimits: StateKey<Limits> = {
  name: "inbound-webhooks",
  create: ({ clock }) => ({
    guesses: createTokenBuckets(clock, GUESSES_RATE, GUESSES_BURST),
    calls: createTokenBuckets(clock, CALLS_RATE, CALLS_BURST),
  }),
};

/** Who calls with the token, in the history of changes as well. */
const WEBHOOK: Identity = { subject: "webhook", role: "operator", scheme: "bearer" };

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
/** Takes the same time wherever two texts differ, and however long they are. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/**
 * Whoever sends the inbound token; `null` where the request has another credential: the usual ones are asked then. A
 * bearer token that is not this one counts as a guess until {@link admitCall} says that it was another's.
 */
export function webhookCredential(site: Site, { headers, remote }: RequestInfo): Identity | Refusal | null {
  const { enabled, token } = site.sections.read(webhookSettings).inbound;
  const [, sent] = /^bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
  if (!enabled || token === "" || sent === undefined) return null;
  const { guesses } = site.state(inboundLimits);
  const network = networkOf(remote);
  const seconds = guesses.take(network);
  if (seconds > 0)
    return tooMany("this address sent too many tokens that are none", "Too many authentication attempts", seconds);
  if (!isSame(sent, token)) return null;
  guesses.give(network);
  return WEBHOOK;
}

/** A caller that was recognised; throws 429 where it calls too often. */
export function admitCall(site: Site, identity: Identity, { headers, remote }: RequestInfo): void {
  const { guesses, calls } = site.state(inboundLimits);
  if (identity !== WEBHOOK && headers.authorization?.slice(0, 7).toLowerCase() === "bearer ")
    guesses.give(networkOf(remote));
  const seconds = calls.take(identity.subject);
  if (seconds > 0) throw tooMany(`at most ${CALLS_RATE} webhooks a second`, "Too many requests", seconds);
}
