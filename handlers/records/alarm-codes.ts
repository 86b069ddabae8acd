/** Codes of the alarm panel. A PIN is stored as its slow hash, and leaves this process in no other shape either. */
import * as z from "zod";
import type { SiteStore } from "../ports/index.ts";
import { allRecords } from "./all-records.ts";

const CodeRecord = z.object({
  name: z.string(),
  kind: z.enum(["pin", "keypad_slot", "remote_key"]),
  /** PHC string of argon2id; of PINs only. */
  hash: z.string().optional(),
  duress: z.boolean().default(false),
  perms: z.object({ arm: z.boolean(), disarm: z.boolean(), silence: z.boolean() }),
  /** Ids; empty: all zones. */
  zones: z.array(z.string()).default([]),
  binding: z.unknown().optional(),
  /** Milliseconds since the epoch, both inclusive; 0: open. */
  valid_from_ms: z.number().default(0),
  valid_until_ms: z.number().default(0),
  enabled: z.boolean(),
  created_ms: z.number(),
  updated_ms: z.number(),
});
/** Record of kind `alarm-code`, key: its id. */
export type CodeRecord = z.output<typeof CodeRecord>;
export type NamedCode = CodeRecord & { id: string };

/** `undefined`: it cannot be read, and counts for nothing. */
export const readCodeRecord = (value: unknown): CodeRecord | undefined => CodeRecord.safeParse(value).data;

/** By name. @returns with the ids of those that cannot be read */
export async function readCodes(store: SiteStore): Promise<{ codes: NamedCode[]; unreadable: string[] }> {
  const codes: NamedCode[] = [];
  const unreadable: string[] = [];
  for await (const { key, value } of allRecords(store, "alarm-code")) {
    const code = readCodeRecord(value);
    if (code) codes.push({ id: key, ...code });
    else unreadable.push(key);
  }
  codes.sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  return { codes, unreadable };
}

/** Whether a code counts in a zone at a time. */
export const isApplicable = (code: CodeRecord, zone: string, now: number): boolean =>
  code.enabled &&
  (code.zones.length === 0 || code.zones.includes(zone)) &&
  (code.valid_from_ms === 0 || now >= code.valid_from_ms) &&
  (code.valid_until_ms === 0 || now <= code.valid_until_ms);
