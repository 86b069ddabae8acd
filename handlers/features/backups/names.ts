/** How backups and their files are called. An id is a part of addresses and of file names. */
import { createHash } from "node:crypto";
import * as z from "zod";

/** `<CCU>-<time>`, the time in UTC: `home-20261130T042500Z`. */
export const BACKUP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}-\d{8}T\d{6}Z(-\d{1,3})?$/;
/** Of a CCU's own archive. */
export const ARCHIVE = ".sbk";
/** Of a copy of what this program keeps: an SQLite database. */
export const STATE = ".db";
/** Of a sealed copy, elsewhere. */
export const SEALED = ".sealed";
/** What is known of an archive, in the file beside it. */
export const MANIFEST = ".json";

/** The name of a CCU as a part of file names: told apart by a digest where letters had to go. */
function nameOf(central: string): string {
  const plain = central.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 60);
  if (plain === central && /^[A-Za-z0-9]/.test(plain)) return plain;
  return `${plain.replace(/^[^A-Za-z0-9]+/, "") || "ccu"}-${createHash("sha256").update(central).digest("hex").slice(0, 8)}`;
}

export const timeOf = (ms: number): string =>
  new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:]/g, "");

/** Stands in the place of a CCU's name where it is about this program; no CCU's name becomes that. */
export const OWN_STATE = "own.state";

/** What belongs together, and when it was made, which sorts by time: the two parts of an id. */
export function partsOf(id: string): { base: string; time: string } {
  const [, base = "", time = ""] = /^(.*)-(\d{8}T\d{6}Z(?:-\d{1,3})?)$/.exec(id) ?? [];
  return { base, time };
}

/** @param taken ids that there are already */
export function newId(central: string, at: number, taken: ReadonlySet<string>): string {
  const id = `${central === OWN_STATE ? OWN_STATE : nameOf(central)}-${timeOf(at)}`;
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? id : `${id}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** What is known of a backup: lies beside it, and in front of it where it is sealed. */
export const Manifest = z.object({
  format: z.literal(1),
  id: z.string().regex(BACKUP_ID),
  kind: z.enum(["ccu", "state"]),
  central: z.string().max(64),
  created_at: z.iso.datetime(),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** How many of each thing are in it, to be compared when it is opened: files of a CCU, records of our own. */
  counts: z.record(z.string(), z.int().min(0)),
  /** Of the CCU, or of this program. */
  version: z.string().max(100),
});
export type Manifest = z.infer<typeof Manifest>;
