/** The audit log as a table for spreadsheets. */
import type { AuditEntry } from "../../records/audit-log.ts";

const COLUMNS = [
  "timestamp",
  "user",
  "action",
  "central",
  "device_address",
  "channel_no",
  "paramset",
  "peer",
  "parameter",
  "note",
  "changes",
] as const;

/** RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe: names and notes come from clients. */
function cell(value: unknown): string {
  if (value === undefined) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const harmless = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A header line and one line per entry, ended with CRLF. */
export const auditCsv = (entries: readonly AuditEntry[]): string =>
  [COLUMNS.join(","), ...entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
