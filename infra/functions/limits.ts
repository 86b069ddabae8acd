/** Limits of the functions' composition. */

/** Names of DynamoDB tables, or their ARN. */
export const TABLE_NAME = /^[\w.:/-]{3,300}$/;
/** Tag of a session that reaches one home only. */
export const SITE_TAG = "ccu-anywhere-site";
/** Homes whose client of the table one instance keeps, where each has its own: some 50 KB each. */
export const TABLES_KEPT = 200;
/** Homes whose authenticator one instance of a function keeps; about 1 MB each. */
export const SITES_KEPT = 20;
/** Milliseconds that a first connection to the broker may take before a request is answered without it. */
export const BROKER_WAIT_MS = 3_000;
/**
 * Milliseconds without a call after which the connection to the broker is made anew: a function is frozen between two
 * calls, and the broker gives it up after one and a half keep-alives (45 s).
 */
export const BROKER_IDLE_MS = 30_000;
/** Milliseconds between two marks of one instance that a home has open sockets. */
export const MARK_AGAIN_MS = 3_600_000;
/** Milliseconds between two looks of one instance at what is due of pairings: the overlap of two relays is ten minutes. */
export const DUE_AGAIN_MS = 60_000;
