/** What a form of the configuration is made of: the schema's fields with what holds, what was typed, and what is sent. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type SchemaField = Schemas["SchemaField"];
export type Document = Readonly<Record<string, unknown>>;
export type Source = Schemas["ConfigSnapshotResponse"]["sources"][string];
export type Kind = "flag" | "choice" | "whole" | "number" | "duration" | "list" | "map" | "secret" | "text";

export interface FormField {
  readonly path: string;
  /** Within the section's document. */
  readonly members: readonly string[];
  readonly kind: Kind;
  readonly options: readonly string[];
  readonly isExpert: boolean;
  readonly needsRestart: boolean;
  /** In English, of the server: for a field that the dictionary does not know. */
  readonly text: string;
  /** What holds now, or with the next start. */
  readonly value: unknown;
  readonly standard: unknown;
  readonly source: Source;
  /** It is set where these pages cannot: in the file, or by an environment variable. */
  readonly isFixed: boolean;
}

/** What stands for a secret that is there, and means "as it is" (contract). */
export const MASK = "***";

export const memberAt = (document: unknown, members: readonly string[]): unknown =>
  members.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    document,
  );

/** A copy with another member; `undefined` takes it out, and groups that are empty then. */
export function withMember(document: Document, [name, ...rest]: readonly string[], value: unknown): Document {
  if (name === undefined) return document;
  const { [name]: before, ...others } = document;
  const inner = rest.length === 0 ? value : withMember((before ?? {}) as Document, rest, value);
  const isEmpty = inner === undefined || (rest.length > 0 && Object.keys(inner as object).length === 0);
  return isEmpty ? others : { ...others, [name]: inner };
}

/** The section of a field, also of a server that does not say it yet. */
const sectionOf = ({ section, path }: SchemaField, sections: readonly string[]): string =>
  section ??
  [...sections].sort((a, b) => b.length - a.length).find((name) => path === name || path.startsWith(`${name}.`)) ??
  path;

const membersOf = (path: string, section: string): string[] =>
  (path.startsWith(`${section}.`) ? path.slice(section.length + 1) : path).split(".");

const KINDS: Readonly<Record<string, Kind>> = {
  bool: "flag",
  int: "whole",
  float64: "number",
  "time.Duration": "duration",
  "[]string": "list",
  map: "map",
};

function kindOf({ class: secrecy, options, go_type: type }: SchemaField): Kind {
  if (secrecy === "secret") return "secret";
  if (options !== undefined) return "choice";
  return KINDS[type] ?? (type.startsWith("[]") ? "list" : "text");
}

/** A second and third identity provider: few homes have them. */
const FURTHER: readonly (string | undefined)[] = ["second", "third"];

/** The fields of a section, in the order of their declaration. */
export function fieldsOf(
  schema: Schemas["SchemaResponse"],
  { config, sources }: Schemas["ConfigSnapshotResponse"],
  section: string,
): FormField[] {
  return schema.fields
    .filter((field) => sectionOf(field, schema.sections) === section)
    .map((field) => {
      const source = sources[field.path] ?? "default";
      const members = membersOf(field.path, section);
      return {
        path: field.path,
        members,
        kind: kindOf(field),
        options: field.options ?? [],
        isExpert: field.class === "expert" || (FURTHER.includes(members[0]) && source === "default"),
        needsRestart: field.restart_required,
        text: field.description ?? "",
        value: memberAt(config, field.path.split(".")),
        standard: field.default,
        source,
        isFixed: field.fixed === true || source === "env",
      };
    });
}

// ---------------------------------------------------------------- durations: nanoseconds on the wire

/** From the largest; seconds may have fractions. */
export const UNITS = [
  ["d", 86_400e9],
  ["h", 3_600e9],
  ["min", 60e9],
  ["s", 1e9],
] as const;
export type Unit = (typeof UNITS)[number][0];

/** In the largest unit that shows it without a fraction. */
export function spanOf(nanoseconds: number): { readonly amount: number; readonly unit: Unit } {
  const [unit, size] = UNITS.find(([, length]) => nanoseconds !== 0 && nanoseconds % length === 0) ?? UNITS[3];
  return { amount: nanoseconds / size, unit };
}
export const nanosecondsOf = (amount: number, unit: string): number =>
  Math.round(amount * (UNITS.find(([name]) => name === unit)?.[1] ?? 1e9));

// ---------------------------------------------------------------- what was typed

/** As it stands in an input. */
export function typedOf({ kind, value }: Pick<FormField, "kind" | "value">): string {
  if (kind === "secret" || value === undefined || value === null) return "";
  if (kind === "list") return Array.isArray(value) ? value.join("\n") : "";
  if (kind === "map")
    return Object.entries(value as object)
      .map(([name, one]) => `${name} = ${one}`)
      .join("\n");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Why what was typed is no value; the server says the rest. */
export type Fault = "number" | "pairs";
export type Read = { readonly value: unknown } | { readonly fault: Fault };

const lines = (raw: string): string[] =>
  raw
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

function readPairs(raw: string): Read {
  const pairs = lines(raw).map((line) =>
    /^([^=]+)=(.+)$/
      .exec(line)
      ?.slice(1)
      .map((part) => part.trim()),
  );
  if (pairs.some((pair) => pair === undefined)) return { fault: "pairs" };
  return { value: Object.fromEntries(pairs as [string, string][]) };
}

/** @param raw of an input; an empty one means "not set": the file or the default holds */
export function readTyped(kind: Kind, raw: string): Read {
  if (kind === "flag") return { value: raw === "true" };
  if (kind === "list") return { value: lines(raw) };
  if (kind === "map") return readPairs(raw);
  const text = raw.trim();
  if (kind === "whole" || kind === "number" || kind === "duration") {
    if (text === "") return { value: undefined };
    const value = Number(text);
    return Number.isFinite(value) && (kind === "number" || Number.isInteger(value)) ? { value } : { fault: "number" };
  }
  return { value: kind === "secret" ? raw : text };
}

export interface Change {
  readonly field: FormField;
  readonly before: unknown;
  /** `undefined`: no longer set here. */
  readonly after: unknown;
}

const alike = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const isNothing = (value: unknown): boolean => value === undefined || value === "" || value === null;

/** @param drafts what was typed, by path; a secret that was left empty is as it is */
export function changesOf(
  fields: readonly FormField[],
  drafts: Readonly<Record<string, string>>,
): { changes: Change[]; faults: Record<string, Fault> } {
  const changes: Change[] = [];
  const faults: Record<string, Fault> = {};
  for (const field of fields) {
    const raw = drafts[field.path];
    if (raw === undefined || field.isFixed) continue;
    const read = readTyped(field.kind, raw);
    if ("fault" in read) faults[field.path] = read.fault;
    else if (field.kind === "secret" ? raw !== "" : !same(field, read.value))
      changes.push({ field, before: field.value, after: read.value });
  }
  return { changes, faults };
}

const same = ({ value }: FormField, typed: unknown): boolean =>
  alike(value, typed) || (isNothing(value) && isNothing(typed));

/** The document that is sent: what is stored, with the changes. Secrets stay `***`. */
export const documentWith = (stored: Document, changes: readonly Change[]): Document =>
  changes.reduce<Document>((document, { field, after }) => withMember(document, field.members, after), stored);
