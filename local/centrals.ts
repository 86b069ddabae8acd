/** The CCUs of a program that stands next to them (server, relay): their settings, the demo in their place, the drivers. */
import { createCallbackServer } from "../adapters/ccu/callback-server.ts";
import { createCcu } from "../adapters/ccu/central.ts";
import type { CcuConfig } from "../adapters/ccu/config.ts";
import type { SqliteDatabase } from "../adapters/sqlite/store.ts";
import type { CentralConfig, NewCentral, SiteSettings } from "../handlers/kernel/site.ts";
import type { Ccu, Clock, Log, Secrets, SiteStore } from "../handlers/ports/index.ts";
import { changeRecord, LEAVE } from "../handlers/records/change-record.ts";
import type { Settings } from "./settings.ts";
import type { Simulator } from "./simulator/index.ts";

/** Milliseconds between removals of expired records: housekeeping only, nothing depends on it. */
const SWEEP_MS = 3_600_000;
/** Connections that the demo's web server takes: a person, some programs, and the tests at once. */
const DEMO_SESSIONS = 10;

/** A CCU for the driver, with what the settings say about its devices. */
export type ConfiguredCcu = CcuConfig & Pick<Settings["centrals"][number], "visibility" | "behavior">;

export const settingsCentrals = (settings: Settings): ConfiguredCcu[] =>
  settings.centrals
    .filter((central) => central.enabled)
    .map(({ password, ...central }) => ({
      ...central,
      ...(password === undefined ? {} : { password_plain: password }),
    }));

/** A simulated CCU whose people speak `language`; loaded only here: whoever has a CCU does not wait for it. */
export async function startDemo(live: boolean, clock: Clock, language: Settings["locale"]): Promise<Simulator> {
  const { startSimulator } = await import("./simulator/index.ts");
  return startSimulator({ live, clock, sessions: DEMO_SESSIONS, language });
}

/** The toggles that are about devices; the driver has the others. Only what differs from the default is told. */
function behaviourOf(behavior: ConfiguredCcu["behavior"]): Pick<CentralConfig, "behaviour"> {
  const off = {
    ...(behavior?.light_last_brightness === false ? { lastBrightness: false } : {}),
    ...(behavior?.use_group_channel_for_cover_state === false ? { groupPosition: false } : {}),
  };
  return Object.keys(off).length > 0 ? { behaviour: off } : {};
}

/** What the home knows of a central. */
export const centralConfig = ({ name, host, interfaces, visibility, behavior }: ConfiguredCcu): CentralConfig => ({
  name,
  host,
  interfaces: interfaces.map((one) => one.name),
  ...behaviourOf(behavior),
  ...(visibility?.un_ignore ? { unIgnore: visibility.un_ignore } : {}),
});

export const siteSettings = (settings: Settings, centrals: readonly ConfiguredCcu[]): SiteSettings => ({
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
  driver(central: ConfiguredCcu): Ccu;
  /** After the centrals, which deregister through it. */
  stop(): Promise<void>;
}

/** @param simulated the only CCU is the demo's: callbacks need no fixed port */
export async function startDrivers(
  { clock, log, secrets, store }: { clock: Clock; log: Log; secrets: Secrets; store: SiteStore },
  settings: Settings,
  simulated: boolean,
): Promise<Drivers> {
  const callbackServer = createCallbackServer({
    clock,
    log,
    host: settings.callbackBind,
    port: simulated ? 0 : settings.callbackPort,
    binPort: simulated ? 0 : settings.callbackBinPort,
    publicHost: settings.callbackHost,
    gateways: settings.callbackGateway,
  });
  await callbackServer.start();
  const instance = await instanceId(store, () => secrets.token());
  return {
    driver: (central) => createCcu(central, { clock, log, store, callbackServer, instanceId: instance }),
    stop: () => callbackServer.stop(),
  };
}

/** As the driver takes a central that people have configured. */
export const ccuOf = ({ name, host, interfaces, username, password }: NewCentral): ConfiguredCcu => ({
  name,
  host,
  interfaces: interfaces.map((one) => ({ name: one })),
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password_plain: password }),
});

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
