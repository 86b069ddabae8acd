/** Reading whole kinds of records, which a store hands out in pages. */
import type { ListOptions, RecordKind, SiteStore, StoredRecord } from "../ports/index.ts";

/** All records of a kind, page by page. @param options.signal ends the reading before the next page: its reason is thrown */
export async function* allRecords<T>(
  store: SiteStore,
  kind: RecordKind,
  { signal, ...options }: Omit<ListOptions, "limit"> & { signal?: AbortSignal } = {},
): AsyncGenerator<StoredRecord<T>> {
  let after = options.after;
  do {
    signal?.throwIfAborted();
    const page = await store.list<T>(kind, { ...options, after });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}

export async function collectRecords<T>(
  store: SiteStore,
  kind: RecordKind,
  options: Omit<ListOptions, "limit"> = {},
): Promise<StoredRecord<T>[]> {
  const records: StoredRecord<T>[] = [];
  for await (const record of allRecords<T>(store, kind, options)) records.push(record);
  return records;
}
