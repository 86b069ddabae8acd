/**
 * One composed site for one case: the real engines, dispatchers and stream over memory adapters, a clock that stands
 * still, secrets that repeat, and CCUs that can be told to fail. Two worlds of the same kind answer alike, byte by byte.
 */

import { setImmediate } from "node:timers/promises";
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryConnectionRecords } from "../../adapters/memory/connection-records.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryFiles } from "../../adapters/memory/file-store.ts";
import { createMemoryHistory } from "../../adapters/memory/history.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { readIcons } from "../../adapters/node/about.ts";
import { createLogBook } from "../../adapters/node/log-book.ts";
import { createMetricsExposition } from "../../adapters/prometheus/exposition.ts";
import { features, sectionsOf } from "../../handlers/api.ts";
import { openConfiguration } from "../../handlers/configuration/configuration.ts";
import { layersOf } from "../../handlers/configuration/layers.ts";
import { contentsOf } from "../../handlers/features/backups/home/archive/check.ts";
import { ROLES, type Role } from "../../handlers/kernel/identity.ts";
import { HANDLER_TIMEOUT_MS } from "../../handlers/kernel/limits.ts";
import type { Configuration } from "../../handlers/kernel/section.ts";
import type { About, CentralConfig, GivenCentral, SiteSettings } from "../../handlers/kernel/site.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import {
  type CcuEvent,
  type CertificateStore,
  type Clock,
  type ConnectionRecords,
  type DeviceBundle,
  type EventLog,
  type FileStore,
  FileStoreError,
  type FoundCcu,
  type HomeWriter,
  type HubSnapshot,
  IdentityProviderFault,
  type IdentityProviders,
  type InterfaceStatus,
  type Log,
  type LoggedEvent,
  type LogLevel,
  type RecordKind,
  type Secrets,
  type SiteStore,
  siteId,
} from "../../handlers/ports/index.ts";
import type { UserBroker } from "../../handlers/ports/user-broker.ts";
import { sha256 } from "../../handlers/records/accounts.ts";
import { backupArchive } from "../../local/simulator/logic/backup-archive.ts";
import { composeSite, type RunningSite } from "../../local/site.ts";
import { basic, bearer } from "../support/client.ts";
import { MemoryBroker } from "../support/memory-broker.ts";
import { MemoryMatter } from "../support/memory-matter.ts";
import { NOW } from "../support/site.ts";
import { plainHashing, storeAlarm } from "./alarm.ts";
import { ATTIC, ATTIC_BUNDLES, ATTIC_HUB, ATTIC_INTERFACES, ATTIC_VALUES } from "./attic.ts";
import { createFakeCcu, type FakeCcu } from "./fake-ccu.ts";
import { BUNDLES, DIMMER, HUB, INTERFACES, VALUES } from "./household.ts";

/**
 * home: two CCUs, three users. single: one CCU. starting: the CCUs have not told anything yet. away: what the CCUs told is
 * known, but this process does not reach them. empty: no CCU is configured, no optional part is there. fresh: nobody exists yet, setup is open.
 */
export type WorldKind = "home" | "single" | "starting" | "away" | "empty" | "fresh";
export type Scheme = "basic" | "bearer" | "session";
export type Who = Role | "nobody";

export const USERS: Readonly<Record<Role, string>> = { admin: "anna", operator: "otto", viewer: "vera" };
export const passwordOf = (role: Role) => `${USERS[role]}-password`;
export const tokenOf = (role: Role) => `token-of-a-program-that-is-${role}`;
/** Only such a value is taken for a CSRF token of ours. */
export const CSRF = "c".repeat(43);
export const sessionOf = (role: Role) => `session-of-${role}`;

/** Request headers of a caller. A session comes with its CSRF pair, like a browser's page sends it. */
export function credentials(who: Who, scheme: Scheme = "basic"): Record<string, string> {
  if (who === "nobody") return {};
  if (scheme === "bearer") return bearer(tokenOf(who));
  if (scheme === "basic") return basic(USERS[who], passwordOf(who));
  return {
    cookie: `openccu_loom_session=${sessionOf(who)}; openccu_loom_csrf=${CSRF}`,
    "x-csrf-token": CSRF,
  };
}

