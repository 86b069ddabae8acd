/** Caches that cost nothing before they are used. */
import { LRUCache } from "lru-cache";

/**
 * Made with its first use: an LRU cache reserves room for all its entries at once (2 ms for 10,000), every home has several,
 * and a function of the cloud would wait for all of them when it starts.
 * @param max entries kept
 */
export function lazyCache<K extends {}, V extends {}>(max: number): () => LRUCache<K, V> {
  let made: LRUCache<K, V> | undefined;
  return () => {
    made ??= new LRUCache({ max });
    return made;
  };
}
