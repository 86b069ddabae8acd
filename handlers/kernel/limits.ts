/** Limits of one request. Each has a test at the limit and one past it (test/kernel). */

/** Bytes of a request body (contract: 1 MiB; preferences and uploads set their own in the declaration). */
export const BODY_LIMIT = 1_048_576;
/** Nesting of a JSON body: deeper than any schema of the contract, far below what breaks a recursive serialiser. */
export const JSON_DEPTH_LIMIT = 64;
/** Characters of one path segment: an encoded system variable name of 255 characters has at most 765. */
export const PATH_PARAMETER_LIMIT = 1024;
/** Milliseconds that a handler may take (contract: 30 s; streams and exports excepted). */
export const HANDLER_TIMEOUT_MS = 30_000;
/** Milliseconds that an answer is kept for its Idempotency-Key (contract: 5 minutes). */
export const IDEMPOTENCY_KEPT_MS = 300_000;
/** Characters of an answer that is kept for replay: a larger one comes from a read by POST (values:batch), which may repeat. */
export const IDEMPOTENT_REPLY_LIMIT = 262_144;
/** Requests per second and burst of one identity, where the limit is switched on (contract 2.11). */
export const IDENTITY_RATE = 10;
export const IDENTITY_BURST = 30;
/** Characters of an inbound X-Request-ID that is echoed; a longer one is replaced. */
export const REQUEST_ID_LIMIT = 128;
/** Serialised answers of cacheable operations that are kept: a dashboard's pages, not a crawler's. */
export const CACHED_ANSWERS = 500;
