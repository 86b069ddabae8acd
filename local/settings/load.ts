/** Reads the settings from command line, file and environment, and says of every bad one where it stands and why. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import type { Central, CentralSetting } from "./central.ts";
import { ENV_PREFIX, Settings as Schema, type SettingName, settingList } from "./schema.ts";

export type Settings = Omit<z.output<typeof Schema>, "centrals"> & { centrals: Central[] };
type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingProblem {
  /** Name of the environment variable, path in the YAML file, or the file itself. */
  source: string;
  /** Never contains the value. */
  reason: string;
}

/** The settings cannot be used; the message lists every bad one, a line each, without any value. */
export class SettingsError extends Error {
  readonly problems: readonly SettingProblem[];
  constructor(problems: readonly SettingProblem[]) {
    super(`the settings cannot be used:\n${problems.map((p) => `  ${p.source}: ${p.reason}`).join("\n")}`);
    this.name = "SettingsError";
    this.problems = problems;
  }
}

export interface SettingsInput {
  /** Without program and script: `process.argv.slice(2)`. */
  argv: readonly string[];
  env: Environment;
  readFile?: (path: string) => string;
}

/** @throws SettingsError */
export function readArguments(argv: readonly string[]): { config?: string; help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
    });
    return values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL" ? "takes nothing but --config FILE and --help" : message;
    throw new SettingsError([{ source: "command line", reason }]);
  }
}

/**
 * The environment wins over the file, the file over the defaults. An empty variable counts as absent (compose files
 * pass those on). Unknown members of the file are errors.
 * @throws SettingsError
 */
export function loadSettings({ argv, env, readFile = readText }: SettingsInput): Settings {
  const { config } = readArguments(argv);
  const problems: SettingProblem[] = [];
  const file = config === undefined ? {} : readYaml(config, readFile);
  unknownMembers(file, "", problems);

  const raw: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  for (const { name, env: variable, yaml } of settingList()) {
    const inFile = memberAt(file, yaml.split("."));
    const inEnvironment = env[variable] === "" ? undefined : env[variable];
    const value = inEnvironment ?? inFile ?? undefined;
    if (value !== undefined) raw[name] = value;
    sources[name] = inEnvironment === undefined && config !== undefined ? yaml : variable;
  }
  const result = Schema.safeParse(raw);
  for (const issue of result.error?.issues ?? []) {
    const source = sourceOf(issue.path, sources);
    // What is empty also misses its pattern: the first reason is the one that helps.
    if (!problems.some((known) => known.source === source)) problems.push({ source, reason: issue.message });
  }
  const centrals = withPasswords(result.data?.centrals ?? [], env, sources.centrals ?? "", problems);
  if (result.data === undefined || problems.length > 0) throw new SettingsError(problems);
  return { ...result.data, centrals };
}

/** Variables with our prefix that mean nothing: most likely misspelt. They are worth a warning, not an end. */
export function unknownVariables(env: Environment): string[] {
  const known = new Set(settingList().map((about) => about.env));
  return Object.keys(env).filter((name) => name.startsWith(ENV_PREFIX) && !known.has(name));
}

/** Texts that must never be logged: for `createLog({ hide })`. */
export const secretTexts = (settings: Settings): string[] =>
  [settings.admin?.password, ...settings.centrals.map(({ password }) => password)].filter(
    (secret): secret is string => secret !== undefined && secret !== "",
  );

function readText(path: string): string {
  return readFileSync(path, "utf8");
}

/** YAML's own messages may quote the text: only their code and place are told. */
function readYaml(path: string, readFile: (path: string) => string): Record<string, unknown> {
  const refuse = (reason: string) => new SettingsError([{ source: path, reason }]);
  let text: string;
  try {
    text = readFile(path);
  } catch (error) {
    throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw refuse(`is no YAML: ${error.code.toLowerCase().replaceAll("_", " ")} at line ${line}, column ${col}`);
  }
  const value = toValue(document, refuse) ?? {};
  if (!isMapping(value)) throw refuse("must hold settings by name");
  return value;
}

function toValue(document: ReturnType<typeof parseDocument>, refuse: (reason: string) => Error): unknown {
  try {
    return document.toJS();
  } catch {
    // Aliases that are unknown, or that multiply without end.
    throw refuse("has aliases that cannot be resolved");
  }
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function memberAt(file: unknown, path: readonly string[]): unknown {
  let value = file;
  for (const name of path) value = isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** Members that no setting has, and values where a section was meant. */
function unknownMembers(section: Record<string, unknown>, prefix: string, problems: SettingProblem[]): void {
  const paths = settingList().map(({ yaml }) => yaml);
  for (const [name, value] of Object.entries(section)) {
    const path = `${prefix}${name}`;
    if (paths.includes(path)) continue;
    if (!paths.some((known) => known.startsWith(`${path}.`))) problems.push({ source: path, reason: "is no setting" });
    else if (isMapping(value)) unknownMembers(value, `${path}.`, problems);
    else if (value !== null) problems.push({ source: path, reason: "must hold settings by name" });
  }
}

/** `CCU_ANYWHERE_CENTRALS[0].ports.CUxD` */
function sourceOf(path: readonly PropertyKey[], sources: Record<string, string>): string {
  const [name, ...rest] = path;
  const inner = rest.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return `${sources[String(name) as SettingName] ?? String(name)}${inner}`;
}

function withPasswords(
  rows: readonly z.output<typeof CentralSetting>[],
  env: Environment,
  source: string,
  problems: SettingProblem[],
): Central[] {
  return rows.map(({ password_env, password_plain, ...row }, index) => {
    const password = password_env === undefined ? password_plain : env[password_env];
    if (password_env !== undefined && password === undefined)
      problems.push({ source: `${source}[${index}].password_env`, reason: "the variable that it names is not set" });
    return password === undefined ? row : { ...row, password };
  });
}
