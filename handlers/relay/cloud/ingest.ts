/**
 * The cloud's end of the uplink: what a relay says becomes documents, values, numbered events and presence of its home.
 * One call per message and site at a time, in the order of the queue; a message that comes twice changes nothing, and
 * what was done of a message before a crash is simply done again.
 */
import type * as z from "zod";
import { type DeviceId, splitDeviceId } from "../../model/device-id.ts";
import type { Device, Hub, InterfaceState } from "../../model/types.ts";
import type { CentralState, Clock, EventDraft, HomeProgram, Log, LoggedEvent, SiteStore } from "../../ports/index.ts";
import { LEAVE } from "../../records/change-record.ts";
import { storeNotes } from "../protocol/audit-notes.ts";
import { decodeMessage, encodeMessage } from "../protocol/codec.ts";
import {
  centralFromDocument,
  deviceFromDocument,
  hubFromDocument,
  interfacesFromDocument,
  programFromDocument,
  valuesFromDocument,
} from "../protocol/documents.ts";
import type { AckMessage, ResyncMessage } from "../protocol/downlink-messages.ts";
import type { RelayTopics } from "../protocol/messages.ts";
import { DocMessage, EventsMessage, type RelayDocument, StateMessage } from "../protocol/uplink-messages.ts";
import { type CatchUpHome, type CatchUpLog, catchUpValues } from "./catch-up.ts";
import { changePresence } from "./change-presence.ts";
import { asOfBefore, centralWithKnown, hubWithKnown, valuesWithKnown } from "./keep-known.ts";
import { changeHead, epochsEnd } from "./pairing.ts";
import { judgeDoc, type RelayBatch, type RelayHead, risen } from "./relay-head.ts";

/** Epochs have 53 bits at most; so many messages may follow within one. */
const ORDERS_OF_EPOCH = 2n ** 32n;
const orderOf = ({ epoch, n }: DocMessage, epochsEnd: number): DocumentOrder => ({
  at: BigInt(epoch) * ORDERS_OF_EPOCH + BigInt(n),
  end: BigInt(epochsEnd) * ORDERS_OF_EPOCH,
});

/** The place of a write among all that the relays of a home have said. */
export interface DocumentOrder {
  /** Grows with every message. A write with a lower one than the last has no effect. */
  at: bigint;
  /** No message can have this or more: a document that says so was forged, and gives way to any write. */
  end: bigint;
}

/** Documents of a home that is stored (adapters/dynamodb/home.ts). */
export interface StoredHome extends CatchUpHome {
  putCentral(state: CentralState, order: DocumentOrder): Promise<unknown>;
  putInterfaces(central: string, states: readonly InterfaceState[], order: DocumentOrder): Promise<unknown>;
  putHub(central: string, hub: Hub, order: DocumentOrder): Promise<unknown>;
  putDevice(device: Device, order: DocumentOrder): Promise<unknown>;
  putProgram(program: HomeProgram, order: DocumentOrder): Promise<unknown>;
  removeDevice(address: string, order: DocumentOrder): Promise<unknown>;
  removeCentral(name: string, order: DocumentOrder): Promise<unknown>;
  /** As it was last put. */
  central(name: string): Promise<CentralState | undefined>;
  hub(central: string): Promise<Hub | undefined>;
  contents(): Promise<{ devices: string[]; centrals: string[] }>;
  /** What was last heard of the relay. */
  presence(): Promise<{ presence: RelayPresence; version: number } | undefined>;
  /** @param version of what it replaces, 0 = nothing. `false` where that has changed meanwhile */
  putPresence(presence: RelayPresence, version: number): Promise<boolean>;
}
/** The site's event log, which knows positions of the relay's own log (adapters/dynamodb/event-log.ts); what becomes of a batch is said by `judgeBatch`. */
export interface BatchLog extends CatchUpLog {
  appendBatch(
    batch: RelayBatch,
    drafts: readonly EventDraft[],
  ): Promise<
    | { outcome: "appended" | "repeated"; events: LoggedEvent[]; position: number }
    | { outcome: "missing"; position: number }
  >;
}

/** What was last heard of the relay. */
export interface RelayPresence {
  epoch: number;
  online: boolean;
  /** When it was heard, and since when it is as it is: milliseconds, the cloud's clock. */
  heardAt: number;
  since: number;
  centrals: { name: string; available: boolean }[];
  /** It went with nothing left to tell. */
  complete?: true;
  /** While it is there: of when what is known from before is. Absent: nothing is, or an earlier release wrote it. */
  before?: number;
}

