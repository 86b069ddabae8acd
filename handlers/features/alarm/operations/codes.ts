/** REST operations about codes. */
import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { createCode, deleteCode, listCodes, readCode, updateCode } from "../home/use-cases/codes.ts";
import { AlarmCode, AlarmCodeRequest, AlarmCodes, CodeId } from "../schemas/codes.ts";

const OFF = { 404: Problem, 503: Problem } as const;
const CHANGE = { 400: Problem, 422: Problem, ...OFF } as const;
const common = { role: "operator", served: "home", tag: "alarm" } as const;
const params = { id: CodeId };

export const codeOperations: Operation[] = [
  operation(
    {
      ...common,
      method: "GET",
      path: "/alarm/codes",
      operationId: "listAlarmCodes",
      summary: "Who may arm, disarm and silence; PINs are not told",
      responses: { 200: AlarmCodes, ...OFF },
    },
    async (scope) => ok(await listCodes(scope)),
  ),
  operation(
    {
      ...common,
      method: "POST",
      path: "/alarm/codes",
      operationId: "createAlarmCode",
      summary: "Make a PIN, or bind a keypad's slot or a remote's key",
      body: AlarmCodeRequest,
      invalidBody: 422,
      responses: { 201: AlarmCode, ...CHANGE },
    },
    async (scope) => created(await createCode(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      ...common,
      method: "GET",
      path: "/alarm/codes/{id}",
      operationId: "getAlarmCode",
      summary: "One code, without its PIN",
      params,
      responses: { 200: AlarmCode, ...OFF },
    },
    async (scope) => ok(await readCode(scope, scope.params.id)),
  ),
  operation(
    {
      ...common,
      method: "PUT",
      path: "/alarm/codes/{id}",
      operationId: "putAlarmCode",
      summary: "Change a code; without `pin` the one that is stored stays",
      params,
      body: AlarmCodeRequest,
      invalidBody: 422,
      responses: { 204: null, ...CHANGE },
    },
    (scope) => after(updateCode(scope, scope.identity, scope.params.id, scope.body), noContent()),
  ),
  operation(
    {
      ...common,
      method: "DELETE",
      path: "/alarm/codes/{id}",
      operationId: "deleteAlarmCode",
      summary: "Remove a code",
      params,
      responses: { 204: null, ...OFF },
    },
    (scope) => after(deleteCode(scope, scope.identity, scope.params.id), noContent()),
  ),
];
