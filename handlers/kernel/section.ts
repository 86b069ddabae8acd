/**
 * A section of the configuration, declared once by the feature that reads it: validation, the YAML file, the environment,
 * `/config/*`, `--help` and the tables of the documentation come from the declaration.
 */
import * as z from "zod";

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
  /** Of a secret: members beside it that say where it is sent. Whoever changes one of them gives the secret again. */
  readonly sentTo?: readonly string[];
  /** As shown where the schema's own default does not say it. */
  readonly default?: string;
  /** Environment variable. Default: `CCU_ANYWHERE_` and the path. */
  readonly env?: string;
  /** Path in the file by which it was called before. */
  readonly formerly?: string;
  /** Where it can be set. `bootstrap`: in the file and the environment only. Default: by an administrator, too. */
  readonly tier?: "bootstrap";
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
  readonly env: string;
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
 * @param shape called when the section is first read: a function of the cloud starts without building the schemas of all
 * @param check what concerns several fields at once
 * @param isRoot its members are members of the whole configuration: `locale`, not `locale.locale`
 */
export function section<Shape extends z.ZodRawShape>(
  name: string,
  shape: () => Shape,
  check?: (values: z.output<z.ZodObject<Shape>>, context: z.RefinementCtx) => void,
  isRoot = false,
): Section<z.output<z.ZodObject<Shape>>> {
  const build = once(() => {
    const members = shape();
    const object = z.strictObject(members);
    const schema = check ? object.superRefine((values, context) => check(values as never, context)) : object;
    return { schema, fields: fieldsOf(members, isRoot ? [] : [name], []) };
  });
  return {
    name,
    get schema() {
      return build().schema as never;
    },
    get fields() {
      return build().fields;
    },
  };
}

/** What is computed when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let known: { value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** Members of an object that is no section, with what they say about themselves. */
export const membersOf = (shape: z.ZodRawShape): readonly SectionField[] => fieldsOf(shape, [], []);

const variableOf = (path: string): string => `CCU_ANYWHERE_${path.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;

function fieldsOf(shape: z.ZodRawShape, root: readonly string[], above: readonly string[]): SectionField[] {
  return Object.entries(shape).flatMap(([member, schema]) => {
    const members = [...above, member];
    const path = [...root, ...members].join(".");
    const about = aboutField.get(schema as z.ZodType);
    if (about) return [{ ...about, env: about.env ?? variableOf(path), path, members, schema: schema as z.ZodType }];
    const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
    if (inner instanceof z.ZodObject) return fieldsOf(inner.shape, root, members);
    throw new TypeError(`${path} says nothing about itself`);
  });
}

/** Where the value of a field comes from (contract): `bootstrap` is the file, `db` what an administrator has stored. */
export type FieldSource = "bootstrap" | "db" | "env" | "default";

export interface EffectiveField {
  readonly section: Section;
  readonly field: SectionField;
  /** As in documents; secrets in clear. `undefined`: not configured, and without a default. */
  readonly value: unknown;
  readonly source: FieldSource;
}

/** The configuration as it holds now. What needs a restart keeps the value that the program has started with. */
export interface Sections {
  read<T>(section: Section<T>): T;
  /** Calls `changed` with the new values, whenever a value of the section that acts at once is another one. Never throws. */
  observe<T>(section: Section<T>, changed: (values: T) => void): () => void;
}

/** The configuration with where it comes from: for those who show and change it. */
export interface Configuration extends Sections {
  /** In order of declaration. */
  readonly sections: readonly Section[];
  /** What holds, or will hold with the next start. */
  effective(): readonly EffectiveField[];
  /** Fields whose value is another one than the program has started with. */
  changed(): readonly SectionField[];
  /** What would hold of a section, were this document stored; `undefined`: were nothing stored. */
  wouldBe(section: Section, document: Readonly<Record<string, unknown>> | undefined): readonly EffectiveField[];
  /** What would be wrong with this document of a section, were it stored: by members, for people. Empty: nothing. */
  faultsOf(section: Section, document: unknown): readonly { members: readonly PropertyKey[]; reason: string }[];
  /** Reads what is stored anew; observers hear of it. Rejects where the store fails: then everything stays. */
  reload(): Promise<void>;
}

/** A configuration that does not change: tests, functions, programs of others. Sections that are absent have their defaults. */
export function fixedSections(documents: Readonly<Record<string, unknown>> = {}): Configuration {
  const parsed = new Map<Section, unknown>();
  return {
    read<T>(of: Section<T>): T {
      if (!parsed.has(of)) parsed.set(of, of.schema.parse(documents[of.name] ?? {}));
      return parsed.get(of) as T;
    },
    observe: () => () => {},
    sections: [],
    effective: () => [],
    changed: () => [],
    wouldBe: () => [],
    faultsOf: () => [],
    reload: async () => {},
  };
}
