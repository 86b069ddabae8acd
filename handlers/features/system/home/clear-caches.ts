/** Forgetting what is kept of CCUs and reading them anew: for what went wrong in a way that nobody has thought of. */

import { CcuFault } from "../../../kernel/ccu-fault.ts";
import type { Identity } from "../../../kernel/identity.ts";
import { badRequest, notFound, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { CacheCleared, CacheScope } from "../../../kernel/site.ts";
import { deviceId } from "../../../model/device-id.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, chooseCentral } from "../../shared/central-scope.ts";
import { absent } from "../../shared/lookup.ts";
import type { ClearedCaches } from "../answers/commands.ts";
import type { CACHE_KINDS } from "../schemas.ts";

export interface CacheRequest {
  kind: (typeof CACHE_KINDS)[number];
  central?: string | undefined;
  /** Name or id of the interface. */
  interface?: string | undefined;
  device?: string | undefined;
}

interface Target extends CacheScope {
  central: string;
}

/** Each kind needs what names it and everything above. @throws Refusal 400 missing, 404 unknown */
async function targetsOf(scope: RequestScope, wanted: CacheRequest): Promise<Target[]> {
  const { kind, central } = wanted;
  if (kind === "global") {
    const names = scope.centrals.names();
    if (names.length === 0) throw unready("no central is connected to this server", "CCU not connected");
    return names.map((name) => ({ central: name }));
  }
  if (!central) throw badRequest(`central: is required for ${kind}`);
  await chooseCentral(scope, central);
  ccuOf(scope, central);
  if (kind === "central") return [{ central }];
  if (!wanted.interface) throw badRequest(`interface: is required for ${kind}`);
  const iface = (await scope.home.interfaces(central)).find(({ name, id }) =>
    [name, id].includes(wanted.interface as string),
  );
  if (!iface) throw notFound(`${central} has no interface ${wanted.interface}`);
  if (kind === "interface") return [{ central, interface: iface.name }];
  if (!wanted.device) throw badRequest("device: is required for this kind");
  const device = await scope.home.device(deviceId(central, wanted.device));
  if (device === undefined) throw await absent({ home: scope.home, central }, `device ${wanted.device}`);
  if (device.interface !== iface.name) throw notFound(`no device ${wanted.device} on ${iface.id}`);
  return [{ central, interface: iface.name, device: device.address }];
}

const sum = (reports: readonly CacheCleared[], member: keyof CacheCleared): number =>
  reports.reduce((all, report) => all + report[member], 0);

/** What was cleared, and of which CCUs it could not be. */
export interface CacheClearing {
  cleared: ClearedCaches;
  /** As they were asked for, with the CCU's own names. */
  part: CacheScope & { central?: string };
  faults: { central: string; fault: CcuFault }[];
}

/**
 * Clears descriptions and values of the scope; its whole central is read anew, which goes on when this resolves. Users,
 * settings, flags, patterns and suppressions stay. One CCU that fails keeps no other from it.
 * @throws Refusal 400, 404, 503
 */
export async function tryToClearCaches(
  scope: RequestScope,
  who: Identity,
  wanted: CacheRequest,
): Promise<CacheClearing> {
  const targets = await targetsOf(scope, wanted);
  const reports: CacheCleared[] = [];
  const done: string[] = [];
  const faults: CacheClearing["faults"] = [];
  for (const { central, ...part } of targets) {
    try {
      reports.push(await scope.centrals.clearCache(central, part));
    } catch (fault) {
      if (!(fault instanceof CcuFault)) throw fault;
      faults.push({ central, fault });
      continue;
    }
    done.push(central);
    await recordAudit(scope, who, {
      action: "cache_clear",
      central,
      ...(part.device === undefined ? {} : { device_address: part.device }),
      note: `kind=${wanted.kind}${part.interface === undefined ? "" : ` interface=${part.interface}`}`,
    });
  }
  const cleared = {
    scope: wanted.kind,
    devices: sum(reports, "devices"),
    paramsets: sum(reports, "paramsets"),
    values: sum(reports, "values"),
    master: sum(reports, "master"),
    centrals_reinit: done,
  };
  return { cleared, part: wanted.kind === "global" ? {} : (targets[0] ?? {}), faults };
}

/** As {@link tryToClearCaches}; @throws the fault of the first CCU that failed, besides */
export async function clearCaches(scope: RequestScope, who: Identity, wanted: CacheRequest): Promise<ClearedCaches> {
  const { cleared, faults } = await tryToClearCaches(scope, who, wanted);
  if (faults[0]) throw faults[0].fault;
  return cleared;
}
