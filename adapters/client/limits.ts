/** Limits of the SDK. Each has a test at the limit and past it (test/client). */

/** Milliseconds until a request is given up: a handler of the server has 30 s (contract 0.3), the way there and back 5 s. */
export const REQUEST_TIMEOUT_MS = 35_000;
/** Repetitions of one request, after the first attempt. */
export const RETRIES_LIMIT = 3;
/** Milliseconds that `Retry-After` may ask for and is waited for; a longer one is told to the caller at once. */
export const RETRY_AFTER_LIMIT_MS = 60_000;
/** First wait before a request is repeated that was not told when; doubles each time. */
export const RETRY_BASE_MS = 500;

/** Milliseconds for which a refused login is believed: servers count wrong passwords, and shut out who has too many. */
export const REFUSED_LOGIN_MS = 10_000;

/** First wait before a WebSocket is opened again, and the longest: it doubles each time (api-behaviour 1.11: 1 s to 30 s). */
export const RECONNECT_BASE_MS = 1_000;
export const RECONNECT_LIMIT_MS = 30_000;
/** A connection without a frame for this long is dead (clients-today): the server pings every 30 s. */
export const SILENCE_LIMIT_MS = 60_000;
/** Milliseconds until a handshake, or the answer to a `reauth` or a first `subscribe`, is given up. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * Items that a stream holds for its reader. One more closes the socket: the server's log is the queue then, and the
 * stream goes on from its last event when half of them are read. As many as a server keeps at least for a resume.
 */
export const BUFFER_LIMIT = 1024;

/** Characters of one entry of the log that is read: a server cuts entries far below that. */
export const LOG_MESSAGE_LIMIT = 1_000_000;

/** Topics of one stream (contract): a server drops what exceeds it without a word. */
export const TOPICS_LIMIT = 1024;

/** Milliseconds until a command counts as unanswered: the server gives up after 10 s (30 s for `device.test`). */
export const CALL_TIMEOUT_MS = 35_000;
/** Commands of one client that wait for their result: the burst that a server takes from one subject (api-behaviour 1.11). */
export const CALLS_LIMIT = 60;

/** Rows of a page where the caller does not say, and at most (contract). */
export const PAGE_ROWS = 100;
export const PAGE_ROWS_LIMIT = 500;
