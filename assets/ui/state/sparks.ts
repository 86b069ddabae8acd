/**
 * The last day of what sensors measure, for their tiles: asked for when somebody sees the tile, few at a time, and not again for
 * a while. Where no history is kept nothing is asked; through the cloud neither, where each would be a call to the home.
 */
import { type Signal, signal } from "@preact/signals";
import { inTurn, type Spark, sparkOf } from "../model/spark.ts";
import { client } from "./session.ts";

/** Requests at a time: what people do comes first. */
const AT_ONCE = 2;
const DAY_MS = 86_400_000;
/** Half an hour each: two pixels of a tile. */
const BUCKETS = 48;
/** Milliseconds that an answer is good for: a third of a point. */
const KEPT_MS = 600_000;

/** Whether the server keeps what is measured, and is near. */
export const hasHistory = signal(false);

export interface Measured {
  readonly central: string;
  readonly interfaceId: string;
  readonly address: string;
  readonly channel: number;
  readonly parameter: string;
}
interface Kept {
  readonly shown: Signal<Spark | undefined>;
  /** When it was asked for; milliseconds since the epoch. */
  at: number;
}

const kept = new Map<string, Kept>();
const turn = inTurn(AT_ONCE);

function entryOf(id: string): Kept {
  const found = kept.get(id) ?? { shown: signal<Spark | undefined>(undefined), at: 0 };
  kept.set(id, found);
  return found;
}

/** @param id of the series; `undefined` while nothing is known of it */
export const sparkSignal = (id: string): Signal<Spark | undefined> => entryOf(id).shown;

async function read({ central, interfaceId, address, channel, parameter }: Measured, entry: Kept): Promise<void> {
  const now = Date.now();
  if (!hasHistory.value || now - entry.at < KEPT_MS) return;
  entry.at = now;
  const [from, to] = [now - DAY_MS, now];
  const query = {
    ...{ central, interface_id: interfaceId, channel: `${address}:${channel}`, parameter, buckets: BUCKETS },
    ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString() },
  };
  const { data, error } = await client.GET("/history", { params: { query }, retries: 0 });
  // it was switched off meanwhile: of the others it would be the same
  if (error?.status === 404) hasHistory.value = false;
  entry.shown.value = Array.isArray(data) ? sparkOf(data, from, to) : undefined;
}

/** Somebody sees it. @returns how to take it back: it is out of sight */
export function wantSpark(id: string, of: Measured): () => void {
  const entry = entryOf(id);
  if (!hasHistory.value || Date.now() - entry.at < KEPT_MS) return () => undefined;
  return turn(() => read(of, entry));
}

export const forgetSparks = (): void => kept.clear();
