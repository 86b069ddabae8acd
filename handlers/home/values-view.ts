/** The values of one device: written in place while nobody looks, immutable for everyone who does. */
import type { ValueState } from "../model/types.ts";

/**
 * What readers hold. From the first look on the map behind it never changes again: the next write goes to a copy and
 * makes a new view. So a burst of events between two reads copies nothing, and a reader never sees half a change.
 */
class ValuesView implements ReadonlyMap<string, ValueState> {
  readonly #map: Map<string, ValueState>;
  looked = false;
  constructor(map: Map<string, ValueState>) {
    this.#map = map;
  }
  #look(): Map<string, ValueState> {
    this.looked = true;
    return this.#map;
  }
  get size(): number {
    return this.#look().size;
  }
  get(key: string): ValueState | undefined {
    return this.#look().get(key);
  }
  has(key: string): boolean {
    return this.#look().has(key);
  }
  forEach(
    task: (value: ValueState, key: string, map: ReadonlyMap<string, ValueState>) => void,
    thisArg?: unknown,
  ): void {
    for (const [key, value] of this.#look()) task.call(thisArg, value, key, this);
  }
  entries() {
    return this.#look().entries();
  }
  keys() {
    return this.#look().keys();
  }
  values() {
    return this.#look().values();
  }
  [Symbol.iterator]() {
    return this.#look().entries();
  }
}

/** The writer's end. */
export class DeviceValues {
  #map: Map<string, ValueState>;
  #view: ValuesView;
  constructor(initial: Iterable<readonly [string, ValueState]> = []) {
    this.#map = new Map(initial);
    this.#view = new ValuesView(this.#map);
  }
  /** For the home: hand it out after every batch of writes. */
  get view(): ReadonlyMap<string, ValueState> {
    return this.#view;
  }
  get(key: string): ValueState | undefined {
    return this.#map.get(key);
  }
  entries(): IterableIterator<[string, ValueState]> {
    return this.#map.entries();
  }
  set(key: string, state: ValueState): void {
    this.#own().set(key, state);
  }
  delete(key: string): void {
    if (this.#map.has(key)) this.#own().delete(key);
  }
  #own(): Map<string, ValueState> {
    if (this.#view.looked) {
      this.#map = new Map(this.#map);
      this.#view = new ValuesView(this.#map);
    }
    return this.#map;
  }
}
