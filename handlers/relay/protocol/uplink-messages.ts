/** What a relay tells without being asked: its state, documents, events. */
import * as z from "zod";
import { AuditNotes } from "./audit-notes.ts";
import { At, Epoch, LOG_NAME_LIMIT } from "./parts.ts";

/** Centrals of one home whose availability is told. */
export const CENTRALS_LIMIT = 64;
/** Characters of a document's key: names of centrals, addresses of devices. */
export const KEY_LIMIT = 200;
/** Retained; the last will is the same with `online: false`. Repeated at least every {@link STATE_EVERY_MS} while online. */
export const StateMessage = z.object({
  epoch: Epoch,
  online: z.boolean(),
  at: At,
  centrals: z.array(z.object({ name: z.string(), available: z.boolean() })).max(CENTRALS_LIMIT),
  /** With `online: false`: everything that the home had to tell was sent before. */
  complete: z.literal(true).optional(),
});
export type StateMessage = z.infer<typeof StateMessage>;
/** That a relay is gone is the broker's to notice (keep-alive and last will); changes are told at once. */
export const STATE_EVERY_MS = 6 * 3_600_000;

/**
 * `central` CentralState by name · `interfaces` InterfaceState[] by central · `hub` Hub by central · `device`, see
 * documents.ts, and `values` {valueKey: ValueState} by `<central>/<address>` · `program` HomeProgram, one with the key
 * {@link PROGRAM_KEY}, in the last message of a full set. `doc: null` = it is gone.
 */
export const DOCUMENT_KINDS = ["central", "interfaces", "hub", "device", "values", "program"] as const;
export const PROGRAM_KEY = "program";
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
export const RelayDocument = z.object({
  kind: z.enum(DOCUMENT_KINDS),
  key: z.string().min(1).max(KEY_LIMIT),
  doc: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.null()]),
});
export type RelayDocument = z.infer<typeof RelayDocument>;
/** What is no document that is known here (a relay of a later version sends more kinds) costs itself, not its message. */
const RelayDocuments = z.array(z.unknown()).transform((all): RelayDocument[] =>
  all.flatMap((one) => {
    const parsed = RelayDocument.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  }),
);

/**
 * Documents, in order: `n` counts the messages of an epoch from 1, without gaps. A full set begins with `mark: "begin"`
 * and ends with `mark: "end"`, whose `keys` are all that exist: what the cloud has besides is gone, except what belongs to
 * the centrals of `partial`, whose CCU has not told all its devices since the relay started. Keys come again when it has.
 */
export const DocMessage = z.object({
  epoch: Epoch,
  at: At,
  n: z.int().min(1),
  mark: z.enum(["begin", "end"]).optional(),
  /** As in {@link EventsMessage}. */
  catchUp: z.literal(true).optional(),
  docs: RelayDocuments,
  keys: z.record(z.string(), z.array(z.string())).optional(),
  partial: z.array(z.string()).max(CENTRALS_LIMIT).optional(),
  /** Entries of the audit log that came too late for the answer of their request. */
  notes: AuditNotes.optional(),
});
export type DocMessage = z.infer<typeof DocMessage>;

const RelayEvent = z.object({ topic: z.string(), tail: z.string(), classifiedTail: z.string().optional() });

/** Events of one message: twenty times what a relay sends. */
export const EVENTS_LIMIT = 10_000;
/** Events at the positions `from` … `to`, none left out. `gap`: what was before `from` and not sent is lost for good. */
export const EventsMessage = z
  .object({
    epoch: Epoch,
    log: z.string().min(1).max(LOG_NAME_LIMIT),
    at: At,
    from: z.int().min(1),
    to: z.int().min(1),
    gap: z.literal(true).optional(),
    /** Everything up to this position was acknowledged, at some time: a cloud that knows nothing of this log begins there. */
    acknowledged: z.int().min(0).optional(),
    /** Somebody reads: stored values are brought up to the log. Without it they may stay behind. */
    catchUp: z.literal(true).optional(),
    /** No acknowledgement is waited for: the next one tells of this message too. */
    quiet: z.literal(true).optional(),
    events: z.array(RelayEvent).min(1).max(EVENTS_LIMIT),
  })
  .refine(({ from, to, events }) => to - from + 1 === events.length, "positions and events do not fit");
export type EventsMessage = z.infer<typeof EventsMessage>;
