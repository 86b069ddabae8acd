import { created, noContent, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { RelayCode, RelayList } from "./answers.ts";
import { describeRelays, makeRelayCode, pairRelay, removeRelay } from "./pairings.ts";
import { RelayCreate, RelayId, RelayPair, RelayPaired } from "./schemas.ts";

const tag = "relays";

export const relayOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/relays",
      role: "admin",
      served: "here",
      tag,
      summary: "Relays of this home",
      unpublished: true,
      responses: { 200: RelayList, 501: Problem },
    },
    async (scope) => ok(await describeRelays(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/relays",
      role: "admin",
      served: "here",
      tag,
      summary: "Make a one-time code that pairs a relay",
      unpublished: true,
      secretReply: true,
      body: RelayCreate,
      bodyOptional: true,
      responses: { 201: RelayCode, 400: Problem, 501: Problem },
    },
    async (scope) => created(await makeRelayCode(scope, scope.identity, scope.body?.name)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/relays/{id}",
      role: "admin",
      served: "here",
      tag,
      summary: "End the pairing with a relay",
      unpublished: true,
      params: { id: RelayId },
      responses: { 204: null, 404: Problem, 501: Problem },
    },
    (scope) => removeRelay(scope, scope.identity, scope.params.id).then(() => noContent()),
  ),
  operation(
    {
      method: "POST",
      path: "/relays/pair",
      role: "public",
      served: "here",
      tag,
      summary: "Exchange a one-time code and a public key for credentials (sent also as bearer, which tells the home)",
      unpublished: true,
      secretReply: true,
      body: RelayPair,
      responses: { 201: RelayPaired, 400: Problem, 401: Problem, 501: Problem },
    },
    async (scope) => created(await pairRelay(scope, scope.body)),
  ),
];
