/** What matter.js keeps, in a store of ours: everything is in memory, and every change is written before it counts. */
import { fromJson, StorageDriver, type SupportedStorageTypes, toJson } from "@matter/main";
import { takingTurns } from "../../handlers/kernel/taking-turns.ts";
import type { MatterStorage } from "../../handlers/ports/matter-bridge.ts";

/** Contexts are parts of a path; matter.js has neither this character in them nor in keys. */
const SEPARATOR = "\u001f";

const pathOf = (contexts: readonly string[], key: string): string => [...contexts, key].join(SEPARATOR);
const prefixOf = (contexts: readonly string[]): string => contexts.map((one) => one + SEPARATOR).join("");

/** @throws where what is kept cannot be read */
export async function openStorage(storage: MatterStorage): Promise<StorageDriver> {
  return new KeptStorage(storage, new Map(await storage.load()));
}

class KeptStorage extends StorageDriver {
  static readonly id = "kept";
  readonly #storage: MatterStorage;
  readonly #entries: Map<string, string>;
  /** One write after the other: what was written last is what is kept. */
  readonly #inTurn = takingTurns();

  constructor(storage: MatterStorage, entries: Map<string, string>) {
    super();
    this.#storage = storage;
    this.#entries = entries;
  }

  override get initialized(): boolean {
    return true;
  }
  override initialize(): void {}
  override async close(): Promise<void> {
    await this.#inTurn(() => {});
  }

  override get(contexts: string[], key: string): SupportedStorageTypes | undefined {
    const text = this.#entries.get(pathOf(contexts, key));
    return text === undefined ? undefined : fromJson(text);
  }

  override set(
    contexts: string[],
    keyOrValues: string | Record<string, SupportedStorageTypes>,
    value?: SupportedStorageTypes,
  ): Promise<void> {
    const values = typeof keyOrValues === "string" ? { [keyOrValues]: value } : keyOrValues;
    const changed: [string, string][] = [];
    for (const [key, one] of Object.entries(values)) {
      if (one === undefined) continue;
      const path = pathOf(contexts, key);
      const text = toJson(one);
      if (this.#entries.get(path) === text) continue;
      this.#entries.set(path, text);
      changed.push([path, text]);
    }
    if (changed.length === 0) return this.#inTurn(() => {});
    return this.#inTurn(async () => {
      for (const [path, text] of changed) await this.#storage.put(path, text);
    });
  }

  override delete(contexts: readonly string[], key: string): Promise<void> {
    return this.#remove([pathOf(contexts, key)]);
  }

  #remove(paths: readonly string[]): Promise<void> {
    const there = paths.filter((path) => this.#entries.delete(path));
    return this.#inTurn(async () => {
      for (const path of there) await this.#storage.delete(path);
    });
  }

  /** What follows a prefix in each of its paths. */
  #below(contexts: readonly string[]): string[] {
    const prefix = prefixOf(contexts);
    return [...this.#entries.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  }

  override async keys(contexts: readonly string[]): Promise<string[]> {
    return this.#below(contexts).filter((rest) => !rest.includes(SEPARATOR));
  }

  override async values(contexts: string[]): Promise<Record<string, SupportedStorageTypes>> {
    const values: Record<string, SupportedStorageTypes> = {};
    for (const key of await this.keys(contexts)) values[key] = this.get(contexts, key) as SupportedStorageTypes;
    return values;
  }

  override async contexts(contexts: readonly string[]): Promise<string[]> {
    const below = this.#below(contexts).filter((rest) => rest.includes(SEPARATOR));
    return [...new Set(below.map((rest) => rest.split(SEPARATOR, 1)[0] as string))];
  }

  override clearAll(contexts: readonly string[]): Promise<void> {
    const prefix = prefixOf(contexts);
    return this.#remove([...this.#entries.keys()].filter((path) => path.startsWith(prefix)));
  }
}
