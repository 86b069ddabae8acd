/** REST operations about walk tests: people walk through the house and see which sensors notice them. */
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { AlarmWalkTestStatus } from "../answers/state.ts";
import { startWalkTest, stopWalkTest } from "../home/use-cases/control.ts";
import { readWalkTest } from "../home/use-cases/read.ts";
import { ZoneId } from "../schemas/zones.ts";

const OFF = { 404: Problem } as const;
const common = { served: "home", tag: "alarm", params: { id: ZoneId } } as const;
const change = { ...common, method: "POST", role: "operator" } as const;

export const walkTestOperations: Operation[] = [
  operation(
    {
      ...common,
      method: "GET",
      path: "/alarm/zones/{id}/walktest",
      aliases: ["/alarm/areas/{id}/walktest"],
      operationId: "getAlarmWalkTestStatus",
      role: "viewer",
      summary: "Which sensors a walk test has heard of",
      responses: { 200: AlarmWalkTestStatus, ...OFF },
    },
    (scope) => ok(readWalkTest(scope, scope.params.id)),
  ),
  operation(
    {
      ...change,
      path: "/alarm/zones/{id}/walktest/start",
      aliases: ["/alarm/areas/{id}/walktest/start"],
      operationId: "startAlarmWalkTest",
      summary: "Begin a walk test; the zone must be disarmed",
      responses: { 204: null, 409: Problem, ...OFF },
    },
    (scope) =>
      after(startWalkTest(scope, { who: scope.identity, source: "rest-operator" }, scope.params.id), noContent()),
  ),
  operation(
    {
      ...change,
      path: "/alarm/zones/{id}/walktest/stop",
      aliases: ["/alarm/areas/{id}/walktest/stop"],
      operationId: "stopAlarmWalkTest",
      summary: "End a walk test",
      responses: { 204: null, 409: Problem, ...OFF },
    },
    (scope) =>
      after(stopWalkTest(scope, { who: scope.identity, source: "rest-operator" }, scope.params.id), noContent()),
  ),
];
