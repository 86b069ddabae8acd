/**
 * What the cloud does with a message of a relay, as pure decisions on what it remembers of that relay: the caller stores
 * the outcome together with the effect (conditionally on what was there), so that a message that comes twice changes
 * nothing.
 */
import type { DocMessage } from "../protocol/uplink-messages.ts";

/** What the cloud remembers of a relay. JSON. Absent members: nothing came yet. */
export interface RelayHead {
  /** Highest epoch known. A new pairing sets it to `firstEpoch(pairing)`. */
  epoch: number;
  /** Number of the last document message of `epoch` that was applied. */
  docs?: number;
}

/** A place in the event log of a relay, which is its outbox. */
export interface BatchPosition {
  log: string;
  position: number;
}
/** Events at the positions `from` … `to` of that log. `gap`: what was before them and not sent is lost for good. */
export interface RelayBatch {
  log: string;
  from: number;
  to: number;
  gap?: true;
  /** What the relay knows to be acknowledged; absent: nothing is said. */
  acknowledged?: number;
}

export type BatchVerdict =
  /** Something before it is missing: acknowledge `position`, and ask for the rest. */
  | { verdict: "missing"; position: number }
  /** All of it is there already: acknowledge `position` once more. */
  | { verdict: "repeated"; position: number }
  /** Append what has the position `from` and later. `gap`: events were lost before them, subscribers must be told. */
  | { verdict: "append"; from: number; gap: boolean };

/**
 * Of a log that is not known (the first of a home, or forgotten after a month of silence or with the table) the relay says
 * how far it is through: its first message may be lost and the second one come, and what was told long ago must not come
 * again as if it happened now.
 * @param last the last position that was appended
 */
export function judgeBatch(last: BatchPosition | undefined, batch: RelayBatch): BatchVerdict {
  const { log, from, to, gap, acknowledged = from - 1 } = batch;
  const known = last?.log === log ? last.position : acknowledged;
  if (known < from - 1 && !gap) return { verdict: "missing", position: known };
  if (known >= to) return { verdict: "repeated", position: known };
  const start = Math.max(from, known + 1);
  // the first outbox of a home continues nothing: no client can have missed anything
  return { verdict: "append", from: start, gap: last !== undefined && (last.log !== log || start > known + 1) };
}

export type DocVerdict =
  | { verdict: "stale" }
  | { verdict: "duplicate" }
  /** Messages are missing: publish `resync`, apply nothing until the next `begin`. */
  | { verdict: "resync" }
  | { verdict: "apply"; head: RelayHead };

export function judgeDoc(head: RelayHead, { epoch, n, mark }: DocMessage): DocVerdict {
  if (epoch < head.epoch) return { verdict: "stale" };
  const { docs } = risen(head, epoch);
  if (docs !== undefined && n <= docs) return { verdict: "duplicate" };
  if (mark !== "begin" && n !== (docs ?? -1) + 1) return { verdict: "resync" };
  return { verdict: "apply", head: { ...risen(head, epoch), docs: n } };
}

/** The head with a higher epoch: a new start counts its documents anew. */
export function risen(head: RelayHead, epoch: number): RelayHead {
  if (epoch <= head.epoch) return head;
  const { docs: _, ...kept } = head;
  return { ...kept, epoch };
}
