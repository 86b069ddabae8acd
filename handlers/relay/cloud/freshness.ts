/** How current the stored documents of a home are: an answer says so, and an idle relay is asked before it is given. */
import { WINDOW_IDLE_MS } from "../protocol/send-window.ts";
import type { RelayPresence } from "./ingest.ts";

/** Milliseconds after which the broker notices that a relay is gone: one and a half keep-alives of 30 s. */
export const LOSS_NOTICED_MS = 45_000;

export interface Freshness {
  /** What was last heard of the relay. */
  presence?: RelayPresence;
  /** Until then (ms) the relay holds nothing back: somebody has asked for it. */
  until?: number;
  /** Something of what was read is from before the relay started: of then (ms). */
  kept?: number;
}

/** Whether the relay is there, and holds back what is new for a while: whoever reads asks it first. */
export const isHeldBack = ({ presence, until = 0 }: Freshness, now: number): boolean =>
  presence?.online === true && until <= now;

/** The moment (ms) of which the documents are known to be true; `undefined` where nothing was ever heard of a relay. */
export function knownAsOf({ kept, ...freshness }: Freshness, now: number): number | undefined {
  const asOf = allKnownAsOf(freshness, now);
  return asOf === undefined || kept === undefined ? asOf : Math.min(asOf, kept);
}

function allKnownAsOf({ presence, until = 0 }: Freshness, now: number): number | undefined {
  if (presence === undefined) return undefined;
  // with each connection it tells everything
  if (presence.online) return Math.min(now, Math.max(until, presence.since));
  if (presence.complete) return presence.since;
  const gone = presence.since - LOSS_NOTICED_MS;
  return Math.max(Math.min(until, gone), gone - WINDOW_IDLE_MS);
}
