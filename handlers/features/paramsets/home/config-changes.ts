/** What sessions, imports and copies of a paramset have in common: which values, which of them differ, what they break. */
import { badRequest, InconsistentValues } from "../../../kernel/problem.ts";
import { numbersOf } from "../../../model/forms/form.ts";
import { formLabel } from "../../../model/forms/labels.ts";
import { blamed, brokenRules, type CrossRule, crossRules } from "../../../model/forms/rules.ts";
import type { DataPoint, DataPointParamset } from "../../../model/types.ts";
import { fromWire, isRejected, toWire } from "../../../model/values.ts";
import { dataPointsOf } from "../../shared/lookup.ts";
import { PARAMETERS_LIMIT } from "../schemas/paramsets.ts";
import type { Owner } from "./paramset-place.ts";

export type Values = Readonly<Record<string, unknown>>;

const INTERNAL = 2;

/** Why a parameter is no part of a configuration that is moved about; `undefined` where it is one. */
export function immovable(point: DataPoint | undefined): string | undefined {
  if (!point) return "is no parameter of this paramset";
  if ((Number(point.description.FLAGS) & INTERNAL) !== 0) return "is internal";
  if (point.paramset === "VALUES" && !point.visible) return "is hidden";
  if (!point.operations.write) return "is read-only";
  // a command is no state: replaying it would do something
  if (!point.operations.read || point.description.TYPE === "ACTION") return "cannot be read";
  return undefined;
}

/** Equal for the device: labels and indexes of a list are the same value, and so are 1 and 1.0. */
export function isSame(point: DataPoint, a: unknown, b: unknown): boolean {
  const [left, right] = [fromWire(point, a), fromWire(point, b)];
  if (typeof left === "number" && typeof right === "number") return Math.abs(left - right) < 1e-6;
  return left === right;
}

/** @throws Refusal 400 */
export function requireFewValues(values: Values): void {
  if (Object.keys(values).length > PARAMETERS_LIMIT) throw badRequest(`more than ${PARAMETERS_LIMIT} parameters`);
}

/**
 * The requested values that differ from the current ones. What the device holds is no change, and be it beyond the limits;
 * another value that its parameter does not take is one: the writing refuses it. An unknown current value differs.
 */
export function differing({ channel }: Owner, key: DataPointParamset, current: Values, requested: Values) {
  const points = dataPointsOf(channel, key);
  return Object.fromEntries(
    Object.entries(requested).filter(([parameter, value]) => {
      const point = points.get(parameter);
      if (!point || !Object.hasOwn(current, parameter)) return true;
      return fromWire(point, value) === null || !isSame(point, current[parameter], value);
    }),
  );
}

/**
 * The rules between parameters that `current` with `changes` on top would break. None while a change is not acceptable by
 * itself: the writing refuses that, with the limits of the parameter.
 */
export function broken({ channel }: Owner, key: DataPointParamset, current: Values, changes: Values): CrossRule[] {
  if (key === "VALUES") return [];
  const points = dataPointsOf(channel, key);
  const accepted = ([parameter, value]: [string, unknown]) => {
    const point = points.get(parameter);
    return point !== undefined && !isRejected(toWire(point, value));
  };
  if (!Object.entries(changes).every(accepted)) return [];
  const descriptions = new Map([...points].map(([parameter, { description }]) => [parameter, description]));
  const label = (parameter: string) => formLabel(parameter, channel.type, "en");
  const rules = crossRules(numbersOf(descriptions), label, "en");
  const merged = Object.entries({ ...current, ...changes }).map(([parameter, value]) => {
    const point = points.get(parameter);
    return [parameter, point ? fromWire(point, value) : value];
  });
  return brokenRules(rules, Object.fromEntries(merged), new Set(Object.keys(changes)));
}

/** The refusal of values that do not fit together. */
export const inconsistent = (rules: readonly CrossRule[]): InconsistentValues =>
  new InconsistentValues(
    rules[0]?.error ?? "values do not fit together",
    rules.slice(0, 50).map((rule) => ({ field: blamed(rule), reason: rule.error })),
  );
