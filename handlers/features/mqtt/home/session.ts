/** One connection to the user's broker with everything that goes over it. Another one takes its place when settings change. */
import type { Site } from "../../../kernel/site.ts";
import { withinLimit } from "../../../kernel/within-limit.ts";
import type { BrokerLink, BrokerLogin, BrokerMessage, UserBroker } from "../../../ports/user-broker.ts";
import type { MqttSettings } from "../settings.ts";
import { createAlarmMirror } from "./alarm/mirror.ts";
import { BIRTH_TOPIC, isHubDiscovery, type View } from "./discovery/entity.ts";
import { createCommandInbox } from "./incoming/inbox.ts";
import { createMirror, isDiscoveryTopic, type Mirror } from "./mirror.ts";
import { createRetained, type MqttCounters, type Retained } from "./retained.ts";
import { text } from "./state/payloads.ts";
import { createSweep, type Sweep } from "./sweep.ts";
import { type Topics, topicsOf } from "./topics.ts";

const ONLINE = "online";
const OFFLINE = "offline";
/** Characters of a made-up client id: every broker takes 23 (MQTT 3.1.1, 3.1.3.1). */
const CLIENT_ID_BYTES = 9;
/** Milliseconds after Home Assistant's birth: it has begun to listen then, and is not flooded while it starts. */
export const BIRTH_PAUSE_MS = 1_000;

/** Milliseconds for the last words: a broker that does not take them does not hold up the end of the program. */
export const GOODBYE_MS = 1_000;

export interface Session {
  readonly settings: MqttSettings;
  isUp(): boolean;
  /** Another connection is about to be tried: this one is not made anew meanwhile. */
  hold(isHeld: boolean): void;
  /** What is retained on its behalf. */
  topics(): string[];
  /** Clears what an earlier session left and this one does not have itself. */
  clear(topics: readonly string[]): void;
  /** Ends it. `replaced`: by a session that has the same topics, which are not said to be offline then. */
  stop(options?: { replaced?: boolean }): Promise<void>;
}

export function loginOf(settings: MqttSettings, topics: Topics, secret: () => string): BrokerLogin {
  const { broker_url: url, client_id, username, password, protocol_version: protocol } = settings;
  return {
    url,
    clientId: client_id || `ccu-anywhere-${secret()}`,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    protocol,
    will: { topic: topics.bridgeStatus, payload: OFFLINE },
  };
}

/** Rejects where the broker does not take the connection: nothing of it is left then. */
export async function openSession(
  site: Site,
  broker: UserBroker,
  settings: MqttSettings,
  counters: MqttCounters,
): Promise<Session> {
  const topics = topicsOf(settings.topic_base);
  let receive: (message: BrokerMessage) => void = () => {};
  let changed: (isUp: boolean) => void = () => {};
  const link = await broker.connect(
    loginOf(settings, topics, () => site.secrets.token(CLIENT_ID_BYTES)),
    { message: (message) => receive(message), connection: (isUp) => changed(isUp) },
  );
  const session = createSession(site, settings, link, topics, counters);
  receive = session.receive;
  changed = session.changed;
  session.begin();
  return session;
}

