/**
 * W3C Trace Context: which request an entry of the log belongs to, also where the request has long been handed on. Nothing
 * is computed before something is logged or sent on.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";

/** What a request brings. */
export interface Traced {
  readonly id: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Names as entries of the log have them (subsystems 6.2). */
export interface Trace {
  readonly request_id: string;
  /** 32 hexadecimal digits. */
  readonly trace_id: string;
  /** 16 hexadecimal digits: what happens in this process. */
  readonly span_id: string;
  /** The caller's; absent where nobody told one. */
  readonly parent_span_id?: string;
}

/** Version 00, and what later versions promise to begin with. All zeros is no id, version ff is none (W3C, 3.2.2). */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
/** Bit of the flags: whoever asks keeps its trace. */
const SAMPLED = "01";

/** The caller's trace, or `undefined` for what is no valid header: then there is a trace of our own. */
export function readTraceparent(
  header: string | undefined,
): { trace: string; parent: string; flags: string } | undefined {
  const found = header !== undefined && header.length <= 512 ? TRACEPARENT.exec(header) : null;
  const [, trace, parent, flags] = found ?? [];
  if (trace === undefined || parent === undefined || flags === undefined) return undefined;
  // version 00 has exactly four fields
  if (header?.startsWith("00") && header.length !== 55) return undefined;
  return { trace, parent, flags };
}

const requests = new AsyncLocalStorage<Traced>();
const traces = new WeakMap<Traced, Trace>();

/** Everything that `work` causes belongs to the request. */
export const traced = <T>(request: Traced, work: () => T): T => requests.run(request, work);

function traceOf(request: Traced): Trace {
  const known = traces.get(request);
  if (known) return known;
  const caller = readTraceparent(request.headers?.traceparent);
  const trace: Trace = {
    request_id: request.id,
    trace_id: caller?.trace ?? randomBytes(16).toString("hex"),
    span_id: randomBytes(8).toString("hex"),
    ...(caller ? { parent_span_id: caller.parent } : {}),
  };
  traces.set(request, trace);
  return trace;
}

/** Of the request that is being worked on; `undefined` where nobody asked. */
export function currentTrace(): Trace | undefined {
  const request = requests.getStore();
  return request && traceOf(request);
}

/** The header `traceparent` for what is asked of others because of this request. */
export function traceparentOf(request: Traced): string {
  const { trace_id, span_id } = traceOf(request);
  return `00-${trace_id}-${span_id}-${readTraceparent(request.headers?.traceparent)?.flags ?? SAMPLED}`;
}
