import { LRUCache } from "lru-cache";

/**
 * The `max` entries used last. The limit is given to lru-cache as a size, each entry being 1: for a number of entries it
 * reserves room for all of them at once (2 ms and 320 KB for 10,000), and every home has several that stay nearly empty.
 */
export const createBoundedCache = <K extends {}, V extends {}>(max: number): LRUCache<K, V> =>
  new LRUCache({ maxSize: max, sizeCalculation: () => 1 });
