/** REST operations about what can be an output or a key, and about trying an output. */
import * as z from "zod";
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { AlarmOutputCandidate, AlarmRemoteKeyCandidate } from "../answers/candidates.ts";
import { testOutput } from "../home/use-cases/test-output.ts";
import { listOutputCandidates, listRemoteKeyCandidates } from "../list-candidates.ts";
import { AlarmOutputTestRequest } from "../schemas/control.ts";
import { DeviceOutputClass } from "../schemas/vocabulary.ts";
import { OutputId } from "../schemas/zones.ts";

const read = { method: "GET", role: "viewer", served: "here", tag: "alarm" } as const;

export const outputOperations: Operation[] = [
  operation(
    {
      ...read,
      path: "/alarm/output-candidates",
      operationId: "listAlarmOutputCandidates",
      summary: "Channels that can be outputs, by CCU, device and channel",
      query: { class: DeviceOutputClass.optional().meta({ description: "Only those that can be this" }) },
      responses: { 200: z.array(AlarmOutputCandidate), 400: Problem, 404: Problem },
    },
    async (scope) => ok(await listOutputCandidates(scope, scope.query.class)),
  ),
  operation(
    {
      ...read,
      path: "/alarm/remote-key-candidates",
      operationId: "listAlarmRemoteKeyCandidates",
      summary: "Keys of remotes and wall buttons that can be bound to a code",
      responses: { 200: z.array(AlarmRemoteKeyCandidate), 404: Problem },
    },
    async (scope) => ok(await listRemoteKeyCandidates(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/alarm/outputs/{id}/test",
      operationId: "testAlarmOutput",
      role: "operator",
      served: "home",
      tag: "alarm",
      summary: "Sound an output for three seconds; 409 for those that cannot be tried, or not now",
      params: { id: OutputId },
      body: AlarmOutputTestRequest,
      bodyOptional: true,
      responses: { 204: null, 404: Problem, 409: Problem, 502: Problem },
    },
    (scope) =>
      after(
        testOutput(scope, { who: scope.identity, source: "rest-operator" }, scope.params.id, scope.body),
        noContent(),
      ),
  ),
];
