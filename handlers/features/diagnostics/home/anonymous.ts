/**
 * Addresses, serial numbers and IP addresses in texts, replaced by marks that are the same for the same one until the
 * program ends, and say nothing about it: the key of the hash is made anew with each start. Pure, but for that key.
 */
import { createHmac } from "node:crypto";
import type { Site, StateKey } from "../../../kernel/site.ts";

/** Device and channel addresses, serial numbers (subsystems 6.7): capitals and digits, at least a letter and two digits. */
const ADDRESS = /(?<![A-Za-z0-9])(?=[A-Z0-9]*[A-Z])(?=(?:[A-Z]*\d){2})\*?[A-Z0-9]{8,28}(?![A-Za-z0-9])/g;
const IPV4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;
const MAC = /\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b/g;
/** What may be an IPv6 address. Times (12:30:05) look alike, but have neither a gap nor eight groups. */
const IPV6 = /(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:.])/g;
const isIpv6 = (text: string): boolean => text.length > 3 && (text.includes("::") || text.split(":").length === 8);

/** Hexadecimal digits of a mark (subsystems 6.7). */
const MARK_DIGITS = 12;

const key: StateKey<{ value?: string }> = { name: "diagnostics-anonymity", create: () => ({}) };

export type Anonymise = (text: string) => string;

export function anonymiser(site: Pick<Site, "state" | "secrets">): Anonymise {
  const kept = site.state(key);
  kept.value ??= site.secrets.token(32);
  const secret = kept.value;
  const mark = (found: string): string =>
    `anon:${createHmac("sha256", secret).update(found).digest("hex").slice(0, MARK_DIGITS)}`;
  const ipv6 = (found: string): string => (isIpv6(found) ? mark(found) : found);
  return (text) => text.replace(MAC, mark).replace(IPV6, ipv6).replace(IPV4, mark).replace(ADDRESS, mark);
}

/** Every text in a value, but for members that say which part is meant. */
export function anonymous(value: unknown, anonymise: Anonymise, plain: ReadonlySet<string>): unknown {
  if (typeof value === "string") return anonymise(value);
  if (Array.isArray(value)) return value.map((one) => anonymous(one, anonymise, plain));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, its]) => [
      name,
      plain.has(name) && typeof its === "string" ? its : anonymous(its, anonymise, plain),
    ]),
  );
}
