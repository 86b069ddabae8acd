/** Values that outlive the program, and the caches of what CCUs have told. */
import type * as z from "zod";
import type { Identity } from "../../../kernel/identity.ts";
import type { Reply } from "../../../kernel/operation.ts";
import { badRequest, Refusal, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireDevice } from "../../shared/lookup.ts";
import { type CacheClearing, type CacheRequest, tryToClearCaches } from "../../system/home/clear-caches.ts";
import type { CacheClearReport, ValuesCacheStats } from "../answers/read-outs.ts";

function requireCentrals({ centrals }: Pick<RequestScope, "centrals">): void {
  if (centrals.names().length === 0) throw unready("no central is connected to this server", "CCU not connected");
}

/** @throws Refusal 503 where no CCU is connected here */
export function valuesCacheStats(scope: Pick<RequestScope, "centrals">): z.input<typeof ValuesCacheStats> {
  requireCentrals(scope);
  const { values, bytes, restored, unreadable, removed, flushes, flushed } = scope.centrals.keptValues();
  return {
    rows: values,
    value_json_bytes: bytes,
    restored_rows: restored,
    cast_failures: unreadable,
    gc_rows_deleted: removed,
    flush_batches: flushes,
    flushed_entries: flushed,
  };
}

/** The next start knows no value. @throws Refusal 503 */
export async function resetValuesCache(scope: RequestScope, who: Identity): Promise<void> {
  requireCentrals(scope);
  await scope.centrals.forgetKeptValues();
  await recordAudit(scope, who, { action: "values_cache_reset" });
}

/** The same of one device. @throws Refusal 400, 404, 503 */
export async function resetDeviceValues(scope: RequestScope, who: Identity, named: string): Promise<void> {
  const { central, address } = await requireDevice(scope, named);
  ccuOf(scope, central);
  await scope.centrals.forgetKeptValues({ central, address });
  await recordAudit(scope, who, { action: "values_cache_reset", central, device_address: address });
}

function reportOf({ cleared, part, faults }: CacheClearing): CacheClearReport {
  const { scope: kind, ...counts } = cleared;
  const names = {
    ...(part.central === undefined ? {} : { Central: part.central }),
    ...(part.interface === undefined ? {} : { Interface: part.interface }),
    ...(part.device === undefined ? {} : { Device: part.device }),
  };
  const errors = faults.map(({ central, fault }) => `${central}: ${fault.message}`);
  return { scope: { Kind: kind, ...names }, ...counts, ...(errors.length > 0 ? { errors } : {}) };
}

/** Names that are unknown are the body's fault here (contract). */
function namedInBody(error: unknown): never {
  throw error instanceof Refusal && error.status === 404 ? badRequest(error.message, error.title) : error;
}

/** What was forgotten; 502 with the same report where a CCU failed. @throws Refusal 400, 503 */
export async function clearCacheAnswer(
  scope: RequestScope,
  who: Identity,
  wanted: CacheRequest,
): Promise<Reply<200, CacheClearReport> | Reply<502, CacheClearReport>> {
  const clearing = await tryToClearCaches(scope, who, wanted).catch(namedInBody);
  const status = clearing.faults.length > 0 ? 502 : 200;
  return { status, body: reportOf(clearing) } as Reply<200, CacheClearReport>;
}
