/** The WebSocket API: who may open a socket, and what its messages do. */
import { randomUUID } from "node:crypto";
import type { Admit, SocketSites } from "../../adapters/lambda/socket.ts";
import { createAuthorizerHandler, createSocketHandler } from "../../adapters/lambda/socket.ts";
import { siteOfHeaders } from "../../handlers/auth/site-of-request.ts";
import { parseCookies } from "../../handlers/kernel/dispatch.ts";
import { forbidden, unauthorized } from "../../handlers/kernel/problem.ts";
import { DEPLOYMENT } from "../../handlers/ports/index.ts";
import { createListening } from "../../handlers/relay/cloud/listening.ts";
import { EVENTS_PATH, refuseOrigin } from "../../handlers/stream/handshake.ts";
import { CONNECTION_LIFE_MS, type RemoteStream } from "../../handlers/stream/remote.ts";
import { MARK_AGAIN_MS } from "./limits.ts";
import type { Cloud } from "./site.ts";

/** Who opens a socket: the same credentials as for any request. */
const admit =
  (cloud: Cloud): Admit =>
  async ({ headers: received, remote, secure }) => {
    const { site, headers } = siteOfHeaders(received);
    const home = cloud.siteOf(site);
    const cookies = parseCookies(headers.cookie);
    const info = { id: randomUUID(), method: "GET", path: EVENTS_PATH, headers, remote, secure, cookies };
    const { identity, refusal } = await home.authenticator.identify(info);
    if (refusal) return refusal;
    if (site === undefined || !identity) return unauthorized();
    const origin = refuseOrigin({ headers, secure }, identity.scheme, home.site.settings.corsOrigins);
    return origin ? forbidden(origin.text) : { site, identity };
  };

const idKey = (connectionId: string) => `id/${connectionId}`;
export const SITE_PREFIX = "site/";

/** Which homes have sockets, for the tick; and without an authorizer the home of each socket. */
function connectionSites(cloud: Cloud): SocketSites & { mark(site: string): Promise<void> } {
  const { clock } = cloud;
  const store = cloud.store.site(DEPLOYMENT);
  const marked = new Map<string, number>();
  return {
    async remember(id, site) {
      await store.put("connection", idKey(id), site, { expiresAt: clock.now() + CONNECTION_LIFE_MS });
    },
    find: async (id) => (await store.get<string>("connection", idKey(id)))?.value,
    async forget(id) {
      await store.delete("connection", idKey(id));
    },
    async mark(site) {
      const now = clock.now();
      if (now - (marked.get(site) ?? Number.NEGATIVE_INFINITY) < MARK_AGAIN_MS) return;
      await store.put("connection", `${SITE_PREFIX}${site}`, null, {
        expiresAt: now + MARK_AGAIN_MS + CONNECTION_LIFE_MS,
      });
      marked.set(site, now);
    },
  };
}

const edgeOf = ({ environment: { edgeKey } }: Cloud) => (edgeKey ? { edgeKey } : {});

export const authorizerFunction = (cloud: Cloud) =>
  createAuthorizerHandler({ admit: admit(cloud), log: cloud.log, ...cloud.metrics, ...edgeOf(cloud) });

export function socketFunction(cloud: Cloud) {
  const sites = connectionSites(cloud);
  const listening = createListening(cloud);
  return createSocketHandler({
    admit: admit(cloud),
    async streamOf(site): Promise<RemoteStream> {
      const home = cloud.siteOf(site);
      const stream = home.stream();
      return {
        ...stream,
        async connected(id, identity) {
          await stream.connected(id, identity);
          await sites.mark(site);
        },
        async message(id, text) {
          await stream.message(id, text);
          await home.settled();
          // the relay sends at once what somebody waits for
          if (text.includes("subscribe")) await listening.tell(site);
        },
      };
    },
    sites,
    gateway: cloud.gateway,
    log: cloud.log,
    ...cloud.metrics,
    ...edgeOf(cloud),
  });
}
