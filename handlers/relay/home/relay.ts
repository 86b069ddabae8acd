/** The relay, put together: uplink, downlink, presence, and the end when another relay has taken over. */
import { createCcuJudge } from "../../auth/ccu-users.ts";
import { ccuLoginSettings } from "../../auth/sign-on-settings.ts";
import type { Command } from "../../kernel/command.ts";
import { alarmTold, homeProgram } from "../../kernel/home-program.ts";
import { named } from "../../kernel/named-log.ts";
import type { Operation } from "../../kernel/operation.ts";
import { homeNotes } from "../../kernel/request-scope.ts";
import type { Site } from "../../kernel/site.ts";
import { withinLimit } from "../../kernel/within-limit.ts";
import type { Clock, LoggedEvent, SiteStore } from "../../ports/index.ts";
import type { AuditNote } from "../protocol/audit-notes.ts";
import { decodeMessage, encodeMessage } from "../protocol/codec.ts";
import { AckMessage, FlushMessage, ListeningMessage, ResyncMessage } from "../protocol/downlink-messages.ts";
import { nextEpoch, pairingOf, type RelayTransport, topics as topicsOf } from "../protocol/messages.ts";
import type { ReplyMessage } from "../protocol/reply-message.ts";
import { createSendWindow } from "../protocol/send-window.ts";
import { type DocumentKind, PROGRAM_KEY, StateMessage } from "../protocol/uplink-messages.ts";
import { createForwardedLogin } from "./ccu-login.ts";
import { createClockDifference } from "./clock-difference.ts";
import { createDownlink } from "./downlink.ts";
import { createForwarded } from "./forwarded.ts";
import { createLargeAnswers, type PutAnswer } from "./large-answers.ts";
import { createPresence } from "./presence.ts";
import { createProgramWatch } from "./program-watch.ts";
import { createPublisher } from "./publisher.ts";
import { createUplink, type UplinkState } from "./uplink.ts";

/** Milliseconds after which nobody waits any more for the answer to a flush. */
const FLUSH_WANTED_MS = 10_000;
/** Milliseconds that the goodbye may take: the last will does the same, later. */
const LEAVE_MS = 1_000;

interface Start {
  epoch: number;
  log: string;
}

/**
 * Epoch and name of the event log of this start; both are kept. To be called once per start, before connecting: the last
 * will holds the epoch.
 */
export async function beginStart(
  store: SiteStore,
  pairing: number,
  now: number,
  name: () => string,
): Promise<{ epoch: number; logName: string }> {
  const last = (await store.get<Start>("link", "start"))?.value;
  const epoch = nextEpoch(pairing, last === undefined || pairingOf(last.epoch) > pairing ? undefined : last.epoch, now);
  const start: Start = { epoch, log: last?.log ?? name() };
  await store.put("link", "start", start);
  return { epoch, logName: start.log };
}

/**
 * Requests, acknowledgements and flushes are repeated by whoever waits for them, what is retained comes with every
 * connection: a confirmation of each (which AWS IoT Core meters as a message) would buy nothing.
 */
const UNCONFIRMED = { qos: 0 } as const;

export interface RelayOptions {
  site: Site;
  /** Name of the site in the cloud. */
  name: string;
  epoch: number;
  logName: string;
  transport: RelayTransport;
  operations: readonly Operation[];
  commands: readonly Command[];
  /** Centrals that are about to be added: until then nothing of theirs is gone. Default: none. */
  awaited?: () => readonly string[];
  /** Another relay of this site has a higher epoch: this one must end. */
  fenced: (epoch: number) => void;
  validateResponses?: boolean;
  /** Puts large answers where the cloud says; absent: they cannot be sent. */
  putAnswer?: PutAnswer;
  /** The clock of the uplink's windows; default: the site's. Tests let them pass while time stands still. */
  windows?: Clock;
}

export interface Relay {
  /** For the event sink: events that are in the log. */
  appended(events: readonly LoggedEvent[]): void;
  /** For `observeHome`. */
  changed(kind: DocumentKind, key: string): void;
  /** How far the cloud knows what this home has to tell. */
  state(): UplinkState;
  counters(): Record<string, number>;
  /** Says goodbye and ends. */
  close(): Promise<void>;
}

