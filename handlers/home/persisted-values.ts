/** Values that outlive the program: one record per device, written coarsely, read once at the start. */

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

/** What can be read of a record: a damaged one costs its values and no start. */
function thaw(persisted: unknown): Map<string, ValueState> {
  const values = (persisted as Partial<PersistedDevice> | null)?.values ?? {};
  const states = new Map<string, ValueState>();
  for (const [key, entry] of Object.entries(values)) {
    if (!Array.isArray(entry)) continue;
    const [value, changedAt, seenAt] = entry;
    if (typeof changedAt !== "number" || typeof seenAt !== "number") continue;
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

  async function write(entries: ReadonlySet<Entry>): Promise<void> {
    for (const entry of entries)
      try {
        await store.put("value", prefix + entry.device.address, freeze(entry));
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
      for await (const { key, value } of allRecords(store, "value", { prefix }))
        persisted.set(key.slice(prefix.length), thaw(value));
    },
    /** What is persisted of a device; handed out once. `undefined` = the device was never seen before. */
    take(address: string): ReadonlyMap<string, ValueState> | undefined {
      const found = persisted.get(address);
      persisted.delete(address);
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
        } catch (error) {
          log.warn("values of a removed device could not be deleted", { central, error });
        }
      });
    },
    flush,
  };
}
