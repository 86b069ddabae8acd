/** `ccu-anywhere/node`: clock, log, secrets and passwords on Node. */
export { systemClock } from "./clock.ts";
export { createCodeHashing } from "./code-hashing.ts";
export { createLog, type LogLevel, type LogOptions } from "./log.ts";
export { createLogBook, type LogBookOptions } from "./log-book.ts";
export { createNodeParts, type NodeParts, type NodePartsOptions } from "./parts.ts";
export { openSecretKey } from "./secret-key.ts";
export { createSecrets } from "./secrets.ts";
