/** What every implementation of the port `ConnectionRecords` agrees on. */
import type { ConnectionChange, ConnectionCondition, ConnectionRecord } from "../ports/index.ts";

/**
 * Bytes of the JSON of one connection's topics. The protocol would allow 2 MB (1024 entries of 2048 characters), an item
 * of DynamoDB 400 KB; and every move of the cursor pays for the whole item. 1024 topics of ordinary length have 50 KB.
 */
export const CONNECTION_TOPICS_LIMIT = 128 * 1024;

/** @throws RangeError past {@link CONNECTION_TOPICS_LIMIT}. */
export function checkTopics(topics: readonly string[] | undefined): void {
  if (topics !== undefined && Buffer.byteLength(JSON.stringify(topics)) > CONNECTION_TOPICS_LIMIT)
    throw new RangeError(`a connection's topics may have at most ${CONNECTION_TOPICS_LIMIT} bytes of JSON`);
}

export type NewConnection = Omit<ConnectionRecord, "lease" | "wanted" | "revision">;

export const openedRecord = (record: NewConnection): ConnectionRecord => ({ ...record, wanted: false, revision: 1 });

/** Whether the client asked for something else or is somebody else: what `revision` counts. */
export const changesRevision = (change: ConnectionChange): boolean =>
  change.identity !== undefined || change.topics !== undefined || change.classify !== undefined;

export function changedRecord(record: ConnectionRecord, change: ConnectionChange): ConnectionRecord {
  const { lease: held, ...kept } = record;
  const { lease: taken, ...given } = change;
  const lease = taken === undefined ? held : taken;
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...kept,
    ...defined,
    ...(lease ? { lease } : {}),
    revision: record.revision + (changesRevision(change) ? 1 : 0),
  };
}

export const conditionHolds = (record: ConnectionRecord, condition: ConnectionCondition = {}): boolean =>
  (condition.leaseHolder === undefined || condition.leaseHolder === (record.lease?.holder ?? null)) &&
  (condition.wanted === undefined || condition.wanted === record.wanted) &&
  (condition.cursor === undefined || condition.cursor === record.cursor) &&
  (condition.revision === undefined || condition.revision === record.revision);
