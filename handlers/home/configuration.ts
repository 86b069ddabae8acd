/**
 * MASTER paramsets: read in the background once, read back after a write, and read anew when a device has taken over its
 * configuration (device-model 1.13, 1.18; ccu-protocol 12). No event ever carries them.
 */
import { interfaceCapabilities } from "../model/product.ts";
import { type Channel, type DataPointParamset, type Device, valueKey } from "../model/types.ts";
import { CcuFault, type InterfaceName, type TypedValue } from "../ports/index.ts";
import { type DeviceRegistry, type Entry, OPERATION_MODE } from "./device-registry.ts";
import type { Ingest } from "./ingest.ts";
import type { EngineScope } from "./scope.ts";
import { isSameValue } from "./targets.ts";

/** BidCos tells nothing after a write: its value is read once, so long after (device-model 1.13). */
export const READ_BACK_MS = 5_000;
/** Between two background reads, so that an interface process has its hands free (ccu-protocol 13). */
export const BACKGROUND_GAP_MS = 50;
/** Paramsets that are asked for together in the background: some milliseconds each for an interface process that serves nobody else. */
export const BACKGROUND_BATCH = 20;
/** Characters of an incident's detail: a whole paramset has two hundred names. */
const DETAIL_LIMIT = 500;
/** Smoke detectors keep their radio budget for smoke (device-model 1.19). */
const NEVER_READ = (model: string): boolean => model.startsWith("HmIP-SWSD") || model === "HmIP-SWD";

/** Their CCU keeps the configuration itself: reading it anew costs no radio time (ccu-protocol 12). */
export const READ_WITHOUT_RADIO: ReadonlySet<string> = new Set(["HmIP-RF", "BidCos-Wired", "VirtualDevices"]);

interface Job {
  entry: Entry;
  address: string;
}

const channelsOf = (device: Device): readonly Channel[] => [device.root, ...device.channels];

export type Configuration = ReturnType<typeof createConfiguration>;

/** Faults of a paramset that say nothing about the next one. */
const TELLS_NOTHING: ReadonlySet<string> = new Set(["permanent", "unsupported", "no_value"]);

