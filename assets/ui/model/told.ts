/**
 * What the CCUs have told since the server knows them. A list that looks empty may be one that nobody has read yet: a server
 * that has just started, a CCU that is away. That something is not there is said of complete lists only.
 */
import type { Schemas } from "../../../adapters/client/index.ts";

export type HomeList = Schemas["UnreadLists"]["lists"][number];

/** For each list that is complete, the number of the reading since which it is. */
export type Told = ReadonlyMap<HomeList, number>;

const LISTS: Readonly<Record<HomeList, true>> = {
  devices: true,
  rooms: true,
  functions: true,
  programs: true,
  sysvars: true,
  service_messages: true,
  alarm_messages: true,
  inbox: true,
};
const HOME_LISTS = Object.keys(LISTS) as HomeList[];

/** @param reading its number @param unread what it names as incomplete */
export function toldBy(
  before: Told,
  reading: number,
  unread: readonly { readonly lists: readonly HomeList[] }[] = [],
): Told {
  const open = new Set(unread.flatMap(({ lists }) => lists));
  return new Map(HOME_LISTS.filter((list) => !open.has(list)).map((list) => [list, before.get(list) ?? reading]));
}

/**
 * Whether nothing of these lists can be missing in what was asked for.
 * @param askedIn number of the reading after which it was asked for; absent: it is a part of the last one
 */
export const isComplete = (
  told: Told,
  lists: readonly HomeList[],
  askedIn: number = Number.POSITIVE_INFINITY,
): boolean => lists.every((list) => told.has(list) && told.get(list)! <= askedIn);
