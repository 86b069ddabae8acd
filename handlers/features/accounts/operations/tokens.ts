import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CreateTokenResponse, TokenCreated, TokenListEntries, TokenSummaries } from "../answers/tokens.ts";
import { CreateTokenRequest, TokenCreate, TokenId } from "../schemas/tokens.ts";
import { listTokenEntries, listTokenSummaries, makeToken, makeTokenOlder } from "../token-answers.ts";
import { deleteToken, FINGERPRINT_DIGITS, ID_DIGITS } from "../tokens.ts";

const olderForm: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/auth/tokens",
      role: "admin",
      served: "here",
      operationId: "listTokens",
      tag: "auth",
      summary: "Bearer tokens in the older form",
      deprecated: true,
      responses: { 200: TokenListEntries, 403: Problem },
    },
    async (scope) => ok(await listTokenEntries(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/auth/tokens",
      role: "admin",
      served: "here",
      operationId: "createToken",
      tag: "auth",
      summary: "Make a bearer token that never expires (older form)",
      deprecated: true,
      secretReply: true,
      body: CreateTokenRequest,
      invalidBody: 422,
      responses: { 201: CreateTokenResponse, 400: Problem, 403: Problem, 422: Problem, 503: Problem },
    },
    async (scope) => created(await makeTokenOlder(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/auth/tokens/{id}",
      role: "admin",
      served: "here",
      operationId: "deleteToken",
      tag: "auth",
      summary: "Delete a bearer token by its id",
      params: { id: TokenId },
      responses: { 204: null, 400: Problem, 404: Problem, 503: Problem },
    },
    (scope) => deleteToken(scope, scope.identity, scope.params.id, ID_DIGITS).then(() => noContent()),
  ),
];

const newerForm: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/auth/tokens/v2",
      role: "admin",
      served: "here",
      operationId: "listTokensV2",
      tag: "token-admin",
      summary: "Bearer tokens, sorted by subject",
      responses: { 200: TokenSummaries },
    },
    async (scope) => ok(await listTokenSummaries(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/auth/tokens/v2",
      role: "admin",
      served: "here",
      operationId: "createTokenV2",
      tag: "token-admin",
      summary: "Make a bearer token, with an expiry if wanted; the token is shown only now",
      secretReply: true,
      body: TokenCreate,
      invalidBody: 400,
      responses: { 201: TokenCreated, 400: Problem },
    },
    async (scope) => created(await makeToken(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      method: "DELETE",
      path: "/auth/tokens/v2/{fingerprint}",
      role: "admin",
      served: "here",
      operationId: "deleteTokenV2",
      tag: "token-admin",
      summary: "Delete a bearer token by its fingerprint; sockets opened with it end",
      params: { fingerprint: TokenId },
      responses: { 204: null, 400: Problem, 404: Problem },
    },
    (scope) => deleteToken(scope, scope.identity, scope.params.fingerprint, FINGERPRINT_DIGITS).then(() => noContent()),
  ),
];

export const tokenOperations: Operation[] = [...olderForm, ...newerForm];
