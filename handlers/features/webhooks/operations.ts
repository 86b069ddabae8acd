/** REST operations of webhooks. */
import { accepted, noContent, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { requireInbound, runProgram, takeValue } from "./home/inbound/act.ts";
import { admitCall, webhookCredential } from "./home/inbound/credential.ts";
import { clearDeadLetters, listDeadLetters } from "./home/outbound/dead-letters.ts";
import { DeadLetters, WebhookProgramRequest, WebhookValueRequest } from "./schemas.ts";

const tag = "webhook";

export const webhookOperations: Operation[] = [
  operation(
    {
      method: "POST",
      path: "/webhook/value",
      role: "operator",
      served: "home",
      tag,
      summary: "Write a value; takes the token of inbound webhooks, too",
      ownCredential: webhookCredential,
      body: WebhookValueRequest,
      responses: { 202: null, 400: Problem, 404: Problem, 423: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => {
      requireInbound(scope);
      admitCall(scope, scope.identity, scope.request);
      return accepted(await takeValue(scope, scope.body));
    },
  ),
  operation(
    {
      method: "POST",
      path: "/webhook/program",
      role: "operator",
      served: "home",
      tag,
      summary: "Run a program; takes the token of inbound webhooks, too",
      ownCredential: webhookCredential,
      body: WebhookProgramRequest,
      responses: { 202: null, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => {
      requireInbound(scope);
      admitCall(scope, scope.identity, scope.request);
      return accepted(await runProgram(scope, scope.body));
    },
  ),
  operation(
    {
      method: "GET",
      path: "/webhook/dead-letters",
      role: "admin",
      served: "home",
      tag,
      summary: "Webhooks that were given up, newest first",
      unpublished: true,
      responses: { 200: DeadLetters },
    },
    async (scope) => ok({ dead_letters: await listDeadLetters(scope.store) }),
  ),
  operation(
    {
      method: "DELETE",
      path: "/webhook/dead-letters",
      role: "admin",
      served: "home",
      tag,
      summary: "Forget them",
      unpublished: true,
      responses: { 204: null },
    },
    async (scope) => {
      await clearDeadLetters(scope.store);
      return noContent();
    },
  ),
];
