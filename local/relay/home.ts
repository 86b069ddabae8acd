/** The relay as a value: the whole home of an on-prem server without its API, and the relay to the cloud instead. */
import { join, resolve } from "node:path";
import { createCcuSearch } from "../../adapters/ccu-search/search.ts";
import { createMatterBridge } from "../../adapters/matter/bridge.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { type BrokerConnection, connectBroker } from "../../adapters/mqtt/connection.ts";
import { createUserBroker } from "../../adapters/mqtt/user-broker.ts";
import { about } from "../../adapters/node/about.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { createCodeHashing } from "../../adapters/node/code-hashing.ts";
import { createFileFolder } from "../../adapters/node/file-store.ts";
import { putAnswer } from "../../adapters/node/put-answer.ts";
import { openSecretKey } from "../../adapters/node/secret-key.ts";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { createWebhookSender } from "../../adapters/node/webhook-sender.ts";
import { createMetricsExposition } from "../../adapters/prometheus/exposition.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { commands, operations } from "../../handlers/api.ts";
import { centralConfig } from "../../handlers/home/central-config.ts";
import { named } from "../../handlers/kernel/named-log.ts";
import type { Configuration } from "../../handlers/kernel/section.ts";
import type { Clock, Log, LogBook } from "../../handlers/ports/index.ts";
import { siteId } from "../../handlers/ports/index.ts";
import type { MatterBridge } from "../../handlers/ports/matter-bridge.ts";
import { observeHome } from "../../handlers/relay/home/observed-home.ts";
import { lastWill } from "../../handlers/relay/home/presence.ts";
import { beginStart, createRelay, type Relay } from "../../handlers/relay/home/relay.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { endWithFirstCcu, siteSettings, sweeping } from "../centrals.ts";
import { historyIn } from "../history.ts";
import { openOffsite } from "../offsite.ts";
import { prepareHome } from "../prepare-home.ts";
import type { Settings } from "../settings.ts";
import type { Simulator } from "../simulator/index.ts";
import { composeSite, type RunningSite } from "../site.ts";
import type { RelayCredentials } from "./credentials.ts";

/** Events kept for the cloud while it is away: five days of a lively home (20,000 a day), some 50 MB. */
const OUTBOX_EVENTS = 100_000;

export interface RelayOptions {
  settings: Settings;
  credentials: RelayCredentials;
  log: Log;
  /** The book of `log`. */
  logBook?: LogBook;
  clock?: Clock;
  /** Another relay of the site has taken over: this one has stopped talking and should end. */
  fenced: () => void;
  validateResponses?: boolean;
  /** Tests: the configuration of features. */
  sections?: Configuration | undefined;
  /** Tests: another way to Matter than this machine's network. */
  matterBridge?: MatterBridge | undefined;
  /** The simulated CCU lives by itself (default) or does only what it is told. */
  liveDemo?: boolean;
  /** Tests: time in the simulated home. Default: `clock`. */
  demoClock?: Clock;
  /** Ends the program, where a supervisor starts it again. */
  restart?: (() => void) | undefined;
}

export interface RunningRelay extends RunningSite {
  readonly relay: Relay;
  readonly transport: BrokerConnection;
  /** The CCU that runs because none is configured. */
  readonly simulator: Simulator | undefined;
}

/** Starts everything; resolves before the CCUs and the broker answer. */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const { credentials, log, clock = systemClock, validateResponses, liveDemo = true } = options;
  const folder = resolve(options.settings.dataDir);
  const site = siteId(credentials.site);
  const secrets = createSecrets({ key: openSecretKey(folder) });
  let relay: Relay | undefined;
  const outbox = { acknowledged: () => relay?.counters().acknowledgedTo ?? 0 };
  const path = join(folder, "relay.db");
  const database = openSqlite(path, { clock, keepEvents: OUTBOX_EVENTS, exclusive: true, outbox });
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

  async function compose(): Promise<RunningRelay> {
    const store = database.store.site(site);
    const { epoch, logName } = await beginStart(store, credentials.pairing, clock.now(), () => secrets.token(9));
    const { given, centrals, sections, settings, simulator, drivers } = await prepareHome(
      { ...options, liveDemo },
      { clock, log, secrets, store },
      ends,
    );
    const running = await composeSite({
      id: site,
      store,
      eventLog: database.eventLog(site),
      clock,
      secrets,
      log,
      logBook: options.logBook,
      exposition: createMetricsExposition(),
      about: about(clock.now()),
      settings: siteSettings(settings, centrals),
      home: observeHome(createMemoryHome(), (kind, key) => relay?.changed(kind, key)),
      logged: (events) => relay?.appended(events),
      driver: (central) => drivers.driver(central),
      codeHashing: createCodeHashing(),
      webhookSender: createWebhookSender({ reach: "anywhere" }),
      history: historyIn(folder),
      variable: (name) => process.env[name],
      backups: {
        files: createFileFolder(join(folder, "backups")),
        state: database.state,
        offsite: openOffsite,
      },
      sections,
      givenCentrals: given,
      ...(options.restart ? { restart: options.restart } : {}),
      ccuSearch: createCcuSearch({ clock, log: named(log, "discovery") }),
      userBroker: createUserBroker(),
      matterBridge: options.matterBridge ?? createMatterBridge({ clock, log: named(log, "matter") }),
      validateResponses,
    });
    ends.push(() => running.stop());
    const transport = connectBroker({
      url: credentials.broker_url,
      clientId: credentials.client_id,
      username: credentials.username,
      password: credentials.password,
      ...(credentials.certificate ? { cert: credentials.certificate, key: credentials.private_key } : {}),
      ca: credentials.ca,
      will: () => lastWill(topics(credentials.site), epoch, clock.now()),
      log: named(log, "mqtt"),
    });
    ends.push(() => transport.close());
    const awaited = new Set(centrals.map(({ name }) => name));
    // before the first central: nothing of what happens from now on is left out
    relay = await createRelay({
      awaited: () => [...awaited],
      site: running.site,
      name: credentials.site,
      epoch,
      logName,
      transport,
      operations,
      commands,
      putAnswer,
      fenced: options.fenced,
      validateResponses,
    });
    const started = relay;
    ends.push(() => started.close());
    if (simulator) endWithFirstCcu(running, simulator, drivers);
    for (const central of centrals) {
      await running.addCentral(drivers.driver(central), centralConfig(central));
      awaited.delete(central.name);
    }
    ends.push(sweeping(database, clock, log));
    return { ...running, relay, transport, simulator, stop: undo };
  }
}
