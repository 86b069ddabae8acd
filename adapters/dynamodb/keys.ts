/**
 * Every key of the table. One table, partition key `pk` and sort key `sk`, both text; every `pk` begins with
 * `<site>#`, so that a policy on leading keys fences one site off. Attribute `ttl` (seconds) is housekeeping.
 */
import type { RecordKind, SiteId } from "../../handlers/ports/index.ts";

/** Names of sites have 40 characters; the store takes whatever has no separator in it. */
const SITE_NAME_LIMIT = 100;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Sort keys of the documents of a home, all in one partition: one query reads the home, another one everything but devices
 * and their values.
 */
export const CENTRAL_DOCUMENTS = "central#";
/** All centrals and their interfaces. */
export const CENTRALS_KEY = `${CENTRAL_DOCUMENTS}all`;
/** What was last heard of the relay. */
export const PRESENCE_KEY = `${CENTRAL_DOCUMENTS}presence`;
/** What the program at home says of itself. */
export const PROGRAM_KEY = `${CENTRAL_DOCUMENTS}program`;
export const HUB_DOCUMENTS = `${CENTRAL_DOCUMENTS}hub#`;
export const DEVICE_DOCUMENTS = "device#";
export const VALUES_DOCUMENTS = "values#";

/** Digits of a sequence number in a sort key: uint64. */
const SEQ_DIGITS = 20;
const seqKey = (seq: number): string => String(seq).padStart(SEQ_DIGITS, "0");

/** The keys of one site. @throws RangeError where the name could be mistaken for a part of another key. */
export function keysOf(site: SiteId) {
  if (site.length === 0 || site.length > SITE_NAME_LIMIT || site.includes("#") || !site.isWellFormed())
    throw new RangeError("a site's name needs 1 to 100 characters without #");
  const inHome = (sk: string): Key => ({ pk: `${site}#home`, sk });
  return {
    records: (kind: RecordKind): string => `${site}#r#${kind}`,
    record: (kind: RecordKind, key: string): Key => ({ pk: `${site}#r#${kind}`, sk: key }),
    /** What does not fit into one item. */
    part: (id: string, n: number): Key => ({ pk: `${site}#part`, sk: `${id}#${n}` }),
    /** One item per batch of events, under the number of its first one. */
    log: `${site}#log`,
    chunk: (first: number): Key => ({ pk: `${site}#log`, sk: seqKey(first) }),
    /** Numbers promised ahead (see event-log.ts). */
    head: { pk: `${site}#head`, sk: "log" } satisfies Key,
    home: `${site}#home`,
    centrals: inHome(CENTRALS_KEY),
    presence: inHome(PRESENCE_KEY),
    program: inHome(PROGRAM_KEY),
    hub: (central: string) => inHome(`${HUB_DOCUMENTS}${central}`),
    device: (address: string) => inHome(`${DEVICE_DOCUMENTS}${address}`),
    valuesOf: (device: string) => inHome(`${VALUES_DOCUMENTS}${device}`),
    connections: `${site}#conn`,
    connection: (id: string): Key => ({ pk: `${site}#conn`, sk: id }),
  } as const;
}
export type SiteKeys = ReturnType<typeof keysOf>;

/** Sort key of the number; anything beyond all numbers sorts last. */
export const seqSortKey = (seq: number): string => seqKey(Math.min(seq, Number.MAX_SAFE_INTEGER));
export const seqOfSortKey = (sk: string): number => Number(sk);