export interface World {
  /** How often the program was asked to end. */
  restarts(): number;
  readonly kind: WorldKind;
  readonly running: RunningSite;
  readonly clock: ManualClock;
  readonly store: SiteStore;
  readonly home: HomeWriter;
  /** The Matter node, and controllers that a test plays. */
  readonly matter: MemoryMatter;
  /** Sockets that a gateway holds. */
  readonly connections: ConnectionRecords;
  /** The CCU `ccu-main`. */
  readonly main: FakeCcu;
  /** The CCU `ccu-attic`. */
  readonly attic: FakeCcu;
  readonly ccus: readonly FakeCcu[];
  readonly logged: string[];
  /** Writes so far: to the store (its audit log apart), and to a CCU. */
  changes(): { store: number; audit: number; ccu: number };
  /** Resolves when what was begun is stored. Not while it stalls. */
  settled(): Promise<void>;
  /** From now on store and read model never answer; the handler's time runs out as soon as one of them is asked. */
  stall(): void;
  /** From now on the CCU never answers; the handler's time runs out as soon as it is asked. */
  hangCcu(): void;
  /** From now on store and read model fail. */
  breakDown(): void;
  /** From now on the place of the backups fails. */
  breakFiles(): void;
  stop(): Promise<void>;
}

/** The store with a switch, and a counter of the writes that a person would notice. */
export function watched(store: SiteStore) {
  const bench = { writes: 0, audit: 0, trouble: undefined as (() => Promise<never>) | undefined };
  const underWay = new Set<Promise<unknown>>();
  function guard<T>(work: () => Promise<T>): Promise<T> {
    const asked = bench.trouble ? bench.trouble() : work();
    const ended = asked.then(
      () => {},
      () => {},
    );
    underWay.add(ended);
    void ended.then(() => underWay.delete(ended));
    return asked;
  }
  /** Neither a repetition's record, nor what makes users change one after the other, nor what the link keeps, nor that a CCU failed, nor that a code was wrong. */
  const counts = (kind: RecordKind, key: string) =>
    !["idempotency", "journal", "link", "incident", "alarm-journal"].includes(kind) &&
    (kind !== "lock" || key.startsWith("edit:"));
  const watching: SiteStore = {
    get: (kind, key) => guard(() => store.get(kind, key)),
    list: (kind, options) => guard(() => store.list(kind, options)),
    put: async (kind, key, value, options) => {
      const version = await guard(() => store.put(kind, key, value, options));
      if (version !== undefined && kind === "audit") bench.audit++;
      else if (version !== undefined && counts(kind, key)) bench.writes++;
      return version;
    },
    delete: async (kind, key, options) => {
      const deleted = await guard(() => store.delete(kind, key, options));
      if (deleted && counts(kind, key)) bench.writes++;
      return deleted;
    },
  };
  /** Nobody waits for the store any more, nor for what an answer of it led to. Not while it stalls. */
  async function settled(): Promise<void> {
    do {
      await Promise.all(underWay);
      await setImmediate();
    } while (underWay.size > 0);
  }
  return Object.assign(bench, { store: watching, settled });
}

export function repeatingSecrets(credentialPrefix = ""): Secrets {
  let secret = 0;
  return {
    token: (bytes = 32) => String(++secret).padStart(Math.ceil((bytes * 4) / 3), "t"),
    credential: () => credentialPrefix + String(++secret).padStart(43, "t"),
    uuid: () => `00000000-0000-4000-8000-${String(++secret).padStart(12, "0")}`,
    hashPassword: async (password) => `hashed:${sha256(password)}`,
    checkPassword: async (password, hash) => hash === `hashed:${sha256(password)}`,
    seal: (plain) => Buffer.from(`sealed:${plain}`).toString("base64"),
    open: (sealed) =>
      Buffer.from(sealed, "base64")
        .toString()
        .replace(/^sealed:/, ""),
  };
}

/** @param credential what stands for a token or a session id */
export async function addPeople(store: SiteStore, credential = (text: string) => text): Promise<void> {
  const created_at = new Date(NOW - 86_400_000).toISOString();
  // just now: the use of a credential is not written again while the clock stands still
  const last_seen_at = new Date(NOW).toISOString();
  const add = async (role: Role) => {
    const id = `00000000-0000-4000-9000-00000000000${role.length}`;
    const password = `hashed:${sha256(passwordOf(role))}`;
    await Promise.all([
      store.put("user", USERS[role], { id, role, password, epoch: 1, created_at, last_seen_at }),
      store.put("token", sha256(credential(tokenOf(role))), {
        subject: `program-${role}`,
        role,
        created_at,
        last_seen_at,
      }),
      store.put("session", sha256(credential(sessionOf(role))), {
        subject: USERS[role],
        user: id,
        epoch: 1,
        created_at,
      }),
    ]);
  };
  await Promise.all(ROLES.map(add));
}

