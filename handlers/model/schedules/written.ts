/** What a schedule turns into: values of a MASTER paramset, checked against the channel's own description. */
import type { FieldError } from "../../kernel/problem.ts";
import type { TypedValue } from "../../ports/index.ts";
import type { DataPoint } from "../types.ts";
import { fromWire, isRejected, toWire } from "../values.ts";

/** One parameter to be written, and the member of the schedule that it came from (for errors). */
export interface FieldValue {
  readonly parameter: string;
  readonly value: number;
  readonly field: string;
}
/** The outcome of an encoder. With errors, `values` is incomplete and must not be written. */
export interface Encoded {
  readonly values: readonly FieldValue[];
  readonly errors: readonly FieldError[];
}
export type Points = ReadonlyMap<string, DataPoint>;
export type RawParamset = Readonly<Record<string, unknown>>;

/** Typed values for one putParamset; errors name the schedule's member, not the parameter. */
export function typedValues(
  points: Points,
  values: readonly FieldValue[],
): { typed: Record<string, TypedValue>; errors: FieldError[] } {
  const typed: Record<string, TypedValue> = {};
  const errors: FieldError[] = [];
  for (const { parameter, value, field } of values) {
    const point = points.get(parameter);
    if (!point) {
      errors.push({ field, reason: `this device has no ${parameter}` });
      continue;
    }
    const result = toWire(point, value);
    if (isRejected(result)) errors.push({ ...result.error, field });
    else typed[parameter] = result;
  }
  return { typed, errors };
}

/** A number of the paramset; of an ENUM its index. `undefined` where the CCU says nothing usable. */
export function numberOf(points: Points, raw: RawParamset, parameter: string): number | undefined {
  const point = points.get(parameter);
  if (!point || !Object.hasOwn(raw, parameter)) return undefined;
  const value = fromWire(point, raw[parameter]);
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string" || value === "") return undefined;
  const index = point.description.VALUE_LIST?.indexOf(value) ?? -1;
  const number = index >= 0 ? index : Number(value);
  return Number.isFinite(number) ? number : undefined;
}
