/**
 * JSON text as attributes of an item: plain where it is short, Brotli where it is longer, in items of its own where it
 * does not fit into one (400 KB). Parts are written before the item that names them and never changed, so a reader sees
 * either the old body or the new one; a crash between the two leaves parts that nobody names.
 */
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import {
  brotliCompress,
  brotliCompressSync,
  brotliDecompress,
  brotliDecompressSync,
  constants,
  gunzip,
} from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { bytesOf, type Item, itemOf, numberOf, textOf, type Values } from "./item.ts";
import type { SiteKeys } from "./keys.ts";
import type { DynamoTable } from "./table.ts";

/** Characters up to which compression saves no capacity unit worth the time. */
const PLAIN_LIMIT = 512;
/** Characters from which on compression leaves the thread. */
const LARGE = 256 * 1024;
/** Bytes in one item: 400 KB is the limit of DynamoDB; keys (2 KB) and the other attributes need room too. */
export const INLINE_LIMIT = 380 * 1024;

/** The attributes that may hold a body; exactly one set of them is present: `s`, `z`, or `part` with `parts`. */
export const BODY_ATTRIBUTES = ["s", "z", "part", "parts"] as const;
export type BodyValues = Partial<Record<(typeof BODY_ATTRIBUTES)[number], Values[string]>>;

/** 30 % smaller than gzip on events, in 10 ms for 300 KB; the next better one takes three times as long for 1 %. */
const QUALITY = 6;
/** Never 24: a stream of any other window does not begin as gzip does, in which an earlier release wrote. */
const WINDOW = 22;
const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY, [constants.BROTLI_PARAM_LGWIN]: WINDOW };
const zip = promisify(brotliCompress);
const unzip = promisify(brotliDecompress);
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws RangeError where it does not fit into one item: for what must be one. */
export async function inlineBody(json: string): Promise<BodyValues> {
  const body = await compressed(json);
  const size = body instanceof Uint8Array ? body.length : 0;
  if (size > INLINE_LIMIT)
    throw new RangeError(`${size} bytes after compression, at most ${INLINE_LIMIT} can be stored`);
  return body instanceof Uint8Array ? { z: body } : { s: body };
}

/** As one attribute among others of an item. */
export const attributeBody = (json: string): Promise<string | Uint8Array> => compressed(json);

/** Of {@link attributeBody}. @throws TypeError where it is none. */
export async function readAttribute({ S, B }: AttributeValue): Promise<string> {
  if (S !== undefined) return S;
  if (B === undefined) throw new TypeError("an attribute that is no body");
  return await expanded(B);
}

/** In as many items as it needs. */
export async function writeBody(table: DynamoTable, keys: SiteKeys, json: string): Promise<BodyValues> {
  const body = await compressed(json);
  if (!(body instanceof Uint8Array)) return { s: body };
  if (body.length <= INLINE_LIMIT) return { z: body };
  const part = randomUUID();
  const parts = Math.ceil(body.length / INLINE_LIMIT);
  for (let n = 0; n < parts; n++) {
    const z = body.subarray(n * INLINE_LIMIT, (n + 1) * INLINE_LIMIT);
    await table.put(itemOf({ ...keys.part(part, n), z }));
  }
  return { part, parts };
}

async function compressed(json: string): Promise<string | Uint8Array> {
  if (json.length <= PLAIN_LIMIT) return json;
  return json.length < LARGE ? brotliCompressSync(json, { params }) : await zip(json, { params });
}

/** Of a body that is in one item. @throws TypeError where there is none. */
export async function readInlineBody(item: Item): Promise<string> {
  const plain = textOf(item, "s");
  if (plain !== undefined) return plain;
  const bytes = bytesOf(item, "z");
  if (bytes === undefined) throw new TypeError(`item ${textOf(item, "pk")} ${textOf(item, "sk")} has no body`);
  return await expanded(bytes);
}

/** `undefined` where a part is gone: the item was replaced meanwhile, read it again. */
export async function readBody(table: DynamoTable, keys: SiteKeys, item: Item): Promise<string | undefined> {
  const plain = textOf(item, "s");
  if (plain !== undefined) return plain;
  const bytes = bytesOf(item, "z") ?? (await readParts(table, keys, item));
  if (bytes === undefined) return undefined;
  return await expanded(bytes);
}

const expanded = async (bytes: Uint8Array): Promise<string> =>
  (isGzip(bytes)
    ? await promisify(gunzip)(bytes)
    : bytes.length < LARGE / 8
      ? brotliDecompressSync(bytes)
      : await unzip(bytes)
  ).toString();

async function readParts(table: DynamoTable, keys: SiteKeys, item: Item): Promise<Uint8Array | undefined> {
  const bytes: Uint8Array[] = [];
  for (const key of partKeys(keys, item)) {
    const part = await table.get(key);
    const z = part && bytesOf(part, "z");
    if (z === undefined) return undefined;
    bytes.push(z);
  }
  return bytes.length === 0 ? undefined : Buffer.concat(bytes);
}

/** Removes the parts of a body that no item names any more. */
export async function dropParts(table: DynamoTable, keys: SiteKeys, item: Item | undefined): Promise<void> {
  if (item) for (const key of partKeys(keys, item)) await table.delete(key);
}

function partKeys(keys: SiteKeys, item: Item) {
  const id = textOf(item, "part");
  if (id === undefined) return [];
  return Array.from({ length: numberOf(item, "parts") ?? 0 }, (_, n) => keys.part(id, n));
}
