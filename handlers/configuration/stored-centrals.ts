/**
 * CCUs that people have configured while the program ran. What is stored replaces the row of the file with the same name.
 * Passwords are sealed with the installation's key; one that cannot be opened any more is treated as absent and reported,
 * never replaced by something weaker.
 */
import { conflict } from "../kernel/problem.ts";
import type { Site } from "../kernel/site.ts";
import type { CcuConfig, Clock, Log, Secrets, SiteStore } from "../ports/index.ts";
import { collectRecords } from "../records/all-records.ts";
import { changeRecord } from "../records/change-record.ts";
import type { CentralRow } from "./central-row.ts";
import { isGivenSecret, mustBeGiven, mustBeGivenAgain } from "./kept-secrets.ts";

const PREFIX = "central:";

/** Record of kind `config`, key `central:<name>`. Rows of version 0.1.0 have fewer members. */
type CentralRecord = Omit<
  CentralRow,
  "password_plain" | "tls" | "tls_insecure_skip_verify" | "created_at" | "updated_at"
> &
  Partial<Pick<CentralRow, "tls" | "tls_insecure_skip_verify">> & {
    password_sealed?: string;
    created_at: string;
    updated_at: string;
  };
/** A CCU of the file that somebody has removed: it stays away. */
interface RemovedCentral {
  removed: true;
}

/** A row with its password in clear, and since when it is there. */
export type StoredCentral = Omit<CentralRow, "created_at" | "updated_at"> & { created_at: string; updated_at: string };

type Reading = Readonly<{ store: SiteStore; secrets: Secrets; log: Log }>;
type Writing = Readonly<{ store: SiteStore; secrets: Secrets; clock: Clock }>;

function openRecord({ secrets, log }: Omit<Reading, "store">, record: CentralRecord): StoredCentral {
  const { password_sealed, tls = false, tls_insecure_skip_verify = false, ...row } = record;
  const central = { ...row, tls, tls_insecure_skip_verify };
  if (password_sealed === undefined) return central;
  const password = secrets.open(password_sealed);
  if (password !== null) return { ...central, password_plain: password };
  log.error("a stored password was sealed with another key and must be entered again", { what: `central ${row.name}` });
  return central;
}

export interface StoredCentrals {
  /** Sorted by name, disabled ones included. */
  readonly rows: readonly StoredCentral[];
  /** Names of those that were removed although the file has them. */
  readonly removed: ReadonlySet<string>;
}

export async function readCentrals(scope: Reading): Promise<StoredCentrals> {
  const records = await collectRecords<CentralRecord | RemovedCentral>(scope.store, "config");
  const found = records.filter(({ key }) => key.startsWith(PREFIX));
  return {
    rows: found.flatMap(({ value }) => ("removed" in value ? [] : [openRecord(scope, value)])),
    removed: new Set(found.flatMap(({ key, value }) => ("removed" in value ? [key.slice(PREFIX.length)] : []))),
  };
}

/** Whom the password is sent to, and how: ports of one host may be several programs. */
const peerOf = (row: Partial<Omit<CentralRow, "password_plain">>): string =>
  JSON.stringify([
    row.host?.toLowerCase(),
    ...[row.tls ?? false, row.tls_insecure_skip_verify ?? false, row.port, row.json_rpc_port],
    Object.entries(row.ports ?? {}).sort(),
    (row.interfaces ?? []).flatMap(({ name, port }) => (port ? [[name, port]] : [])).sort(),
  ]);

/** A CCU that is configured, and where: a row of the environment cannot be changed by the API. */
export interface ConfiguredCentral {
  readonly row: CentralRow | StoredCentral;
  readonly from: "stored" | "bootstrap" | "env";
}
const NOTHING_GIVEN: NonNullable<Site["givenCentrals"]> = { rows: [], source: "bootstrap" };

/**
 * Every CCU that is configured, disabled ones included: those of file or environment, then those that people have stored.
 * What is stored replaces rows of the file, not of the environment.
 */
export async function configuredCentrals(scope: Reading & Pick<Site, "givenCentrals">): Promise<ConfiguredCentral[]> {
  const { rows, source } = scope.givenCentrals ?? NOTHING_GIVEN;
  const stored = await readCentrals(scope);
  const isStored = (name: string) => stored.removed.has(name) || stored.rows.some((row) => row.name === name);
  const given = rows.filter(({ name }) => source === "env" || !isStored(name));
  const others = stored.rows.filter(({ name }) => !given.some((row) => row.name === name));
  return [
    ...given.map((row): ConfiguredCentral => ({ row, from: source })),
    ...others.map((row): ConfiguredCentral => ({ row, from: "stored" })),
  ];
}

const contended = (name: string) => () => conflict(`central ${name} is being changed elsewhere; try again`);

/**
 * Stores a row. `***`, empty or absent, its password is the one that is stored, unless it names a variable for it.
 * @param formerly the row that holds so far and is not stored: one of the file
 * @throws Refusal 400 where a password that was not given would go to another address than before
 */
export async function storeCentral(
  scope: Writing,
  { password_plain, created_at: _made, updated_at: _written, ...row }: CentralRow,
  formerly?: CentralRow,
): Promise<void> {
  const now = new Date(scope.clock.now()).toISOString();
  const given = isGivenSecret(password_plain) ? password_plain : undefined;
  await changeRecord<CentralRecord | RemovedCentral>(
    scope.store,
    "config",
    PREFIX + row.name,
    (before) => {
      const former = before && !("removed" in before) ? before : undefined;
      const kept = former
        ? former.password_sealed
        : formerly?.password_plain && scope.secrets.seal(formerly.password_plain);
      const peer = former ?? formerly;
      if (kept !== undefined && given === undefined && !row.password_env && peer && peerOf(peer) !== peerOf(row))
        throw mustBeGiven([mustBeGivenAgain("password_plain")]);
      const sealed = given === undefined ? kept : scope.secrets.seal(given);
      return {
        ...row,
        ...(sealed === undefined || row.password_env ? {} : { password_sealed: sealed }),
        created_at: former?.created_at ?? now,
        updated_at: now,
      };
    },
    contended(row.name),
  );
}

/** @param inFile a row of the file has this name: that it is gone must be remembered */
export async function removeStoredCentral(scope: Pick<Writing, "store">, name: string, inFile: boolean): Promise<void> {
  await changeRecord<CentralRecord | RemovedCentral>(
    scope.store,
    "config",
    PREFIX + name,
    () => (inFile ? { removed: true } : undefined),
    contended(name),
  );
}

/** As the driver takes it. */
export function ccuConfig({
  created_at: _made,
  updated_at: _written,
  serial: _serial,
  enabled: _on,
  ...row
}: CentralRow): CcuConfig {
  const { password_env, username, primary_interface: _primary, ...rest } = row;
  return {
    ...rest,
    ...(username ? { username } : {}),
    ...(password_env ? { password_env } : {}),
  };
}
