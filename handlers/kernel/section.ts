/**
 * A section of the configuration, declared once by the feature that reads it: validation, the YAML file, the environment,
 * `/config/*`, `--help` and the tables of the documentation come from the declaration.
 */
import { z } from "zod";

/** `secret`: never shown, sealed where it is stored. `expert`: few people need it. */
export type FieldClass = "basic" | "expert" | "secret";

/** What a field says about itself, declared next to its schema. */
export interface AboutField {
  /** For people: what it means, with its unit. */
  readonly text: string;
  /** Default: `basic`. */
  readonly class?: FieldClass;
  /** A change takes effect with the next start of the program. Default: at once. */
  readonly restart?: true;
  /** As shown where the schema's own default does not say it. */
  readonly default?: string;
}
const aboutField = z.registry<AboutField>();

/** Declares a member of a section. The schema must take `undefined`: what is not configured has its default. */
export function field<S extends z.ZodType>(about: AboutField, schema: S): S {
  aboutField.add(schema, about);
  return schema;
}

/** Members of a section that belong together, such as `inbound.enabled` and `inbound.token`. */
export const group = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).prefault({} as never);

export interface SectionField extends AboutField {
  /** Of the whole configuration: `north.webhook.inbound.token`. */
  readonly path: string;
  /** Within the section: `["inbound", "token"]`. */
  readonly members: readonly string[];
  readonly schema: z.ZodType;
}

export interface Section<T = unknown> {
  /** Dotted, as the contract names it: `north.mqtt`. */
  readonly name: string;
  /**
   * Takes the document of the section as clients send and get it (durations in nanoseconds), gives the values as the
   * program uses them (durations in milliseconds); `z.encode` turns those back.
   */
  readonly schema: z.ZodType<T>;
  /** In order of declaration. */
  readonly fields: readonly SectionField[];
}

/**
 * Declares a section.
 * @param check what concerns several fields at once
 */
export function section<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
  check?: (values: z.output<z.ZodObject<Shape>>, context: z.RefinementCtx) => void,
): Section<z.output<z.ZodObject<Shape>>> {
  const object = z.strictObject(shape);
  const schema = check ? object.superRefine((values, context) => check(values as never, context)) : object;
  return { name, schema: schema as never, fields: fieldsOf(shape, name, []) };
}

function fieldsOf(shape: z.ZodRawShape, name: string, above: readonly string[]): SectionField[] {
  return Object.entries(shape).flatMap(([member, schema]) => {
    const members = [...above, member];
    const about = aboutField.get(schema as z.ZodType);
    if (about) return [{ ...about, path: [name, ...members].join("."), members, schema: schema as z.ZodType }];
    const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
    if (inner instanceof z.ZodObject) return fieldsOf(inner.shape, name, members);
    throw new TypeError(`${name}.${members.join(".")} says nothing about itself`);
  });
}

/** The configuration as it holds now. What needs a restart keeps the value that the program has started with. */
export interface Sections {
  read<T>(section: Section<T>): T;
  /** Calls `changed` with the new values, whenever a value of the section that acts at once is another one. Never throws. */
  observe<T>(section: Section<T>, changed: (values: T) => void): () => void;
}

/** A configuration that does not change: tests, functions, programs of others. Sections that are absent have their defaults. */
export function fixedSections(documents: Readonly<Record<string, unknown>> = {}): Sections {
  const parsed = new Map<Section, unknown>();
  return {
    read<T>(of: Section<T>): T {
      if (!parsed.has(of)) parsed.set(of, of.schema.parse(documents[of.name] ?? {}));
      return parsed.get(of) as T;
    },
    observe: () => () => {},
  };
}
