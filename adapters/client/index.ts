/**
 * The SDK (`ccu-anywhere/client`): the API with types, in Node, browsers, Deno and Bun.
 * @example
 * const client = createClient({ baseUrl: "http://ccu.local:8080", auth: { type: "bearer", token } });
 * const { data, error } = await client.GET("/devices/{addr}", { params: { path: { addr: "0001D3C99A1B2C" } } });
 */
export type {
  CommandAnswer,
  CommandArguments,
  CommandError,
  CommandErrorCode,
  CommandName,
  CommandOptions,
} from "./calls.ts";
export { type Client, type ClientOptions, createClient } from "./client.ts";
export type { ClientClock } from "./clock.ts";
export type { Broadcasts, Commands, Operations, Schemas } from "./contract.ts";
export type { Auth } from "./credentials.ts";
export type { EventStream, EventsOptions, StreamState } from "./events.ts";
export {
  AmbiguousAddress,
  type Home,
  type HomeChange,
  type HomeCustom,
  type HomeDevice,
  type HomeOptions,
  type HomeValue,
} from "./home.ts";
export type { LogItem, LogsOptions } from "./logs.ts";
export { dataOf, type Problem, type ProblemCode, ProblemError } from "./problem.ts";
export type { Fetch, PlainAnswer, PlainRequest } from "./request.ts";
export type { WebSocketConstructor, WebSocketLike } from "./socket.ts";
export type { EventOf, EventType, Gap, ItemOf, SnapshotItem, TypesOf } from "./topics.ts";
export type { Answer, CallOptions, Method, PagedPath, PathOf, RequestOptions, RowOf, Snapshot } from "./types.ts";
