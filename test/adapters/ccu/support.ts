/** A driver in front of the simulated CCU, with time that passes only when told to. */
import assert from "node:assert/strict";
import {
  type CallbackServerOptions,
  type CcuConfig,
  createCallbackServer,
  createCcu,
} from "../../../adapters/ccu/index.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import {
  type Ccu,
  type CcuEvent,
  type CcuListener,
  type DeviceBundle,
  type HubSnapshot,
  type Log,
  type SiteStore,
  siteId,
} from "../../../handlers/ports/index.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../local/simulator/index.ts";

/** For calls that may begin whenever it suits. */
export const ANY_TIME = Number.POSITIVE_INFINITY;

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Everything a driver told, in order. */
export class Notes implements CcuListener {
  readonly bundles = new Map<string, DeviceBundle>();
  readonly initial: string[] = [];
  readonly changed: string[] = [];
  readonly gone: string[] = [];
  readonly heard: (CcuEvent & { iface: string })[] = [];
  readonly paramsets: { iface: string; address: string; key: string; values: Record<string, unknown> }[] = [];
  readonly read = new Map<string, unknown>();
  /** Address and what of it could not be read. */
  readonly damage: [string, string][] = [];
  /** Programs that were asked for, and pairing: interface and seconds. */
  readonly started: number[] = [];
  readonly pairing: [string, number][] = [];
  /** How often it was told of nothing at all. */
  nothings = 0;
  hubState: HubSnapshot = {};
  count = 0;

  interfaces(): void {
    this.count++;
  }
  devices(bundles: readonly DeviceBundle[], initial: boolean): void {
    this.#something(bundles);
    for (const bundle of bundles) {
      const address = bundle.descriptions[0]?.ADDRESS ?? "";
      this.bundles.set(address, bundle);
      (initial ? this.initial : this.changed).push(address);
    }
  }
  removed(_iface: string, addresses: readonly string[]): void {
    this.#something(addresses);
    this.gone.push(...addresses);
  }
  events(iface: string, batch: readonly CcuEvent[]): void {
    this.#something(batch);
    this.heard.push(...batch.map((event) => ({ ...event, iface })));
  }
  values(_iface: string, batch: readonly (CcuEvent & { at?: number })[]): void {
    this.#something(batch);
    for (const { address, parameter, value } of batch) this.read.set(`${address}.${parameter}`, value);
  }
  paramset(iface: string, address: string, key: string, values: Record<string, unknown>): void {
    this.count++;
    this.paramsets.push({ iface, address, key, values });
  }
  programStarted(id: number): void {
    this.started.push(id);
  }
  installMode(iface: string, seconds: number): void {
    this.pairing.push([iface, seconds]);
  }
  hub(snapshot: HubSnapshot): void {
    this.count++;
    const names = { ...this.hubState.names, ...snapshot.names };
    this.hubState = { ...this.hubState, ...snapshot, names };
  }
  damaged(_iface: string, address: string, what: string): void {
    this.count++;
    this.damage.push([address, what]);
  }
  #something(batch: readonly unknown[]): void {
    this.count++;
    if (batch.length === 0) this.nothings++;
  }
  valuesOf(address: string, parameter: string): unknown[] {
    return this.heard.filter((e) => e.address === address && e.parameter === parameter).map((e) => e.value);
  }
}

/** How many turns of the event loop without any activity count as quiet: loopback needs a handful per hop. */
const QUIET_TURNS = 60;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export class Bench {
  readonly clock = createManualClock();
  readonly store: SiteStore;
  readonly cleanup: (() => unknown)[] = [];
  readonly activity: (() => number)[] = [];

  constructor(store?: SiteStore) {
    this.store = store ?? createMemoryStore({ clock: this.clock }).site(siteId("test"));
  }

  async simulator(options: SimulatorOptions = {}): Promise<Simulator> {
    const simulator = await startSimulator({ clock: this.clock, ...options });
    this.cleanup.push(() => simulator.stop());
    this.activity.push(() =>
      Object.values(simulator.calls).reduce((sum, counts) => sum + Object.values(counts).reduce((a, b) => a + b, 0), 0),
    );
    return simulator;
  }

  async callbackServer(options: Partial<CallbackServerOptions> = {}) {
    const server = createCallbackServer({ clock: this.clock, log: silent, ...options });
    await server.start();
    this.cleanup.push(() => server.stop());
    return server;
  }

  /** A driver, started and quiet. */
  async driver(
    config: CcuConfig,
    options: {
      callbacks?: Partial<CallbackServerOptions>;
      instanceId?: string;
      log?: Log;
      created?: (ccu: Ccu) => void;
    } = {},
  ): Promise<{ ccu: Ccu; notes: Notes; config: CcuConfig }> {
    const notes = new Notes();
    const callbackServer = await this.callbackServer(options.callbacks);
    const ccu = createCcu(config, {
      clock: this.clock,
      log: options.log ?? silent,
      store: this.store,
      callbackServer,
      instanceId: options.instanceId ?? "inst1",
    });
    this.activity.push(() => notes.count);
    this.cleanup.push(() => assert.equal(notes.nothings, 0, "a listener was told of nothing"));
    this.cleanup.push(() => ccu.stop());
    options.created?.(ccu);
    await ccu.start(notes);
    await this.quiet();
    return { ccu, notes, config };
  }

  /** Until nothing has moved for some turns of the loop. */
  async quiet(): Promise<void> {
    let last = Number.NaN;
    for (let still = 0; still < QUIET_TURNS; still++) {
      await turn();
      const now = this.activity.reduce((sum, read) => sum + read(), 0);
      if (now !== last) still = 0;
      last = now;
    }
  }

  /** Lets up to `limit` ms pass, second by second, until `done`; how much it took. */
  async passUntil(done: () => boolean, limit: number, what: string): Promise<number> {
    const start = this.clock.now();
    for (;;) {
      await this.quiet();
      if (done()) return this.clock.now() - start;
      assert.ok(this.clock.now() - start < limit, `${what}: not within ${limit / 1000} s`);
      this.clock.advance(1000);
    }
  }

  /** Steps stay below the deadline of a ping. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    const step = ms > 300_000 ? 5000 : 1000;
    while (this.clock.now() < end) {
      this.clock.advance(Math.min(step, end - this.clock.now()));
      await this.quiet();
    }
  }

  /** The outcome of something that needs time to pass. */
  async finish<T>(promise: Promise<T>, limit = 60_000): Promise<T> {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    promise.then(mark, mark);
    await this.passUntil(() => settled, limit, "an outcome");
    return promise;
  }

  async end(): Promise<void> {
    // What was started last goes first: a driver deregisters while its CCU is there.
    for (const close of this.cleanup.splice(0).reverse()) await close();
  }
}

/** Runs a test with a bench that is cleaned up whatever happens. */
export function onBench(task: (bench: Bench) => Promise<void>): () => Promise<void> {
  return async () => {
    const bench = new Bench();
    try {
      await task(bench);
    } finally {
      await bench.end();
    }
  };
}

export const allLoaded = (ccu: Ccu): boolean => ccu.interfaces().every((one) => one.connected && one.loaded);

/** The promise of issue 2, with the seconds that a test needs to look. */
export const RECOVERED_LIMIT_MS = 62_000;
