/** A variable as a form has it, and what of it is sent. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type Sysvar = Schemas["SysvarSummary"];
/** What is sent for a new variable and for a changed one: of the latter what is another now. */
export interface Definition {
  name?: string;
  description?: string;
  unit?: string;
  min?: string;
  max?: string;
  value_list?: string[];
  value_name_0?: string;
  value_name_1?: string;
  channel_address?: string;
  is_visible?: boolean;
  is_logged?: boolean;
}

/** Types that can be made, the most usual ones first. */
export const TYPES = ["BOOL", "ENUM", "FLOAT", "INTEGER", "STRING", "ALARM"] as const;
export type NewType = (typeof TYPES)[number];

/** What a type has besides name, description and unit. */
export type Kind = "binary" | "list" | "number" | "text";
const KINDS: Readonly<Record<string, Kind>> = {
  BOOL: "binary",
  LOGIC: "binary",
  ALARM: "binary",
  ENUM: "list",
  LIST: "list",
  FLOAT: "number",
  INTEGER: "number",
  NUMBER: "number",
};
/** @param type of the contract, of a new variable or of one that is there */
export const kindOf = (type: string): Kind => KINDS[type] ?? "text";

/**
 * What people call the type. The CCU knows numbers only: which of them is a whole one depends on the present value.
 * @param type of a variable that is there
 */
export const typeWord = (type: string): `type.${"BOOL" | "ENUM" | "NUMBER" | "STRING" | "ALARM"}` => {
  if (type === "ALARM") return "type.ALARM";
  return ({ binary: "type.BOOL", list: "type.ENUM", number: "type.NUMBER", text: "type.STRING" } as const)[
    kindOf(type)
  ];
};

/** Lines that are not empty. */
export const labelsOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** A number as people write it: `1,5` is 1.5. Whatever else is typed is for the server to refuse. */
const numberText = (typed: string): string => (/^[+-]?\d*,\d+$/.test(typed) ? typed.replace(",", ".") : typed);

const text = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();

/** Members that the kind has; of those that are left empty only such as can be empty. */
export function definitionOf(form: FormData, kind: Kind): Definition & { name: string } {
  const labels = labelsOf(text(form, "labels"));
  const [min, max] = [numberText(text(form, "min")), numberText(text(form, "max"))];
  return {
    name: text(form, "name"),
    description: text(form, "description"),
    channel_address: text(form, "channel"),
    ...(kind !== "binary" && kind !== "list" && { unit: text(form, "unit") }),
    ...(kind === "number" && { ...(min !== "" && { min }), ...(max !== "" && { max }) }),
    ...(kind === "list" && { value_list: labels }),
    ...(kind === "binary" && { value_name_0: text(form, "no"), value_name_1: text(form, "yes") }),
  };
}

/** In a description on the CCU. */
const WRITABLE_MARK = "HAHM";

const before = (sysvar: Sysvar): Definition => ({
  name: sysvar.name,
  description: sysvar.description ?? "",
  unit: sysvar.unit ?? "",
  channel_address: sysvar.channel ?? "",
  value_list: sysvar.value_list ?? [],
  value_name_0: sysvar.value_name_0 ?? "",
  value_name_1: sysvar.value_name_1 ?? "",
  is_visible: sysvar.is_visible !== false,
  is_logged: sysvar.is_logged === true,
  ...(sysvar.min !== undefined && { min: String(sysvar.min) }),
  ...(sysvar.max !== undefined && { max: String(sysvar.max) }),
});

const isSame = (a: unknown, b: unknown, isNumber: boolean): boolean =>
  isNumber ? Number(a) === Number(b) && a !== undefined && b !== undefined : JSON.stringify(a) === JSON.stringify(b);

/** What is another than it was; `undefined` where nothing is. */
export function changeOf(sysvar: Sysvar, next: Definition): Definition | undefined {
  const was = before(sysvar) as Readonly<Record<string, unknown>>;
  const changed = Object.entries(next).filter(
    ([member, value]) => !isSame(was[member], value, member === "min" || member === "max"),
  );
  if (changed.length === 0) return undefined;
  const change: Definition = Object.fromEntries(changed);
  // the description as it is told lacks the mark by which other systems may write the variable: it stays
  if (change.description !== undefined && sysvar.is_extended === true)
    change.description = `${change.description} ${WRITABLE_MARK}`.trim();
  return change;
}

/** Each word occurs somewhere. */
export function isMeant({ name, description = "" }: { name: string; description?: string }, search: string): boolean {
  const all = `${name} ${description}`.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
