/** What anybody may know of the program, and why a request is no event stream. */
import { liveCapabilities, orderedCapabilities } from "../../kernel/capabilities.ts";
import { API_VERSION } from "../../kernel/openapi.ts";
import type { Reply, RequestInfo } from "../../kernel/operation.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { DEPLOYMENT } from "../../ports/index.ts";
import { offersSignOn } from "../sign-on/settings.ts";
import type { Info } from "./answers/system.ts";

/** As Go prints a duration, in whole seconds: `45s`, `2m0s`, `3h12m5s`. */
export function goDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return `${h > 0 ? `${h}h` : ""}${h > 0 || m > 0 ? `${m}m` : ""}${s}s`;
}

/**
 * The pages as the client reaches them: the host that it named, for the server cannot know its own name behind a proxy.
 * Empty where there are none, or the client named no host that can stand in an address.
 */
function pagesAddress({ headers: { host = "" }, secure }: Pick<RequestInfo, "headers" | "secure">): string {
  const address = `${secure ? "https" : "http"}://${host}/`;
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(address) ? address : "";
}

/** Of identity providers: in the cloud each home has settings of its own there. */
const SIGN_ON = "auth.oidc.v1";

/** What this program can do, and what the one next to the CCU can, where that is another one. */
async function capabilitiesOf(scope: RequestScope): Promise<string[]> {
  const { about, home, state } = scope;
  const own = [...about.capabilities, ...state(liveCapabilities)];
  // a stranger is told of no home
  if (home.program === undefined || scope.id === DEPLOYMENT) return orderedCapabilities(own);
  const [told, signsOn] = await Promise.all([home.program(), offersSignOn(scope)]);
  const atHome = (told?.capabilities ?? []).filter((token) => token !== SIGN_ON);
  return orderedCapabilities(own, atHome, signsOn ? [SIGN_ON] : []);
}

/** @param request who asks, and how the program was addressed */
export async function describeProgram(
  scope: RequestScope,
  request: Pick<RequestInfo, "headers" | "secure">,
): Promise<Info> {
  const { about, clock } = scope;
  return {
    version: about.version,
    commit: about.commit,
    build_date: about.buildDate,
    // CCU Anywhere is not packaged for the CCU itself
    addon_build: false,
    uptime: goDuration(clock.now() - about.startedAt),
    started_at: new Date(about.startedAt).toISOString(),
    api_version: API_VERSION,
    schema_digest: about.schemaDigest,
    capabilities: await capabilitiesOf(scope),
    config_ui_url: about.servesPages ? pagesAddress(request) : "",
  };
}

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

const PLAIN = "text/plain; charset=utf-8";

/** The answer to a request of the event stream that is no WebSocket upgrade. */
export const refuseUpgrade = (headers: Readonly<Record<string, string | undefined>>): Reply<400, string> => ({
  status: 400,
  type: PLAIN,
  body: upgradeFault(headers),
});
