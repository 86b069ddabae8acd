/** The wall tablet: what it shows, when it goes dark, and what it says of its connection. */
import type { Away } from "../../model/away.ts";
import type { Tile } from "../../model/tiles.ts";

export type Source = { readonly kind: "favourites" } | { readonly kind: "room"; readonly name: string };

/** @param rest of the address: `favourites`, or `room/<name>`; anything else is the choice */
export function sourceOf([kind, name]: readonly string[]): Source | undefined {
  if (kind === "favourites") return { kind };
  return kind === "room" && name !== undefined ? { kind, name } : undefined;
}

/** In the order in which favourites were chosen, else by name. */
export function tilesFor(
  source: Source,
  tiles: readonly Tile[],
  favourites: readonly string[],
  compareNames: (a: string, b: string) => number,
): Tile[] {
  if (source.kind === "favourites") return favourites.flatMap((id) => tiles.filter((tile) => tile.id === id));
  return tiles.filter(({ rooms }) => rooms.includes(source.name)).sort((a, b) => compareNames(a.name, b.name));
}

/** Minutes without a touch until it goes dark. */
export const DIM_CHOICES = ["1", "5", "15", "never"] as const;
export type Dim = (typeof DIM_CHOICES)[number];
export const readDim = (kept: string | null): Dim => DIM_CHOICES.find((one) => one === kept) ?? "5";

/** Milliseconds left until it goes dark; `undefined`: never. What is urgent is never in the dark. */
export function darkIn(dim: Dim, touchedAt: number, now: number, isUrgent: boolean): number | undefined {
  if (dim === "never" || isUrgent) return undefined;
  return Math.max(0, touchedAt + Number(dim) * 60_000 - now);
}

/** Pixels that the clock wanders in the dark, so that no screen burns in: another place each minute, the same after 25. */
export const WANDER = 40;
export function placeOfClock(minute: number): { readonly x: number; readonly y: number } {
  const [column, row] = [minute % 5, Math.floor(minute / 5) % 5];
  return { x: (column - 2) * (WANDER / 2), y: (row - 2) * (WANDER / 2) };
}

export type Awake = "offered" | "insecure" | "missing";
/** @param hasLock whether the browser has screen wake locks at all */
export const awakeOf = (isSecure: boolean, hasLock: boolean): Awake =>
  hasLock ? "offered" : isSecure ? "missing" : "insecure";

export interface Connection {
  readonly link: "loading" | "live" | "catching" | "closed";
  readonly away: Away | undefined;
}
/** What has to be said; `undefined` while everything is as it is shown. */
export function saidOf({
  link,
  away,
}: Connection): "lost" | "away" | "away.unknown" | "loading" | "closed" | undefined {
  if (link === "catching") return "lost";
  if (link !== "live") return link;
  if (away === undefined) return undefined;
  return away.ageSeconds === undefined ? "away.unknown" : "away";
}
