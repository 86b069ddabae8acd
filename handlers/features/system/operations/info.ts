/** What anybody may know of the program: version, health; and the plain GET of the event stream. */
import { media, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { Health, Info } from "../answers/system.ts";
import { describeProgram, refuseUpgrade } from "../describe-program.ts";
import { answerHealth } from "../read-health.ts";
import { UIEventRequest } from "../schemas.ts";

export const infoOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/info",
      role: "public",
      served: "here",
      tag: "core",
      operationId: "getInfo",
      summary: "Version, contract and capabilities of the program",
      responses: { 200: Info },
    },
    async (scope) => ok(await describeProgram(scope, scope.request)),
  ),
  operation(
    {
      method: "GET",
      path: "/health",
      role: "public",
      served: "here",
      tag: "core",
      operationId: "getHealth",
      summary: "Health of the store, the CCUs and their interfaces; 503 where the service is unhealthy",
      responses: { 200: Health, 503: [media("application/json", Health), Problem] },
    },
    (scope) => answerHealth(scope),
  ),
  operation(
    {
      method: "POST",
      path: "/ui/event",
      role: "viewer",
      served: "here",
      tag: "core",
      operationId: "postUiEvent",
      summary: "Takes what a user interface reports about its use; nothing is kept",
      body: UIEventRequest,
      responses: { 204: null, 400: Problem },
    },
    () => noContent(),
  ),
  operation(
    {
      method: "GET",
      path: "/events",
      role: "viewer",
      served: "here",
      tag: "events",
      operationId: "openEvents",
      summary: "The event stream: WebSocket upgrade only",
      responses: { 101: null, 400: media("text/plain") },
      streaming: true,
    },
    (scope) => refuseUpgrade(scope.request.headers),
  ),
];
