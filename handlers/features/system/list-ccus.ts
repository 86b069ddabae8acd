/** The CCUs as the home knows them. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { CentralState } from "../../ports/index.ts";
import type { SystemCCUEntry } from "./answers/system.ts";

const isUrl = (text: string | undefined): text is string => text !== undefined && URL.canParse(text);

const describe = ({ system, ...central }: CentralState): SystemCCUEntry => ({
  name: central.name,
  host: central.host,
  available: central.available,
  model: system.model || undefined,
  version: system.version || undefined,
  hostname: system.hostname || undefined,
  serial: system.serial || undefined,
  url: isUrl(system.url) ? system.url : undefined,
  is_ha_app: system.isHaApp ?? false,
  configured_interfaces: [...central.configuredInterfaces],
  readiness: {
    phase: central.phase,
    ready: central.phase === "ready",
    interfaces_loaded: central.interfacesLoaded,
    interfaces_total: central.interfacesTotal,
  },
});

export const listCcus = async (scope: RequestScope): Promise<SystemCCUEntry[]> =>
  (await scope.home.centrals()).map(describe);
