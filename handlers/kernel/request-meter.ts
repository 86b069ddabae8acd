/** Counts requests and how long they took: two numbers a request, since it is done for each of them. */
import type { Clock } from "../ports/index.ts";
import type { ApiReply, ApiRequest, Dispatch } from "./dispatch.ts";
import type { StateKey } from "./site.ts";

/** Upper ends in milliseconds: an answer that is kept takes less than one, a CCU up to thirty seconds. */
export const DURATION_BUCKETS_MS = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000] as const;

export interface RequestCounts {
  /** By method and class of the status, such as `GET 2xx`. */
  readonly answered: Map<string, number>;
  /** One for each of {@link DURATION_BUCKETS_MS}, and one for what took longer. Not cumulative. */
  readonly durations: number[];
  /** Milliseconds, of all together. */
  sum: number;
}

export const requestCounts: StateKey<RequestCounts> = {
  name: "request-counts",
  create: () => ({ answered: new Map(), durations: Array(DURATION_BUCKETS_MS.length + 1).fill(0), sum: 0 }),
};

/** Methods that an operation can have; whatever else is asked for counts as one. */
const KNOWN: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"]);

/** Names of counts, made once: what is put together anew is also looked up anew, character by character. */
const names = new Map<string, string[]>();
function nameOf(method: string, status: number): string {
  const known = KNOWN.has(method) ? method : "other";
  const byClass = names.get(known) ?? [];
  if (byClass.length === 0) names.set(known, byClass);
  const kind = Math.floor(status / 100);
  byClass[kind] ??= `${known} ${kind}xx`;
  return byClass[kind];
}

function count(counts: RequestCounts, method: string, status: number, ms: number): void {
  const key = nameOf(method, status);
  counts.answered.set(key, (counts.answered.get(key) ?? 0) + 1);
  const at = DURATION_BUCKETS_MS.findIndex((end) => ms <= end);
  const bucket = at < 0 ? DURATION_BUCKETS_MS.length : at;
  counts.durations[bucket] = (counts.durations[bucket] ?? 0) + 1;
  counts.sum += ms;
}

/** The same dispatcher, counted. A stream counts when it begins. */
export function metered(dispatch: Dispatch, counts: RequestCounts, clock: Pick<Clock, "now">): Dispatch {
  const noted = (request: ApiRequest, begun: number, reply: ApiReply): ApiReply => {
    count(counts, request.method, reply.status, clock.now() - begun);
    return reply;
  };
  return (request) => {
    const begun = clock.now();
    const reply = dispatch(request);
    return reply instanceof Promise ? reply.then((made) => noted(request, begun, made)) : noted(request, begun, reply);
  };
}
