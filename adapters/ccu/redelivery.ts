/**
 * Requests that a CCU sends a second time. rfd and hs485d give up waiting for an answer after 10 s, hang up and send the
 * same bytes once more (protocol document, section 6). Only that is a repetition: equal events in a row are real events,
 * because a key that is held or pressed twice reports the same every time.
 */
import { createHash } from "node:crypto";
import type { Clock } from "../../handlers/ports/index.ts";

/** The repetition follows at once; twice the 10 s that rfd waits leaves room for a slow network. */
export const REDELIVERY_MS = 20_000;
/** Senders that hung up lately. Every CCU has few interfaces, each with one request at a time. */
export const REMEMBERED = 64;

/** Remembers by their bytes what was not answered because its sender had hung up before. */
export class UnansweredRequests {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(sender: string, body: Uint8Array): void {
    const key = print(sender, body);
    this.#since.delete(key);
    this.#since.set(key, this.#clock.now());
    for (const oldest of this.#since.keys()) {
      if (this.#since.size <= REMEMBERED) break;
      this.#since.delete(oldest);
    }
  }

  /** Whether that request was left unanswered; it is repeated once, so that it counts once. */
  take(sender: string, body: Uint8Array): boolean {
    if (this.#since.size === 0) return false;
    const key = print(sender, body);
    const since = this.#since.get(key);
    this.#since.delete(key);
    return since !== undefined && this.#clock.now() - since <= REDELIVERY_MS;
  }
}

const print = (sender: string, body: Uint8Array): string =>
  `${sender} ${createHash("sha256").update(body).digest().toString("base64")}`;
