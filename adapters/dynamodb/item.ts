/** Attributes of an item: only text, numbers, bytes and booleans are stored, all else is JSON inside of one of them. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type Item = Record<string, AttributeValue>;
export type Values = Record<string, string | number | bigint | boolean | Uint8Array>;

const attribute = (value: Values[string]): AttributeValue => {
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  return value instanceof Uint8Array ? { B: value } : { N: String(value) };
};

/** Members that are `undefined` are left out. */
export const itemOf = (values: Record<string, Values[string] | undefined>): Item =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, attribute(value)]])),
  );

export const textOf = (item: Item, name: string): string | undefined => item[name]?.S;
export const bytesOf = (item: Item, name: string): Uint8Array | undefined => item[name]?.B;
export function numberOf(item: Item, name: string): number | undefined {
  const text = item[name]?.N;
  return text === undefined ? undefined : Number(text);
}
/** @throws TypeError where the item was not written by this program. */
export function needNumber(item: Item, name: string): number {
  const value = numberOf(item, name);
  if (value === undefined) throw new TypeError(`item ${textOf(item, "pk")} without ${name}`);
  return value;
}
