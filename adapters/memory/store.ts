/** The port `Store` in this process's memory: for tests, scripts and the simulator. Nothing survives the process. */
import type {
  Clock,
  ListOptions,
  PutOptions,
  RecordKind,
  SiteId,
  SiteStore,
  Store,
  StoredRecord,
} from "../../handlers/ports/index.ts";
import {
  checkExpiry,
  checkRecordKey,
  compareKeys,
  encodeRecordValue,
  pageLimit,
} from "../../handlers/records/records.ts";

/** Values are kept as JSON text: what a caller changes in its copy never reaches the store. */
interface Entry {
  json: string;
  version: number;
  expiresAt: number | undefined;
}

/** One family of one site, with its keys in order. */
class Family {
  readonly entries = new Map<string, Entry>();
  #sorted: string[] | undefined;

  set(key: string, entry: Entry): void {
    if (!this.entries.has(key)) this.#sorted = undefined;
    this.entries.set(key, entry);
  }
  delete(key: string): boolean {
    this.#sorted = undefined;
    return this.entries.delete(key);
  }
  keys(): readonly string[] {
    this.#sorted ??= [...this.entries.keys()].sort(compareKeys);
    return this.#sorted;
  }
}

/** One counter for all keys: a version is never given twice, not even to a key that was deleted and written anew. */
interface Versions {
  last: number;
}

export function createMemoryStore({ clock }: { clock: Clock }): Store {
  const sites = new Map<SiteId, MemorySiteStore>();
  const versions: Versions = { last: 0 };
  return {
    site(site) {
      let store = sites.get(site);
      if (store === undefined) {
        store = new MemorySiteStore(clock, versions);
        sites.set(site, store);
      }
      return store;
    },
    async sweep() {
      for (const site of sites.values()) site.sweep();
    },
    async close() {},
  };
}

class MemorySiteStore implements SiteStore {
  readonly #clock: Clock;
  readonly #versions: Versions;
  readonly #families = new Map<RecordKind, Family>();

  constructor(clock: Clock, versions: Versions) {
    this.#clock = clock;
    this.#versions = versions;
  }

  async get<T>(kind: RecordKind, key: string): Promise<StoredRecord<T> | undefined> {
    const entry = this.#living(kind, key);
    return entry && record<T>(key, entry);
  }

  async put(kind: RecordKind, key: string, value: unknown, options: PutOptions = {}): Promise<number | undefined> {
    checkRecordKey(key);
    checkExpiry(options.expiresAt);
    const json = encodeRecordValue(value);
    if (options.ifVersion !== undefined && options.ifVersion !== (this.#living(kind, key)?.version ?? 0))
      return undefined;
    const version = ++this.#versions.last;
    this.#family(kind).set(key, { json, version, expiresAt: options.expiresAt });
    return version;
  }

  async delete(kind: RecordKind, key: string, options: { ifVersion?: number } = {}): Promise<boolean> {
    const entry = this.#living(kind, key);
    if (entry === undefined || (options.ifVersion !== undefined && options.ifVersion !== entry.version)) return false;
    return this.#family(kind).delete(key);
  }

  async list<T>(kind: RecordKind, options: ListOptions = {}): Promise<{ items: StoredRecord<T>[]; next?: string }> {
    const { prefix = "", after, reverse = false } = options;
    const limit = pageLimit(options.limit);
    const sorted = this.#family(kind).keys();
    const items: StoredRecord<T>[] = [];
    const step = reverse ? -1 : 1;
    for (let at = reverse ? sorted.length - 1 : 0; at >= 0 && at < sorted.length; at += step) {
      const key = sorted[at] as string;
      if (!key.startsWith(prefix)) continue;
      if (after !== undefined && compareKeys(key, after) * step <= 0) continue;
      const entry = this.#living(kind, key);
      if (entry === undefined) continue;
      if (items.length === limit) return { items, next: (items.at(-1) as StoredRecord).key };
      items.push(record<T>(key, entry));
    }
    return { items };
  }

  sweep(): void {
    const now = this.#clock.now();
    for (const family of this.#families.values())
      for (const [key, entry] of family.entries) if (hasExpired(entry, now)) family.delete(key);
  }

  #family(kind: RecordKind): Family {
    let family = this.#families.get(kind);
    if (family === undefined) {
      family = new Family();
      this.#families.set(kind, family);
    }
    return family;
  }

  #living(kind: RecordKind, key: string): Entry | undefined {
    const entry = this.#families.get(kind)?.entries.get(key);
    return entry && !hasExpired(entry, this.#clock.now()) ? entry : undefined;
  }
}

const hasExpired = (entry: Entry, now: number): boolean => entry.expiresAt !== undefined && entry.expiresAt <= now;

const record = <T>(key: string, entry: Entry): StoredRecord<T> => ({
  key,
  value: JSON.parse(entry.json) as T,
  version: entry.version,
  ...(entry.expiresAt === undefined ? {} : { expiresAt: entry.expiresAt }),
});
