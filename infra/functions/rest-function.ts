/** REST: the dispatcher of the on-prem server, with the home told by the credential and `served: "home"` forwarded. */
import { createRestHandler, type RestOptions, type SiteReply } from "../../adapters/lambda/rest.ts";
import { operations } from "../../handlers/api.ts";
import { addressed } from "../../handlers/auth/site-of-request.ts";
import { type ApiReply, type ApiRequest, createDispatcher } from "../../handlers/kernel/dispatch.ts";
import { knownAsOf } from "../../handlers/relay/cloud/freshness.ts";
import type { Cloud, CloudSite, RequestSite } from "./site.ts";

/**
 * Seconds that what was read of the home may be old, on every answer of the cloud's own that depends on it; 0 while the
 * home is connected and tells everything at once. An answer that came from the home itself has no such header.
 */
export const DATA_AGE_HEADER = "x-ccu-anywhere-data-age";

interface SiteRequest extends ApiRequest {
  home: CloudSite;
  site: RequestSite;
  /** The answer comes from the home. */
  isForwarded: boolean;
}

function createCloudDispatcher(cloud: Cloud, validateResponses?: boolean) {
  const { clock, broker } = cloud;
  const dispatch = createDispatcher({
    operations,
    home: (request) => {
      const { home, site } = request as SiteRequest;
      return { site, authenticator: home.authenticator };
    },
    clock,
    forward: async (...forwarded) => (await broker.open(forwarded[5].id)).requester.forward(...forwarded),
    shared: true,
    validateResponses,
  });

  /** What has read nothing of the home does not depend on its age. */
  async function withAge({ home }: RequestSite, request: ApiRequest, reply: ApiReply): Promise<void> {
    if (request.method !== "GET" || reply.status !== 200) return;
    const now = clock.now();
    const freshness = await home.freshness().catch(() => undefined);
    const asOf = freshness && knownAsOf(freshness, now);
    if (asOf === undefined) return;
    const age = Math.max(0, Math.round((now - asOf) / 1000));
    reply.headers[DATA_AGE_HEADER] = String(age);
  }

  return async (original: ApiRequest): Promise<SiteReply> => {
    const { request, site } = await addressed(original);
    const home = cloud.siteOf(site);
    const ofRequest = home.forRequest();
    const reply = await dispatch({ ...request, home, site: ofRequest } as SiteRequest);
    await home.settled();
    if (site !== undefined) await withAge(ofRequest, request, reply);
    return site === undefined ? reply : { ...reply, site };
  };
}

/** Answers that are too large for the gateway; loaded when there is one. */
function keeping({ environment: { downloads: bucket }, aws }: Cloud): RestOptions["keep"] {
  if (bucket === undefined) return undefined;
  return async (site, answer) => {
    const { createDownloads } = await import("../../adapters/aws-s3/downloads.ts");
    return createDownloads({ bucket, config: (of) => aws.s3ConfigOf(of) }).keep(site, answer);
  };
}

export const restFunction = (cloud: Cloud, validateResponses?: boolean) =>
  createRestHandler({
    dispatch: createCloudDispatcher(cloud, validateResponses),
    keep: keeping(cloud),
    log: cloud.log,
    ...cloud.metrics,
    ...(cloud.environment.edgeKey ? { edgeKey: cloud.environment.edgeKey } : {}),
  });
