/** What the pages of the alarm reckon: countdowns, what is in the way, the journal as a table. */
import type { Schemas } from "../../../adapters/client/index.ts";
import { MODES, type Mode } from "./alarm-words.ts";

export type Zone = Schemas["AlarmZoneStatus"];
export type Entry = Schemas["AlarmJournalEntry"];
export type Countdown = Pick<Schemas["AlarmCountdownPayload"], "kind" | "remaining_ms" | "total_ms">;

/** A countdown as this browser's clock has it. */
export interface Running {
  readonly kind: Countdown["kind"];
  /** Milliseconds since the epoch, of this browser's clock. */
  readonly endsAt: number;
  readonly totalMs: number;
}

export const runningFrom = ({ kind, remaining_ms, total_ms }: Countdown, now: number): Running => ({
  kind,
  endsAt: now + remaining_ms,
  totalMs: total_ms,
});

/** Whole seconds that are left, never fewer than none. */
export const secondsLeft = ({ endsAt }: Running, now: number): number => Math.max(0, Math.ceil((endsAt - now) / 1000));

/** Digits and a colon from a minute on, so that it is read at a distance. */
export function clockText(seconds: number): string {
  if (seconds < 60) return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export interface ModeChoice {
  readonly mode: Mode;
  readonly isReady: boolean;
  readonly blockers: readonly string[];
  readonly warnings: readonly string[];
}

/** The modes that the zone can be armed in, in the order in which all of them are told. */
export const modesOf = ({ readiness = {} }: Zone): ModeChoice[] =>
  MODES.flatMap((mode) => {
    const found = readiness[mode];
    if (found === undefined) return [];
    return [{ mode, isReady: found.ready, blockers: found.blockers ?? [], warnings: found.warnings ?? [] }];
  });

/** What comes of a broadcast before the whole state is read again. */
export function withState(zones: readonly Zone[], told: Schemas["AlarmStateChangedPayload"]): readonly Zone[] {
  return zones.map((zone) => {
    if (zone.id !== told.zone_id) return zone;
    const { countdown: _over, mode: _before, ...rest } = zone;
    return { ...rest, state: told.new_state, ...(told.mode !== undefined && { mode: told.mode }) };
  });
}

export const withReadiness = (
  zones: readonly Zone[],
  { zone_id, readiness }: Schemas["AlarmReadinessChangedPayload"],
): readonly Zone[] => zones.map((zone) => (zone.id === zone_id ? { ...zone, readiness } : zone));

/** The worst of all zones: what somebody who walks by has to see. */
const SEVERITY: readonly Zone["state"][] = ["disarmed", "armed", "arming", "pending", "triggered"];
export const worstOf = (zones: readonly Zone[]): Zone | undefined =>
  [...zones].sort((a, b) => SEVERITY.indexOf(b.state) - SEVERITY.indexOf(a.state))[0];

// ---------------------------------------------------------------- keypad

/** Characters of a PIN at most (contract). */
export const PIN_LIMIT = 64;
/** Fewer are refused. */
export const PIN_LEAST = 4;

/** @param key a digit, `back`, or `clear` */
export function typed(code: string, key: string): string {
  if (key === "clear") return "";
  if (key === "back") return code.slice(0, -1);
  return /^\d$/.test(key) && code.length < PIN_LIMIT ? code + key : code;
}

// ---------------------------------------------------------------- journal

/** A cell of CSV (RFC 4180); what a spreadsheet would take for a formula is made text. */
function cell(value: unknown): string {
  const text =
    value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const COLUMNS = ["when", "zone", "class", "event", "actor", "source", "incident_id", "details"] as const;

/** @param nameOf of a zone, by its id */
export function journalCsv(entries: readonly Entry[], nameOf: (zone: string) => string): string {
  const rows = entries.map((entry) =>
    COLUMNS.map((name) => cell(name === "zone" ? nameOf(entry.zone_id) : entry[name])),
  );
  return [[...COLUMNS], ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

export interface Incident {
  readonly id: number;
  readonly zone: string;
  /** The first and the last that is known of it; ISO. */
  readonly from: string;
  readonly to: string;
  /** Oldest first. */
  readonly entries: readonly Entry[];
}

/** Newest first. @param entries in any order */
export function incidentsOf(entries: readonly Entry[]): Incident[] {
  const byId = new Map<number, Entry[]>();
  for (const entry of entries) {
    if (entry.incident_id === undefined) continue;
    byId.set(entry.incident_id, [...(byId.get(entry.incident_id) ?? []), entry]);
  }
  return [...byId]
    .map(([id, found]) => {
      const sorted = found.sort((a, b) => a.id - b.id);
      return { id, zone: sorted[0]!.zone_id, from: sorted[0]!.when, to: sorted.at(-1)!.when, entries: sorted };
    })
    .sort((a, b) => b.id - a.id);
}

// ---------------------------------------------------------------- schedules, times

/** What the field of a form says, as the server has it: local time of the browser. `0`: no bound. */
export const boundOf = (local: string): number => {
  const at = local === "" ? Number.NaN : new Date(local).getTime();
  return Number.isNaN(at) ? 0 : at;
};

/** The other way round, for `datetime-local`. */
export function localOf(ms: number | undefined): string {
  if (!ms) return "";
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The beginning of a day in the browser's time. @param day `2026-11-30` @param later days after it */
export function dayStart(day: string, later = 0): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
