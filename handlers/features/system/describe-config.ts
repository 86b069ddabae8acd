/** The settings as any user may see them. */
import { API_VERSION } from "../../kernel/openapi.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { ConfigSnapshot } from "./answers/system.ts";

/** The CCUs of this process; in the cloud, which has none itself, those of the home. */
async function configuredCentrals({ settings, home }: RequestScope): Promise<ConfigSnapshot["centrals"]> {
  if (settings.centrals.length > 0)
    return settings.centrals.map(({ name, host, interfaces }) => ({ name, host, interfaces: [...interfaces] }));
  const known = await home.centrals();
  return known.map(({ name, host, configuredInterfaces }) => ({ name, host, interfaces: [...configuredInterfaces] }));
}

/** Nothing in here is secret: no users, passwords, tokens. */
export const describeConfig = async (scope: RequestScope): Promise<ConfigSnapshot> => ({
  centrals: await configuredCentrals(scope),
  ...describeSettings(scope),
});

const describeSettings = ({ settings, about }: RequestScope): Omit<ConfigSnapshot, "centrals"> => ({
  locale: settings.locale,
  callback_ports: { ...settings.callbackPorts },
  features: Object.fromEntries(about.capabilities.map((capability) => [capability, true])),
  extras: { api_version: API_VERSION, version: about.version },
  policies: {
    allow_first_run_setup: settings.allowSetup,
    csrf: settings.csrf,
    rate_limit: settings.rateLimit,
  },
});
