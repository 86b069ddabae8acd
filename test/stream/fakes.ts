/** Test doubles of what the stream needs from outside. */
import { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
import { draftEvent } from "../../handlers/kernel/broadcast.ts";
import type { CommandCall, CommandResult } from "../../handlers/kernel/command.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import type { Site } from "../../handlers/kernel/site.ts";
import type { EventDraft, EventLog, Log, LoggedEvent, Socket } from "../../handlers/ports/index.ts";
import { createHub, type Hub, type HubOptions } from "../../handlers/stream/hub.ts";

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export const anna: Identity = { subject: "anna", role: "operator", scheme: "basic" };

export type Frame = Record<string, unknown> & { op?: string; seq?: number; type?: string };

/** A client that keeps what it gets, and whose network takes frames only when it is told to. */
export class FakeSocket implements Socket {
  readonly id = "fake";
  readonly texts: string[] = [];
  #ending: { code?: number; reason?: string } | undefined;
  /** Bytes that the network has not taken yet. */
  held = 0;
  /** Bytes that each frame adds to them: 0 = the network is quick. */
  weight = 0;
  onFrame: (frame: string) => void = () => {};

  send(frame: string): void {
    if (this.#ending) throw new Error("sent to a closed socket");
    this.texts.push(frame);
    this.held += this.weight;
    this.onFrame(frame);
  }
  buffered(): number {
    return this.held;
  }
  close(code?: number, reason?: string): void {
    this.#ending = { code, reason };
  }

  /** How the server ended it. */
  ending(): { code?: number; reason?: string } | undefined {
    return this.#ending;
  }

  get frames(): Frame[] {
    return this.texts.map((text) => JSON.parse(text) as Frame);
  }
  /** Frames since the last call. */
  take(): Frame[] {
    const { frames } = this;
    this.texts.length = 0;
    return frames;
  }
}

/** An event log that trims when told to, and whose reads can be made to fail or to wait. */
export class FakeLog implements EventLog {
  events: LoggedEvent[] = [];
  newest = 0;
  reads = 0;
  failures = 0;
  gate: Promise<void> = Promise.resolve();

  async append(drafts: readonly EventDraft[], options?: { afterGap?: boolean }): Promise<LoggedEvent[]> {
    return this.write(drafts, options?.afterGap);
  }
  write(drafts: readonly EventDraft[], afterGap = false): LoggedEvent[] {
    const logged = drafts.map((draft, index): LoggedEvent => {
      const event = { seq: this.newest + 1 + index, ...draft };
      return afterGap && index === 0 ? { ...event, afterGap: true } : event;
    });
    this.events.push(...logged);
    this.newest += logged.length;
    return logged;
  }
  trim(keep: number): void {
    this.events = keep === 0 ? [] : this.events.slice(-keep);
  }
  async read(after: number, limit = 500): Promise<LoggedEvent[]> {
    await this.gate;
    this.reads += 1;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error("disk on fire");
    }
    return this.events.filter((event) => event.seq > after).slice(0, limit);
  }
  async bounds(): Promise<{ oldest: number; newest: number }> {
    await this.gate;
    return { oldest: this.newest - this.events.length + 1, newest: this.newest };
  }
}

export const draft = (topic: string, payload: Record<string, unknown> = {}, classified?: string[]): EventDraft =>
  draftEvent({ name: "test.happened", topicOf: () => topic, classified } as never, payload, "change", 0);

export interface World {
  clock: ManualClock;
  log: FakeLog;
  hub: Hub;
  calls: CommandCall[];
  /** Appends and delivers. */
  happen(...topics: string[]): LoggedEvent[];
  join(identity?: Identity): { socket: FakeSocket; connection: ReturnType<Hub["connect"]>; say(frame: unknown): void };
}

/** Lets everything run that waits for nothing but promises. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export async function createWorld(
  options: Partial<HubOptions> & { eventLog?: FakeLog; answer?: (call: CommandCall) => Promise<CommandResult> } = {},
): Promise<World> {
  const clock = createManualClock();
  const log = options.eventLog ?? new FakeLog();
  const calls: CommandCall[] = [];
  const hub = await createHub({
    clock,
    log: silent,
    site: () => ({}) as Site,
    requestId: () => "request-1",
    dispatch: async (call) => {
      calls.push(call);
      return options.answer ? options.answer(call) : { data: { ok: true } };
    },
    authenticate: async () => null,
    ...options,
    eventLog: log,
  });
  return {
    clock,
    log,
    hub,
    calls,
    happen(...topics) {
      const events = log.write(topics.map((topic) => draft(topic)));
      hub.deliver(events);
      return events;
    },
    join(identity = anna) {
      const socket = new FakeSocket();
      const connection = hub.connect(socket, identity);
      return { socket, connection, say: (frame) => connection.message(JSON.stringify(frame)) };
    },
  };
}
