/** Declaration of a broadcast: an event type with its topic and payload. */
import type * as z from "zod";
import type { EventDraft } from "../ports/index.ts";

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
  /** Not in the contract that is served: the published catalogue marks it. */
  addition?: true;
  /** Never leaves the process: only observers hear of it, no subscriber and no log. */
  internal?: true;
  /** Members that only `classify: true` subscribers get. */
  classified?: readonly string[];
  /** A faster way to the same text, for broadcasts that come by the thousand; must equal what the rest declares. */
  serialise?(payload: z.infer<P>): SerialisedPayload;
}
/** The payload's JSON without its closing brace, then what only classifying subscribers get (`,"member":…` or empty). */
export interface SerialisedPayload {
  topic: string;
  /** The topic as JSON. */
  topicJson: string;
  open: string;
  extra: string;
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
  if (spec.serialise) return joinEvent(spec, spec.serialise(payload), kind, now);
  const topic = spec.topicOf(payload);
  const head = `"kind":"${kind}","topic":${JSON.stringify(topic)},"type":"${spec.name}","ts":"${isoTime(now)}","payload":`;
  const extra = classifiedPart(spec, payload);
  if (extra === undefined) return { topic, tail: `${head}${JSON.stringify(payload)}}` };
  // members that are undefined leave no trace: cheaper than deleting them, and the rest is serialised once
  const plain: Record<string, unknown> = { ...payload };
  for (const member of spec.classified ?? []) plain[member] = undefined;
  const json = JSON.stringify(plain);
  return {
    topic,
    tail: `${head}${json}}`,
    classifiedTail: `${head}${json.slice(0, -1)}${json === "{}" ? "" : ","}${extra}}}`,
  };
}

function joinEvent(
  spec: Broadcast,
  { topic, topicJson, open, extra }: SerialisedPayload,
  kind: string,
  now: number,
): EventDraft {
  const start = `"kind":"${kind}","topic":${topicJson},"type":"${spec.name}","ts":"${isoTime(now)}","payload":${open}`;
  return extra === ""
    ? { topic, tail: `${start}}}` }
    : { topic, tail: `${start}}}`, classifiedTail: `${start}${extra}}}` };
}

/** `"member":value,…` of the members that only classifying subscribers get. */
function classifiedPart(spec: Broadcast, payload: Record<string, unknown>): string | undefined {
  let part = "";
  for (const member of spec.classified ?? []) {
    const value = payload[member];
    if (value !== undefined) part += `${part === "" ? "" : ","}"${member}":${JSON.stringify(value)}`;
  }
  return part === "" ? undefined : part;
}

let isoAt = Number.NaN;
let isoText = "";
/** The events of one batch share their time. */
function isoTime(now: number): string {
  if (now !== isoAt) {
    isoText = new Date(now).toISOString();
    isoAt = now;
  }
  return isoText;
}

/** The frame of a logged event, for subscribers with or without `classify`. */
export const eventFrame = (event: EventDraft & { seq: number }, classify = false): string =>
  `{"seq":${event.seq},${classify ? (event.classifiedTail ?? event.tail) : event.tail}`;
