/** The CCUs of a program that stands next to them (server, relay): their settings, the demo in their place, the drivers. */
import { createCallbackServer } from "../adapters/ccu/callback-server.ts";
import { createCcu } from "../adapters/ccu/central.ts";
import type { SqliteDatabase } from "../adapters/sqlite/store.ts";
import { ccuConfig, configuredCentrals } from "../handlers/configuration/stored-centrals.ts";
import { centralConfig } from "../handlers/home/central-config.ts";
import type { Site, SiteSettings } from "../handlers/kernel/site.ts";
import type { Ccu, CcuConfig, Clock, Log, Secrets, SiteStore } from "../handlers/ports/index.ts";
import { changeRecord, LEAVE } from "../handlers/records/change-record.ts";
import type { Settings } from "./settings.ts";
import type { Simulator } from "./simulator/index.ts";
import type { RunningSite } from "./site.ts";

/** Milliseconds between removals of expired records: housekeeping only, nothing depends on it. */
const SWEEP_MS = 3_600_000;
/** Connections that the demo's web server takes: a person, some programs, and the tests at once. */
const DEMO_SESSIONS = 10;

/** The rows of file and environment, as the home tells them. */
export const givenCentrals = ({ centrals, centralsInEnvironment }: Settings): NonNullable<Site["givenCentrals"]> => ({
  rows: centrals.map(({ password, created_at: _made, updated_at: _written, ...row }) => ({
    ...row,
    ...(password === undefined ? {} : { password_plain: password }),
  })),
  source: centralsInEnvironment ? "env" : "bootstrap",
});

/** Every CCU that is to be connected. */
export async function configuredCcus(
  givenCentrals: NonNullable<Site["givenCentrals"]>,
  scope: { store: SiteStore; secrets: Secrets; log: Log },
): Promise<CcuConfig[]> {
  const all = await configuredCentrals({ ...scope, givenCentrals });
  return all.flatMap(({ row }) => (row.enabled ? [ccuConfig(row)] : []));
}

/** A simulated CCU whose people speak `language`; loaded only here: whoever has a CCU does not wait for it. */
export async function startDemo(
  live: boolean,
  { clock, homeClock = clock }: { clock: Clock; homeClock?: Clock | undefined },
  language: Settings["locale"],
): Promise<Simulator> {
  const { startSimulator } = await import("./simulator/index.ts");
  return startSimulator({ live, clock, homeClock, sessions: DEMO_SESSIONS, language });
}

/**
 * The demo stands in for a CCU only until there is one. When its central is gone, whoever removed it, its ports close, too.
 * To be called before the first central is added.
 */
export function endWithFirstCcu({ site, removeCentral }: RunningSite, simulator: Simulator, drivers: Drivers): void {
  const demo = simulator.central.name;
  const told = (error: unknown) => site.log.error("demo not ended: it goes with a restart", { error });
  site.centrals.observe({
    added(name) {
      if (name !== demo) removeCentral(demo).catch(told);
    },
    removed(name) {
      if (name === demo) Promise.all([simulator.stop(), drivers.endDemo()]).catch(told);
    },
  });
}

export const siteSettings = (settings: Settings, centrals: readonly CcuConfig[]): SiteSettings => ({
  locale: settings.locale,
  centrals: centrals.map(centralConfig),
  callbackPorts: { xmlrpc: settings.callbackPort, binrpc: settings.callbackBinPort },
  allowSetup: settings.allowSetup,
  setupHosts: settings.hosts,
  csrf: settings.csrf,
  corsOrigins: settings.corsOrigins,
  rateLimit: settings.rateLimit,
});

/** Text that tells this installation's registrations at a CCU from those of another; made once. */
async function instanceId(store: SiteStore, make: () => string): Promise<string> {
  const shortened = () =>
    make()
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "")
      .slice(0, 8);
  const { after } = await changeRecord<string>(
    store,
    "config",
    "instance",
    (kept) => (kept === undefined ? shortened() : LEAVE),
    () => new Error("the id of this installation is being written all the time"),
  );
  return after as string;
}

export interface Drivers {
  /** The driver of a central; it does nothing before the home starts it. */
  driver(central: CcuConfig): Ccu;
  /** Nobody calls back for the demo any more: its central is gone. */
  endDemo(): Promise<void>;
  /** After the centrals, which deregister through it. */
  stop(): Promise<void>;
}

/**
 * @param demo the simulated CCU that stands in for all: it calls back to a port of its own. The configured one is opened
 * with the first real CCU.
 */
export async function startDrivers(
  { clock, log, secrets, store }: { clock: Clock; log: Log; secrets: Secrets; store: SiteStore },
  settings: Settings,
  demo: CcuConfig | undefined,
): Promise<Drivers> {
  const callbackServer = createCallbackServer({
    clock,
    log,
    host: settings.callbackBind,
    port: settings.callbackPort,
    binPort: settings.callbackBinPort,
    publicHost: settings.callbackHost,
    gateways: settings.callbackGateway,
    orAnyPort: demo !== undefined,
  });
  const ofDemo = createCallbackServer({ clock, log, host: "127.0.0.1" });
  if (demo === undefined) await callbackServer.start();
  const instance = await instanceId(store, () => secrets.token());
  const deps = { clock, log, store, instanceId: instance };
  return {
    driver: (central) => createCcu(central, { ...deps, callbackServer: central === demo ? ofDemo : callbackServer }),
    endDemo: () => ofDemo.stop(),
    stop: async () => void (await Promise.all([callbackServer.stop(), ofDemo.stop()])),
  };
}

/** Removes expired records now and then; the returned function ends that. */
export function sweeping({ store }: SqliteDatabase, clock: Clock, log: Log): () => void {
  let cancel = () => {};
  const next = () => {
    cancel = clock.after(SWEEP_MS, () => {
      store.sweep().catch((error) => log.warn("expired records not removed", { error }));
      next();
    });
  };
  next();
  return () => cancel();
}
