/**
 * Zones of the alarm panel. A zone is one record with its sensors and outputs: a list is replaced as a whole, and what
 * belongs to a zone goes with it.
 */
import * as z from "zod";
import type { SiteStore } from "../ports/index.ts";
import { allRecords } from "./all-records.ts";

const document = z.record(z.string(), z.unknown());

const StoredSensor = z.object({
  id: z.string().min(1),
  central: z.string(),
  interface_id: z.string(),
  channel_address: z.string(),
  parameter: z.string(),
  type: z.string(),
  name: z.string().optional(),
  config: document.optional(),
});
export type StoredSensor = z.output<typeof StoredSensor>;

const StoredOutput = z.object({
  id: z.string().min(1),
  class: z.string(),
  central: z.string(),
  channel_address: z.string(),
  name: z.string().optional(),
  config: document.optional(),
});
export type StoredOutput = z.output<typeof StoredOutput>;

const StoredZone = z.object({
  name: z.string(),
  position: z.number().default(0),
  config: document.optional(),
  sensors: z.array(z.unknown()).default([]),
  outputs: z.array(z.unknown()).default([]),
});

/** Record of kind `alarm-zone`, key: the id. Configurations are JSON as it was written. */
export interface ZoneRecord {
  name: string;
  position: number;
  config?: Record<string, unknown>;
  sensors: StoredSensor[];
  outputs: StoredOutput[];
}

/** Something of a zone that is stored and cannot be read. `row`: its id, or its place in the list. */
export interface UnreadableRow {
  zone: string;
  what: "zone" | "sensor" | "output";
  row: string;
  reason: string;
}

const reasonOf = ({ issues: [first] }: z.ZodError): string =>
  first === undefined ? "cannot be read" : `${first.path.join(".") || "the row"}: ${first.message}`;

/** A row's id, if only that can be read. */
const nameOf = (row: unknown, at: number): string => {
  const id: unknown = typeof row === "object" && row !== null ? (row as { id?: unknown }).id : undefined;
  return typeof id === "string" && id !== "" ? id : `#${at}`;
};

function readRows<T>(
  zone: string,
  what: "sensor" | "output",
  schema: z.ZodType<T>,
  rows: readonly unknown[],
  unreadable: UnreadableRow[],
): T[] {
  return rows.flatMap((row, at) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return [parsed.data];
    unreadable.push({ zone, what, row: nameOf(row, at), reason: reasonOf(parsed.error) });
    return [];
  });
}

/** One bad row costs one row. `undefined` where it is no zone at all. */
export function readZoneRecord(
  id: string,
  value: unknown,
): { zone: ZoneRecord | undefined; unreadable: UnreadableRow[] } {
  const parsed = StoredZone.safeParse(value);
  if (!parsed.success)
    return { zone: undefined, unreadable: [{ zone: id, what: "zone", row: id, reason: reasonOf(parsed.error) }] };
  const unreadable: UnreadableRow[] = [];
  const { name, position, config, ...lists } = parsed.data;
  const sensors = readRows(id, "sensor", StoredSensor, lists.sensors, unreadable);
  const outputs = readRows(id, "output", StoredOutput, lists.outputs, unreadable);
  return { zone: { name, position, ...(config && { config }), sensors, outputs }, unreadable };
}

export type NamedZone = ZoneRecord & { id: string };

/** All zones by position, then name, and what of them cannot be read. */
export async function readZones(store: SiteStore): Promise<{ zones: NamedZone[]; unreadable: UnreadableRow[] }> {
  const zones: NamedZone[] = [];
  const unreadable: UnreadableRow[] = [];
  for await (const { key, value } of allRecords(store, "alarm-zone")) {
    const read = readZoneRecord(key, value);
    if (read.zone) zones.push({ id: key, ...read.zone });
    unreadable.push(...read.unreadable);
  }
  zones.sort((a, b) => a.position - b.position || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  return { zones, unreadable };
}
