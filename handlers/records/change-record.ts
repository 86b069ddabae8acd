/**
 * Compare and set: a record is read, changed and written only if nobody wrote in between; else it is read again.
 *
 *   read (value, version) ── change ── write if the version still holds ──┬── done
 *    ▲                                                                    │
 *    └──────────────────── somebody else was faster ──────────────────────┘
 */
import type { RecordKind, SiteStore, StoredRecord } from "../ports/index.ts";

/**
 * How often a change is tried. A try fails only because another writer succeeded, so of N writers at once the last one
 * needs N tries; nothing here has more than a handful (people who edit the same thing, functions that take in messages of
 * the same home). At some 10 ms for a read and a write, all tries together stay far below the time a handler has.
 */
export const CHANGE_TRIES = 20;

/** What a change answers where the record shall stay as it is. */
export const LEAVE: unique symbol = Symbol("leave");

/**
 * Says what becomes of a value: the new one, `undefined` = it is deleted, {@link LEAVE} = nothing is written. Called once
 * per try, so whatever else it does must bear repetition. What it throws ends the change.
 * @param current `undefined` where there is no (unexpired) value
 */
export type Change<T> = (
  current: T | undefined,
) => T | undefined | typeof LEAVE | Promise<T | undefined | typeof LEAVE>;

/** The value before and after the change, `undefined` = none; where nothing was written, both are the same. */
export interface Changed<T> {
  before: T | undefined;
  after: T | undefined;
}

/** Something that is kept with a version. */
export interface Versioned<T> {
  read(): Promise<{ value: T; version: number } | undefined>;
  /** @param version of what is replaced, 0 = nothing. `false` where that has changed: nothing was written */
  write(value: T | undefined, version: number): Promise<boolean>;
}

/** @throws what `contended` makes, where others were faster {@link CHANGE_TRIES} times */
export async function changeVersioned<T>(
  place: Versioned<T>,
  change: Change<T>,
  contended: () => Error,
): Promise<Changed<T>> {
  for (let tried = 0; tried < CHANGE_TRIES; tried += 1) {
    const found = await place.read();
    const before = found?.value;
    const after = await change(before);
    if (after === LEAVE || (found === undefined && after === undefined)) return { before, after: before };
    if (await place.write(after, found?.version ?? 0)) return { before, after };
  }
  throw contended();
}

/**
 * Changes one record of a store.
 * @param expiry when the written record expires, in milliseconds since the epoch; by default as the one that it replaces
 * @throws what `contended` makes, where others were faster {@link CHANGE_TRIES} times
 */
export function changeRecord<T>(
  store: SiteStore,
  kind: RecordKind,
  key: string,
  change: Change<T>,
  contended: () => Error,
  expiry: number | "never" | "kept" = "kept",
): Promise<Changed<T>> {
  let found: StoredRecord<T> | undefined;
  const place: Versioned<T> = {
    async read() {
      found = await store.get<T>(kind, key);
      return found;
    },
    async write(value, ifVersion) {
      if (value === undefined) return store.delete(kind, key, { ifVersion });
      const expiresAt = expiry === "kept" ? found?.expiresAt : expiry === "never" ? undefined : expiry;
      return (await store.put(kind, key, value, { ifVersion, expiresAt })) !== undefined;
    },
  };
  return changeVersioned(place, change, contended);
}