/** Subscribes and goes on for as long as the transport does. */
export async function createRelay(options: RelayOptions): Promise<Relay> {
  const { site, epoch, logName, transport } = options;
  const { clock } = site;
  const log = named(site.log, "relay");
  const topics = topicsOf(options.name);
  const difference = createClockDifference(clock);
  const publisher = createPublisher(transport, clock);
  let invalid = 0;
  let ended = false;
  let closing = false;

  function fenced(other: number): void {
    if (ended) return;
    ended = true;
    log.error("another relay serves this site now: this one ends", { epoch, other });
    stop();
    options.fenced(other);
  }

  const uplink = await createUplink({
    epoch,
    logName,
    topics,
    home: site.home,
    eventLog: site.eventLog,
    store: site.store,
    clock: options.windows ?? clock,
    log,
    connected: () => transport.connected(),
    send: async (topic, payload) => !ended && publisher.send(topic, payload),
    sendWindow: createSendWindow(clock, () => difference.latest() ?? clock.now()),
    awaited: options.awaited,
    program: () => homeProgram(site),
  });
  const watch = createProgramWatch(
    clock,
    () => homeProgram(site),
    () => uplink.changed("program", PROGRAM_KEY),
  );
  site.state(alarmTold).changed = (isUrgent) => {
    watch.look();
    // whoever has broken in may end the relay before its next window
    if (isUrgent) uplink.urgent();
  };
  site.state(homeNotes).told = (key, entry) => uplink.noted({ key, entry: entry as AuditNote["entry"] });
  const judge = createCcuJudge({
    sections: site.sections,
    centrals: () => site.centrals,
    clock,
    log: named(site.log, "auth"),
  });
  const downlink = createDownlink({
    epoch,
    topics,
    store: site.store,
    secrets: site.secrets,
    clock,
    log,
    difference,
    forwarded: createForwarded({ ...options, site: { ...site, log: named(site.log, "api") } }),
    login: createForwardedLogin(clock, () => (site.sections.read(ccuLoginSettings).enabled ? judge : undefined)),
    late: (note) => uplink.noted(note),
    large: createLargeAnswers(clock, log, options.putAnswer),
    send: async (topic, payload, until) => !ended && publisher.send(topic, payload, { until }),
    fenced,
  });
  const presence = createPresence({
    epoch,
    topics,
    centrals: site.centrals,
    clock,
    connected: () => transport.connected(),
    send: (topic, payload, retain) => publisher.send(topic, payload, { retain }),
  });

  function stop(): void {
    uplink.close();
    watch.close();
    site.state(alarmTold).changed = undefined;
    site.state(homeNotes).told = undefined;
    presence.close();
    leave();
  }

  /** A failure is told in the log; the next message or the next look makes up for it. */
  const noted = (work: Promise<unknown>, failure: string): void => {
    work.catch((error: unknown) => log.warn(failure, { error }));
  };
  const announce = (): void => noted(presence.announce(), "the relay could not announce itself");

  /** Somebody is about to read. Who asks for an earlier start is answered as well: this one has it. */
  async function flush(payload: Uint8Array): Promise<void> {
    const asked = decodeMessage(FlushMessage, payload);
    if (!asked) invalid += 1;
    else if (asked.epoch > epoch) fenced(asked.epoch);
    else if (await uplink.flush(asked.lease)) {
      const reply: ReplyMessage = { id: asked.id, epoch, outcome: "done", at: clock.now() };
      const until = clock.now() + FLUSH_WANTED_MS;
      await publisher.send(topics.reply(asked.requester), encodeMessage(reply), { until });
    }
  }

  const receive: Record<string, (payload: Uint8Array) => void> = {
    [topics.request]: (payload) => void downlink.receive(payload).then(watch.look),
    [topics.ack](payload) {
      const ack = decodeMessage(AckMessage, payload);
      if (!ack) invalid += 1;
      else if (ack.epoch > epoch) fenced(ack.epoch);
      else {
        if (ack.echo) difference.measured(ack.echo);
        uplink.acknowledged(ack);
      }
    },
    [topics.listening](payload) {
      const listening = decodeMessage(ListeningMessage, payload);
      if (listening) uplink.listening(listening);
      else invalid += 1;
    },
    [topics.flush]: (payload) => noted(flush(payload), "news asked for by the cloud not told"),
    [topics.resync](payload) {
      const resync = decodeMessage(ResyncMessage, payload);
      if (!resync) invalid += 1;
      else if (resync.epoch > epoch) fenced(resync.epoch);
      else uplink.resync();
    },
    // its own state: the late last will of a former relay must not stay there, and a newer relay shows itself
    [topics.state](payload) {
      const state = decodeMessage(StateMessage, payload);
      if (!state) invalid += 1;
      else if (state.epoch > epoch) fenced(state.epoch);
      else if ((state.epoch < epoch || !state.online) && transport.connected()) announce();
    },
  };

  /** Once per connection, when requests can be heard: before that, nobody must think that it is there. */
  let greeted = false;
  function greet(): void {
    if (greeted || ended || !transport.connected()) return;
    greeted = true;
    announce();
    uplink.reconnected();
  }
  const subscribed = Promise.all(
    Object.entries(receive).map(([topic, take]) =>
      transport.subscribe(
        topic,
        (_, payload) => {
          if (!ended) take(payload);
        },
        UNCONFIRMED,
      ),
    ),
  ).then(greet, (error: unknown) => log.error("the broker does not let this relay listen", { error }));
  const leave = transport.onConnection((connected) => {
    // with a later connection the subscriptions are in force, or there is none
    if (connected) void subscribed.then(greet);
    else greeted = false;
  });

  return {
    appended: (events) => uplink.appended(events),
    changed: (kind, key) => uplink.changed(kind, key),
    state: () => uplink.state(),
    counters: () => ({ ...uplink.counters(), ...downlink.counters(), invalidMessages: invalid }),
    async close() {
      if (ended || closing) return;
      closing = true;
      const until = clock.now() + LEAVE_MS;
      const complete = transport.connected() && (await withinLimit(clock, LEAVE_MS, uplink.drain(), () => false));
      ended = true;
      stop();
      if (transport.connected())
        await withinLimit(clock, Math.max(0, until - clock.now()), presence.leave(complete), () => false);
      publisher.close();
    },
  };
}
