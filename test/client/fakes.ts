/** Doubles for the SDK: a clock that is moved by hand, a fetch and a WebSocket that are played by the test. */
import type { ClientClock, WebSocketConstructor, WebSocketLike } from "../../adapters/client/index.ts";

/** Lets everything happen that waits for nothing but its turn. */
export const settle = async (): Promise<void> => {
  for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
};

export class FakeClock implements ClientClock {
  #now = Date.UTC(2026, 10, 29);
  #timers: { at: number; work: () => void }[] = [];
  /** What `random` gives: with 1 every wait has its full length. */
  chance = 1;

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.chance;
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#now + ms, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get waiting(): number {
    return this.#timers.length;
  }

  /** Goes on by so many milliseconds, timer by timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.work();
      await settle();
    }
    this.#now = end;
  }
}

export interface Asked {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
  signal: AbortSignal;
}

/** Answers each request with the next of `replies`; the last one answers all further ones. */
export function fakeFetch(...replies: ((asked: Asked) => Response | Promise<Response>)[]) {
  const asked: Asked[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { method = "GET", headers, body, signal } = init;
    const one = { url, method, headers: headers as Record<string, string>, body: body as string, signal } as Asked;
    const reply = replies[Math.min(asked.push(one), replies.length) - 1];
    if (reply === undefined) throw new TypeError("nobody answers");
    return reply(one);
  };
  return { fetch, asked };
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
export const problem = (status: number, headers: Record<string, string> = {}, code?: string): Response =>
  json({ type: "about:blank", title: `Problem ${status}`, status, ...(code ? { code } : {}) }, status, {
    "content-type": "application/problem+json",
    ...headers,
  });
export const lost = (): never => {
  throw new TypeError("fetch failed");
};
/** Never answers; ends with its signal. */
export const hangs = ({ signal }: Asked): Promise<Response> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

/** Sockets that the test plays the server of. */
export class FakeSockets {
  readonly opened: FakeSocket[] = [];
  readonly Socket: WebSocketConstructor;

  constructor() {
    const { opened } = this;
    this.Socket = class extends FakeSocket {
      constructor(url: string, options?: { headers?: Record<string, string> }) {
        super(url, options?.headers);
        opened.push(this);
      }
    } as unknown as WebSocketConstructor;
  }

  get last(): FakeSocket {
    const socket = this.opened.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }
}

export class FakeSocket implements WebSocketLike {
  readonly url: string;
  readonly headers: Record<string, string> | undefined;
  /** Frames of the client. */
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;

  constructor(url: string, headers?: Record<string, string>) {
    this.url = url;
    this.headers = headers;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  accept(): void {
    this.onopen?.({} as never);
  }

  refuse(): void {
    this.onerror?.({} as never);
    this.onclose?.({ code: 1006 } as never);
  }

  cut(code = 1006): void {
    this.onclose?.({ code } as never);
  }

  frame(frame: object | string): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) } as never);
  }

  event(seq: number, type = "device.trigger"): void {
    this.frame({ seq, kind: "change", topic: "device.a.channels.1.trigger", type, ts: "", payload: { seq } });
  }
}
