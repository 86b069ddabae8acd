/** The favourites of a user, as the server keeps them. */

/** Favourites of one user. */
export const FAVOURITES_LIMIT = 200;

/** Whatever is kept that is no list of names is none: other programs may have written it. */
export function readFavourites(value: unknown): readonly string[] {
  const { favourites: list } = (value ?? {}) as { favourites?: unknown };
  const names = Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];
  return [...new Set(names)].slice(0, FAVOURITES_LIMIT);
}
