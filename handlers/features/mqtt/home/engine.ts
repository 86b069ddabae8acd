/** The life of MQTT: one session at a time, another one where settings change, attempts without end while there is none. */

import { unready } from "../../../kernel/problem.ts";
import type { Site, StateKey } from "../../../kernel/site.ts";
import { takingTurns } from "../../../kernel/taking-turns.ts";
import type { UserBroker } from "../../../ports/user-broker.ts";
import { type MqttSettings, mqttSettings } from "../settings.ts";
import { isDiscoveryTopic } from "./mirror.ts";
import type { MqttCounters } from "./retained.ts";
import { openSession, type Session } from "./session.ts";

/** Milliseconds between attempts to connect at the start: doubled each time. Later on the connection itself tries. */
const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;

export interface MqttState {
  readonly isOn: boolean;
  readonly isUp: boolean;
  /** Why the last attempt failed. */
  readonly fault?: string;
  readonly counters: Readonly<MqttCounters>;
}

export interface MqttEngine {
  state(): MqttState;
  /**
   * Connects anew with the present settings; the former connection goes when the new one is there. Resolves to whether there
   * is one now. @throws Refusal 503 where the broker does not take it: then everything is as it was
   */
  reload(): Promise<boolean>;
  stop(): Promise<void>;
}

export const mqttEngines: StateKey<{ engine?: MqttEngine | undefined }> = { name: "mqtt-engine", create: () => ({}) };

const zero = (): MqttCounters => ({
  mqtt_messages_sent: 0,
  mqtt_discovery_sent: 0,
  mqtt_publish_errors: 0,
  mqtt_received_commands: 0,
  mqtt_refused_commands: 0,
  mqtt_subscribe_failures: 0,
  mqtt_events_dropped: 0,
});

/** Both ends of the line are the same, so the topics are, too. */
const sharesTopics = (a: MqttSettings, b: MqttSettings): boolean =>
  a.broker_url === b.broker_url && a.topic_base === b.topic_base;

/** Which topics of a session that ends are nobody's any more. */
function leftBy(before: MqttSettings, after: MqttSettings | undefined): ((topic: string) => boolean) | undefined {
  if (after === undefined || !after.enabled || before.broker_url !== after.broker_url) return undefined;
  if (before.topic_base !== after.topic_base) return () => true;
  const isOwn = (topic: string) => topic.startsWith(`${before.topic_base}/bridge/`);
  if (before.discovery_enabled && !after.discovery_enabled && !after.raw_enabled) return (topic) => !isOwn(topic);
  if (before.raw_enabled && !after.raw_enabled) return (topic) => !isOwn(topic) && !isDiscoveryTopic(topic);
  return before.discovery_enabled && !after.discovery_enabled ? isDiscoveryTopic : undefined;
}

export function startMqtt(site: Site, broker: UserBroker): MqttEngine {
  const { clock, log } = site;
  const counters = zero();
  let settings = site.sections.read(mqttSettings);
  let session: Session | undefined;
  let fault: string | undefined;
  let cancelRetry: (() => void) | undefined;
  let isOver = false;

  /** One change after the other. */
  const inTurn = takingTurns();

  /** Ends the session, for the one that takes its place where there is one. */
  async function end(after?: MqttSettings, next?: Session): Promise<void> {
    const former = session;
    session = next;
    if (!former) return;
    const leaves = leftBy(former.settings, after);
    const gone = leaves ? former.topics().filter(leaves) : [];
    await former.stop({ replaced: after?.enabled === true && sharesTopics(former.settings, after) });
    // the former one may have lost its connection to this one, which has its client id
    next?.clear(gone);
  }

  /** Rejects where the broker does not take it. */
  async function connect(wanted: MqttSettings): Promise<void> {
    const former = session;
    former?.hold(true);
    try {
      const opened = await openSession(site, broker, wanted, counters);
      fault = undefined;
      await end(wanted, opened);
    } catch (error) {
      former?.hold(false);
      fault = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  /** Until there is a connection: the broker may start later than this program. */
  function retry(pause: number): void {
    cancelRetry?.();
    cancelRetry = clock.after(pause, () => {
      cancelRetry = undefined;
      void inTurn(async () => {
        if (isOver || session || !settings.enabled) return;
        await connect(settings).catch(() => retry(Math.min(pause * 2, RETRY_MOST_MS)));
      });
    });
  }

  async function apply(): Promise<void> {
    cancelRetry?.();
    cancelRetry = undefined;
    if (!settings.enabled) {
      fault = undefined;
      return end(settings);
    }
    try {
      await connect(settings);
      log.info("mqtt is connected", { broker: settings.broker_url, base: settings.topic_base });
    } catch (error) {
      log.warn(`mqtt is not connected: ${fault}`, { broker: settings.broker_url, error });
      if (!session) retry(RETRY_FIRST_MS);
      throw unready(`there is no connection to the broker: ${fault}`, "MQTT not reloaded");
    }
  }

  const unfollow = site.sections.observe(mqttSettings, (values) => {
    settings = values;
    void inTurn(apply).catch(() => {});
  });
  if (settings.enabled) void inTurn(apply).catch(() => {});

  return {
    state: () => ({
      isOn: settings.enabled,
      isUp: session?.isUp() ?? false,
      counters,
      ...(fault === undefined ? {} : { fault }),
    }),
    reload: () =>
      inTurn(async () => {
        settings = site.sections.read(mqttSettings);
        await apply();
        return session !== undefined;
      }),
    async stop() {
      isOver = true;
      unfollow();
      cancelRetry?.();
      await inTurn(() => end());
    },
  };
}
