/**
 * Who looks at the home from outside, as far as its relay was told: sockets that want events, and readers. Decides how
 * long news may wait at home. A message costs the same whether it carries one event or five hundred, so while nobody looks
 * they wait in the outbox, on the relay's disk; whoever looks asks for them first (the read barrier, read-barrier.ts).
 */
import type { Clock } from "../../ports/index.ts";
import type { ListeningMessage } from "./downlink-messages.ts";

/** Milliseconds from the first event to the message that carries it: while somebody looks … */
export const WINDOW_LISTENING_MS = 25;
/** … for some minutes after that (a page that is loaded again, a phone that changes its network) … */
export const WINDOW_RECENT_MS = 5_000;
export const RECENT_FOR_MS = 300_000;
/** … and then. Two messages an hour cost next to nothing; it bounds what a home that burns down has not told. */
export const WINDOW_IDLE_MS = 1_800_000;
/** Milliseconds that one look at the home lasts: a page that is read every minute asks the home once a minute. */
export const READ_LEASE_MS = 60_000;

/** Milliseconds that news goes at once after something urgent: what belongs to it is written down and told by then. */
export const URGENT_FOR_MS = 2_000;

export interface SendWindow {
  listening(message: ListeningMessage): void;
  /** Somebody reads, for so many milliseconds. */
  reading(lease: number): void;
  isReading(): boolean;
  /** Nothing waits for a while, whoever looks: an alarm that is told half an hour later may never be told. */
  urgent(): void;
  /** Milliseconds that news may wait. */
  length(): number;
}

/** @param cloudTime the cloud's time, as well as it is known: until when sockets listen is told in it */
export function createSendWindow(clock: Pick<Clock, "now">, cloudTime: () => number): SendWindow {
  let sockets: ListeningMessage = { clients: 0, until: Number.NEGATIVE_INFINITY };
  /** When the last socket went, where that was told. */
  let leftAt = Number.NEGATIVE_INFINITY;
  let readUntil = Number.NEGATIVE_INFINITY;
  let urgentUntil = Number.NEGATIVE_INFINITY;
  /** Milliseconds since somebody listened; 0 or less while somebody does. */
  const sinceListening = (): number => (sockets.clients > 0 ? cloudTime() - sockets.until : clock.now() - leftAt + 1);
  const isReading = (): boolean => readUntil > clock.now();

  return {
    listening(message) {
      if (message.clients === 0 && sockets.clients > 0) leftAt = clock.now();
      sockets = message;
    },
    reading(lease) {
      readUntil = Math.max(readUntil, clock.now() + lease);
    },
    isReading,
    urgent() {
      urgentUntil = clock.now() + URGENT_FOR_MS;
    },
    length() {
      if (urgentUntil > clock.now()) return WINDOW_LISTENING_MS;
      const since = Math.min(sinceListening(), clock.now() - readUntil);
      if (since < 0) return WINDOW_LISTENING_MS;
      return since < RECENT_FOR_MS ? WINDOW_RECENT_MS : WINDOW_IDLE_MS;
    },
  };
}
