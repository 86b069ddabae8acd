/** Limits of one client socket (contract, api-behaviour 1.5, 1.11). Each has a test at the limit and one past it (test/stream). */
import { HANDLER_TIMEOUT_MS } from "../kernel/limits.ts";

/** Bytes of one message from a client, reassembled. */
export const MESSAGE_LIMIT = 1_048_576;
/** Entries of one connection's subscription set; what exceeds it is dropped without an error. */
export const TOPICS_LIMIT = 1024;
/**
 * Characters of one entry: the longest topic is a system variable's, whose name has at most 255 characters (1,530 as
 * JSON escapes). A longer entry can match nothing and is dropped, so that a set stays below 2 MB.
 */
export const TOPIC_LENGTH_LIMIT = 2048;
/** Commands per second and burst of one subject, over all its sockets. */
export const COMMAND_RATE = 20;
export const COMMAND_BURST = 60;
/** Milliseconds until a command is answered for it. The handler may still finish: its effect is told by events. */
export const COMMAND_TIMEOUT_MS = 10_000;
/** Commands that wait for a device (contract: 45 s; no way through the cloud is open that long). */
const WAITING_COMMANDS: ReadonlySet<string> = new Set(["device.test"]);
/** Milliseconds until this command is answered for it: one that waits for a device has as long as a REST handler. */
export const commandTimeout = (command: string): number =>
  WAITING_COMMANDS.has(command) ? HANDLER_TIMEOUT_MS : COMMAND_TIMEOUT_MS;

/**
 * The latest events, held once for all connections: the queue that a connection's cursor points into. At least the
 * 1000 of the contract, and the 1024 of a resume, so that both are served without reading the log.
 */
export const RECENT_EVENTS = 1024;
/** Characters that those may have together; the event log serves what had to leave early. */
export const RECENT_EVENTS_SIZE = 16 * 1024 * 1024;
/** Bytes that a socket may hold before events are no longer pushed into it but read by it, at its own pace. */
export const BACKLOG_LIMIT = 256 * 1024;
/** Events of one read of the log while catching up. */
export const CATCH_UP_PAGE = 256;
/** Milliseconds before a log that failed is read again. */
export const LOG_RETRY_MS = 1_000;
/** Acknowledgements, results and pings that a backed-up socket may owe; one more closes it. */
export const CONTROL_LIMIT = 1000;
/** Bytes that a socket may hold when one of those is to be added: one that asks for lists and reads none is closed. */
export const CONTROL_BACKLOG_LIMIT = 16 * 1024 * 1024;

export const PING_INTERVAL_MS = 30_000;
/** Without any frame for this long the connection is cut. */
export const READ_TIMEOUT_MS = 60_000;
/** Sockets of one process: about 20 KB each where nothing is backed up. */
export const CONNECTIONS_LIMIT = 10_000;