const configOf = (name: string): CentralConfig => ({
  name,
  host: `${name}.lan`,
  interfaces: TOLD[name]!.interfaces.map((i) => i.name),
});

const FOUND: readonly FoundCcu[] = [
  { serial: "ABC0123456", host: "192.0.2.77", name: "HomeMatic Central", model: "CCU3", isThisMachine: false },
  { serial: "DEF0123456", host: "192.0.2.78", name: "OpenCCU", isThisMachine: true },
];
const rowOf = (name: string): GivenCentral => ({
  ...configOf(name),
  interfaces: configOf(name).interfaces.map((one) => ({ name: one })),
  enabled: true,
  tls: false,
  tls_insecure_skip_verify: false,
});

interface Told {
  hub: HubSnapshot;
  bundles: readonly DeviceBundle[];
  values: Readonly<Record<string, readonly CcuEvent[]>>;
  interfaces: readonly InterfaceStatus[];
}
export const TOLD: Readonly<Record<string, Told>> = {
  "ccu-main": { hub: HUB, bundles: BUNDLES, values: VALUES, interfaces: INTERFACES },
  [ATTIC]: { hub: ATTIC_HUB, bundles: ATTIC_BUNDLES, values: ATTIC_VALUES, interfaces: ATTIC_INTERFACES },
};

/** A CCU tells everything it has, as after a start. */
export function tell(
  { listener, ccu }: FakeCcu,
  { hub, bundles, values, interfaces }: Told = TOLD[ccu.central]!,
): void {
  listener.hub(hub);
  for (const { name } of interfaces) {
    listener.devices(
      bundles.filter((b) => b.interface === name),
      true,
    );
    listener.values(name, values[name] ?? []);
  }
  listener.interfaces(interfaces);
}

const FLAGS = { [`${DIMMER}:2`]: { hidden: false, locked: true }, [`${DIMMER}:3`]: { hidden: true, locked: false } };

async function copyHome(from: HomeWriter, to: HomeWriter): Promise<void> {
  for (const central of await from.centrals()) {
    to.putCentral(central);
    to.putHub(central.name, await from.hub(central.name));
    to.putInterfaces(central.name, await from.interfaces(central.name));
  }
  for (const device of await from.devices()) {
    to.putDevice(device);
    to.putValues(idOf(device), await from.values(idOf(device)));
  }
}

/** Where a world keeps what lasts. */
export interface Storage {
  store: SiteStore;
  eventLog: EventLog;
  connections: ConnectionRecords;
}
export interface WorldOptions {
  settings?: Partial<SiteSettings>;
  sections?: Configuration;
  userBroker?: UserBroker;
  matter?: MemoryMatter;
  /** An empty storage; default: memory. */
  storage?: (clock: Clock) => Promise<Storage>;
  /** What else listens to the home, as a relay's link does. */
  home?: HomeWriter;
  logged?: (events: readonly LoggedEvent[]) => void;
  /** Called before any CCU is added. */
  composed?: (running: RunningSite, clock: ManualClock) => Promise<void>;
}

