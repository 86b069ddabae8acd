/** What one connection wants: its entries as the client wrote them, and the patterns that they mean. */
import { TOPIC_LENGTH_LIMIT, TOPICS_LIMIT } from "./limits.ts";
import { translatePattern } from "./patterns.ts";

export class Subscription {
  readonly #entries = new Map<string, string>();
  /** Members that only some want: `category` and `data_point_type` of value changes. */
  classify = false;

  get size(): number {
    return this.#entries.size;
  }

  /** The patterns that were not meant by any entry before. Empty, over-long and surplus entries are dropped (contract). */
  add(entries: readonly string[]): string[] {
    const before = this.patterns();
    for (const entry of entries) {
      if (entry === "" || entry.length > TOPIC_LENGTH_LIMIT || this.#entries.size >= TOPICS_LIMIT) continue;
      this.#entries.set(entry, translatePattern(entry));
    }
    return [...this.patterns()].filter((pattern) => !before.has(pattern));
  }

  /** Removes exactly these entries: a pattern takes no narrower ones with it. */
  remove(entries: readonly string[]): void {
    for (const entry of entries) this.#entries.delete(entry);
  }

  /** As the client wrote them. */
  entries(): string[] {
    return [...this.#entries.keys()];
  }

  patterns(): Set<string> {
    return new Set(this.#entries.values());
  }
}
