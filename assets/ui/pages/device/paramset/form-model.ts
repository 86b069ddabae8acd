/** A paramset as a form: what is shown, what was changed, what is wrong with it. Pure: the server's schema in, words out. */
import type { Schemas } from "../../../../../adapters/client/index.ts";

export type Schema = Schemas["UiSchema"];
export type Parameter = Schemas["FormParameter"];
export type Values = Readonly<Record<string, unknown>>;

export type Fault =
  | { readonly kind: "number" }
  | { readonly kind: "below"; readonly limit: number }
  | { readonly kind: "above"; readonly limit: number }
  | { readonly kind: "whole" }
  /** A rule between fields, in the server's words. */
  | { readonly kind: "rule"; readonly text: string };

export const valuesOf = ({ parameters }: Schema): Values =>
  Object.fromEntries(parameters.map(({ name, value }) => [name, value]));

/** An entry of an enumeration is written as its name or as its number. */
const sameChoice = ({ value_list: list }: Parameter, a: unknown, b: unknown): boolean => {
  const index = (one: unknown) => list?.find(({ key, value }) => key === one || value === one)?.value;
  return index(a) !== undefined && index(a) === index(b);
};
export const isSame = (parameter: Parameter, a: unknown, b: unknown): boolean => a === b || sameChoice(parameter, a, b);

export interface Change {
  readonly parameter: Parameter;
  readonly before: unknown;
  readonly after: unknown;
}

export const changesOf = (schema: Schema, draft: Values): Change[] =>
  schema.parameters
    .filter((parameter) => parameter.name in draft && !isSame(parameter, parameter.value, draft[parameter.name]))
    .map((parameter) => ({ parameter, before: parameter.value, after: draft[parameter.name] }));

/** What matters while the others are as they are: a field that is hidden keeps its value. */
export function shownParameters(schema: Schema, values: Values, isExpert: boolean): Parameter[] {
  const hidden = new Set<string>();
  const demanded = new Set<string>();
  for (const { trigger, trigger_value: wanted, show, hide } of schema.visibility) {
    const parameter = schema.parameters.find(({ name }) => name === trigger);
    if (parameter === undefined || !isSame(parameter, values[trigger], wanted)) continue;
    for (const name of hide) hidden.add(name);
    for (const name of show) demanded.add(name);
  }
  return schema.parameters.filter(
    ({ name, hidden_by_default: isRare }) => demanded.has(name) || (!hidden.has(name) && (isExpert || !isRare)),
  );
}

const numeric = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

/** The factor between the wire and people: shares are 0 … 1 there and per cent here. */
export const factorOf = ({ multiplier }: Parameter): number => multiplier ?? 1;
/** Without the noise of binary fractions. */
const tidy = (value: number): number => Math.round(value * 1e6) / 1e6;
export const toPeople = (parameter: Parameter, value: number): number => tidy(value * factorOf(parameter));
export const toWire = (parameter: Parameter, value: number): number => tidy(value / factorOf(parameter));

export const isNumber = ({ type }: Parameter): boolean => type === "FLOAT" || type === "INTEGER";

function faultOf(parameter: Parameter, value: unknown): Fault | undefined {
  if (!isNumber(parameter)) return undefined;
  if (parameter.presets?.some((preset) => preset.value === value)) return undefined;
  const number = numeric(value);
  if (number === undefined) return { kind: "number" };
  if (parameter.type === "INTEGER" && !Number.isInteger(number)) return { kind: "whole" };
  const [min, max] = [numeric(parameter.min), numeric(parameter.max)];
  if (min !== undefined && number < min) return { kind: "below", limit: toPeople(parameter, min) };
  if (max !== undefined && number > max) return { kind: "above", limit: toPeople(parameter, max) };
  return undefined;
}

type Rule = Schema["cross_validations"][number];

/** A rule about something that is not known holds. */
function holds({ rule, param_a: a, param_b: b, param, min_param: min, max_param: max }: Rule, values: Values): boolean {
  const [x, y] = rule === "between" ? [numeric(values[param ?? ""]), undefined] : [values[a ?? ""], values[b ?? ""]];
  if (rule === "not_equal") return x === undefined || x !== y;
  if (rule === "between") {
    const [low, high] = [numeric(values[min ?? ""]), numeric(values[max ?? ""])];
    const value = x as number | undefined;
    return value === undefined || ((low === undefined || value >= low) && (high === undefined || value <= high));
  }
  const [left, right] = [numeric(x), numeric(y)];
  if (left === undefined || right === undefined) return true;
  return rule === "gte" ? left >= right : left <= right;
}

/** By parameter: what forbids saving. Only what somebody changed, or a rule about it, is held against them. */
export function faultsOf(schema: Schema, values: Values, changed: ReadonlySet<string>): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  for (const parameter of schema.parameters) {
    const fault = changed.has(parameter.name) ? faultOf(parameter, values[parameter.name]) : undefined;
    if (fault !== undefined) faults.set(parameter.name, fault);
  }
  for (const rule of schema.cross_validations) {
    if (!rule.applies_to_params.some((name) => changed.has(name)) || holds(rule, values)) continue;
    for (const name of rule.applies_to_params)
      if (changed.has(name) && !faults.has(name)) faults.set(name, { kind: "rule", text: rule.error });
  }
  return faults;
}

export type Subset = Schema["subset_groups"][number];

/** The choice whose values all hold now; `undefined` where none does. */
export const subsetOption = (schema: Schema, { options }: Subset, values: Values): number | undefined =>
  options.find(({ values: wanted }) =>
    Object.entries(wanted).every(([name, value]) => {
      const parameter = schema.parameters.find((one) => one.name === name);
      return parameter !== undefined && isSame(parameter, values[name], value);
    }),
  )?.id;

// ---------------------------------------------------------------- ready-made links

export type Profile = NonNullable<Schema["profile"]>["raw"][number];

/** What a profile sets: its fixed values, and where it leaves a choice what is there, if that is allowed, else its own. */
export function profileValues({ params = {} }: Profile, values: Values): Values {
  const set: Record<string, unknown> = {};
  for (const [name, constraint] of Object.entries(params)) {
    const now = numeric(values[name]);
    if (constraint.constraint_type === "fixed") set[name] = constraint.value;
    else if (constraint.constraint_type === "list")
      set[name] = now !== undefined && constraint.values.includes(now) ? now : constraint.default;
    else
      set[name] =
        now !== undefined && now >= constraint.min_value && now <= constraint.max_value ? now : constraint.default;
  }
  return set;
}
