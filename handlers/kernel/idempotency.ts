/**
 * `Idempotency-Key`: a repeated write is answered with the first answer and acts once, through retries, twins and
 * restarts (contract 3.5). Key: subject + method + path + header value; query and body are not part of it.
 *
 *   first   put(running, only if absent) ── act ── put(done + answer, only if still mine)
 *   twin    put refused → record is running → 409
 *   retry   put refused → record is done    → the stored answer
 *   crash   put refused → running of another boot: whether it acted is unknown → 409, never a second effect
 *   function  the same, but the other one may still be running: 409 until the time that a handler has is over
 */
import { createHash } from "node:crypto";
import type { ApiReply } from "./api-request.ts";
import { HANDLER_TIMEOUT_MS, IDEMPOTENCY_KEPT_MS, IDEMPOTENT_REPLY_LIMIT } from "./limits.ts";
import { conflict, type Refusal } from "./problem.ts";
import type { Site } from "./site.ts";

interface IdempotencyRecord {
  state: "running" | "done";
  boot: string;
  /** When it began, milliseconds since the epoch. */
  begun?: number;
  /** Sealed SHA-256 of the body (which may be a password): a different body under the same key is visible in the log. */
  bodyHash: string;
  /** Sealed {status, headers, body}: an answer may contain what must not lie in the store in plain text. */
  reply?: string;
}

/** Answers after which nothing was attempted: a retry with the same key may still act. */
const NOT_KEPT = new Set([401, 429, 503]);

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** `null` for a stream: it cannot be answered twice. */
const textOf = (body: ApiReply["body"]): string | undefined | null => {
  if (body === undefined || typeof body === "string") return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString() : null;
};

export interface IdempotentRequest {
  subject: string;
  method: string;
  path: string;
  key: string;
  body: Uint8Array;
}

/**
 * One per process: `boot` tells the records of this run from those of others.
 * @param shared others run at the same time (functions); else a record of another run is what a crash left behind
 */
export function createIdempotency(boot: string, shared = false) {
  /** Runs `act` once for the key, or answers from the record. */
  return async function once(
    site: Site,
    request: IdempotentRequest,
    act: () => Promise<ApiReply>,
  ): Promise<ApiReply | Refusal> {
    const key = sha256(JSON.stringify([request.subject, request.method, request.path, request.key]));
    const bodyHash = sha256(request.body);
    const begun = site.clock.now();
    const mark: IdempotencyRecord = { state: "running", boot, begun, bodyHash: site.secrets.seal(bodyHash) };
    const expiresAt = begun + IDEMPOTENCY_KEPT_MS;
    const version = await site.store.put("idempotency", key, mark, { ifVersion: 0, expiresAt });
    if (version === undefined) return replay(site, key, bodyHash, { boot, shared });
    const reply = await act();
    const { status, headers } = reply;
    const body = textOf(reply.body);
    if (NOT_KEPT.has(status) || body === null || (body?.length ?? 0) > IDEMPOTENT_REPLY_LIMIT) {
      await kept(site, key, site.store.delete("idempotency", key, { ifVersion: version }));
      return reply;
    }
    const done: IdempotencyRecord = {
      state: "done",
      boot,
      begun,
      bodyHash: mark.bodyHash,
      reply: site.secrets.seal(JSON.stringify({ status, headers, body })),
    };
    await kept(site, key, site.store.put("idempotency", key, done, { ifVersion: version, expiresAt }));
    return reply;
  };
}

/** Acted is acted: the answer goes out even where the store has failed meanwhile. A repetition is refused then. */
const kept = (site: Site, key: string, work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: unknown) => site.log.error("the answer for an Idempotency-Key could not be kept", { key, error }));

interface Here {
  boot: string;
  shared: boolean;
}

/** Why the first request with this key has no answer yet. Of another process only its age tells whether it still runs. */
function unfinished({ boot, begun = 0 }: IdempotencyRecord, here: Here, now: number): string {
  if (boot === here.boot) return "a request with this Idempotency-Key is still running";
  if (here.shared && now - begun < HANDLER_TIMEOUT_MS)
    return "a request with this Idempotency-Key is still running in another process, or was cut off there: ask again in half a minute";
  const how = here.shared ? "ended without an answer" : "was interrupted by a restart";
  return `a request with this Idempotency-Key ${how}; whether it took effect is unknown, so it is not repeated`;
}

async function replay(site: Site, key: string, bodyHash: string, here: Here): Promise<ApiReply | Refusal> {
  const record = await site.store.get<IdempotencyRecord>("idempotency", key);
  const title = "Request already in flight";
  // expired between the two calls: the client may send it again
  if (!record) return conflict("the key has just expired; send the request with a new one", title);
  const { state, reply, bodyHash: recorded } = record.value;
  if (site.secrets.open(recorded) !== bodyHash) site.log.warn("Idempotency-Key reused with another body", { key });
  if (state === "running") return conflict(unfinished(record.value, here, site.clock.now()), title);
  const stored = reply === undefined ? null : site.secrets.open(reply);
  if (stored === null) return conflict("the answer for this Idempotency-Key cannot be read any more", title);
  const answer = JSON.parse(stored) as ApiReply;
  return { ...answer, headers: { ...answer.headers, "idempotent-replay": "true" } };
}
