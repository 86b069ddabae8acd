/**
 * From where a value comes: built-in default, file, what an administrator has stored, environment; the later wins. Field by
 * field: a value that cannot be used costs itself alone, and the one before holds.
 */
import type { EffectiveField, FieldSource, Section, SectionField } from "../kernel/section.ts";

/** A section's document, or a part of it. */
export type Document = Readonly<Record<string, unknown>>;

/** Values by path of the field, as in documents. */
export interface Layers {
  readonly file: ReadonlyMap<string, unknown>;
  readonly env: ReadonlyMap<string, unknown>;
}
export const NO_LAYERS: Layers = { file: new Map(), env: new Map() };

/** As if the file held these documents: for tests and programs that have no file. */
export const layersOf = (documents: Readonly<Record<string, Document>>, sections: readonly Section[]): Layers => ({
  ...NO_LAYERS,
  file: new Map(
    sections.flatMap(({ name, fields }) =>
      fields.flatMap(({ path, members }) => {
        const value = memberAt(documents[name], members);
        return value === undefined ? [] : [[path, value] as const];
      }),
    ),
  ),
});

const isObject = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a place of a document; `undefined` where there is none. */
export function memberAt(document: unknown, members: readonly PropertyKey[]): unknown {
  let value = document;
  for (const name of members) value = isObject(value) && Object.hasOwn(value, name) ? value[name as string] : undefined;
  return value;
}

/** The document with another value at this place; `undefined` takes it out, and what is left empty above it. */
export function withMember(document: Document, members: readonly string[], value: unknown): Document {
  const [first, ...rest] = members as [string, ...string[]];
  const inner = Object.hasOwn(document, first) ? document[first] : undefined;
  const changed = rest.length === 0 ? value : withMember(isObject(inner) ? inner : {}, rest, value);
  const isGone = changed === undefined || (rest.length > 0 && Object.keys(changed as Document).length === 0);
  const others = Object.entries(document).filter(([name]) => name !== first);
  return Object.fromEntries(isGone ? others : [...others, [first, changed]]);
}

/** The document whose members these are. */
export function documentOf(values: readonly { field: SectionField; value: unknown }[]): Document {
  type Part = Record<string, unknown>;
  const document: Part = {};
  // values are others': what is written to is ours
  const own = new Set<unknown>();
  const ownPart = (outer: Part, name: string): Part => {
    const inner = outer[name];
    if (own.has(inner)) return inner as Part;
    const part = isObject(inner) ? { ...inner } : {};
    own.add(part);
    outer[name] = part;
    return part;
  };
  for (const { field, value } of values) {
    if (value === undefined) continue;
    const holder = field.members.slice(0, -1).reduce(ownPart, document);
    holder[field.members.at(-1) as string] = value;
  }
  return document;
}

/** The default of a field as in documents; `undefined`: it has none. */
export function standardOf({ schema }: SectionField): unknown {
  const { def } = schema as unknown as { def: { type: string; defaultValue?: unknown; innerType?: unknown } };
  return def.type === "prefault" || def.type === "default" ? def.defaultValue : undefined;
}

export interface Merged {
  readonly fields: readonly EffectiveField[];
  /** Values that cannot be used, with where they stand. */
  readonly unusable: readonly { path: string; source: FieldSource }[];
}

/** @param stored the section's document as an administrator has left it, secrets in clear */
export function mergeSection(section: Section, { file, env }: Layers, stored: Document | undefined): Merged {
  const unusable: Merged["unusable"][number][] = [];
  const fields = section.fields.map((field): EffectiveField => {
    const given: [FieldSource, unknown][] = [
      ["env", env.get(field.path)],
      ["db", field.tier === "bootstrap" ? undefined : memberAt(stored, field.members)],
      ["bootstrap", file.get(field.path)],
    ];
    for (const [source, value] of given) {
      if (value === undefined) continue;
      if (field.schema.safeParse(value).success) return { section, field, value, source };
      unusable.push({ path: field.path, source });
    }
    return { section, field, value: standardOf(field), source: "default" };
  });
  return { fields, unusable };
}
