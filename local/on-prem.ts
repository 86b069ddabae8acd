/** The on-prem server as a value: everything that `npm start` composes, startable and stoppable by tests. */
import { join, resolve } from "node:path";
import { createCallbackServer } from "../adapters/ccu/callback-server.ts";
import { createCcu } from "../adapters/ccu/central.ts";
import type { CcuConfig } from "../adapters/ccu/config.ts";
import { systemClock } from "../adapters/node/clock.ts";
import { openSecretKey } from "../adapters/node/secret-key.ts";
import { createSecrets } from "../adapters/node/secrets.ts";
import { openSqlite, type SqliteDatabase } from "../adapters/sqlite/store.ts";
import { createInitialAdmin, ensureAdmin } from "../handlers/auth/first-admin.ts";
import type { SiteSettings } from "../handlers/kernel/site.ts";
import { configuredCentrals, configuredLocale } from "../handlers/operations/configured.ts";
import type { Clock, Log, SiteStore } from "../handlers/ports.ts";
import { siteId } from "../handlers/ports.ts";
import { about } from "./about.ts";
import { type Listening, listen } from "./listen.ts";
import type { Settings } from "./settings.ts";
import type { Simulator } from "./simulator/index.ts";
import { composeSite, type RunningSite } from "./site.ts";

/** The one home of an on-prem server. */
export const ON_PREM_SITE = siteId("home");
/** Milliseconds between removals of expired records: housekeeping only, nothing depends on it. */
const SWEEP_MS = 3_600_000;
/** SIGTERM must end within 5 s: drivers and requests get 4 of them. */
export const STOP_MS = 4_000;

export interface OnPremOptions {
  settings: Settings;
  log: Log;
  clock?: Clock;
  /** Cost of new password hashes; tests use the least. */
  passwordCost?: number;
  validateResponses?: boolean;
  /** The simulated CCU lives by itself (default) or does only what it is told. */
  liveDemo?: boolean;
}

export interface OnPrem extends RunningSite {
  readonly urls: readonly string[];
  /** The admin whose password was made up now: to be shown once. */
  readonly initialAdmin: { name: string; password: string } | null;
  /** The CCU that runs because none is configured. */
  readonly simulator: Simulator | undefined;
}

/** Text that tells this installation's registrations at a CCU from those of another; made once. */
export async function instanceId(store: SiteStore, make: () => string): Promise<string> {
  const kept = await store.get<string>("config", "instance");
  if (kept) return kept.value;
  const id = make()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 8);
  return (await store.put("config", "instance", id, { ifVersion: 0 })) === undefined ? instanceId(store, make) : id;
}

export const siteSettings = (settings: Settings, centrals: readonly CcuConfig[]): SiteSettings => ({
  locale: settings.locale,
  centrals: centrals.map(({ name, host, interfaces }) => ({ name, host, interfaces: interfaces.map((i) => i.name) })),
  callbackPorts: { xmlrpc: settings.callbackPort, binrpc: settings.callbackBinPort },
  allowSetup: settings.allowSetup,
  csrf: settings.csrf,
  corsOrigins: settings.corsOrigins,
  rateLimit: settings.rateLimit,
});

/** Starts everything; resolves when the API answers, which is before the CCUs do. */
export async function startOnPrem(options: OnPremOptions): Promise<OnPrem> {
  const { settings, log, clock = systemClock, passwordCost, validateResponses, liveDemo = true } = options;
  const folder = resolve(settings.dataDir);
  const secrets = createSecrets({ key: openSecretKey(folder), ...(passwordCost ? { cost: passwordCost } : {}) });
  const database = openSqlite(join(folder, "ccu-anywhere.db"), { clock });
  const ends: (() => unknown)[] = [() => database.close()];
  const undo = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return await compose();
  } catch (error) {
    await undo();
    throw error;
  }

  async function compose(): Promise<OnPrem> {
    const store = database.store.site(ON_PREM_SITE);
    const stored = (await configuredCentrals({ store, secrets, log })).filter((c) => c.enabled).map(toCcuConfig);
    const configured: CcuConfig[] = settings.centrals.filter((c) => c.enabled).map(withPassword);
    const centrals = [...configured, ...stored.filter((s) => !configured.some((c) => c.name === s.name))];
    const simulator = centrals.length === 0 ? await startDemo(liveDemo, clock) : undefined;
    if (simulator) {
      ends.push(() => simulator.stop());
      centrals.push(simulator.central);
    }
    const locale = (await configuredLocale({ store }))?.locale;
    const running = await composeSite({
      id: ON_PREM_SITE,
      store,
      eventLog: database.eventLog(ON_PREM_SITE),
      clock,
      secrets,
      log,
      about: about(clock.now()),
      settings: siteSettings({ ...settings, ...(locale ? { locale } : {}) }, centrals),
      validateResponses,
      centralConfigured: (name) => void addStored(name),
    });
    const initialAdmin = await firstAdmin(running, settings);
    const callbackServer = createCallbackServer({
      clock,
      log,
      host: settings.callbackBind,
      port: simulator ? 0 : settings.callbackPort,
      binPort: simulator ? 0 : settings.callbackBinPort,
      publicHost: settings.callbackHost,
    });
    await callbackServer.start();
    ends.push(() => callbackServer.stop());
    const instance = await instanceId(store, () => secrets.token());
    const add = (config: CcuConfig) =>
      running.addCentral(createCcu(config, { clock, log, store, callbackServer, instanceId: instance }), {
        name: config.name,
        host: config.host,
        interfaces: config.interfaces.map((i) => i.name),
      });
    async function addStored(name: string): Promise<void> {
      if (running.site.centrals.ccu(name))
        return log.warn("central changed by setup: it takes effect after a restart", { central: name });
      const central = (await configuredCentrals(running.site)).find((c) => c.name === name);
      if (central) await add(toCcuConfig(central));
    }
    let listening: Listening | undefined;
    // at once: each may take most of the 5 s. Sockets are told first, they would only be cut otherwise.
    ends.push(() => {
      running.hub.close();
      return Promise.all([running.stop(), listening?.close(STOP_MS)]);
    });
    for (const config of centrals) await add(config);
    listening = await listen(running, {
      addresses: settings.listen,
      ...(settings.tlsCert && settings.tlsKey ? { tls: { cert: settings.tlsCert, key: settings.tlsKey } } : {}),
    });
    ends.push(sweeping(database, clock, log));
    return { ...running, urls: listening.urls, initialAdmin, simulator, stop: undo };
  }
}

/** Loaded only here: whoever has a CCU does not wait for a simulated one. */
async function startDemo(live: boolean, clock: Clock): Promise<Simulator> {
  const { startSimulator } = await import("./simulator/index.ts");
  return startSimulator({ live, clock, sessions: 10 });
}

export const withPassword = ({ password, ...central }: Settings["centrals"][number]): CcuConfig => ({
  ...central,
  ...(password === undefined ? {} : { password_plain: password }),
});

const toCcuConfig = (central: Awaited<ReturnType<typeof configuredCentrals>>[number]): CcuConfig => ({
  name: central.name,
  host: central.host,
  interfaces: central.interfaces.map((name) => ({ name })),
  ...(central.username === undefined ? {} : { username: central.username }),
  ...(central.password === undefined ? {} : { password_plain: central.password }),
});

async function firstAdmin({ site }: RunningSite, { admin }: Settings): Promise<OnPrem["initialAdmin"]> {
  if (!admin) return createInitialAdmin(site);
  await ensureAdmin(site, admin.name, admin.password);
  return null;
}

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
