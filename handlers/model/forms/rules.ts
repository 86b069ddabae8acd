/** Rules between parameters of one paramset. Only what follows plainly from what the parameters mean. */
import type { Locale } from "../labels.ts";

/** As in the contract's form: `gte` a ≥ b, `lte` a ≤ b, `not_equal`, `between` min ≤ param ≤ max. */
export interface CrossRule {
  id: string;
  rule: "gte" | "lte" | "not_equal" | "between";
  param_a?: string;
  param_b?: string;
  param?: string;
  min_param?: string;
  max_param?: string;
  /** All that take part. */
  applies_to_params: string[];
  /** For people. */
  error: string;
}

interface Pair {
  /** Matches the lower parameter; the first group is what stands in front, the last what stands behind. */
  lower: RegExp;
  upper: string;
}
/** The first may not exceed the second, whose name is made from the first one's. */
const AT_MOST: readonly Pair[] = [
  { lower: /^(.*)TEMPERATURE_MINIMUM$/, upper: "$1TEMPERATURE_MAXIMUM" },
  { lower: /^(.*)TEMPERATURE_LOWERING$/, upper: "$1TEMPERATURE_COMFORT" },
  { lower: /^(.*)TEMPERATUR_LOWERING_VALUE$/, upper: "$1TEMPERATUR_COMFORT_VALUE" },
  // who cools, lowers by letting it get warmer
  { lower: /^(.*)TEMPERATURE_COMFORT_COOLING$/, upper: "$1TEMPERATURE_LOWERING_COOLING" },
  { lower: /^(.*)COND_TX_THRESHOLD_LO$/, upper: "$1COND_TX_THRESHOLD_HI" },
  { lower: /^(.*)LOWER_THRESHOLD(_CH)?$/, upper: "$1UPPER_THRESHOLD$2" },
  { lower: /^(.*)DIM_MIN_LEVEL$/, upper: "$1DIM_MAX_LEVEL" },
  { lower: /^(.*)DIM_LEVEL_LOWEST$/, upper: "$1DIM_LEVEL_HIGHEST" },
  { lower: /^(.*)PWM_RANGE_START$/, upper: "$1PWM_RANGE_END" },
  { lower: /^(.*)_MIN$/, upper: "$1_MAX" },
];
/** What people set has to lie between the limits that they set. */
const BETWEEN: readonly (readonly [parameter: string, min: string, max: string])[] = [
  ["TEMPERATURE_COMFORT", "TEMPERATURE_MINIMUM", "TEMPERATURE_MAXIMUM"],
  ["TEMPERATURE_LOWERING", "TEMPERATURE_MINIMUM", "TEMPERATURE_MAXIMUM"],
];

const TEXT = {
  lte: {
    de: (a: string, b: string) => `${a} darf nicht größer sein als ${b}`,
    en: (a: string, b: string) => `${a} may not exceed ${b}`,
  },
  between: {
    de: (p: string, a: string, b: string) => `${p} muss zwischen ${a} und ${b} liegen`,
    en: (p: string, a: string, b: string) => `${p} must lie between ${a} and ${b}`,
  },
} as const;

/**
 * The rules that hold between these parameters (numbers only).
 * @param label - what the parameter is called, for the text of the error
 */
export function crossRules(
  names: ReadonlySet<string>,
  label: (parameter: string) => string,
  locale: Locale,
): CrossRule[] {
  const pairs = [...names].flatMap((a): CrossRule[] => {
    const found = AT_MOST.find(({ lower, upper }) => lower.test(a) && names.has(a.replace(lower, upper)));
    if (!found) return [];
    const b = a.replace(found.lower, found.upper);
    const error = TEXT.lte[locale](label(a), label(b));
    return [{ id: `${a}_lte_${b}`, rule: "lte", param_a: a, param_b: b, applies_to_params: [a, b], error }];
  });
  const ranges = BETWEEN.filter((range) => range.every((name) => names.has(name))).map(
    ([param, min, max]): CrossRule => {
      const error = TEXT.between[locale](label(param), label(min), label(max));
      return {
        id: `${param}_between`,
        rule: "between",
        param,
        min_param: min,
        max_param: max,
        applies_to_params: [param, min, max],
        error,
      };
    },
  );
  return [...pairs, ...ranges];
}

/** The parameter that the error is shown at. */
export const blamed = ({ param, param_a }: CrossRule): string => param ?? param_a ?? "";

function holds(rule: CrossRule, value: (name: string | undefined) => number): boolean {
  switch (rule.rule) {
    case "lte":
      return value(rule.param_a) <= value(rule.param_b);
    case "gte":
      return value(rule.param_a) >= value(rule.param_b);
    case "not_equal":
      return value(rule.param_a) !== value(rule.param_b);
    case "between":
      return value(rule.min_param) <= value(rule.param) && value(rule.param) <= value(rule.max_param);
  }
}

/**
 * The rules that these values break. A rule is looked at when all its parameters have a number, and one of them is
 * among `changed`: what was wrong before is not the fault of who changes something else.
 */
export function brokenRules(
  rules: readonly CrossRule[],
  values: Readonly<Record<string, unknown>>,
  changed: ReadonlySet<string>,
): CrossRule[] {
  const number = (name: string | undefined) => {
    const value = name === undefined ? undefined : values[name];
    return typeof value === "number" ? value : Number.NaN;
  };
  return rules.filter(
    (rule) =>
      rule.applies_to_params.some((name) => changed.has(name)) &&
      rule.applies_to_params.every((name) => !Number.isNaN(number(name))) &&
      !holds(rule, number),
  );
}
