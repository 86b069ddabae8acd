/**
 * MASTER paramsets: read in the background once, read back after a write, and read anew when a device has taken over its
 * configuration (device-model 1.13, 1.18; ccu-protocol 12). No event ever carries them.
 */
import { interfaceCapabilities } from "../model/product.ts";
import { type Channel, valueKey } from "../model/types.ts";
import { CcuFault, type InterfaceName, type TypedValue } from "../ports/index.ts";
import type { Entry, Roster } from "./device-registry.ts";
import type { Ingest } from "./ingest.ts";
import type { EngineScope } from "./scope.ts";
import { isSameValue } from "./targets.ts";

/** BidCos tells nothing after a write: its value is read once, so long after (device-model 1.13). */
export const READ_BACK_MS = 5_000;
/** Between two background reads, so that an interface process has its hands free (ccu-protocol 13). */
export const BACKGROUND_GAP_MS = 50;
/** Characters of an incident's detail: a whole paramset has two hundred names. */
const DETAIL_LIMIT = 500;
/** Smoke detectors keep their radio budget for smoke (device-model 1.19). */
const NEVER_READ = (model: string): boolean => model.startsWith("HmIP-SWSD") || model === "HmIP-SWD";

const MODE = "CHANNEL_OPERATION_MODE";

export type Configuration = ReturnType<typeof createConfiguration>;

export function createConfiguration(
  { central, ccu, clock, log, incidents }: Pick<EngineScope, "central" | "ccu" | "clock" | "log" | "incidents">,
  roster: Roster,
  ingest: Ingest,
) {
  let stopped = false;
  const timers = new Map<string, () => void>();
  const queue: { entry: Entry; address: string }[] = [];
  let working = false;
  const refreshing = new Map<Entry, "once" | "again">();

  const followMode = (entry: Entry, address: string): void => {
    const slots = entry.channels.get(address);
    if (slots?.channel.master.has(MODE))
      roster.setMode(entry, address, entry.values.get(valueKey(slots.channel.number, "MASTER", MODE))?.value);
  };

  /** Resolves to what was read; `undefined` where the CCU has nothing to say (a fault there is normal). */
  async function read(entry: Entry, address: string): Promise<Record<string, unknown> | undefined> {
    try {
      const values = await ccu.getParamset(entry.device.interface, address, "MASTER");
      if (stopped) return undefined;
      ingest.paramset(address, "MASTER", values);
      followMode(entry, address);
      return values;
    } catch (error) {
      if (!(error instanceof CcuFault)) throw error;
      log.debug("a MASTER paramset could not be read", { central, address, fault: error.message });
      return undefined;
    }
  }

  /** Channels whose MASTER has something that is a data point of its own, and of which nothing is known. */
  function unread({ device, values }: Entry): Channel[] {
    return [device.root, ...device.channels].filter((channel) => {
      const points = [...channel.master.values()];
      return (
        points.some((point) => point.usage !== "ignored") &&
        !points.some((point) => values.get(valueKey(channel.number, "MASTER", point.parameter)))
      );
    });
  }

  async function work(): Promise<void> {
    const next = stopped ? undefined : queue.shift();
    if (next === undefined) {
      working = false;
      return;
    }
    if (roster.get(next.entry.device.address) === next.entry)
      await reported(read(next.entry, next.address).then(() => undefined));
    if (!stopped)
      timers.set(
        "background",
        clock.after(BACKGROUND_GAP_MS, () => void work()),
      );
  }
  /** Never rejects: what goes wrong with one device is told in the log and ends there. */
  const reported = (task: Promise<void>): Promise<void> =>
    task.catch((error: unknown) => log.error("reading configuration failed", { central, error }));

  async function refresh(entry: Entry): Promise<void> {
    const { device } = entry;
    try {
      await ccu.reloadDevice(device.interface, device.address);
    } catch (error) {
      log.debug("a configured device could not be reloaded", { central, device: device.address, error });
    }
    for (const channel of [entry.device.root, ...entry.device.channels])
      if (!stopped && channel.master.size > 0 && isKnown(entry, channel)) await read(entry, channel.address);
  }
  const isKnown = (entry: Entry, channel: Channel): boolean =>
    [...channel.master.values()].some(
      (point) => point.usage !== "ignored" || entry.values.get(valueKey(channel.number, "MASTER", point.parameter)),
    );

  return {
    followMode,

    /** Reads what is missing of an interface's devices, one paramset after another. */
    complete(iface: InterfaceName): void {
      for (const entry of roster.on(iface))
        if (!NEVER_READ(entry.device.model))
          for (const channel of unread(entry))
            if (!queue.some((job) => job.address === channel.address)) queue.push({ entry, address: channel.address });
      if (working || queue.length === 0) return;
      working = true;
      timers.set(
        "background",
        clock.after(BACKGROUND_GAP_MS, () => void work()),
      );
    },

    /** CONFIG_PENDING fell: descriptions and configuration may have changed. Repeated edges are read once more at most. */
    configured(entry: Entry): void {
      if (refreshing.has(entry)) {
        refreshing.set(entry, "again");
        return;
      }
      refreshing.set(entry, "once");
      const run = async (): Promise<void> => {
        try {
          do {
            refreshing.set(entry, "once");
            await reported(refresh(entry));
          } while (!stopped && refreshing.get(entry) === "again");
        } finally {
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
      timers.clear();
      queue.length = 0;
    },
  };
}
