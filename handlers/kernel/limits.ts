/** Limits of one request. Each has a test at the limit and one past it (test/kernel). */

/** Bytes of a request body (contract: 1 MiB; preferences and uploads set their own in the declaration). */
const BODY_LIMIT = 1_048_576;
/**
 * Bytes of the body of an operation that anybody may call (login, setup): the longest that fits their schemas has less
 * than 6 KB, and what is read for nobody in particular must cost next to nothing.
 */
export const PUBLIC_BODY_LIMIT = 8_192;
/** Bytes of the body of one operation: its own limit, or that of its kind. */
export const bodyLimitOf = ({ role, bodyLimit }: { role: string; bodyLimit?: number | undefined }): number =>
  bodyLimit ?? (role === "public" ? PUBLIC_BODY_LIMIT : BODY_LIMIT);
/** Bodies of public operations that cannot be read, of one address: ten at once (a program under development), one a second. */
export const UNREADABLE_RATE = 1;
export const UNREADABLE_BURST = 10;
/** Nesting of a JSON body: deeper than any schema of the contract, far below what breaks a recursive serialiser. */
export const JSON_DEPTH_LIMIT = 64;
/**
 * Members and elements of a JSON body, at all depths: the largest body of the contract, a batch of 1000 values with all
 * their members, has 6000. Each costs a schema some microseconds: a megabyte of them would block everybody for a second.
 */
export const JSON_VALUES_LIMIT = 10_000;
/** Digits of a number in a body: a double has room for 309 before the point. Reading a million takes 20 ms and more. */
export const JSON_DIGITS_LIMIT = 1_000;
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
/** Bytes of all kept answers together. The list of 400 devices has half a megabyte. */
export const CACHED_BYTES = 16_777_216;
/** Bytes of one of them: a larger answer would drive out many others that are asked for more often. */
export const CACHED_ANSWER_BYTES = 2_097_152;
/** Bytes of an answer that passes through the cloud in one message: quoted in it, it stays below what one may have (8 MB). */
export const COLLECTED_BYTES = 4 * 1024 * 1024;
