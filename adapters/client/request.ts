/** One request: its address, its proof, its repetitions, and its answer as a value. */
import { backoff, type ClientClock, wait } from "./clock.ts";
import { FORMS } from "./contract.ts";
import { type Credentials, LoginRefused } from "./credentials.ts";
import { FORM_TYPE, formOf } from "./form.ts";
import { REQUEST_TIMEOUT_MS, RETRIES_LIMIT, RETRY_AFTER_LIMIT_MS, RETRY_BASE_MS } from "./limits.ts";
import { type Problem, problemOf, unanswered } from "./problem.ts";

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export interface Transport {
  readonly fetch: Fetch;
  readonly clock: ClientClock;
  readonly credentials: Credentials;
  /** Address of the API, without a slash at its end. */
  readonly base: string;
  /** Whether cookies of the browser go along. */
  readonly cookies: "include" | "omit";
}

/** A request whose types are no longer known. */
export interface PlainRequest {
  params?: { path?: object; query?: object; header?: object };
  body?: unknown;
  signal?: AbortSignal;
  timeoutMs?: number;
  idempotencyKey?: string;
  retries?: number;
}

export type PlainAnswer =
  | { readonly status: number; readonly data: unknown; readonly error?: undefined; readonly headers: Headers }
  | { readonly status: number; readonly data?: undefined; readonly error: Problem; readonly headers?: Headers };

/** Address of the API from what a user writes: with or without `/api/v1`. @throws TypeError for what is no address */
export function apiBase(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/+$/, "");
  return origin + (path.endsWith("/api/v1") ? path : `${path}/api/v1`);
}

/** @throws TypeError where a parameter is missing, or would be read as a step in the path */
export function addressOf(template: string, params: PlainRequest["params"] = {}): string {
  const inPath = (params.path ?? {}) as Record<string, unknown>;
  const path = template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = inPath[name];
    const text = String(value ?? "");
    if (text === "" || text === "." || text === "..") throw new TypeError(`${template}: ${name} cannot be "${text}"`);
    return encodeURIComponent(text);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params.query ?? {}))
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== undefined && one !== null) query.append(name, String(one));
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** 128 random bits. Not `randomUUID`: pages of a plain http address in the LAN have none. */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get("content-type") ?? "";
  if (/[/+]json\b/.test(type)) {
    const text = await response.text();
    return text === "" ? undefined : JSON.parse(text);
  }
  if (response.status === 204 || response.status === 205) return undefined;
  if (/^text\/|ndjson/.test(type)) return response.text();
  const blob = await response.blob();
  return blob.size === 0 && type === "" ? undefined : blob;
}

interface Content {
  readonly type: string;
  readonly text: string;
}
function contentOf(method: string, path: string, body: unknown): Content | undefined {
  if (body === undefined) return undefined;
  return FORMS.includes(`${method} ${path}`)
    ? { type: FORM_TYPE, text: formOf(body as object) }
    : { type: "application/json", text: JSON.stringify(body) };
}

/** What one attempt came to: an answer, or nothing. */
type Attempt = PlainAnswer & {
  /** Of the proof that it was sent with; absent where there is none: a refused login is not tried again at once. */
  readonly version?: number;
};

async function attempt(
  transport: Transport,
  method: string,
  url: string,
  request: PlainRequest,
  content: Content | undefined,
  key: string | undefined,
): Promise<Attempt> {
  const { clock, credentials } = transport;
  const controller = new AbortController();
  const stop = () => controller.abort(request.signal?.reason);
  request.signal?.addEventListener("abort", stop, { once: true });
  let late = false;
  const cancel = clock.after(request.timeoutMs ?? REQUEST_TIMEOUT_MS, () => {
    late = true;
    controller.abort();
  });
  let version = 0;
  try {
    const proof = await credentials.prove(method !== "GET");
    version = proof.version;
    request.signal?.throwIfAborted();
    const response = await transport.fetch(url, {
      method,
      headers: {
        accept: "application/json, */*;q=0.1",
        ...proof.headers,
        ...(content && { "content-type": content.type }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...(request.params?.header as Record<string, string> | undefined),
      },
      body: content?.text,
      credentials: transport.cookies,
      signal: controller.signal,
    });
    const { status, headers } = response;
    if (!response.ok) return { status, error: await problemOf(response, clock), headers, version };
    return { status, data: await bodyOf(response), headers, version };
  } catch (cause) {
    if (request.signal?.aborted) throw request.signal.reason;
    if (cause instanceof LoginRefused) return { status: cause.problem.status, error: cause.problem };
    if (cause instanceof SyntaxError)
      return { status: 0, error: { ...unanswered("network", cause), code: "unreadable", title: "No JSON" }, version };
    return { status: 0, error: unanswered(late ? "timeout" : "network", cause), version };
  } finally {
    cancel();
    request.signal?.removeEventListener("abort", stop);
  }
}

/** Milliseconds until the next attempt; `undefined` where the answer stands. */
function pause(
  { error }: PlainAnswer,
  before: Problem | undefined,
  attempts: number,
  clock: ClientClock,
): number | undefined {
  if (error === undefined) return undefined;
  const { status, code, retryAfter } = error;
  const ownWait = backoff(clock, attempts, RETRY_BASE_MS, RETRY_AFTER_LIMIT_MS);
  if (status === 429 || status === 503) {
    const asked = retryAfter === undefined ? ownWait : retryAfter * 1000;
    return asked <= RETRY_AFTER_LIMIT_MS ? asked : undefined;
  }
  if (code === "network" || code === "timeout") return ownWait;
  // the attempt that had no answer may still be at work under the same key
  return status === 409 && before?.status === 0 ? ownWait : undefined;
}

/**
 * Sends a request until it has an answer that stands: 429 and 503 are repeated when `Retry-After` says so, lost ones
 * because each is safe or carries a key, a 401 once with a renewed proof.
 * @throws the reason of `request.signal`
 */
export async function send(
  transport: Transport,
  method: string,
  path: string,
  request: PlainRequest,
): Promise<PlainAnswer> {
  const url = transport.base + addressOf(path, request.params);
  const content = contentOf(method, path, request.body);
  const key = method === "GET" ? undefined : (request.idempotencyKey ?? randomKey());
  const limit = Math.min(request.retries ?? RETRIES_LIMIT, RETRIES_LIMIT);
  let before: Problem | undefined;
  let renewed = false;
  for (let attempts = 0; ; attempts++) {
    const { version, ...answer } = await attempt(transport, method, url, request, content, key);
    if (
      answer.status === 401 &&
      version !== undefined &&
      !renewed &&
      (await transport.credentials.renew(version).catch(() => false))
    ) {
      renewed = true;
      attempts--;
      continue;
    }
    const ms = attempts < limit ? pause(answer, before, attempts, transport.clock) : undefined;
    if (ms === undefined) return answer;
    if (answer.error) before = answer.error;
    await wait(transport.clock, ms, request.signal);
  }
}
