/** Identity providers as the cloud reaches them: by TLS, at addresses of the internet only. What a home names is no way into ours. */
import { createCheckedFetch } from "../../adapters/node/checked-fetch.ts";
import { createIdentityProviders } from "../../adapters/oidc/providers.ts";
import type { Clock, IdentityProviders } from "../../handlers/ports/index.ts";

export const publicProviders = (clock: Clock): IdentityProviders =>
  createIdentityProviders({ fetch: createCheckedFetch({ reach: "public" }), allowHttp: false, clock });
