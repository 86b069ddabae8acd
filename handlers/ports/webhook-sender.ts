/** Port: sends one webhook to an address of the user's, and tells how it was taken. */

export interface WebhookPost {
  /** http or https; names no user. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
  /** Milliseconds from the first byte to the end of the answer's head. */
  readonly timeoutMs: number;
  /** Aborted where nobody waits for it any more. */
  readonly signal: AbortSignal;
}

export interface WebhookAnswer {
  readonly status: number;
  /** What the receiver asks for by `Retry-After`. */
  readonly retryAfterMs?: number;
}

/** Why there was no answer. `final`: another attempt would end the same way. */
export class WebhookFault extends Error {
  readonly final: boolean;
  constructor(message: string, { final = false, cause }: { final?: boolean; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "WebhookFault";
    this.final = final;
  }
}

export interface WebhookSender {
  /** Redirects are an answer like any other: they are not followed. Rejects with {@link WebhookFault}. */
  send(post: WebhookPost): Promise<WebhookAnswer>;
}
