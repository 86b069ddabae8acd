/** Who wants which topic. Connections with the same subscription set stand together, so that an event is matched once for all of them. */
import { type PatternSet, prefixesOf } from "./patterns.ts";

/** Connections with one subscription set, apart by what they want to see of an event. */
export interface Audience<C> {
  readonly patterns: PatternSet;
  readonly plain: Set<C>;
  readonly classified: Set<C>;
  /** The event that was last offered to it: two of its patterns may match the same topic. */
  stamp: number;
}

const add = <K, V>(map: Map<K, Set<V>>, key: K, value: V): void => {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
};
const remove = <K, V>(map: Map<K, Set<V>>, key: K, value: V): void => {
  const set = map.get(key);
  set?.delete(value);
  if (set?.size === 0) map.delete(key);
};

/** An index from topics to audiences: a look-up costs a few map accesses per segment, however many sets there are. */
export class TopicIndex<C> {
  readonly #audiences = new Map<string, Audience<C>>();
  readonly #everything = new Set<Audience<C>>();
  readonly #exact = new Map<string, Set<Audience<C>>>();
  readonly #prefixes = new Map<string, Set<Audience<C>>>();
  #stamp = 0;

  /** Distinct subscription sets. */
  get size(): number {
    return this.#audiences.size;
  }

  join(member: C, patterns: PatternSet, classify: boolean): void {
    if (patterns.empty) return;
    const audience = this.#audiences.get(patterns.key) ?? this.#open(patterns);
    (classify ? audience.classified : audience.plain).add(member);
  }

  leave(member: C, patterns: PatternSet): void {
    const audience = this.#audiences.get(patterns.key);
    if (!audience) return;
    audience.plain.delete(member);
    audience.classified.delete(member);
    if (audience.plain.size + audience.classified.size === 0) this.#close(audience);
  }

  /** Every audience with a pattern that matches, each once. */
  matching(topic: string): Audience<C>[] {
    this.#stamp += 1;
    const found: Audience<C>[] = [];
    this.#collect(this.#everything, found);
    this.#collect(this.#exact.get(topic), found);
    if (this.#prefixes.size > 0)
      for (const prefix of prefixesOf(topic)) this.#collect(this.#prefixes.get(prefix), found);
    return found;
  }

  #collect(audiences: Set<Audience<C>> | undefined, into: Audience<C>[]): void {
    if (!audiences) return;
    for (const audience of audiences) {
      if (audience.stamp === this.#stamp) continue;
      audience.stamp = this.#stamp;
      into.push(audience);
    }
  }

  #open(patterns: PatternSet): Audience<C> {
    const audience: Audience<C> = { patterns, plain: new Set(), classified: new Set(), stamp: 0 };
    this.#audiences.set(patterns.key, audience);
    if (patterns.everything) this.#everything.add(audience);
    for (const topic of patterns.exact) add(this.#exact, topic, audience);
    for (const prefix of patterns.prefixes) add(this.#prefixes, prefix, audience);
    return audience;
  }

  #close(audience: Audience<C>): void {
    const { patterns } = audience;
    this.#audiences.delete(patterns.key);
    this.#everything.delete(audience);
    for (const topic of patterns.exact) remove(this.#exact, topic, audience);
    for (const prefix of patterns.prefixes) remove(this.#prefixes, prefix, audience);
  }
}
