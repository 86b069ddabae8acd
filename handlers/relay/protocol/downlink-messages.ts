/** What the cloud tells a relay besides requests. */
import * as z from "zod";
import { At, Echo, Epoch, LOG_NAME_LIMIT, MessageId, REQUESTER_NAME } from "./parts.ts";

/**
 * Ingested for good: events up to `to` of `log`, documents up to `docs`. Lower than what was sent: the rest is missing
 * here (`again`: send it anew from there at once) or on its way. Carries the highest epoch that the cloud knows.
 */
export const AckMessage = z.object({
  epoch: Epoch,
  log: z.string().max(LOG_NAME_LIMIT).optional(),
  to: z.int().min(0).optional(),
  docs: z.int().min(0).optional(),
  again: z.literal(true).optional(),
  /** `at` of one of the messages that this answers, and when it came, by the cloud's clock. */
  echo: Echo.optional(),
});
export type AckMessage = z.infer<typeof AckMessage>;

/** Retained: how many sockets want events. After `until` (cloud's clock) it counts as none. */
export const ListeningMessage = z.object({ clients: z.int().min(0), until: At });
export type ListeningMessage = z.infer<typeof ListeningMessage>;

/** Milliseconds: whoever goes on reading asks again. */
export const LEASE_LIMIT_MS = 600_000;
/**
 * Somebody is about to read: the relay sends what it has, answers `done` on the requester's topic when the cloud has
 * acknowledged all of it, and holds nothing back for `lease` ms. QoS 0: who gets no answer reads what is there.
 */
export const FlushMessage = z.object({
  id: MessageId,
  epoch: Epoch,
  requester: z.string().regex(REQUESTER_NAME),
  lease: z.int().min(0).max(LEASE_LIMIT_MS),
});
export type FlushMessage = z.infer<typeof FlushMessage>;

/** The cloud lacks documents: all are sent anew. */
export const ResyncMessage = z.object({ epoch: Epoch });
export type ResyncMessage = z.infer<typeof ResyncMessage>;
