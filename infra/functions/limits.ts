/** Limits of the functions' composition. */

/** Names of DynamoDB tables, or their ARN. */
export const TABLE_NAME = /^[\w.:/-]{3,300}$/;
/** Tag of a session that reaches one home only. */
export const SITE_TAG = "ccu-anywhere-site";
/** Homes whose client of the table one instance keeps, where each has its own: some 50 KB each. */
export const TABLES_KEPT = 200;
/** Milliseconds for which an instance remembers that a home's relay counts: what is revoked ends within this (DESIGN, promise 4). */
export const FENCE_KEPT_MS = 5_000;
/** Homes of which an instance remembers that. */
export const SITES_FENCED = 1_000;
/** Homes whose authenticator one instance of a function keeps; about 1 MB each. */
export const SITES_KEPT = 20;
/** Milliseconds that a first connection to the broker may take before a request is answered without it. */
export const BROKER_WAIT_MS = 3_000;
/**
 * Milliseconds without a call after which the connection to the broker is made anew: a function is frozen between two
 * calls, and the broker gives it up after one and a half keep-alives (45 s).
 */
export const BROKER_IDLE_MS = 30_000;
/** Milliseconds for which a relay is told that somebody listens; renewed by the tick, and by subscriptions. */
export const LISTENING_MS = 600_000;
/** Milliseconds between two such words of one instance about one home: each costs as much as four messages. */
export const LISTENING_AGAIN_MS = 300_000;
/** Milliseconds that a read waits for what an idle relay has held back. */
export const BARRIER_MS = 2_000;
/** Milliseconds after a relay did not answer within which no other read of this instance waits for it. */
export const BARRIER_AGAIN_MS = 3_000;
/** Milliseconds between two marks of one instance that a home has open sockets. */
export const MARK_AGAIN_MS = 3_600_000;
/** Milliseconds between two looks of one instance at what is due of pairings: the overlap of two relays is ten minutes. */
export const DUE_AGAIN_MS = 60_000;
