/** The published OpenAPI document, made from the declarations: what is not declared does not exist. */
import type * as z from "zod";
import type { Broadcast } from "./broadcast.ts";
import { API_PREFIX } from "./dispatch.ts";
import type { Media, Operation, OperationSpec, ResponseSpec } from "./operation.ts";
import { Problem } from "./problem.ts";
import { type JsonSchema, toJsonSchema, tolerant } from "./schema-json.ts";

/** Version of the contract that is served. */
export const API_VERSION = "3.1.0";

const STATUS_TEXT: Record<number, string> = {
  101: "Switching protocols",
  200: "OK",
  201: "Created",
  202: "Accepted by the CCU's queue",
  204: "Done, no body",
  302: "Redirect",
  400: "The request does not fit its declaration, or a value is not acceptable",
  401: "No valid credential",
  403: "The role is too low, or the CSRF check failed",
  404: "No such resource",
  405: "The path has no such method",
  409: "Conflict with the present state, or an Idempotency-Key in flight",
  410: "No longer there",
  413: "The body is too large",
  422: "Understood, but not acceptable",
  423: "Locked by an edit session",
  429: "Too many requests; Retry-After says when",
  500: "Our own fault; the server's log has the reason",
  501: "The CCU does not support it",
  502: "The CCU refused or is unreachable",
  503: "Not ready; Retry-After says when",
};

/** Statuses that the dispatcher itself may answer, beside the declared ones. */
export function impliedStatuses(spec: OperationSpec): number[] {
  const statuses = [429, 500];
  // the handler's time limit
  if (!spec.streaming) statuses.push(503);
  if (spec.params || spec.query || spec.headers || spec.body) statuses.push(400);
  if (spec.role !== "public") statuses.push(401, 403);
  if (spec.method !== "GET") statuses.push(400, 403, 409, 413);
  if (spec.served === "home") statuses.push(501, 502);
  return [...new Set(statuses)].sort();
}

type Components = Map<string, JsonSchema>;

function responseObject(status: number, declared: ResponseSpec | undefined, components: Components): JsonSchema {
  const description = STATUS_TEXT[status] ?? String(status);
  if (declared === null || declared === undefined)
    return status >= 400 && declared === undefined
      ? { description, content: { "application/problem+json": { schema: toJsonSchema(Problem, components) } } }
      : { description };
  const content: JsonSchema = {};
  for (const one of [declared].flat() as (z.ZodType | Media)[]) {
    if ("media" in one) content[one.media] = { schema: toJsonSchema(one.schema, components) };
    else
      content[status >= 400 ? "application/problem+json" : "application/json"] = {
        schema: toJsonSchema(one, components),
      };
  }
  return { description, content };
}

function parameters(spec: OperationSpec, components: Components): JsonSchema[] {
  const list = (where: "path" | "query" | "header", shape: z.ZodRawShape | undefined) =>
    Object.entries(shape ?? {}).map(([name, type]) => {
      const schema = type as z.ZodType;
      return {
        name: where === "header" ? name.replace(/(^|-)[a-z]/g, (c) => c.toUpperCase()) : name,
        in: where,
        required: where === "path" || !schema.safeParse(undefined).success,
        ...(schema.description ? { description: schema.description } : {}),
        schema: withoutDescription(toJsonSchema(schema, components, "output")),
      };
    });
  const declared = [...list("path", spec.params), ...list("query", spec.query), ...list("header", spec.headers)];
  const hasKey = declared.some((p) => p.in === "header" && p.name === "Idempotency-Key");
  if (spec.method === "GET" || hasKey) return declared;
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "A repetition with the same key within 5 minutes is answered with the first answer and does not act again.",
    schema: { type: "string" },
  };
  return [...declared, key];
}
const withoutDescription = ({ description: _d, ...schema }: JsonSchema): JsonSchema => schema;

const security = (spec: OperationSpec): JsonSchema[] =>
  spec.role === "public"
    ? []
    : [{ basicAuth: [] }, { bearerAuth: [] }, { sessionCookie: [] }, { openIdConnect: [spec.role] }];

const operationId = (spec: OperationSpec) =>
  spec.operationId ??
  spec.method.toLowerCase() +
    spec.path
      .replace(/[{}]/g, "")
      .split(/[/:_-]/)
      .filter(Boolean)
      .map((word) => word[0]!.toUpperCase() + word.slice(1))
      .join("");

function operationObject(spec: OperationSpec, requests: Components, answers: Components): JsonSchema {
  const statuses = [...new Set([...Object.keys(spec.responses).map(Number), ...impliedStatuses(spec)])].sort(
    (a, b) => a - b,
  );
  return {
    operationId: operationId(spec),
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.deprecated ? { deprecated: true } : {}),
    "x-role": spec.role,
    "x-served": spec.served,
    security: security(spec),
    parameters: parameters(spec, requests),
    ...(spec.body
      ? {
          requestBody: {
            required: !spec.bodyOptional,
            content: { [spec.bodyMedia ?? "application/json"]: { schema: toJsonSchema(spec.body, requests) } },
          },
        }
      : {}),
    responses: Object.fromEntries(
      statuses.map((status) => [String(status), tolerant(responseObject(status, spec.responses[status], answers))]),
    ),
  };
}

/** The whole document as plain data. `extra` are schemas that no operation uses but clients need (envelope, payloads). */
export function openapiDocument(
  operations: readonly Operation[],
  broadcasts: readonly Broadcast[],
  extra: readonly z.ZodType[] = [],
): JsonSchema {
  const requests: Components = new Map();
  const answers: Components = new Map();
  const paths: Record<string, JsonSchema> = {};
  for (const { spec } of operations) {
    paths[spec.path] ??= {};
    paths[spec.path]![spec.method.toLowerCase()] = operationObject(spec, requests, answers);
  }
  for (const schema of [...broadcasts.map((b) => b.payload), ...extra]) toJsonSchema(schema, answers);
  const schemas = new Map([...[...answers].map(([id, s]) => [id, tolerant(s)] as const), ...requests]);
  return {
    openapi: "3.1.0",
    info: {
      title: "CCU Anywhere",
      version: API_VERSION,
      description: "HomeMatic and HomematicIP CCUs over REST and WebSocket. Compatible with the OpenCCU-Loom API.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: API_PREFIX }],
    tags: [...new Set(operations.map((o) => o.spec.tag))].sort().map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        basicAuth: { type: "http", scheme: "basic" },
        bearerAuth: { type: "http", scheme: "bearer" },
        sessionCookie: { type: "apiKey", in: "cookie", name: "openccu_loom_session" },
        openIdConnect: { type: "openIdConnect", openIdConnectUrl: "/.well-known/openid-configuration" },
      },
      schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}
