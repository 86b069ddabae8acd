/** Commands over a socket of their own, opened with the first and kept. */
import type { Commands } from "./contract.ts";
import type { ServerFrame } from "./frames.ts";
import { CALL_TIMEOUT_MS, CALLS_LIMIT } from "./limits.ts";
import type { Transport } from "./request.ts";
import { diagnose, type OpenSocket, openSocket, type SocketEnd, type WebSocketConstructor } from "./socket.ts";

/** Codes of the contract, and those that the SDK adds; a newer server may have others. */
export type CommandErrorCode =
  | "unknown_command"
  | "bad_request"
  | "unauthorized"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "not_ready"
  | "unavailable"
  | "locked"
  | "validation_error"
  | "rate_limited"
  | "not_implemented"
  | "internal_error"
  /** No result in time. Whether the command had its effect is unknown. */
  | "timeout"
  /** The connection was lost before the result. Whether the command had its effect is unknown. */
  | "connection_lost"
  /** It was not sent: no connection. */
  | "not_connected"
  /** It was not sent: too many wait for their results. */
  | "too_many_calls";

export interface CommandError {
  readonly code: CommandErrorCode;
  readonly message: string;
}
export type CommandName = keyof Commands;
export type CommandAnswer<C extends CommandName> =
  | { readonly data: Commands[C]["result"]; readonly error?: undefined }
  | { readonly data?: undefined; readonly error: CommandError };

export interface CommandOptions {
  signal?: AbortSignal;
  /** Milliseconds until it counts as unanswered, default 35 s. */
  timeoutMs?: number;
}
/** The arguments may be left out where none is required. */
export type CommandArguments<C extends CommandName> =
  Record<never, never> extends Commands[C]["args"]
    ? [args?: Commands[C]["args"], options?: CommandOptions]
    : [args: Commands[C]["args"], options?: CommandOptions];

type Outcome = { data: unknown; error?: undefined } | { data?: undefined; error: CommandError };

interface Waiting {
  readonly frame: object;
  isSent: boolean;
  settle(outcome: Outcome): void;
}

export class Calls {
  readonly #transport: Transport;
  readonly #Socket: WebSocketConstructor;
  readonly #waiting = new Map<string, Waiting>();
  #socket: OpenSocket | undefined;
  #isOpen = false;
  #isClosed = false;
  /** A handshake has failed and is repeated, with what the look at the credentials has renewed. */
  #isSecond = false;
  #last = 0;

  constructor(transport: Transport, Socket: WebSocketConstructor) {
    this.#transport = transport;
    this.#Socket = Socket;
  }

  /** @throws the signal's reason */
  call(
    command: string,
    args: object | undefined,
    { signal, timeoutMs = CALL_TIMEOUT_MS }: CommandOptions = {},
  ): Promise<Outcome> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const refuse = (code: CommandErrorCode, message: string) => Promise.resolve({ error: { code, message } });
    if (this.#isClosed) return refuse("not_connected", "the client is closed");
    if (this.#waiting.size >= CALLS_LIMIT)
      return refuse("too_many_calls", `${CALLS_LIMIT} commands wait for their results`);
    const id = `c${++this.#last}`;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(id);
        cancel();
        signal?.removeEventListener("abort", stop);
      };
      const stop = () => {
        leave();
        reject(signal?.reason);
      };
      const settle = (outcome: Outcome) => {
        leave();
        resolve(outcome);
      };
      const cancel = this.#transport.clock.after(timeoutMs, () =>
        settle({ error: { code: "timeout", message: `${command}: no result within ${timeoutMs} ms` } }),
      );
      signal?.addEventListener("abort", stop, { once: true });
      const waiting: Waiting = { frame: { op: "call", id, command, args }, isSent: false, settle };
      this.#waiting.set(id, waiting);
      if (this.#isOpen) this.#send(waiting);
      else this.#open();
    });
  }

  reauthenticate(token: string): void {
    this.#socket?.reauthenticate(token);
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.close();
    this.#forget();
    this.#fail("not_connected", "the client is closed");
  }

  #send(waiting: Waiting): void {
    waiting.isSent = true;
    this.#socket?.send(waiting.frame);
  }

  #open(): void {
    this.#socket ??= openSocket(this.#transport, this.#Socket, {
      opened: () => {
        this.#isOpen = true;
        this.#isSecond = false;
        for (const waiting of this.#waiting.values()) if (!waiting.isSent) this.#send(waiting);
      },
      frame: (frame) => this.#frame(frame),
      ended: (end) => void this.#ended(end),
    });
  }

  #frame({ op, id, data, error }: ServerFrame): void {
    if (op === "result") this.#waiting.get(id ?? "")?.settle(error ? { error: error as CommandError } : { data });
  }

  #forget(): void {
    this.#socket = undefined;
    this.#isOpen = false;
  }

  /** What was sent is not sent again: it may have had its effect. What was not waits for one more attempt. */
  async #ended({ wasOpen, unsupported }: SocketEnd): Promise<void> {
    this.#forget();
    for (const waiting of [...this.#waiting.values()])
      if (waiting.isSent)
        waiting.settle({ error: { code: "connection_lost", message: "the connection was lost before the result" } });
    if (this.#waiting.size === 0) return;
    if (unsupported !== undefined) return this.#fail("unauthorized", unsupported);
    if (wasOpen) return this.#open();
    const found = await diagnose(this.#transport, new AbortController().signal).catch(() => undefined);
    if (this.#waiting.size === 0 || this.#socket !== undefined) return;
    if (found?.isFine && !this.#isSecond) {
      this.#isSecond = true;
      this.#open();
      return;
    }
    this.#isSecond = false;
    if (found?.fatal) this.#fail("unauthorized", found.fatal.detail ?? found.fatal.title);
    else this.#fail("not_connected", "no WebSocket could be opened");
  }

  #fail(code: CommandErrorCode, message: string): void {
    for (const waiting of [...this.#waiting.values()]) waiting.settle({ error: { code, message } });
  }
}
