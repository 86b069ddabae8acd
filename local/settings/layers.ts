/** What file and environment say about every field, checked: by path, as documents have it. */
import { documentOf, type Layers, mergeSection } from "../../handlers/configuration/layers.ts";
import { plainReason } from "../../handlers/kernel/plain-reasons.ts";
import type { SectionField } from "../../handlers/kernel/section.ts";
import { CENTRALS, sections, settingFields } from "./declared.ts";
import { fromText } from "./from-text.ts";
import type { SettingProblem } from "./load.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function memberAt(file: unknown, path: string): unknown {
  let value = file;
  for (const name of path.split(".")) value = isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value ?? undefined;
}

/** `CCU_ANYWHERE_LISTEN[1]` */
export const placeOf = (source: string, path: readonly PropertyKey[]): string =>
  source + path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");

/** An empty variable counts as absent: compose files pass those on. */
export const variable = (env: Environment, name: string): string | undefined =>
  env[name] === "" ? undefined : env[name];

/** Where a value in the file stands: by its name of today or by the former one. */
function inFile(file: unknown, { path, formerly }: SectionField): { source: string; value: unknown } | undefined {
  for (const source of [path, formerly]) {
    const value = source === undefined ? undefined : memberAt(file, source);
    // `rate_limit: true` was a setting before `rate_limit.enabled` was one
    if (source !== undefined && value !== undefined && !(source === formerly && isMapping(value)))
      return { source, value };
  }
  return undefined;
}

/** Adds to `problems` what cannot be used, at most one for each place. */
export function readLayers(file: Record<string, unknown>, env: Environment, problems: SettingProblem[]): Layers {
  unknownMembers(file, "", problems);
  const layers = { file: new Map<string, unknown>(), env: new Map<string, unknown>() };
  /** Where the value that holds stands. */
  const sources = new Map<string, string>();
  const complain = (source: string, reason: string) => {
    // what is empty also misses its pattern: the first reason is the one that helps
    if (!problems.some((known) => known.source === source)) problems.push({ source, reason });
  };
  const take = (layer: Map<string, unknown>, { path, schema }: SectionField, source: string, raw: unknown) => {
    const value = fromText(schema, raw);
    const { error } = schema.safeParse(value, { error: plainReason });
    for (const issue of error?.issues ?? []) complain(placeOf(source, issue.path), issue.message);
    if (error === undefined) layer.set(path, value);
    sources.set(path, source);
  };
  for (const field of settingFields) {
    const found = inFile(file, field);
    if (found) take(layers.file, field, found.source, found.value);
    const text = variable(env, field.env);
    if (text !== undefined) take(layers.env, field, field.env, text);
  }
  for (const section of sections) {
    const { fields } = mergeSection(section, layers, undefined);
    for (const { path, message } of section.schema.safeParse(documentOf(fields)).error?.issues ?? []) {
      const missing = section.fields.find(({ members }) => members.join(".") === path.join("."));
      const inEnvironment = section.fields.some((field) => layers.env.has(field.path));
      const source = missing === undefined ? section.name : inEnvironment ? missing.env : missing.path;
      complain(sources.get(missing?.path ?? "") ?? source, message);
    }
  }
  return layers;
}

/** Members that no setting has, and values where a section was meant. */
function unknownMembers(section: Record<string, unknown>, prefix: string, problems: SettingProblem[]): void {
  for (const [name, value] of Object.entries(section)) {
    const path = `${prefix}${name}`;
    const field = settingFields.find((one) => one.path === path || (one.formerly === path && !isMapping(value)));
    if (path === CENTRALS.path || field !== undefined) continue;
    const isSection = settingFields.some((one) =>
      [one.path, one.formerly].some((known) => known?.startsWith(`${path}.`)),
    );
    if (!isSection) problems.push({ source: path, reason: "is no setting" });
    else if (isMapping(value)) unknownMembers(value, `${path}.`, problems);
    else if (value !== null) problems.push({ source: path, reason: "must hold settings by name" });
  }
}