function createSession(site: Site, settings: MqttSettings, link: BrokerLink, topics: Topics, counters: MqttCounters) {
  const { clock, log } = site;
  const view: View = {
    topics,
    locale: site.settings.locale,
    version: site.about.version,
    subDevices: settings.sub_devices_enabled,
  };
  const retained: Retained = createRetained(link, { log, counters, isDiscovery: isDiscoveryTopic });
  const alarm = createAlarmMirror(site, settings, view, retained);
  const mirror: Mirror = createMirror(site, settings, view, retained, (centrals) => {
    alarm.show();
    health(centrals);
  });
  const inbox = createCommandInbox(site, {
    base: settings.topic_base,
    topics,
    counters,
    isServed: (topic) =>
      settings.raw_enabled ||
      mirror.isSpoken(topic) ||
      mirror.isSpoken(withoutOperation(topic)) ||
      alarm.isSpoken(topic),
    refused: (place, error) => {
      if (place.what === "alarm") alarm.refused(place.zone, error);
    },
    outcome: (outcome) => retained.emit(topics.commandOutcome, JSON.stringify(outcome)),
  });
  let sweep: Sweep | undefined;
  let isOver = false;
  const cancels = new Set<() => void>();

  function later(ms: number, task: () => void): void {
    const cancel = clock.after(ms, () => {
      cancels.delete(cancel);
      if (!isOver) task();
    });
    cancels.add(cancel);
  }

  const logged = (what: string) => (error: unknown) => {
    counters.mqtt_subscribe_failures += 1;
    log.warn(what, { error });
  };

  /** Of a connection that has just been made: the broker knows nothing of this client. */
  async function established(): Promise<void> {
    const filters = [...topics.commands, topics.bridgeStatus, ...(settings.discovery_enabled ? [BIRTH_TOPIC] : [])];
    await link.subscribe(filters, 1).catch(logged("mqtt: the broker refuses a subscription: commands are not heard"));
    announce();
    const own = createSweep(settings.topic_base, topics);
    sweep = own;
    await link.subscribe(own.filters, 0).catch(logged("mqtt: leftovers of earlier runs cannot be looked for"));
    later(settings.retain_cleanup_window_ms, () => {
      link.unsubscribe(own.filters).catch(() => {});
      void clearLeftovers(own);
    });
  }

  function announce(): void {
    retained.put(topics.bridgeStatus, text(ONLINE, 1));
  }

  function health(centrals: readonly string[]): void {
    const { version, commit, buildDate, startedAt } = site.about;
    const body = { version, commit, build_date: buildDate, started_at: new Date(startedAt).toISOString(), centrals };
    if (!isOver) retained.put(topics.bridgeHealth, text(JSON.stringify(body)));
  }

  /** Of CCUs that have told everything; of the others later. A CCU that nobody knows is one that was removed. */
  async function clearLeftovers(own: Sweep): Promise<void> {
    await mirror.refresh();
    const ready = new Set(await mirror.ready());
    const all = await site.home.centrals();
    const isComplete = all.every(({ name }) => ready.has(name));
    for (const central of own.centrals()) {
      const isGone = isComplete && !all.some(({ name }) => name === central);
      if (!ready.has(central) && !isGone) continue;
      const mayCome = !isGone && (await hasUnreadLists(central));
      for (const topic of own.take(central, retained.has, (one) => mayCome && isOfHub(central, one)))
        retained.clear(topic);
    }
    if (own.centrals().length > 0 && own === sweep) later(LEFTOVERS_EVERY_MS, () => void clearLeftovers(own));
  }

  const isOfHub = (central: string, topic: string) => topics.isOfHub(central, topic) || isHubDiscovery(central, topic);

  /** What is in a list that could not be read is unknown: its topics stay until it was. */
  const hasUnreadLists = async (central: string) => (await site.home.hub(central)).unread.length > 0;

  function born(): void {
    later(BIRTH_PAUSE_MS, () => {
      log.info("Home Assistant has started: its devices are published again");
      retained.again();
    });
  }

  function receive(message: BrokerMessage): void {
    if (isOver) return;
    const { topic, retained: isRetained } = message;
    if (topic === topics.bridgeStatus) {
      if (!isRetained) repairStatus(message);
    } else if (topic === BIRTH_TOPIC) {
      if (!isRetained && textOf(message) === ONLINE) born();
    } else {
      sweep?.receive(message);
      inbox.receive(message);
    }
  }

  /** The last will of an earlier connection may come after this one has said that it is there. */
  function repairStatus(message: BrokerMessage): void {
    if (textOf(message) !== ONLINE) retained.again((topic) => topic === topics.bridgeStatus);
  }

  function changed(isUp: boolean): void {
    if (!isUp || isOver) return;
    void established();
    // a broker without a disk has forgotten everything
    retained.again();
  }

  async function stop({ replaced = false } = {}): Promise<void> {
    isOver = true;
    for (const cancel of cancels) cancel();
    // commands that run are the home's: nobody here waits for them
    mirror.stop();
    alarm.stop(replaced);
    if (link.isUp()) {
      if (!replaced) retained.put(topics.bridgeStatus, text(OFFLINE, 1));
      await withinLimit(clock, GOODBYE_MS, retained.flushed(), () => {});
    }
    retained.stop();
    await link.close();
  }

  return {
    settings,
    isUp: () => link.isUp(),
    hold: (isHeld: boolean) => link.hold(isHeld),
    begin: () => {
      void established();
      void mirror.refresh();
    },
    topics: () => [...retained.topics()],
    clear: (gone: readonly string[]) => {
      for (const topic of gone) if (!retained.has(topic)) retained.clear(topic);
    },
    receive,
    changed,
    stop,
  };
}

/** Milliseconds between looks whether a CCU has told everything, so that its leftovers can go. */
export const LEFTOVERS_EVERY_MS = 15_000;

const textOf = ({ payload }: BrokerMessage): string => Buffer.from(payload).toString("utf8");

/** `…/custom/<kind>/set/<operation>` is served where `…/custom/<kind>/set` is. */
const withoutOperation = (topic: string): string => topic.replace(/\/set\/[^/]+$/, "/set");
