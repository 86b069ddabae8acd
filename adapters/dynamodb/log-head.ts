/**
 * The head item of a log: numbers that were promised, so that they go on when all items are gone. Written when the log
 * begins, when it begins anew after a month of silence, and once in a hundred thousand events.
 */
import { type Item, itemOf, needNumber } from "./item.ts";
import type { SiteKeys } from "./keys.ts";
import { LOG_LIFE_S, type LogEnd } from "./log-chunk.ts";
import type { DynamoTable } from "./table.ts";

/** Numbers promised ahead. */
const SEQ_RESERVE = 100_000;

/** Raises the promised numbers above `newest`, never lowers them. @returns up to where they reach. */
export async function promiseNumbers(table: DynamoTable, keys: SiteKeys, newest: number): Promise<number> {
  const ceiling = newest + SEQ_RESERVE;
  const raised = await table.update(
    keys.head,
    { text: "SET #ceil = :ceil", values: { ceil: ceiling } },
    { text: "attribute_exists(#pk) AND #ceil < :ceil" },
  );
  if (raised.done) return ceiling;
  const head = raised.item ?? (await table.get(keys.head));
  if (head === undefined) throw new Error("event log: its head item is gone");
  return needNumber(head, "ceil");
}

/**
 * The end of a log without items. All that find it empty at the same time must come to the same number: the head's
 * `floor`, which changes only where everything behind it has grown too old. `undefined` = look again.
 */
export async function beginLog(table: DynamoTable, keys: SiteKeys, now: number): Promise<LogEnd | undefined> {
  const head = await table.get(keys.head);
  if (head === undefined) {
    const first = itemOf({ ...keys.head, floor: 0, ceil: SEQ_RESERVE, at: now });
    const created = await table.put(first, { text: "attribute_not_exists(#pk)" });
    return created.done ? emptyEnd(0, SEQ_RESERVE, now) : undefined;
  }
  const newest = newestOfEmpty(head, now);
  const ceiling = needNumber(head, "ceil");
  if (newest === needNumber(head, "floor")) return emptyEnd(newest, ceiling, now);
  const values = { floor: ceiling, ceil: ceiling + SEQ_RESERVE, at: now };
  const change = { text: "SET #floor = :floor, #ceil = :ceil, #at = :at", values };
  await table.update(keys.head, change, { text: "#ceil = :floor" });
  return undefined;
}

/** An empty log is young, or all that was in it is too old and its numbers are known only as promised. */
export function newestOfEmpty(head: Item | undefined, now: number): number {
  if (head === undefined) return 0;
  const isYoung = now - needNumber(head, "at") < (LOG_LIFE_S / 2) * 1000;
  return needNumber(head, isYoung ? "floor" : "ceil");
}

const emptyEnd = (newest: number, ceiling: number, now: number): LogEnd => ({
  newest,
  ttl: 0,
  ceiling,
  oldest: newest + 1,
  caredAt: now,
  last: undefined,
  notCaughtUpFrom: newest + 1,
});
