/** One central with an engine, a fake driver and a clock that moves when told. */

import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { BROADCASTS } from "../../handlers/broadcasts/published.ts";
import { createCentralEngine } from "../../handlers/home/central.ts";
import { draftEvent } from "../../handlers/kernel/broadcast.ts";
import type { CentralConfig } from "../../handlers/kernel/site.ts";
import {
  type Ccu,
  CcuFault,
  type CcuListener,
  type DeviceBundle,
  type EventSink,
  type InterfaceStatus,
  type Log,
  type SiteStore,
  siteId,
} from "../../handlers/ports/index.ts";
import { splitDeadline } from "../support/deadlines.ts";
import { idAt } from "../support/device-ids.ts";

export const START = Date.UTC(2026, 0, 1, 12);

export interface Seen {
  type: string;
  kind: string;
  topic: string;
  payload: Record<string, unknown>;
}

export interface Call {
  method: string;
  args: unknown[];
}

/** What the driver is asked; answers by method name, `CcuFault` when it throws one. */
export function fakeCcu(central: string, answers: Partial<Record<keyof Ccu, (...args: never[]) => unknown>> = {}) {
  const calls: Call[] = [];
  let listener: CcuListener | undefined;
  const ccu = new Proxy({ central } as Ccu, {
    get(_target, name) {
      if (name === "central") return central;
      if (typeof name === "symbol" || name === "then") return undefined;
      return async (...args: unknown[]) => {
        if (name === "start") listener = args[0] as CcuListener;
        calls.push({ method: name, args: splitDeadline(name, args).args });
        // as the driver does
        if (name === "executeProgram") listener?.programStarted(args[0] as number);
        if (name === "getParamsets" && !answers.getParamsets) {
          // one by one, so that a test says and counts what is read of each
          const [iface, addresses, key] = args as [string, readonly string[], string];
          calls.pop();
          return Promise.all(
            addresses.map((address) => ccu.getParamset(iface, address, key).catch((fault: unknown) => fault)),
          );
        }
        const answer = answers[name as keyof Ccu] as ((...args: unknown[]) => unknown) | undefined;
        const isWrite = name === "setValue" || name === "putParamset";
        if (answer) return (await answer(...args)) ?? (isWrite ? "sent" : undefined);
        if (name === "getInstallMode") throw new CcuFault("unsupported", "no install mode");
        if (name === "getParamset") throw new CcuFault("no_value", "nothing to read");
        return isWrite ? "sent" : undefined;
      };
    },
  });
  return { ccu, calls, answers, listener: () => listener! };
}

/** Checks every payload against its schema and keeps what a subscriber would see. */
export function watchingSink(clock: { now(): number }): { sink: EventSink; seen: Seen[] } {
  const seen: Seen[] = [];
  const sink: EventSink = {
    publish(broadcast, payload, kind = "change") {
      // for features of this process only: no frame
      if (broadcast.internal) return;
      if (!BROADCASTS.some((known) => known.name === broadcast.name))
        throw new Error(`${broadcast.name} is not declared`);
      const plain = JSON.parse(JSON.stringify(payload));
      broadcast.payload.parse(plain);
      const frame = JSON.parse(
        `{"seq":1,${draftEvent(broadcast, payload as Record<string, unknown>, kind, clock.now()).tail}`,
      );
      seen.push({ type: frame.type, kind: frame.kind, topic: frame.topic, payload: frame.payload });
    },
    observe: () => () => {},
    flushed: async () => {},
  };
  return { sink, seen };
}

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

export function startHome(
  options: {
    store?: SiteStore;
    answers?: Parameters<typeof fakeCcu>[1];
    interfaces?: string[];
    config?: Partial<CentralConfig>;
  } = {},
) {
  const clock = createManualClock(START);
  const home = createMemoryHome();
  const store = options.store ?? createMemoryStore({ clock }).site(siteId("s"));
  const { sink, seen } = watchingSink(clock);
  const { ccu, calls, answers, listener } = fakeCcu("home", options.answers);
  const errors: unknown[] = [];
  const engine = createCentralEngine({
    ccu,
    home,
    store,
    events: sink,
    clock,
    log: { ...quiet, error: (message, data) => void errors.push([message, data]) },
    config: {
      ...{ name: "home", host: "ccu.lan", interfaces: options.interfaces ?? ["HmIP-RF", "BidCos-RF"] },
      ...options.config,
    },
  });
  const status = (name: string, connected = true, loaded = connected): InterfaceStatus => ({ name, connected, loaded });
  return {
    clock,
    home,
    store,
    seen,
    calls,
    answers,
    engine,
    errors,
    listener,
    status,
    /** What was published since the last time, without the connection's own chatter unless asked for. */
    take(type?: string): Seen[] {
      const all = seen.splice(0);
      return type === undefined ? all : all.filter((event) => event.type === type);
    },
    /** Starts, connects both interfaces and delivers devices. */
    async ready(bundles: readonly DeviceBundle[]): Promise<void> {
      await engine.start();
      listener().interfaces([status("HmIP-RF", true, false), status("BidCos-RF", true, false)]);
      listener().devices(bundles, true);
      listener().interfaces([status("HmIP-RF"), status("BidCos-RF")]);
      seen.splice(0);
    },
    value: async (device: string, key: string) => (await home.values(idAt(device, "home"))).get(key),
  };
}
/** Lets promises that are already settled run their course. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
