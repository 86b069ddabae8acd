/** The on-prem server as a value: everything that `npm start` composes, startable and stoppable by tests. */
import { join, resolve } from "node:path";
import { createCcuSearch } from "../adapters/ccu-search/search.ts";
import { createMatterBridge } from "../adapters/matter/bridge.ts";
import { createMemoryHome } from "../adapters/memory/home.ts";
import { createUserBroker } from "../adapters/mqtt/user-broker.ts";
import { about } from "../adapters/node/about.ts";
import { type CertificatePair, createCertificateStore, settleCertificate } from "../adapters/node/certificate-store.ts";
import { createCheckedFetch } from "../adapters/node/checked-fetch.ts";
import { systemClock } from "../adapters/node/clock.ts";
import { createCodeHashing } from "../adapters/node/code-hashing.ts";
import { createFileFolder } from "../adapters/node/file-store.ts";
import { openSecretKey } from "../adapters/node/secret-key.ts";
import { createSecrets } from "../adapters/node/secrets.ts";
import { createWebhookSender } from "../adapters/node/webhook-sender.ts";
import { createIdentityProviders } from "../adapters/oidc/providers.ts";
import { createMetricsExposition } from "../adapters/prometheus/exposition.ts";
import { openSqlite } from "../adapters/sqlite/store.ts";
import { createInitialAdmin, ensureAdmin } from "../handlers/auth/first-admin.ts";
import { centralConfig } from "../handlers/home/central-config.ts";
import { named } from "../handlers/kernel/named-log.ts";
import { type Configuration, fixedSections } from "../handlers/kernel/section.ts";
import type { Clock, Log, LogBook } from "../handlers/ports/index.ts";
import { siteId } from "../handlers/ports/index.ts";
import type { MatterBridge } from "../handlers/ports/matter-bridge.ts";
import { observeHome } from "../handlers/relay/home/observed-home.ts";
import type { AdvertisedHome } from "./advertised.ts";
import { followAdvertising } from "./advertising.ts";
import { endWithFirstCcu, siteSettings, sweeping } from "./centrals.ts";
import { historyIn } from "./history.ts";
import { type Listening, listen } from "./listen.ts";
import { openOffsite } from "./offsite.ts";
import { prepareHome } from "./prepare-home.ts";
import type { Settings } from "./settings.ts";
import type { Simulator } from "./simulator/index.ts";
import { composeSite, type RunningSite } from "./site.ts";

/** The one home of an on-prem server. */
export const ON_PREM_SITE = siteId("home");
/** SIGTERM must end within 5 s: drivers and requests get 4 of them. */
export const STOP_MS = 4_000;

export interface OnPremOptions {
  settings: Settings;
  log: Log;
  /** The book of `log`. */
  logBook?: LogBook;
  clock?: Clock;
  /** Cost of new password hashes; tests use the least. */
  passwordCost?: number;
  validateResponses?: boolean;
  /** Tests: the configuration of features. */
  sections?: Configuration | undefined;
  /** Tests: another way to Matter than this machine's network. */
  matterBridge?: MatterBridge;
  /** The simulated CCU lives by itself (default) or does only what it is told. */
  liveDemo?: boolean;
  /** Tests: time in the simulated home. Default: `clock`. */
  demoClock?: Clock;
  /** Ends the program, where a supervisor starts it again. */
  restart?: (() => void) | undefined;
}

export interface OnPrem extends RunningSite {
  readonly urls: readonly string[];
  /** The admin whose password was made up now: to be shown once. */
  readonly initialAdmin: { name: string; password: string } | null;
  /** The CCU that runs because none is configured. */
  readonly simulator: Simulator | undefined;
}

/** Whoever brings a configuration of their own is not announced. */
const MDNS_OFF = { "north.discovery": { mdns: { enabled: false } } };

/** Starts everything; resolves when the API answers, which is before the CCUs do. */
export async function startOnPrem(options: OnPremOptions): Promise<OnPrem> {
  const { log, clock = systemClock, passwordCost, validateResponses, liveDemo = true } = options;
  const folder = resolve(options.settings.dataDir);
  const secrets = createSecrets({ key: openSecretKey(folder), ...(passwordCost ? { cost: passwordCost } : {}) });
  const database = openSqlite(join(folder, "ccu-anywhere.db"), { clock, exclusive: true });
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
    const { given, centrals, sections, settings, simulator, drivers } = await prepareHome(
      { ...options, liveDemo },
      { clock, log, secrets, store },
      ends,
    );
    let advertised: AdvertisedHome | undefined;
    let listening: Listening | undefined;
    const tls = settings.tlsCert && settings.tlsKey ? { cert: settings.tlsCert, key: settings.tlsKey } : undefined;
    if (tls) settleCertificate(tls);
    const useCertificate = (pair: CertificatePair) => listening?.useCertificate(pair);
    const running = await composeSite({
      id: ON_PREM_SITE,
      store,
      eventLog: database.eventLog(ON_PREM_SITE),
      clock,
      secrets,
      log,
      logBook: options.logBook,
      exposition: createMetricsExposition(),
      ...(tls ? { certificates: createCertificateStore({ files: tls, clock, use: useCertificate }) } : {}),
      about: { ...about(clock.now()), servesPages: true },
      settings: siteSettings(settings, centrals),
      driver: (central) => drivers.driver(central),
      codeHashing: createCodeHashing(),
      webhookSender: createWebhookSender({ reach: "anywhere" }),
      history: historyIn(folder),
      userBroker: createUserBroker(),
      matterBridge: options.matterBridge ?? createMatterBridge({ clock, log: named(log, "matter") }),
      variable: (name) => process.env[name],
      identityProviders: createIdentityProviders({
        fetch: createCheckedFetch({ reach: "anywhere" }),
        allowHttp: true,
        clock,
      }),
      backups: {
        files: createFileFolder(join(folder, "backups")),
        state: database.state,
        offsite: openOffsite,
      },
      home: observeHome(createMemoryHome(), (kind) => kind === "central" && advertised?.changed()),
      sections,
      givenCentrals: given,
      ...(options.restart ? { restart: options.restart } : {}),
      ccuSearch: createCcuSearch({ clock, log: named(log, "discovery") }),
      validateResponses,
    });
    if (settings.admin) await ensureAdmin(running.site, settings.admin.name, settings.admin.password);
    // at once: each may take most of the 5 s. Sockets are told first, they would only be cut otherwise.
    ends.push(() => {
      running.hub.close();
      return Promise.all([running.stop(), listening?.close(STOP_MS)]);
    });
    if (simulator) endWithFirstCcu(running, simulator, drivers);
    for (const central of centrals) await running.addCentral(drivers.driver(central), centralConfig(central));
    listening = await listen(running, {
      addresses: settings.listen,
      trustedProxies: settings.trustedProxies,
      ...(tls ? { tls } : {}),
    });
    const place = { bound: listening.bound, isTls: settings.tlsCert !== undefined };
    advertised = await followAdvertising(running.site, options.sections ? fixedSections(MDNS_OFF) : sections, place);
    // the first of all ends: nobody looks here for a server that is about to go
    ends.push(() => advertised?.stop());
    ends.push(sweeping(database, clock, log));
    // when nothing can fail any more: a password that nobody is told is lost
    const initialAdmin = settings.admin ? null : await createInitialAdmin(running.site);
    return { ...running, urls: listening.urls, initialAdmin, simulator, stop: undo };
  }
}