export function createConfiguration(
  { central, ccu, clock, log, incidents }: Pick<EngineScope, "central" | "ccu" | "clock" | "log" | "incidents">,
  registry: DeviceRegistry,
  ingest: Ingest,
) {
  let stopped = false;
  const timers = new Map<string, () => void>();
  /** What waits to be read in the background: owner by address, in the order in which it was asked for. */
  const queue = new Map<string, Entry>();
  let working = false;
  const refreshing = new Map<Entry, "once" | "again">();

  const followMode = (entry: Entry, address: string): void => {
    const slots = entry.channels.get(address);
    if (slots?.channel.master.has(OPERATION_MODE))
      registry.setMode(
        entry,
        address,
        entry.values.get(valueKey(slots.channel.number, "MASTER", OPERATION_MODE))?.value,
      );
  };

  /** What the CCU told of a channel or device. */
  function observed(address: string, key: DataPointParamset, values: Readonly<Record<string, unknown>>): void {
    if (stopped) return;
    ingest.paramset(address, key, values);
    const entry = key === "MASTER" ? registry.get(address.split(":", 1)[0] as string) : undefined;
    if (entry) followMode(entry, address);
  }

  /** Resolves to what was read; `undefined` where the CCU has nothing to say (a fault there is normal). */
  async function read(entry: Entry, address: string): Promise<Record<string, unknown> | undefined> {
    try {
      const values = await ccu.getParamset(entry.device.interface, address, "MASTER");
      if (stopped) return undefined;
      observed(address, "MASTER", values);
      return values;
    } catch (error) {
      if (!(error instanceof CcuFault)) throw error;
      log.debug("a MASTER paramset could not be read", { central, address, fault: error.message });
      return undefined;
    }
  }

  /**
   * Channels whose MASTER has something that is a data point of its own, and of which nothing is known, or nothing that
   * the CCU has told since it was connected: somebody may have changed it there meanwhile.
   */
  function unread({ device, values }: Entry): Channel[] {
    const isFresh = ({ source }: { source: string }): boolean =>
      source === "live" || (source !== "unobserved" && !READ_WITHOUT_RADIO.has(device.interface));
    return channelsOf(device).filter((channel) => {
      const points = [...channel.master.values()];
      const states = points.map((point) => values.get(valueKey(channel.number, "MASTER", point.parameter)));
      const isOfUse = points.some((point, i) => point.usage !== "ignored" || states[i] !== undefined);
      return isOfUse && !states.some((state) => state !== undefined && isFresh(state));
    });
  }

  /** The next paramsets of one interface, without those of devices that are gone meanwhile. */
  function take(): Job[] {
    const batch: Job[] = [];
    let iface: InterfaceName | undefined;
    for (const [address, entry] of queue) {
      if (registry.get(entry.device.address) !== entry) {
        queue.delete(address);
        continue;
      }
      iface ??= entry.device.interface;
      if (batch.length === BACKGROUND_BATCH || entry.device.interface !== iface) break;
      queue.delete(address);
      batch.push({ entry, address });
    }
    return batch;
  }

  /** Reads paramsets of one interface. A fault of one is normal, and costs that one. Rejects with `CcuFault`. */
  async function readAll(jobs: readonly Job[]): Promise<void> {
    const [first] = jobs;
    if (first === undefined) return;
    const addresses = jobs.map(({ address }) => address);
    const answers = await ccu.getParamsets(first.entry.device.interface, addresses, "MASTER");
    if (stopped) return;
    for (const [i, values] of answers.entries()) {
      const { address } = jobs[i]!;
      if (values instanceof CcuFault) log.debug("a MASTER paramset could not be read", { central, address, values });
      else observed(address, "MASTER", values);
    }
  }

  async function work(): Promise<void> {
    const batch = stopped ? [] : take();
    if (batch.length > 0)
      try {
        await readAll(batch);
      } catch (error) {
        if (!(error instanceof CcuFault)) throw error;
        // the interface is away: all of it is read when it is there again
        const iface = batch[0]!.entry.device.interface;
        for (const [address, entry] of queue) if (entry.device.interface === iface) queue.delete(address);
        log.debug("configuration could not be read", { central, interface: iface, fault: error.message });
      }
  }
  function plan(): void {
    if (working || stopped || queue.size === 0) return;
    working = true;
    timers.set(
      "background",
      // what goes wrong with one batch is told in the log, and keeps no other from being read
      clock.after(BACKGROUND_GAP_MS, () =>
        reported(work()).finally(() => {
          working = false;
          plan();
        }),
      ),
    );
  }
  const reported = (task: Promise<void>): Promise<void> =>
    task.catch((error: unknown) => log.error("reading configuration failed", { central, error }));

  function enqueue(entry: Entry, channels: readonly Channel[]): void {
    if (NEVER_READ(entry.device.model)) return;
    for (const { address } of channels) if (!queue.has(address)) queue.set(address, entry);
  }

  async function refresh(entry: Entry): Promise<void> {
    const { device } = entry;
    try {
      await ccu.reloadDevice(device.interface, device.address);
    } catch (error) {
      log.debug("a configured device could not be reloaded", { central, device: device.address, error });
    }
    for (const channel of channelsOf(entry.device))
      if (!stopped && channel.master.size > 0 && isKnown(entry, channel)) await read(entry, channel.address);
  }
  const isKnown = (entry: Entry, channel: Channel): boolean =>
    [...channel.master.values()].some(
      (point) => point.usage !== "ignored" || entry.values.get(valueKey(channel.number, "MASTER", point.parameter)),
    );

  return {
    followMode,

    observed,

    /** Reads what is missing, or may have changed, of an interface's devices, in the background. */
    complete(iface: InterfaceName): void {
      for (const entry of registry.on(iface)) enqueue(entry, unread(entry));
      plan();
    },

    /** Reads all that is of use of an interface's devices anew, in the background. */
    refreshAll(iface: InterfaceName): void {
      for (const entry of registry.on(iface))
        enqueue(
          entry,
          channelsOf(entry.device).filter((channel) => isKnown(entry, channel)),
        );
      plan();
    },

    /** Reads MASTER of a device and its channels, or of one channel. Rejects with `CcuFault` where the interface is away. */
    async reload(device: Device, channel?: number | null): Promise<void> {
      const entry = registry.get(device.address);
      if (!entry) return;
      const jobs = channelsOf(entry.device)
        .filter(({ master, number }) => master.size > 0 && (channel === undefined || number === channel))
        .map(({ address }) => ({ entry, address }));
      for (let at = 0; at < jobs.length; at += BACKGROUND_BATCH)
        await readAll(jobs.slice(at, at + BACKGROUND_BATCH)).catch((error: unknown) => {
          // that a CCU has no configuration to tell is normal in the field; that it cannot be reached is told
          if (!(error instanceof CcuFault) || !TELLS_NOTHING.has(error.class)) throw error;
          log.debug("no configuration was told", { central, device: device.address, error });
        });
    },

    /** CONFIG_PENDING fell: descriptions and configuration may have changed. Repeated edges are read once more at most. */
    configured(entry: Entry): void {
      if (refreshing.has(entry)) {
        refreshing.set(entry, "again");
        return;
      }
      const run = async (): Promise<void> => {
        try {
          do {
            refreshing.set(entry, "once");
            await reported(refresh(entry));
          } while (!stopped && refreshing.get(entry) === "again");
        } finally {
          // the next edge is read, whatever went wrong with this one
          refreshing.delete(entry);
        }
      };
      void run();
    },

    /** After a write: reads the paramset once things have settled, and says where the CCU kept something else. */
    readBack(entry: Entry, address: string, written: Readonly<Record<string, TypedValue>>): void {
      const { device } = entry;
      timers.get(address)?.();
      const check = async (): Promise<void> => {
        timers.delete(address);
        const values = await read(entry, address);
        if (values === undefined || interfaceCapabilities(device.interface).master_pushes_config_pending) return;
        const lost = Object.keys(written).filter(
          (name) =>
            typeof written[name]?.value !== "string" &&
            name in values &&
            !isSameValue(values[name], written[name]?.value),
        );
        if (lost.length === 0) return;
        log.warn("the CCU did not take over a configuration", { central, address, parameters: lost });
        incidents.note(`configuration/${address}`, {
          interface: device.interface,
          severity: "warning",
          summary: "the CCU did not take over a configuration",
          detail: `${address}: ${lost.join(", ")}`.slice(0, DETAIL_LIMIT),
        });
      };
      timers.set(
        address,
        clock.after(READ_BACK_MS, () => void reported(check())),
      );
    },

    stop(): void {
      stopped = true;
      for (const cancel of timers.values()) cancel();
    },
  };
}
