/** One batch of events as one item of the table, and what its successor needs to know of it. */
import type { EventDraft, LoggedEvent } from "../../handlers/ports/index.ts";
import type { BatchPosition, RelayBatch } from "../../handlers/relay/cloud/relay-head.ts";
import type { BodyValues } from "./body.ts";
import { type Item, itemOf, needNumber, numberOf, textOf } from "./item.ts";
import { type SiteKeys, seqOfSortKey } from "./keys.ts";

/** Seconds that events are served after they were written: a home that was away for a month starts anew. */
export const LOG_LIFE_S = 30 * 86_400;
/**
 * Seconds before its removal from which on an item counts as gone. DynamoDB removes in no order: when the first one goes,
 * every function must agree, whatever its clock says, that those before it are gone too.
 */
const LOG_MARGIN_S = 3600;

/** The end of the log, as its last item tells it. */
export interface LogEnd {
  newest: number;
  /** Seconds; no event before it lives longer. */
  ttl: number;
  /** Numbers up to here are promised (see event-log.ts). */
  ceiling: number;
  /** No kept event has a lower number. The lowest kept one may be higher. */
  oldest: number;
  /** Milliseconds: when the log was last looked through for what is too old or must be kept longer. */
  caredAt: number;
  /** The last batch of the relay. */
  last: BatchPosition | undefined;
  /** Stored values hold everything before this number; later than it they may. */
  notCaughtUpFrom: number;
}

export const chunkItem = (
  keys: SiteKeys,
  chunk: { first: number; count: number; mark: string; batch?: RelayBatch; gap: boolean; body: BodyValues },
  end: LogEnd,
): Item =>
  itemOf({
    ...keys.chunk(chunk.first),
    ...chunk.body,
    n: chunk.count,
    mark: chunk.mark,
    ttl: end.ttl,
    ceil: end.ceiling,
    old: end.oldest,
    cared: end.caredAt,
    log: end.last?.log,
    pos: end.last?.position,
    notCaughtUpFrom: end.notCaughtUpFrom,
    from: chunk.batch?.from,
    gap: chunk.gap || undefined,
  });

export const firstOf = (item: Item): number => seqOfSortKey(textOf(item, "sk") ?? "");
export const lastOf = (item: Item): number => firstOf(item) + needNumber(item, "n") - 1;

/** @param now milliseconds. */
export const isKept = (item: Item, now: number): boolean => (needNumber(item, "ttl") - LOG_MARGIN_S) * 1000 > now;

/** The batch of the relay that the item holds; events of the cloud itself have none. */
export function batchOf(item: Item): RelayBatch | undefined {
  const [log, from, to] = [textOf(item, "log"), numberOf(item, "from"), numberOf(item, "pos")];
  return log === undefined || from === undefined || to === undefined ? undefined : { log, from, to };
}

export function endOf(item: Item): LogEnd {
  const [log, position] = [textOf(item, "log"), numberOf(item, "pos")];
  return {
    newest: lastOf(item),
    ttl: needNumber(item, "ttl"),
    ceiling: needNumber(item, "ceil"),
    oldest: needNumber(item, "old"),
    caredAt: needNumber(item, "cared"),
    notCaughtUpFrom: numberOf(item, "notCaughtUpFrom") ?? firstOf(item),
    last: log === undefined || position === undefined ? undefined : { log, position },
  };
}

type Row = [topic: string, tail: string, classifiedTail?: string];

export const encodeEvents = (drafts: readonly EventDraft[]): string =>
  JSON.stringify(
    drafts.map(
      ({ topic, tail, classifiedTail }): Row =>
        classifiedTail === undefined ? [topic, tail] : [topic, tail, classifiedTail],
    ),
  );

export const decodeEvents = (item: Item, json: string): LoggedEvent[] => {
  const drafts = (JSON.parse(json) as Row[]).map(([topic, tail, classifiedTail]) =>
    classifiedTail === undefined ? { topic, tail } : { topic, tail, classifiedTail },
  );
  return numbered(firstOf(item), drafts, item.gap !== undefined);
};

/** @param isGap events before the first one are lost for good */
export const numbered = (first: number, drafts: readonly EventDraft[], isGap = false): LoggedEvent[] =>
  drafts.map((draft, index) => ({ seq: first + index, ...draft, ...(isGap && index === 0 ? { afterGap: true } : {}) }));
