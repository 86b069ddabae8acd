/** Declaration of a broadcast: an event type with its topic and payload. */
import type { z } from "zod";
import type { EventDraft } from "../ports.ts";

export interface BroadcastSpec<P extends z.ZodType = z.ZodType> {
  /** The envelope's `type`. */
  name: string;
  category: string;
  /** Topic template of the contract; `{member}` is filled from `topicOf`. */
  topic: string;
  summary: string;
  payload: P;
  /** Concrete topic of one payload. */
  topicOf(payload: z.infer<P>): string;
  /** Members that only `classify: true` subscribers get. */
  classified?: readonly string[];
}
export type Broadcast = BroadcastSpec;
// biome-ignore lint/suspicious/noExplicitAny: the payload type is recovered by BroadcastPayload
export type BroadcastPayload<B> = B extends BroadcastSpec<infer P> ? z.input<P> : any;

export const broadcast = <P extends z.ZodType>(spec: BroadcastSpec<P>): BroadcastSpec<P> => spec;

/** Serialises an event once. `ts` is UTC with milliseconds (contract, api-behaviour 1.6). */
export function draftEvent(
  spec: Broadcast,
  payload: Record<string, unknown>,
  kind: "initial" | "change" | "refresh",
  now: number,
): EventDraft {
  const topic = spec.topicOf(payload);
  const head = `"kind":"${kind}","topic":${JSON.stringify(topic)},"type":"${spec.name}","ts":"${new Date(now).toISOString()}","payload":`;
  if (!spec.classified?.some((member) => payload[member] !== undefined))
    return { topic, tail: `${head}${JSON.stringify(payload)}}` };
  const plain: Record<string, unknown> = { ...payload };
  for (const member of spec.classified) delete plain[member];
  return {
    topic,
    tail: `${head}${JSON.stringify(plain)}}`,
    classifiedTail: `${head}${JSON.stringify(payload)}}`,
  };
}

/** The frame of a logged event, for subscribers with or without `classify`. */
export const eventFrame = (event: EventDraft & { seq: number }, classify = false): string =>
  `{"seq":${event.seq},${classify ? (event.classifiedTail ?? event.tail) : event.tail}`;
