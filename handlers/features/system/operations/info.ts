/** What anybody may know of the program: version, health; and the plain GET of the event stream. */
import type { z } from "zod";
import { API_VERSION } from "../../../kernel/openapi.ts";
import { media, noContent, type Operation, ok, operation, Problem, type Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { healthComponents, recordedAt, serviceVerdict } from "../health.ts";
import { Health, Info, UIEventRequest } from "../schemas/system.ts";

/** As Go prints a duration, in whole seconds: `45s`, `2m0s`, `3h12m5s`. */
export function goDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return `${h > 0 ? `${h}h` : ""}${h > 0 || m > 0 ? `${m}m` : ""}${s}s`;
}

export const describeProgram = ({ about, clock }: RequestScope): z.infer<typeof Info> => ({
  version: about.version,
  commit: about.commit,
  build_date: about.buildDate,
  // CCU Anywhere is not packaged for the CCU itself
  addon_build: false,
  uptime: goDuration(clock.now() - about.startedAt),
  started_at: new Date(about.startedAt).toISOString(),
  api_version: API_VERSION,
  schema_digest: about.schemaDigest,
  capabilities: [...about.capabilities],
});

/** Why a request is no WebSocket upgrade, in the order and words of api-behaviour 1.1. */
export function upgradeFault(headers: Readonly<Record<string, string | undefined>>): string {
  const lists = (name: string, token: string) =>
    (headers[name] ?? "").split(",").some((part) => part.trim().toLowerCase() === token);
  if (!lists("upgrade", "websocket")) return "websocket upgrade required";
  if (!lists("connection", "upgrade")) return "connection upgrade required";
  if (headers["sec-websocket-version"] !== "13") return "websocket version 13 required";
  if (!headers["sec-websocket-key"]) return "missing Sec-WebSocket-Key";
  return "websocket upgrade required";
}

type HealthBody = z.input<typeof Health>;
const PLAIN = "text/plain; charset=utf-8";

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
    (context) => ok(describeProgram(context)),
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
    async (context): Promise<Reply<200, HealthBody> | Reply<503, HealthBody>> => {
      const components = await healthComponents(context);
      const status = serviceVerdict(components);
      const body = {
        status,
        components: components.map((c) => ({
          name: c.name,
          status: c.status,
          note: c.note,
          note_key: c.noteKey,
          recorded_at: recordedAt(c),
        })),
      };
      return status === "unhealthy" ? { status: 503, body } : ok(body);
    },
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
    (context): Reply<400, string> => ({ status: 400, type: PLAIN, body: upgradeFault(context.request.headers) }),
  ),
];
