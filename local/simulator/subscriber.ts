/** One registered callback url and how its events get there. */
import { RpcFault, type RpcStruct, type RpcValue } from "../../adapters/ccu/codec/value.ts";
import type { InterfaceName } from "../../handlers/ports/index.ts";
import { type Callbacks, Undelivered } from "./callbacks.ts";
import type { Family } from "./parameters.ts";
import type { Unkindness } from "./unkind/unkindness.ts";
import type { Hand } from "./xml.ts";

export interface WireEvent {
  address: string;
  parameter: string;
  value: RpcValue;
}

/** How an interface process treats its clients (protocol 5, 6). */
export interface Delivery {
  hand: Hand;
  /** Milliseconds until an event counts as not delivered. */
  timeout: number;
  /** Tries per batch. */
  tries: number;
  /** Consecutive lost batches after which the client is dropped without notice; `Infinity` = never (zombies). */
  patience: number;
}

const SECOND = 1000;
const DELIVERY: Readonly<Record<Family, Delivery>> = {
  bidcos: { hand: "rfd", timeout: 10 * SECOND, tries: 2, patience: 10 },
  hmip: { hand: "java", timeout: 600 * SECOND, tries: 1, patience: 10 },
  virtual: { hand: "java", timeout: 600 * SECOND, tries: 1, patience: Number.POSITIVE_INFINITY },
  cuxd: { hand: "rfd", timeout: 7 * SECOND, tries: 1, patience: 1 },
};

type Job = { events: WireEvent[] } | { method: string; params: RpcValue[] };

export class Subscriber {
  readonly url: string;
  readonly id: string;
  /** What it said that it knows (rfd asks, HmIP does not). */
  methods: readonly string[] = [];
  /** Events wait while it is false (HmIP: while a listDevices call hangs). */
  ready = true;
  lost = 0;
  dropped = false;
  /** Every event and batch twice: what a slow client sees from rfd. */
  duplicate = false;
  /** Hostile mode. */
  unkind: { unkindness: Unkindness; interface: InterfaceName } | undefined;
  private readonly family: Family;
  private readonly callbacks: Callbacks;
  private readonly jobs: Job[] = [];
  private running: Promise<void> | undefined;
  private readonly onDrop: () => void;

  constructor(family: Family, callbacks: Callbacks, url: string, id: string, onDrop: () => void) {
    this.family = family;
    this.callbacks = callbacks;
    this.url = url;
    this.id = id;
    this.onDrop = onDrop;
  }

  events(events: readonly WireEvent[]): void {
    const last = this.jobs.at(-1);
    // rfd collects what has not been sent yet; the Java servers send each telegram on its own.
    if (this.family === "bidcos" && last && "events" in last) last.events.push(...events);
    else this.jobs.push({ events: [...events] });
    this.work();
  }

  send(method: string, params: RpcValue[]): void {
    this.jobs.push({ method, params });
    this.work();
  }

  /** Directly, past the queue: the questions of the handshake. */
  ask(method: string, params: readonly RpcValue[], timeout?: number): Promise<RpcValue> {
    const { hand, timeout: usual } = DELIVERY[this.family];
    return this.callbacks.call({ url: this.url, hand, timeout: timeout ?? usual }, method, params);
  }

  /** Resolves when everything that is due has been delivered or given up. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  resume(): void {
    this.ready = true;
    this.work();
  }

  private work(): void {
    if (this.running || !this.ready || this.dropped || this.jobs.length === 0) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
      this.work();
    });
  }

  private async run(): Promise<void> {
    // A turn of the loop lets a burst become one batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.ready && !this.dropped) {
      const job = this.jobs.shift();
      if (!job) return;
      await this.deliver(job);
    }
  }

  private async deliver(job: Job): Promise<void> {
    const { tries, patience } = DELIVERY[this.family];
    const { unkindness, interface: iface } = this.unkind ?? {};
    if (unkindness && iface) await this.callbacks.wait(unkindness.heldMs(iface));
    const [method, params] = this.message(job);
    const repeat = this.duplicate && "events" in job ? 2 : 1;
    if (this.family === "bidcos" && "events" in job && iface && unkindness?.doubled(iface)) {
      const { hand, timeout } = DELIVERY[this.family];
      await this.callbacks.abandon({ url: this.url, hand, timeout }, method, params);
    }
    for (let round = 0; round < repeat; round++) {
      for (let attempt = 1; attempt <= tries; attempt++) {
        try {
          await this.ask(method, params);
          this.lost = 0;
          break;
        } catch (error) {
          // A fault as an answer counts neither as delivered nor as lost (protocol 6).
          if (error instanceof RpcFault) break;
          if (error instanceof Undelivered && attempt === tries) this.lost++;
        }
      }
    }
    if (this.lost >= patience && !this.dropped) {
      this.dropped = true;
      this.jobs.length = 0;
      this.onDrop();
    }
  }

  private message(job: Job): [string, RpcValue[]] {
    if ("method" in job) return [job.method, job.params];
    const { unkindness, interface: iface } = this.unkind ?? {};
    const events = unkindness && iface ? unkindness.shuffled(iface, job.events) : job.events;
    const params = events.map((e): RpcValue[] => [this.id, e.address, e.parameter, e.value]);
    const single = params.length === 1 && this.family !== "bidcos";
    if (single) return ["event", params[0] as RpcValue[]];
    return ["system.multicall", [params.map((list): RpcStruct => ({ methodName: "event", params: list }))]];
  }
}
