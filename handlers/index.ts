/**
 * `ccu-anywhere`: what is true whatever the technology. Declarations of operations, commands and broadcasts, the
 * dispatchers that serve them, the composition of a home, the ports that an adapter implements, and the device model.
 * Nothing here does I/O: that is in `ccu-anywhere/express`, `/ws`, `/sqlite` and the others.
 */

/** The zod that the declarations are made with: schemas of your own operations should come from the same copy. */
export * as z from "zod";
// what is served
export { commands, features, featuresWith, operations } from "./api.ts";
export { createInitialAdmin, ensureAdmin } from "./auth/first-admin.ts";
// composing a home
export {
  composeRemoteSite,
  composeSite,
  DEFAULT_SETTINGS,
  type Identify,
  type RemoteSite,
  type RemoteSiteParts,
  type RunningSite,
  type SiteParts,
} from "./compose.ts";
export { broadcasts, broadcastsOf, type Contract, contractOf } from "./contract.ts";
// declaring and dispatching
export {
  type Broadcast,
  type BroadcastPayload,
  type BroadcastSpec,
  broadcast,
} from "./kernel/broadcast.ts";
export {
  type Command,
  type CommandCall,
  type CommandContext,
  type CommandError,
  type CommandResult,
  type CommandSpec,
  command,
  createCommandDispatcher,
} from "./kernel/command.ts";
export {
  API_PREFIX,
  type ApiReply,
  type ApiRequest,
  createDispatcher,
  type DispatcherOptions,
  type ForwardRequest,
  type RequestHome,
} from "./kernel/dispatch.ts";
export type { Feature, StopFeature } from "./kernel/feature.ts";
export {
  type ExternalIdentity,
  externalIdentity,
  type Identity,
  type RequiredRole,
  ROLES,
  type Role,
} from "./kernel/identity.ts";
export { API_VERSION } from "./kernel/openapi.ts";
export {
  accepted,
  created,
  media,
  noContent,
  type Operation,
  type OperationContext,
  type OperationSpec,
  ok,
  operation,
  type Reply,
  type RequestInfo,
} from "./kernel/operation.ts";
export {
  badRequest,
  conflict,
  FieldError,
  forbidden,
  notFound,
  PROBLEM_CODES,
  Problem,
  type ProblemCode,
  Refusal,
  tooMany,
  unauthorized,
  unprocessable,
  unready,
  unsupported,
  upstream,
} from "./kernel/problem.ts";
export type { RequestScope } from "./kernel/request-scope.ts";
export type {
  About,
  CentralConfig,
  CentralObserver,
  Centrals,
  Site,
  SiteSettings,
  StateKey,
  UnhandledErrors,
} from "./kernel/site.ts";
// the device model
export * from "./model/index.ts";
// the ports, and the rules that every implementation of them keeps
export * from "./ports/index.ts";
export { changedRecord, conditionHolds, type NewConnection, openedRecord } from "./records/connections.ts";
export { checkKeep, EVENT_LOG_DEFAULT_KEEP, EVENT_LOG_KEEP, EVENT_LOG_READ_LIMIT } from "./records/event-log.ts";
export {
  checkExpiry,
  checkRecordKey,
  compareKeys,
  encodeRecordValue,
  pageLimit,
  prefixEnd,
  RECORD_KEY_LIMIT,
  RECORD_PAGE_LIMIT,
  RECORD_VALUE_LIMIT,
} from "./records/records.ts";
export type { Hub as StreamHub } from "./stream/hub.ts";
