/** What is picked out of health and log. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export const STATUSES = ["unhealthy", "degraded", "unknown", "healthy"] as const;
export type Status = (typeof STATUSES)[number];
export const statusOf = (status: string): Status => STATUSES.find((one) => one === status) ?? "unknown";

/** The ill ones first, otherwise as they came. */
export const illFirst = <T extends { readonly status: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => STATUSES.indexOf(statusOf(a.status)) - STATUSES.indexOf(statusOf(b.status)));

export const SEVERITIES = ["info", "warning", "error", "critical"] as const;
/** What is not known is told as a warning. */
export const severityOf = (severity: string): (typeof SEVERITIES)[number] =>
  SEVERITIES.find((one) => one === severity) ?? "warning";

/** A line of the log's page: an entry, or how many are missing there. */
export interface LogRow {
  /** Unique on the page: numbers of entries begin anew when the program does. */
  readonly key: number;
  readonly record?: Schemas["LogRecord"];
  readonly lost?: number;
}

/** Entries that the page holds: some hours of a home; older ones are left out. */
export const KEPT = 2_000;

/** Appends, and keeps the newest. */
export const withRow = (rows: readonly LogRow[], row: LogRow): LogRow[] => [...rows.slice(1 - KEPT), row];

interface LogRecord {
  readonly logger?: string | undefined;
  readonly msg: string;
  readonly attrs?: Readonly<Record<string, unknown>> | undefined;
}
export const attributesOf = ({ attrs = {} }: LogRecord): string =>
  Object.entries(attrs)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");

/** Does it have all words of the filter, anywhere? */
export function fits(record: LogRecord, filter: string): boolean {
  const text = `${record.logger ?? ""} ${record.msg} ${attributesOf(record)}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** A local date and time as an input has it, as the API wants it; `undefined` where nothing was chosen. */
export function momentOf(local: string): string | undefined {
  const at = new Date(local);
  return local === "" || Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
