/** Values that outlive the program: one record per device, written coarsely, read once at the start. */

import type { KeptValues } from "../kernel/site.ts";
import type { ValueState } from "../model/types.ts";
import { allRecords } from "../records/all-records.ts";
import type { Entry } from "./device-registry.ts";
import type { EngineScope } from "./scope.ts";

/** A busy home writes each device at most this often; so much may be lost when the process is killed. */
export const KEEP_INTERVAL_MS = 5_000;

/** `[value, changedAt, seenAt]` by value key. */
interface PersistedDevice {
  values: Record<string, [value: unknown, changedAt: number, seenAt: number]>;
}

/** What can be read of a record: a damaged one costs its values and no start. `unreadable` is told of each that cannot. */
function thaw(persisted: unknown, unreadable: () => void): Map<string, ValueState> {
  const values = (persisted as Partial<PersistedDevice> | null)?.values ?? {};
  const states = new Map<string, ValueState>();
  for (const [key, entry] of Object.entries(values)) {
    const [value, changedAt, seenAt] = Array.isArray(entry) ? entry : [];
    if (typeof changedAt !== "number" || typeof seenAt !== "number") {
      unreadable();
      continue;
    }
    states.set(key, { value, source: "cache", changedAt, seenAt, optimistic: undefined });
  }
  return states;
}

/** Pending writes are not persisted: after a restart nobody waits for them. */
function freeze(entry: Entry): PersistedDevice {
  const values: PersistedDevice["values"] = {};
  for (const [key, state] of entry.values.entries())
    if (state.source !== "unobserved") values[key] = [state.value, state.changedAt, state.seenAt];
  return { values };
}

const sizeOf = (record: PersistedDevice | null): { values: number; bytes: number } => ({
  values: Object.keys(record?.values ?? {}).length,
  bytes: Buffer.byteLength(JSON.stringify(record) ?? ""),
});

export function createPersistedValues({
  central,
  store,
  clock,
  log,
}: Pick<EngineScope, "central" | "store" | "clock" | "log">) {
  const prefix = `${central}/`;
  const persisted = new Map<string, Map<string, ValueState>>();
  let dirty = new Set<Entry>();
  let cancel: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();
  /** By address, of what is kept. */
  const sizes = new Map<string, { values: number; bytes: number }>();
  const counts = { restored: 0, unreadable: 0, removed: 0, flushes: 0, flushed: 0 };

  async function write(entries: ReadonlySet<Entry>): Promise<void> {
    if (entries.size > 0) counts.flushes += 1;
    for (const entry of entries)
      try {
        const record = freeze(entry);
        await store.put("value", prefix + entry.device.address, record);
        const size = sizeOf(record);
        sizes.set(entry.device.address, size);
        counts.flushed += size.values;
      } catch (error) {
        log.warn("values of a device could not be persisted", { central, device: entry.device.address, error });
      }
  }
  function flush(): Promise<void> {
    cancel?.();
    cancel = undefined;
    const entries = dirty;
    dirty = new Set();
    writing = writing.then(() => write(entries));
    return writing;
  }

  return {
    async load(): Promise<void> {
      for await (const { key, value } of allRecords<PersistedDevice>(store, "value", { prefix })) {
        const address = key.slice(prefix.length);
        const states = thaw(value, () => {
          counts.unreadable += 1;
        });
        persisted.set(address, states);
        sizes.set(address, sizeOf(value));
      }
    },
    /** What is persisted of a device; handed out once. `undefined` = the device was never seen before. */
    take(address: string): ReadonlyMap<string, ValueState> | undefined {
      const found = persisted.get(address);
      persisted.delete(address);
      counts.restored += found?.size ?? 0;
      return found;
    },
    dirty(entry: Entry): void {
      dirty.add(entry);
      cancel ??= clock.after(KEEP_INTERVAL_MS, () => void flush());
    },
    /** Removed devices are forgotten, whatever is being written. */
    forget(entry: Entry): void {
      dirty.delete(entry);
      writing = writing.then(async () => {
        try {
          await store.delete("value", prefix + entry.device.address);
          counts.removed += sizes.get(entry.device.address)?.values ?? 0;
          sizes.delete(entry.device.address);
        } catch (error) {
          log.warn("values of a removed device could not be deleted", { central, error });
        }
      });
    },
    flush,
    counts(): KeptValues {
      let [values, bytes] = [0, 0];
      for (const size of sizes.values()) {
        values += size.values;
        bytes += size.bytes;
      }
      return { values, bytes, ...counts };
    },
    /** Forgets what is kept, of one device or of all: the next start knows nothing of it, but what is written until then. */
    reset(address?: string): Promise<void> {
      const concerned = address === undefined ? [...sizes.keys()] : [address];
      for (const one of concerned) persisted.delete(one);
      for (const entry of dirty) if (concerned.includes(entry.device.address)) dirty.delete(entry);
      const reset = writing.then(async () => {
        for (const one of concerned) {
          await store.delete("value", prefix + one);
          sizes.delete(one);
        }
      });
      writing = reset.catch(() => {});
      return reset;
    },
  };
}
