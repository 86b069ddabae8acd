/** The first-run setup: locale, central, broker and first admin in one request (api-behaviour 2.8). */
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { SetupStatus } from "../answers/setup.ts";
import { isSetupRequired, setup } from "../first-setup.ts";
import { SetupRequest } from "../schemas/setup.ts";

const tag = "setup";

export const setupOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/setup/status",
      role: "public",
      served: "here",
      operationId: "setupStatus",
      tag,
      summary: "Must the first admin still be created?",
      responses: { 200: SetupStatus },
    },
    async (scope) => ok({ required: await isSetupRequired(scope, scope.identity) }),
  ),
  operation(
    {
      method: "POST",
      path: "/setup",
      role: "public",
      served: "here",
      operationId: "setup",
      tag,
      summary: "Set up a fresh installation: first admin, language, and if wanted a CCU and an MQTT broker",
      secretReply: true,
      body: SetupRequest,
      invalidBody: 422,
      responses: { 204: null, 400: Problem, 403: Problem, 409: Problem, 422: Problem, 503: Problem },
    },
    (scope) => setup(scope, scope.identity, scope.request, scope.body).then(() => noContent()),
  ),
];