const inMemory = async (clock: Clock): Promise<Storage> => ({
  store: createMemoryStore({ clock }).site(SITE),
  eventLog: createMemoryEventLog(),
  connections: createMemoryConnectionRecords({ clock }),
});
const SITE = siteId("test");
/** What is off by default and has operations is on. */
export const INBOUND_TOKEN = "the-token-of-inbound-webhooks";
const SECTIONS = {
  "north.webhook": { inbound: { enabled: true, token: INBOUND_TOKEN } },
  "persistence.history": { enabled: true },
  "north.matter": { enabled: true },
};
/** One backup of the CCU `ccu-main`, and the same with a byte too many. */
export const BACKUP_ID = "ccu-main-20251231T120000Z";
export const DAMAGED_ID = "ccu-main-20251230T120000Z";
const ARCHIVE = backupArchive({ version: "3.83.6" });
const contents = contentsOf(once(ARCHIVE));
async function keepBackups(files: FileStore): Promise<void> {
  const { bytes, sha256, entries, files: count, firmware } = await contents;
  for (const [id, content, created_at] of [
    [BACKUP_ID, ARCHIVE, "2025-12-31T12:00:00.000Z"],
    [DAMAGED_ID, Buffer.from(ARCHIVE).fill(1, 600, 601), "2025-12-30T12:00:00.000Z"],
  ] as const) {
    const about = { format: 1, id, kind: "ccu", central: "ccu-main", created_at, bytes, sha256 };
    const manifest = { ...about, counts: { entries, files: count }, version: firmware };
    await files.write(`${id}.json`, once(Buffer.from(JSON.stringify(manifest))));
    await files.write(`${id}.sbk`, once(content));
  }
}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
/** Sign-on; off where nobody or nothing is there. */
export const OIDC = {
  enabled: true,
  issuer: "https://id.example.org",
  client_id: "home",
  // over each transport the server has another name
  redirect_url: "https://home.example.org/api/v1/auth/oidc/callback",
  second: { issuer: "https://unreachable.example.org", client_id: "home" },
};
const withoutSignOn: ReadonlySet<WorldKind> = new Set<WorldKind>(["empty", "fresh"]);
/** As an administrator has stored it: at home and in the cloud alike. */
export async function storeSignOn(store: SiteStore, kind: WorldKind): Promise<void> {
  if (withoutSignOn.has(kind)) return;
  const record = { version: 1, updated_at: new Date(NOW).toISOString(), document: OIDC };
  await store.put("config", "section:north.rest.auth.oidc", record);
}
/** Absent while the CCUs start. */
export const identityProviders: IdentityProviders = {
  async authorization({ issuer }, { state, nonce }) {
    if (issuer !== OIDC.issuer) throw new IdentityProviderFault("unreachable", "no answer");
    return `${issuer}/authorize?state=${state}&nonce=${nonce}`;
  },
  redeem: async ({ issuer }) => ({
    claims: { iss: issuer, sub: "1", preferred_username: "berta", role: "operator" },
    idToken: "an.id.token",
  }),
};
export const ABOUT: About = {
  version: "0.1.0",
  commit: "abc1234",
  buildDate: "2026-01-01T00:00:00Z",
  startedAt: NOW - 90_000,
  schemaDigest: `sha256:${"0".repeat(64)}`,
  capabilities: ["rest.v1", "ws.broadcasts.v1", "errors.problem_details.v1"],
  icons: readIcons(),
};

/** Takes what says that it is one. */
const fakeCertificates: CertificateStore = {
  replace: async (cert, key) => (cert === "a certificate" && key === "its key" ? undefined : { invalid: "no pair" }),
};

/** Work that waits for its time: that a light which was tried is off. */
async function timePasses(clock: ManualClock, work: Promise<void>): Promise<void> {
  let isDone = false;
  const ended = work.finally(() => {
    isDone = true;
  });
  for (let seconds = 0; !isDone && seconds < 60; seconds += 1) {
    for (let turn = 0; turn < 20 && !isDone; turn += 1) await setImmediate();
    if (!isDone) clock.advance(1_000);
  }
  await ended;
}

