/** Clients of a server that runs elsewhere: REST with fetch, the stream with ws, as programs of users do it. */
import type { TestContext } from "node:test";
import WebSocket from "ws";
import { afterwards, DEADLINE_MS, until, within } from "./program.ts";

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  body: any;
}

/** Calls the API below `/api/v1`. A body is sent as JSON. */
export async function call(
  url: string,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** The cookies of an answer as a browser would send them back, with the CSRF header. */
export function browserHeaders(answer: Answer): Record<string, string> {
  const pairs = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  const csrf = pairs.find((pair) => pair.startsWith("openccu_loom_csrf="))?.split("=")[1] ?? "";
  return { cookie: pairs.join("; "), "x-csrf-token": csrf };
}

/** A frame of the server. Events have no `op`. */
export interface Frame {
  op?: string;
  id?: string;
  seq?: number;
  type?: string;
  topic?: string;
  oldest_seq?: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into payloads of many shapes
  payload?: any;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into results of many shapes
  data?: any;
  error?: { code: string; message: string };
}

/** One WebSocket, with everything that came over it. Answers pings as clients must. */
export class StreamClient {
  readonly socket: WebSocket;
  /** All frames but pings, in order. */
  readonly frames: Frame[] = [];
  /** Events as text, in order. */
  readonly events: { seq: number; text: string }[] = [];
  readonly #closed: Promise<{ code: number; at: number }>;
  #isClosed = false;
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.#closed = new Promise((resolve) => {
      socket.once("close", (code) => {
        this.#isClosed = true;
        resolve({ code, at: performance.now() });
      });
    });
    socket.on("message", (data) => this.#take(data.toString()));
  }

  static async open(t: TestContext, url: string, headers: Record<string, string>): Promise<StreamClient> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1/events`, { headers });
    afterwards(t, () => socket.terminate());
    const client = new StreamClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("unexpected-response", (_request, response) =>
        reject(new Error(`upgrade answered with ${response.statusCode}`)),
      );
      socket.once("error", reject);
    });
    // a server that is killed cuts the line in the middle of a frame
    socket.on("error", () => {});
    return client;
  }

  /** How it ended, and when (`performance.now()`). */
  get closed(): Promise<{ code: number; at: number }> {
    return within("the end of the socket", this.#closed);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get lastSeq(): number | undefined {
    return this.events.at(-1)?.seq;
  }

  #take(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (frame.op === "ping") {
      this.send({ op: "pong" });
      return;
    }
    this.frames.push(frame);
    if (frame.op === undefined && frame.seq !== undefined) this.events.push({ seq: frame.seq, text });
  }

  send(frame: object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame (from those that came since `from`) of this kind. */
  frame(op: string, from = 0): Promise<Frame> {
    return until(`the frame ${op}`, () => {
      const found = this.frames.slice(from).find((frame) => frame.op === op);
      if (!found && this.#isClosed) throw new Error(`closed while waiting for ${op}`);
      return found;
    });
  }

  /** Subscribes and waits for the acknowledgement, and for the end of the replay where `since` is given. */
  async subscribe(topics: readonly string[], since?: number): Promise<Frame> {
    const from = this.frames.length;
    this.send({ op: "subscribe", topics, ...(since === undefined ? {} : { since }) });
    const acknowledgement = await this.frame("subscribed", from);
    if (since === undefined) return acknowledgement;
    return until("the end of the replay", () =>
      this.frames.slice(from).find(({ op }) => op === "replay_done" || op === "replay_lost"),
    );
  }

  async call(command: string, args: object = {}): Promise<Frame> {
    this.#calls += 1;
    const id = `c${this.#calls}`;
    this.send({ op: "call", id, command, args });
    return until(`the result of ${command}`, () => {
      if (this.#isClosed) throw new Error(`closed while waiting for ${command}`);
      return this.frames.find((frame) => frame.op === "result" && frame.id === id);
    });
  }
}