export interface IngestOptions {
  topics: RelayTopics;
  home: StoredHome;
  eventLog: BatchLog;
  store: SiteStore;
  clock: Clock;
  log: Log;
  /** To the relay. A message that does not get through is made good by its repetition. */
  send: (topic: string, payload: Uint8Array) => Promise<unknown>;
}

export interface Ingested {
  /** New in the log. */
  events: readonly LoggedEvent[];
  /** They were there: whoever brought them may have ended before anybody else was told. */
  again?: true;
  /** Events before them are lost for good. */
  gap?: true;
}
const NOTHING: Ingested = { events: [] };

export type IngestKind = "state" | "doc" | "events";

/** Rejects where the store failed: the queue gives the message again. */
export function createIngest(options: IngestOptions): (kind: IngestKind, payload: Uint8Array) => Promise<Ingested> {
  const { topics, home, eventLog, store, clock, log } = options;
  const catchUp = (known: readonly LoggedEvent[] = []): Promise<void> => catchUpValues(home, eventLog, known);

  /** What the cloud can know of a relay: an epoch that no pairing has given is a lie that was once believed. */
  const possible = async <T extends { epoch: number }>(known: T | undefined, epoch: number): Promise<T | undefined> =>
    known && epoch < known.epoch && known.epoch > (await epochsEnd(store)) ? undefined : known;

  /** Whether a pairing has given an epoch that is higher than the known one. Whoever lies is not answered. */
  async function isGiven(epoch: number, known: number): Promise<boolean> {
    if (epoch <= known || epoch < (await epochsEnd(store))) return true;
    log.warn("a relay claims an epoch that no pairing has given: not believed", { epoch, known });
    return false;
  }

  /**
   * `change` says what becomes of the head.
   * @param epoch of the message; `false` where no relay can have it
   */
  async function changeHeadFor(epoch: number, change: (head: RelayHead) => Promise<RelayHead>): Promise<boolean> {
    let isBelieved: boolean | undefined;
    await changeHead(store, async (kept) => {
      const head = (await possible(kept, epoch)) ?? { epoch: 0 };
      isBelieved = await isGiven(epoch, head.epoch);
      if (!isBelieved) return LEAVE;
      const next = await change(head);
      return next === head ? LEAVE : next;
    });
    return isBelieved === true;
  }

  const say = async (topic: string, message: AckMessage | ResyncMessage): Promise<void> => {
    await options
      .send(topic, encodeMessage(message))
      .catch((error: unknown) => log.warn("relay not answered", { topic, error }));
  };

  const echo = (at: number) => ({ sent: at, received: clock.now() });

  async function state(message: StateMessage): Promise<Ingested> {
    const now = clock.now();
    const { epoch, online, centrals, complete } = message;
    await changePresence(home, async (kept) => {
      const known = await possible(kept, epoch);
      if (known && epoch < known.epoch) return LEAVE;
      if (!(await isGiven(epoch, known?.epoch ?? 0))) return LEAVE;
      const isSame = known?.online === online && known.epoch === epoch;
      const since = isSame ? known.since : now;
      const before = isSame || !known ? known?.before : asOfBefore(known);
      // from now on reads show the newest state that is known; a crash before it is stored is made good by repetition
      if (!online) await catchUp();
      return {
        ...{ epoch, online, heardAt: now, since, centrals },
        ...(complete && { complete }),
        ...(online && before !== undefined && { before }),
      };
    });
    return NOTHING;
  }

  /** `false` where the document is not what it should be: it is as good as none until it comes anew. */
  async function apply({ kind, key, doc }: RelayDocument, order: DocumentOrder): Promise<boolean> {
    const put = async <T>(parsed: T | undefined, write: (value: T) => Promise<unknown>) => {
      if (parsed === undefined) return false;
      await write(parsed);
      return true;
    };
    if (doc === null) {
      if (kind === "device" && splitDeviceId(key)) await home.removeDevice(key as DeviceId, order);
      else if (kind === "central") await home.removeCentral(key, order);
      return true;
    }
    switch (kind) {
      case "central":
        return put(centralFromDocument(doc), async (told) =>
          home.putCentral(await centralWithKnown(home, told), order),
        );
      case "interfaces":
        return put(interfacesFromDocument(doc), (states) => home.putInterfaces(key, states, order));
      case "hub":
        return put(hubFromDocument(doc), async (told) =>
          home.putHub(key, await hubWithKnown(home, { ...told, central: key }, clock.now()), order),
        );
      case "device":
        return put(deviceFromDocument(doc), (device) => home.putDevice(device, order));
      case "program":
        return put(programFromDocument(doc), (program) => home.putProgram(program, order));
      case "values":
        // without the name of a central it is of a relay of an earlier version, whose next full set is no better: said, not guessed
        return put(splitDeviceId(key) && valuesFromDocument(doc), async (told) =>
          home.putValues(key as DeviceId, await valuesWithKnown(home, key as DeviceId, told)),
        );
    }
  }

  /** What the keys do not name is gone, unless it belongs to a CCU that may still tell it. */
  async function removeOthers({ keys = {}, partial = [] }: DocMessage, order: DocumentOrder): Promise<void> {
    const { devices, centrals } = await home.contents();
    const open = new Set(partial);
    const gone = <K extends string>(all: K[], kept: readonly string[] = []): K[] => {
      const known = new Set(kept);
      return all.filter((key) => !known.has(key) && !open.has(splitDeviceId(key)?.central ?? key));
    };
    for (const id of gone(devices, keys.device)) await home.removeDevice(id, order);
    for (const name of gone(centrals, keys.central)) await home.removeCentral(name, order);
  }

  async function doc(message: DocMessage): Promise<Ingested> {
    let answer: AckMessage | undefined;
    let resync: ResyncMessage | undefined;
    const isKnown = await changeHeadFor(message.epoch, async (head) => {
      const verdict = judgeDoc(head, message);
      const epoch = Math.max(head.epoch, message.epoch);
      resync = verdict.verdict === "resync" ? { epoch } : undefined;
      answer = { epoch, echo: echo(message.at) };
      if (verdict.verdict === "duplicate") answer.docs = head.docs;
      if (verdict.verdict !== "apply") return risen(head, message.epoch);
      const order = orderOf(message, await epochsEnd(store));
      for (const document of message.docs)
        if (!(await apply(document, order)))
          log.warn("document of a relay not understood", { kind: document.kind, key: document.key });
      if (message.mark === "end" && message.keys) await removeOthers(message, order);
      if (message.notes) await storeNotes({ store, clock }, message.notes);
      if (message.catchUp) await catchUp();
      answer.docs = message.n;
      return verdict.head;
    });
    if (!isKnown) return NOTHING;
    if (resync) await say(topics.resync, resync);
    if (answer) await say(topics.ack, answer);
    return NOTHING;
  }

  async function events(message: EventsMessage): Promise<Ingested> {
    let epoch = message.epoch;
    const isKnown = await changeHeadFor(message.epoch, async (head) => {
      epoch = Math.max(head.epoch, message.epoch);
      return risen(head, message.epoch);
    });
    if (!isKnown) return NOTHING;
    const ack: AckMessage = { epoch, log: message.log, echo: echo(message.at) };
    if (message.epoch < epoch) {
      await say(topics.ack, { epoch, echo: ack.echo });
      return NOTHING;
    }
    const { log: outbox, from, to, gap, acknowledged } = message;
    const batch: RelayBatch = {
      log: outbox,
      from,
      to,
      ...(gap ? { gap } : {}),
      ...(acknowledged === undefined ? {} : { acknowledged }),
    };
    const result = await eventLog.appendBatch(batch, message.events);
    if (result.outcome === "missing") {
      await say(topics.ack, { ...ack, to: result.position, again: true });
      return NOTHING;
    }
    // also for what came again: the first time may have ended right here
    if (message.catchUp) await catchUp(result.events);
    const isNew = result.outcome === "appended";
    if (!isNew || !message.quiet) await say(topics.ack, { ...ack, to: result.position });
    return { events: isNew ? result.events : [], ...(isNew ? {} : { again: true }), ...(gap ? { gap } : {}) };
  }

  const take = async <S extends z.ZodType>(
    schema: S,
    payload: Uint8Array,
    work: (message: z.output<S>) => Promise<Ingested>,
  ): Promise<Ingested> => {
    const message = decodeMessage(schema, payload);
    if (message !== undefined) return work(message);
    // a relay is hostile input: what is no message is dropped, not repeated
    log.warn("message of a relay not understood", { bytes: payload.length });
    return NOTHING;
  };

  return (kind, payload) => {
    if (kind === "state") return take(StateMessage, payload, state);
    return kind === "doc" ? take(DocMessage, payload, doc) : take(EventsMessage, payload, events);
  };
}
