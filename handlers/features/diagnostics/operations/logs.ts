/** The log of the program: levels and entries. */
import { media, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { DefaultLevel, LogLevels, LogList } from "../answers/logs.ts";
import { defaultLevel, listLevels, resetLevel, setDefaultLevel, setLevel } from "../home/log-levels.ts";
import { listLogs, streamLogs } from "../home/read-logs.ts";
import { LevelChange, LoggerPath, logsQuery, streamHeaders, streamQuery } from "../schemas.ts";

const tag = "diagnostics";
const params = { path: LoggerPath };

export const logsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/diagnostics/log-level",
      role: "viewer",
      served: "home",
      tag,
      operationId: "getDefaultLogLevel",
      summary: "Level of the log where no path has its own",
      responses: { 200: DefaultLevel, 503: Problem },
    },
    (scope) => ok(defaultLevel(scope)),
  ),
  operation(
    {
      method: "PUT",
      path: "/diagnostics/log-level",
      role: "admin",
      served: "home",
      tag,
      operationId: "putDefaultLogLevel",
      summary: "Set it until the program ends, or for some seconds",
      body: LevelChange,
      responses: { 200: DefaultLevel, 400: Problem, 503: Problem },
    },
    async (scope) => {
      await setDefaultLevel(scope, scope.identity, scope.body);
      return ok(defaultLevel(scope));
    },
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/log-levels",
      role: "viewer",
      served: "home",
      tag,
      operationId: "listLogLevels",
      summary: "Levels of the log by path",
      responses: { 200: LogLevels, 503: Problem },
    },
    (scope) => ok(listLevels(scope)),
  ),
  operation(
    {
      method: "PUT",
      path: "/diagnostics/log-levels/{path}",
      role: "admin",
      served: "home",
      tag,
      operationId: "putLogLevel",
      summary: "Give a path its own level, for some seconds or to stay",
      params,
      body: LevelChange,
      responses: { 204: null, 400: Problem, 503: Problem },
    },
    (scope) => setLevel(scope, scope.identity, scope.params.path, scope.body).then(() => noContent()),
  ),
  operation(
    {
      method: "DELETE",
      path: "/diagnostics/log-levels/{path}",
      role: "admin",
      served: "home",
      tag,
      operationId: "deleteLogLevel",
      summary: "Take a path's own level back",
      params,
      responses: { 204: null, 400: Problem, 503: Problem },
    },
    (scope) => resetLevel(scope, scope.identity, scope.params.path).then(() => noContent()),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/logs",
      role: "admin",
      served: "home",
      tag,
      operationId: "listLogs",
      summary: "The newest entries of the log, oldest first, without secrets",
      query: logsQuery,
      responses: { 200: [LogList, media("application/x-ndjson")], 503: Problem },
    },
    (scope) => listLogs(scope, scope.query),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/logs/stream",
      role: "admin",
      served: "home",
      streaming: true,
      tag,
      operationId: "streamLogs",
      summary: "Entries of the log as they come (server-sent events); goes on after `since` or Last-Event-ID",
      query: streamQuery,
      headers: streamHeaders,
      responses: { 200: media("text/event-stream"), 503: Problem },
    },
    (scope) =>
      streamLogs(scope, {
        since: scope.query.since ?? scope.headers["last-event-id"],
        minLevel: scope.query.min_level,
      }),
  ),
];
