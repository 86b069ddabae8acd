/** Reads the settings from command line, file and environment, and says of every bad one where it stands and why. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import type { Document } from "yaml";
import type { CentralRow } from "../../handlers/configuration/central-row.ts";
import type { Layers } from "../../handlers/configuration/layers.ts";
import { documentOf, mergeSection } from "../../handlers/configuration/layers.ts";
import { type ListenAddress, readListenAddress } from "../../handlers/configuration/program-kinds.ts";
import {
  bootstrapSettings,
  callbackSettings,
  discoverySettings,
  type FirstAdmin,
  localeSettings,
  readAdmin,
  restSettings,
} from "../../handlers/configuration/program-sections.ts";
import { plainReason } from "../../handlers/kernel/plain-reasons.ts";
import { fixedSections, type Sections } from "../../handlers/kernel/section.ts";
import type { LogLevel } from "../../handlers/ports/index.ts";
import { CENTRAL_LIMIT, type Central, Centrals } from "./central.ts";
import { CENTRALS, ENV_PREFIX, sections, settingFields } from "./declared.ts";
import { isMapping, memberAt, placeOf, readLayers, variable } from "./layers.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What file and environment say, as the programs of local/ use it. */
export interface Settings {
  listen: ListenAddress[];
  mdns: boolean;
  instance?: string;
  dataDir: string;
  centrals: Central[];
  /** The CCUs stand in the environment: nobody can change them while the program runs. */
  centralsInEnvironment: boolean;
  admin?: FirstAdmin;
  allowSetup: boolean;
  callbackHost?: string;
  callbackGateway: string[];
  callbackBind: string;
  callbackPort: number;
  callbackBinPort: number;
  locale: "de" | "en";
  logLevel: LogLevel;
  /** Levels by path. */
  logOverrides: Readonly<Record<string, LogLevel>>;
  logFormat: "auto" | "json" | "text";
  corsOrigins: string[];
  trustedProxies: string[];
  hosts: string[];
  csrf: boolean;
  rateLimit: boolean;
  tlsCert?: string;
  tlsKey?: string;
  /** Every section of them, for the configuration of the home (`openConfiguration`). */
  layers: Layers;
}

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

export interface Arguments {
  config?: string;
  help: boolean;
  /** Only say whether the settings can be used. */
  "check-config": boolean;
}

/** @throws SettingsError */
export function readArguments(argv: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
        "check-config": { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL"
        ? "takes nothing but --config FILE, --check-config and --help"
        : message;
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
  const layers = readLayers(file, env, problems);
  const inEnvironment = variable(env, CENTRALS.env);
  const centrals = readCentrals(inEnvironment ?? memberAt(file, CENTRALS.path), env, problems, {
    source: inEnvironment === undefined && config !== undefined ? CENTRALS.path : CENTRALS.env,
  });
  if (problems.length > 0) throw new SettingsError(problems);
  const settings = settingsOf(withoutStored(layers));
  return { ...settings, centrals, centralsInEnvironment: inEnvironment !== undefined, layers };
}

const withoutStored = (layers: Layers): Sections =>
  fixedSections(
    Object.fromEntries(
      sections.map((section) => [section.name, documentOf(mergeSection(section, layers, undefined).fields)]),
    ),
  );

/** What holds for this start: as given, but for what people have stored otherwise. */
export function withStored(settings: Settings, stored: Sections): Settings {
  const [before, now] = [settingsOf(withoutStored(settings.layers)), settingsOf(stored)] as const;
  const names = Object.keys({ ...before, ...now }) as (keyof typeof now)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name]));
  return { ...settings, ...Object.fromEntries(changed.map((name) => [name, now[name]])) };
}

function settingsOf({ read }: Sections): Omit<Settings, "centrals" | "centralsInEnvironment" | "layers"> {
  const { data_dir, admin, bootstrap, logging } = read(bootstrapSettings);
  const rest = read(restSettings);
  const callback = read(callbackSettings);
  const { mdns } = read(discoverySettings);
  return withoutAbsent({
    listen: rest.listen.map((address) => readListenAddress(address) as ListenAddress),
    mdns: mdns.enabled,
    instance: mdns.instance_name.trim() || undefined,
    dataDir: data_dir,
    admin: admin === undefined ? undefined : readAdmin(admin),
    allowSetup: bootstrap.allow_first_run_setup,
    callbackHost: callback.host,
    callbackGateway: callback.gateway,
    callbackBind: callback.bind,
    callbackPort: callback.port,
    callbackBinPort: callback.bin_port,
    locale: read(localeSettings).locale,
    logLevel: logging.level,
    logOverrides: logging.overrides,
    logFormat: logging.format,
    corsOrigins: rest.cors,
    trustedProxies: rest.trusted_proxies,
    hosts: rest.hosts,
    csrf: rest.csrf_enabled,
    rateLimit: rest.rate_limit.enabled,
    tlsCert: rest.tls_cert_file,
    tlsKey: rest.tls_key_file,
  });
}

const withoutAbsent = <T extends object>(all: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as T;

/** Read by local/supervised.ts: whether somebody starts the program again is no setting of the home. */
const SUPERVISOR = "CCU_ANYWHERE_SUPERVISOR";

/** Variables with our prefix that mean nothing: most likely misspelt. They are worth a warning, not an end. */
export function unknownVariables(env: Environment): string[] {
  const known = new Set<string>([CENTRALS.env, SUPERVISOR, ...settingFields.map((field) => field.env)]);
  return Object.keys(env).filter((name) => name.startsWith(ENV_PREFIX) && !known.has(name));
}

/** Texts that must never be logged: for `createLog({ hide })`. */
export function secretTexts({ admin, centrals, layers }: Settings): string[] {
  const ofSections = settingFields
    .filter((field) => field.class === "secret" && field.path !== "admin")
    .flatMap(({ path }) => [layers.file.get(path), layers.env.get(path)]);
  return [admin?.password, ...centrals.map(({ password }) => password), ...ofSections].filter(
    (secret): secret is string => typeof secret === "string" && secret !== "",
  );
}

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
  // 72 files that a start without a settings file need not load
  const { LineCounter, parseDocument }: typeof import("yaml") = createRequire(import.meta.url)("yaml");
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

function toValue(document: Document, refuse: (reason: string) => Error): unknown {
  try {
    return document.toJS();
  } catch {
    // Aliases that are unknown, or that multiply without end.
    throw refuse("has aliases that cannot be resolved");
  }
}

function readCentrals(
  raw: unknown,
  env: Environment,
  problems: SettingProblem[],
  { source }: { source: string },
): Central[] {
  const result = Centrals.refine((rows) => rows.length <= CENTRAL_LIMIT, `must be at most ${CENTRAL_LIMIT} CCUs`)
    .prefault([])
    .safeParse(raw ?? undefined, { error: plainReason });
  for (const { path, message } of result.error?.issues ?? []) {
    const place = placeOf(source, path);
    if (!problems.some((known) => known.source === place)) problems.push({ source: place, reason: message });
  }
  return withPasswords(result.data ?? [], env, source, problems);
}

function withPasswords(
  rows: readonly CentralRow[],
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
