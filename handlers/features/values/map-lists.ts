/** Every item of lists that stand under an address, made into something else. */
export const mapLists = <T, R>(
  lists: Readonly<Record<string, readonly T[]>>,
  each: (item: T) => R,
): Record<string, R[]> =>
  Object.fromEntries(Object.entries(lists).map(([address, items]) => [address, items.map(each)]));
