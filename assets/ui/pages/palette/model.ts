/** What the palette finds, by the words that somebody types, and in which order. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type EntryKind = "page" | "room" | "device" | "switch" | "program";
/** What only shows comes before what acts: Enter takes the first one. */
const KINDS: readonly EntryKind[] = ["page", "room", "device", "switch", "program"];

export interface Entry {
  /** Stable while the home changes. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly title: string;
  /** Room, model, what it is for: found, too, but after what is called so. */
  readonly detail: string;
  /** Path of an icon of `@mdi/js`. */
  readonly icon: string;
  /** An address to go to, or what is done. */
  readonly act: string | (() => Promise<void>);
}

/** Entries that are shown: more are not read, and one more word finds the one that is meant. */
export const SHOWN_LIMIT = 50;

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
const UMLAUTS: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue" };

/** `Küche` is found as kuche and as kueche: a keyboard may have no umlauts. */
export function spellings(text: string): readonly string[] {
  const small = text.toLocaleLowerCase().normalize("NFC");
  const [bare, spelt] = [plain(small), plain(small.replace(/[äöü]/g, (letter) => UMLAUTS[letter]!))];
  return bare === spelt ? [bare] : [bare, spelt];
}

/** 0: it begins so, 1: one of its words does, 2: it holds it, 3: what stands beside it does. */
function distance(word: string, titles: readonly string[], details: readonly string[]): number | undefined {
  if (titles.some((title) => title.startsWith(word))) return 0;
  if (titles.some((title) => title.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word)))) return 1;
  if (titles.some((title) => title.includes(word))) return 2;
  return details.some((detail) => detail.includes(word)) ? 3 : undefined;
}

/** `undefined` where one of the words is nowhere. */
function distanceOf({ title, detail }: Entry, words: readonly (readonly string[])[]): number | undefined {
  const [titles, details] = [spellings(title), spellings(detail)];
  let sum = 0;
  for (const word of words) {
    const all = word.map((one) => distance(one, titles, details)).filter((one) => one !== undefined);
    if (all.length === 0) return undefined;
    sum += Math.min(...all);
  }
  return sum;
}

/** The nearest first; without words: where one can go. */
export function find(
  entries: readonly Entry[],
  typed: string,
  compareNames: (a: string, b: string) => number,
): Entry[] {
  const words = typed.trim().split(/\s+/).filter(Boolean).map(spellings);
  if (words.length === 0) return entries.filter(({ kind }) => kind === "page" || kind === "room");
  return entries
    .flatMap((entry) => {
      const far = distanceOf(entry, words);
      return far === undefined ? [] : [{ entry, far }];
    })
    .sort(
      (a, b) =>
        a.far - b.far ||
        KINDS.indexOf(a.entry.kind) - KINDS.indexOf(b.entry.kind) ||
        compareNames(a.entry.title, b.entry.title),
    )
    .map(({ entry }) => entry);
}

/** The place after so many steps; beyond an end it goes on at the other. */
export const stepped = (place: number, by: number, count: number): number =>
  count === 0 ? 0 : (((place + by) % count) + count) % count;

// ---------------------------------------------------------------- what a thing can be told

type Custom = Schemas["CustomDPSummary"];

/** Of a light, a socket, a blind. */
export interface Order {
  readonly word: "on" | "off" | "open" | "close" | "stop";
  readonly operation: string;
  /** The state that is shown until it is confirmed. */
  readonly shown: Readonly<Record<string, unknown>>;
}

/** The opposite of what is; both where that is not known. */
const either = (is: boolean | undefined, yes: Order, no: Order): Order[] =>
  is === undefined ? [yes, no] : [is ? no : yes];

function coverOrders({ state }: Custom): Order[] {
  // what lets somebody in is opened where it is seen
  if ("door_state" in state) return [];
  const { current_position: position } = state;
  const isMoving = state.state === "opening" || state.state === "closing";
  return [
    ...(isMoving ? [{ word: "stop", operation: "stop", shown: {} } as const] : []),
    ...(position === 100 ? [] : [{ word: "open", operation: "open", shown: {} } as const]),
    ...(position === 0 ? [] : [{ word: "close", operation: "close", shown: {} } as const]),
  ];
}

function switchOrders({ category, state }: Custom): Order[] {
  if (category === "light") {
    const is = typeof state.state === "string" ? state.state.toUpperCase() === "ON" : undefined;
    const order = (on: boolean): Order =>
      on
        ? { word: "on", operation: "turn_on", shown: { state: "ON" } }
        : { word: "off", operation: "turn_off", shown: { state: "OFF" } };
    return either(is, order(true), order(false));
  }
  const is = typeof state.is_on === "boolean" ? state.is_on : undefined;
  return either(
    is,
    { word: "on", operation: "turn_on", shown: { is_on: true } },
    { word: "off", operation: "turn_off", shown: { is_on: false } },
  );
}

/** What the palette offers of a thing: nothing of locks, sirens and garage doors, which are not meant by one key too many. */
export function ordersOf(custom: Custom): Order[] {
  const { category, supported_operations: can } = custom;
  const all =
    category === "cover"
      ? coverOrders(custom)
      : category === "light" || category === "switch"
        ? switchOrders(custom)
        : [];
  return all.filter(({ operation }) => can.includes(operation));
}
