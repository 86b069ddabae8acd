/**
 * What every implementation of the port `Store` agrees on: which keys and values exist, how keys are ordered, how far
 * a prefix reaches. Shared here because adapters never import each other.
 */
import type { ListOptions } from "../ports/index.ts";

/** UTF-8 bytes of a key. DynamoDB allows 1024 for a sort key; the rest is left for its own prefix (kind, separator). */
export const RECORD_KEY_LIMIT = 900;
/**
 * UTF-8 bytes of a value's JSON. The largest record is the paramset descriptions of one device (a few hundred KB as
 * JSON, about a twentieth of it compressed, which is how it fits into DynamoDB's 400 KB).
 */
export const RECORD_VALUE_LIMIT = 1024 * 1024;
/** Records of one page (port `Store`). */
export const RECORD_PAGE_LIMIT = 1000;

/** A key that no store can hold is simply absent when read: lone surrogates have no UTF-8, and empty sorts nowhere. */
export const isRecordKey = (key: string): boolean =>
  key.length > 0 && key.length <= RECORD_KEY_LIMIT && key.isWellFormed() && Buffer.byteLength(key) <= RECORD_KEY_LIMIT;

/** @throws RangeError where the key cannot be stored (empty, too long, lone surrogate). */
export function checkRecordKey(key: string): void {
  if (!isRecordKey(key))
    throw new RangeError(`a record's key needs 1 to ${RECORD_KEY_LIMIT} bytes of well-formed UTF-8`);
}

/** @throws TypeError where the value has no JSON, RangeError past {@link RECORD_VALUE_LIMIT}. */
export function encodeRecordValue(value: unknown): string {
  const json = JSON.stringify(value) as string | undefined;
  if (json === undefined) throw new TypeError("a record's value must be JSON");
  if (json.length > RECORD_VALUE_LIMIT || Buffer.byteLength(json) > RECORD_VALUE_LIMIT)
    throw new RangeError(`a record's value may have at most ${RECORD_VALUE_LIMIT} bytes of JSON`);
  return json;
}

/** @throws TypeError where the expiry is no point in time: it would mean "never" in one store and "always" in another. */
export function checkExpiry(expiresAt: number | undefined): void {
  if (expiresAt !== undefined && !Number.isFinite(expiresAt))
    throw new TypeError("a record's expiry must be milliseconds since the epoch");
}

/**
 * The first key after all keys with this prefix: the prefix with its last code point raised by one. `undefined` where
 * nothing can follow. A prefix that is not well-formed has no keys at all and is not asked for.
 */
export function prefixEnd(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) as number;
    if (point < 0x10ffff) return points.join("") + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return undefined;
}

/** Whole records per page, between 1 and {@link RECORD_PAGE_LIMIT}; anything that is no number means the default. */
export const pageLimit = (limit: ListOptions["limit"]): number =>
  limit === undefined || Number.isNaN(limit)
    ? RECORD_PAGE_LIMIT
    : Math.trunc(Math.min(Math.max(limit, 1), RECORD_PAGE_LIMIT));

/**
 * Order of UTF-8 bytes without encoding: it equals the order of code points. JavaScript's `<` compares UTF-16 units
 * and puts U+1F600 before U+FF21.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}
/** Surrogates (U+10000 and above) after everything else. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
