/** Incidents of the home (subsystems 4.10): recorded by handlers/home/incidents.ts, newest first here. */
import type { Identity } from "../../../kernel/identity.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { allRecords } from "../../../records/all-records.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import type { Incident } from "../../../records/incidents.ts";

/** Rows where the client names no number, and at most (subsystems 4.10). */
export const INCIDENT_ROWS = 500;
export const INCIDENT_ROWS_LIMIT = 5000;

export interface IncidentFilter {
  central?: string;
  /** Milliseconds since the epoch; inclusive. */
  since?: number;
  /** Exclusive. */
  until?: number;
  /** Default {@link INCIDENT_ROWS}; what is out of range counts as the default. */
  limit?: number;
}

const isOf = (central: string | undefined, { component }: Incident): boolean =>
  !central || component === central || component.startsWith(`${central}/`);

/** Newest first. */
export async function listIncidents(
  scope: Pick<RequestScope, "store">,
  filter: IncidentFilter = {},
): Promise<Incident[]> {
  const { central, since = 0, until = Number.POSITIVE_INFINITY, limit = INCIDENT_ROWS } = filter;
  const found: Incident[] = [];
  for await (const { value } of allRecords<Incident>(scope.store, "incident")) {
    const at = Date.parse(value.when);
    if (at >= since && at < until && isOf(central, value)) found.push(value);
  }
  found.sort((a, b) => (a.when === b.when ? (a.id < b.id ? 1 : -1) : a.when < b.when ? 1 : -1));
  return found.slice(0, limit >= 1 && limit <= INCIDENT_ROWS_LIMIT ? limit : INCIDENT_ROWS);
}

/** Forgets all incidents of all centrals; what lasts is not told again. How many there were. */
export async function clearIncidents(scope: RequestScope, who: Identity): Promise<number> {
  const keys: string[] = [];
  for await (const { key } of allRecords(scope.store, "incident")) keys.push(key);
  for (const key of keys) await scope.store.delete("incident", key);
  await recordAudit(scope, who, { action: "incidents_clear", note: `count=${keys.length}` });
  return keys.length;
}
