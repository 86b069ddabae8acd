/** REST operations of sign-on (api-behaviour 2.9). */
import * as z from "zod";
import { noContent, type Operation, ok, operation, Problem } from "../../kernel/operation.ts";
import { finishSignOn } from "./finish-sign-on.ts";
import { listProviders, PROVIDER_NAMES } from "./settings.ts";
import { startSignOn } from "./start-sign-on.ts";
import { deleteSettings, putSettings, showSettings } from "./stored-settings.ts";

const tag = "auth";

/** Characters of what a provider sends in an address: codes and states have some dozens to some hundreds. */
export const ANSWER_MEMBER_LIMIT = 4_096;
const member = () => z.string().max(ANSWER_MEMBER_LIMIT);

const SETTINGS = { path: "/auth/oidc/settings", role: "admin", served: "here", tag } as const;
/** Members are those of section `north.rest.auth.oidc` of `/config/schema`. */
const SettingsDocument = z.record(z.string(), z.unknown());

export const signOnOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/auth/oidc/start",
      role: "public",
      served: "here",
      operationId: "oidcStart",
      tag,
      summary: "Sign in at an identity provider: sends the browser there",
      query: {
        provider: z.enum(PROVIDER_NAMES).optional().meta({ description: "Extension: which one; default: the first" }),
        return_to: z.string().optional().meta({ description: "Extension: path of this server to go to afterwards" }),
        site: z.string().optional().meta({ description: "Extension, cloud: name of the home" }),
      },
      responses: { 302: null, 404: Problem, 503: Problem },
    },
    (scope) => startSignOn(scope, scope.request, { ...scope.query, provider: scope.query.provider ?? "first" }),
  ),
  operation(
    {
      method: "GET",
      path: "/auth/oidc/callback",
      role: "public",
      served: "here",
      operationId: "oidcCallback",
      tag,
      summary: "The identity provider sends the browser back: a session begins, or the page says why not",
      query: {
        state: member().min(1),
        code: member().min(1).optional(),
        error: member().optional().meta({ description: "Instead of the code: why the provider refuses" }),
        iss: member().optional().meta({ description: "Who answers (RFC 9207)" }),
      },
      responses: { 302: null, 400: Problem, 404: Problem, 503: Problem },
    },
    (scope) => finishSignOn(scope, scope.request, scope.query),
  ),
  operation(
    {
      ...SETTINGS,
      method: "GET",
      operationId: "getSignOnSettings",
      summary: "What is stored of the settings of sign-on, secrets masked",
      responses: { 200: SettingsDocument },
    },
    async (scope) => ok(await showSettings(scope)),
  ),
  operation(
    {
      ...SETTINGS,
      method: "PUT",
      operationId: "putSignOnSettings",
      summary: "Replaces them; in the cloud they are this home's. A secret that is `***` or empty stays",
      body: SettingsDocument,
      invalidBody: 400,
      responses: { 200: SettingsDocument, 400: Problem },
    },
    async (scope) => ok(await putSettings(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      ...SETTINGS,
      method: "DELETE",
      operationId: "deleteSignOnSettings",
      summary: "Forgets them",
      responses: { 204: null },
    },
    async (scope) => {
      await deleteSettings(scope, scope.identity);
      return noContent();
    },
  ),
  operation(
    {
      method: "GET",
      path: "/auth/oidc/providers",
      role: "public",
      served: "here",
      tag,
      summary: "Identity providers that the page offers; none where sign-on is off",
      query: { site: z.string().optional() },
      unpublished: true,
      responses: { 200: z.array(z.strictObject({ name: z.enum(PROVIDER_NAMES), label: z.string() })) },
    },
    async (scope) => ok(await listProviders(scope)),
  ),
];
