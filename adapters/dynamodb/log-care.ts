/**
 * What keeps the log right over weeks, done by an append a few times a day: events that clients may still ask for are
 * kept longer where a quiet home has few of them, and where the log begins is noted for its readers.
 */
import { EVENT_LOG_KEEP } from "../../handlers/records/event-log.ts";
import { type Item, needNumber } from "./item.ts";
import { type SiteKeys, seqSortKey } from "./keys.ts";
import { firstOf, isKept, LOG_LIFE_S, type LogEnd } from "./log-chunk.ts";
import type { DynamoTable } from "./table.ts";

/** Milliseconds. A home has a month of life in its log, so this could be days; it keeps `oldest` near the truth. */
export const CARE_EVERY_MS = 6 * 3_600_000;
/** Items that one append renews: about a second of work. The rest follows at the next occasion, with weeks to spare. */
const RENEWED_AT_ONCE = 250;
/** Seconds within which a life counts as just renewed. */
const JUST_RENEWED_S = 86_400;

/** @returns the same end with `oldest`, `caredAt` and `ttl` as they are now. */
export async function careFor(table: DynamoTable, keys: SiteKeys, end: LogEnd, now: number): Promise<LogEnd> {
  // The port promises that so many events are kept; the item that holds the first of them begins at it or before.
  const needed = Math.max(1, end.newest - EVENT_LOG_KEEP + 1);
  const [holder] = await page(table, keys, { text: "#sk <= :seq", values: { seq: seqSortKey(needed) } }, true, 1);
  const from = holder && isKept(holder, now) ? firstOf(holder) : end.oldest;
  const kept = await firstKept(table, keys, end.oldest, now);
  if (kept === undefined) return { ...end, caredAt: now };
  const oldest = firstOf(kept);
  const first = holder && isKept(holder, now) ? holder : kept;
  const renewed = Math.ceil(now / 1000) + LOG_LIFE_S;
  const isDue = needNumber(first, "ttl") < renewed - LOG_LIFE_S / 2;
  if (!isDue) return { ...end, oldest, caredAt: now };
  await renew(table, keys, Math.max(from, oldest), renewed);
  return { ...end, oldest, caredAt: now, ttl: Math.max(end.ttl, renewed) };
}

/** From the newest back, one after the other: at no moment does an item live longer than a later one. */
async function renew(table: DynamoTable, keys: SiteKeys, from: number, ttl: number): Promise<void> {
  const items: Item[] = [];
  for (let start = from; ; ) {
    const found = await page(table, keys, { text: "#sk >= :seq", values: { seq: seqSortKey(start) } }, false);
    items.push(...found);
    const last = found.at(-1);
    if (last === undefined) break;
    start = firstOf(last) + 1;
  }
  let life = ttl;
  let renewed = 0;
  for (const item of items.reverse()) {
    const own = needNumber(item, "ttl");
    if (own >= ttl - JUST_RENEWED_S) life = Math.min(life, own);
    else if (renewed++ === RENEWED_AT_ONCE) break;
    else await table.update(keys.chunk(firstOf(item)), setTtl(life), STILL_SHORTER);
  }
}
const setTtl = (ttl: number) => ({ text: "SET #ttl = :ttl", values: { ttl } });
const STILL_SHORTER = { text: "attribute_exists(#pk) AND #ttl < :ttl" };

async function firstKept(table: DynamoTable, keys: SiteKeys, oldest: number, now: number): Promise<Item | undefined> {
  for (let from = oldest, limit = 1; ; limit = 1000) {
    const found = await page(table, keys, { text: "#sk >= :seq", values: { seq: seqSortKey(from) } }, false, limit);
    const kept = found.find((item) => isKept(item, now));
    const last = found.at(-1);
    if (kept || last === undefined) return kept;
    from = firstOf(last) + 1;
  }
}

const page = async (
  table: DynamoTable,
  keys: SiteKeys,
  range: { text: string; values: { seq: string } },
  reverse: boolean,
  limit?: number,
): Promise<Item[]> => {
  const attributes = ["sk", "ttl", "n"];
  return (await table.query({ pk: keys.log, range, reverse, attributes, ...(limit ? { limit } : {}) })).items;
};
