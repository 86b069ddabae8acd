/**
 * What the cloud does with a message of a relay, as pure decisions on the relay's head: the caller stores the new head
 * together with the effect (conditionally on the old one), so that a message that comes twice changes nothing.
 */
import type { EventDraft } from "../../ports/index.ts";
import type { DocMessage, EventsMessage } from "../protocol/messages.ts";

/** What the cloud remembers of a relay. JSON. Absent members: nothing came yet. */
export interface RelayHead {
  /** Highest epoch known. A new pairing sets it to `firstEpoch(pairing)`. */
  epoch: number;
  /** Whose positions `position` counts. */
  log?: string;
  /** Everything up to here is ingested. */
  position?: number;
  /** Number of the last document message of `epoch` that was applied. */
  docs?: number;
}

export type EventsVerdict =
  /** Of a relay that was replaced: no effect. */
  | { verdict: "stale" }
  /** All of it is there already: acknowledge `head.position` once more. */
  | { verdict: "duplicate" }
  /** Something before it is missing: acknowledge what is there with `again`. */
  | { verdict: "hole" }
  /** Append `events`, then acknowledge. `gap`: events were lost before them, subscribers must be told. */
  | { verdict: "accept"; events: EventDraft[]; gap: boolean; head: RelayHead };

export function judgeEvents(head: RelayHead, message: EventsMessage): EventsVerdict {
  if (message.epoch < head.epoch) return { verdict: "stale" };
  const { from, to, log, gap = false, events } = message;
  const known = head.log === log ? head.position : undefined;
  const next: RelayHead = { ...risen(head, message.epoch), log, position: to };
  if (known === undefined) {
    if (!gap && from !== 1) return { verdict: "hole" };
    // the first log of a site continues nothing: no subscriber can have missed anything
    return { verdict: "accept", events, gap: head.log !== undefined, head: next };
  }
  if (to <= known) return { verdict: "duplicate" };
  if (from > known + 1) return gap ? { verdict: "accept", events, gap: true, head: next } : { verdict: "hole" };
  return { verdict: "accept", events: events.slice(known + 1 - from), gap: false, head: next };
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

/** The positions of an acknowledgement: what is there of the log that `message` speaks of. */
export const acknowledgedOf = (head: RelayHead, message: EventsMessage): { log: string; to: number } => ({
  log: message.log,
  to: head.log === message.log ? (head.position ?? 0) : 0,
});