export async function createWorld(kind: WorldKind = "home", options: WorldOptions = {}): Promise<World> {
  const clock = createManualClock(NOW);
  const { store: kept, eventLog, connections } = await (options.storage ?? inMemory)(clock);
  const bench = watched(kept);
  const { store } = bench;
  const logged: string[] = [];
  const write = (level: string) => (message: string, data?: Record<string, unknown>) => {
    const { error } = data ?? {};
    logged.push(JSON.stringify({ level, message, ...data, error: error instanceof Error ? error.stack : error }));
  };
  const logBook = createLogBook({ clock });
  const keeping = (level: LogLevel, write: Log["info"]): Log["info"] => {
    return (message, data) => {
      write(message, data);
      const time = new Date(clock.now()).toISOString();
      logBook.enter({ time, level, logger: "ccu-anywhere", msg: message });
    };
  };
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: keeping("warn", write("warn")),
    error: keeping("error", write("error")),
  };
  const names = kind === "empty" || kind === "fresh" ? [] : kind === "single" ? ["ccu-main"] : [ATTIC, "ccu-main"];
  await Promise.all([
    ...(kind === "fresh" ? [] : [addPeople(store)]),
    storeSignOn(store, kind),
    storeAlarm(store, kind),
    ...Object.entries(FLAGS).map(([channel, flags]) => store.put("flags", channel, flags)),
  ]);
  let restarts = 0;
  const declared = sectionsOf(features);
  const secrets = repeatingSecrets();
  const history = createMemoryHistory();
  const matter = options.matter ?? new MemoryMatter();
  const memory = createMemoryFiles({ clock });
  let filesBroken = false;
  const files: FileStore = {
    ...memory,
    async list() {
      if (filesBroken) throw new FileStoreError("the disk reports an error");
      return memory.list();
    },
  };
  if (kind !== "empty" && kind !== "fresh") await keepBackups(files);
  const running = await composeSite({
    id: SITE,
    // one world keeps none
    ...(kind === "fresh" ? {} : { backups: { files } }),
    store,
    eventLog,
    clock,
    secrets,
    log,
    ...(kind === "empty" ? {} : { logBook, exposition: createMetricsExposition({ process: false }) }),
    ...(kind === "empty" ? {} : { certificates: fakeCertificates }),
    about: ABOUT,
    settings: {
      locale: "en",
      centrals: names.map(configOf),
      callbackPorts: { xmlrpc: 8120, binrpc: 8129 },
      allowSetup: true,
      csrf: true,
      // as shipped
      corsOrigins: [],
      rateLimit: false,
      ...options.settings,
    },
    sections:
      options.sections ??
      (await openConfiguration({
        sections: declared,
        layers: layersOf({ ...SECTIONS, ...(kind === "empty" && { alarm: { enabled: false } }) }, declared),
        store,
        secrets,
        log,
      })),
    givenCentrals: { rows: names.map(rowOf), source: "bootstrap" },
    driver: ({ name }) => createFakeCcu(name, {}).ccu,
    ccuSearch: { search: async () => FOUND },
    ...(kind === "starting" ? {} : { identityProviders, codeHashing: plainHashing }),
    restart: () => {
      restarts++;
    },
    ...(kind === "empty" ? {} : { history: async () => ({ store: history }) }),
    userBroker: options.userBroker ?? new MemoryBroker(),
    matterBridge: matter,
    validateResponses: true,
    ...(options.home ? { home: options.home } : {}),
    ...(options.logged ? { logged: options.logged } : {}),
  });
  await options.composed?.(running, clock);
  const home = running.site.home as HomeWriter;
  const ccus = names.map((name) => createFakeCcu(name, TOLD[name]!.hub));
  if (kind === "away") await fillFromElsewhere(home);
  else
    for (const [at, fake] of ccus.entries()) {
      await running.addCentral(fake.ccu, configOf(names[at]!));
      if (kind !== "starting") tell(fake);
    }
  // what features begin at the start, and nobody waits for, ends here: on a slow table it would be counted as the case's
  const settled = async () => {
    await bench.settled();
    await running.site.events.flushed();
    await bench.settled();
  };
  await settled();
  for (const { calls } of ccus) calls.length = 0;
  bench.writes = 0;
  logged.length = 0;

  /** Every question that a handler can ask; its answer decides what trouble is. */
  const trouble = (answer: () => Promise<never>) => {
    bench.trouble = answer;
    for (const question of ["centrals", "devices", "device", "devicesAt", "values", "hub", "interfaces"] as const)
      Object.assign(home, { [question]: answer });
    for (const question of ["append", "buckets", "energy", "series", "samples", "status"] as const)
      Object.assign(history, { [question]: answer });
    for (const question of ["bounds", "read"] as const) Object.assign(running.site.eventLog, { [question]: answer });
  };

  const called = (name: string) => ccus.find(({ ccu }) => ccu.central === name) ?? createFakeCcu("nowhere", {});
  const [main, attic] = [called("ccu-main"), called(ATTIC)];
  // whatever still waits when the world ends is let go
  const released = Promise.withResolvers<never>();
  released.promise.catch(() => {});
  const timeIsUp = () => void setImmediate().then(() => clock.advance(HANDLER_TIMEOUT_MS));
  return {
    kind,
    running,
    matter,
    clock,
    store,
    home,
    connections,
    main,
    attic,
    ccus,
    logged,
    changes: () => ({
      store: bench.writes,
      audit: bench.audit,
      ccu: ccus.reduce((sum, fake) => sum + fake.writes().length, 0),
    }),
    settled,
    stall: () => {
      trouble(() => {
        timeIsUp();
        return released.promise;
      });
    },
    restarts: () => restarts,
    hangCcu: () => main.hang(timeIsUp),
    breakFiles: () => {
      filesBroken = true;
    },
    breakDown: () => trouble(() => Promise.reject(new Error("a secret of the store"))),
    async stop() {
      bench.trouble = undefined;
      released.reject(new Error("the world ended"));
      await timePasses(clock, running.stop());
    },
  };
}

/** What a CCU told another process: the read model is known here, the CCU is not reached. */
async function fillFromElsewhere(home: HomeWriter): Promise<void> {
  const other = await createWorld("home");
  await copyHome(other.home, home);
  await other.stop();
}
