/** Messages of the CCUs: each is shown once, and for a while not at all to who does not want to see it. */
import { isRecord } from "./preferences.ts";

export type Kind = "alarm" | "service";

interface Told {
  readonly central?: string | undefined;
  readonly id: string;
  /** What it is about: the same whenever it comes again. */
  readonly name: string;
  readonly counter: number;
}

/** A message with the ids of all that say the same. */
export type Once<M> = M & { readonly ids: readonly string[] };

/** What says the same of the same thing is one message: the newest, with how often it came. @param list newest first */
export function eachOnce<M extends Told>(list: readonly M[]): Once<M>[] {
  const found = new Map<string, Once<M>>();
  for (const one of list) {
    const key = JSON.stringify([one.central, one.name]);
    const before = found.get(key);
    if (before === undefined) found.set(key, { ...one, ids: [one.id] });
    else found.set(key, { ...before, counter: before.counter + one.counter, ids: [...before.ids, one.id] });
  }
  return [...found.values()];
}

/** How long a message is not shown, in days. */
export const MUTE_DAYS = [1, 7, 90] as const;
const DAY_MS = 86_400_000;
/** Of one user; the oldest go. */
export const MUTES_LIMIT = 200;

export interface Mute {
  readonly central: string;
  readonly kind: Kind;
  readonly name: string;
  /** For people, when the message itself is gone. */
  readonly title: string;
  /** ISO 8601. */
  readonly until: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function readMute(value: unknown): Mute | undefined {
  if (!isRecord(value)) return undefined;
  const [central, name, until] = [text(value.central), text(value.name), text(value.until)];
  const { kind } = value;
  if (central === undefined || name === undefined || until === undefined) return undefined;
  if ((kind !== "alarm" && kind !== "service") || Number.isNaN(Date.parse(until))) return undefined;
  return { central, kind, name, until, title: text(value.title) ?? name };
}

/** What is muted now. @param kept whatever is there: others may have written it @param now milliseconds since the epoch */
export function readMutes(kept: unknown, now: number): Mute[] {
  const list = Array.isArray(kept) ? kept.map(readMute) : [];
  return list.filter((one) => one !== undefined && Date.parse(one.until) > now).slice(-MUTES_LIMIT) as Mute[];
}

type Named = Pick<Mute, "central" | "kind" | "name">;
export const isSame = (a: Named, b: Named): boolean =>
  a.central === b.central && a.kind === b.kind && a.name === b.name;

/** @returns what is kept then @param now milliseconds since the epoch */
export const withMute = (kept: unknown, of: Omit<Mute, "until">, days: number, now: number): Mute[] => {
  const others = readMutes(kept, now).filter((one) => !isSame(one, of));
  return [...others, { ...of, until: new Date(now + days * DAY_MS).toISOString() }].slice(-MUTES_LIMIT);
};
export const withoutMute = (kept: unknown, of: Named, now: number): Mute[] =>
  readMutes(kept, now).filter((one) => !isSame(one, of));
