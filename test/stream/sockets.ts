/** A real server on a free port, and clients of the `ws` package that keep what they get. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import WebSocket, { type ClientOptions } from "ws";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { attachWebSocket, type WebSocketOptions } from "../../adapters/ws/attach.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { type Refusal, unauthorized } from "../../handlers/kernel/problem.ts";
import type { Site } from "../../handlers/kernel/site.ts";
import type { Clock, EventLog } from "../../handlers/ports/index.ts";
import { createHub, type Hub, type HubOptions } from "../../handlers/stream/hub.ts";
import { draft, type Frame, silent } from "./fakes.ts";

/** The clock of the wall. Its timers do not keep a test alive. */
export const wallClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export const viewer: Identity = { subject: "web", role: "viewer", scheme: "session", credential: "s1" };

/** Cookie `session=s1` or bearer `good`; anything else is nobody. */
export async function byCookieOrToken(request: IncomingMessage): Promise<{ identity: Identity } | Refusal> {
  const { authorization, cookie = "" } = request.headers;
  if (authorization === "Bearer good")
    return { identity: { subject: "script", role: "operator", scheme: "bearer", credential: "t1" } };
  return cookie.includes("session=s1") ? { identity: viewer } : unauthorized();
}

export interface Served {
  hub: Hub;
  log: EventLog;
  port: number;
  /** Appends and delivers. */
  happen(...topics: string[]): Promise<void>;
  stop(): Promise<void>;
}

export async function serve(
  options: {
    hub?: Partial<HubOptions>;
    socket?: Partial<WebSocketOptions>;
    onRequest?: RequestListener;
    eventLog?: EventLog;
    server?: Server;
    port?: number;
  } = {},
): Promise<Served> {
  const eventLog = options.eventLog ?? createMemoryEventLog();
  const hub = await createHub({
    eventLog,
    clock: wallClock,
    log: silent,
    site: () => ({}) as Site,
    requestId: () => "request-1",
    dispatch: async () => ({ data: { ok: true } }),
    authenticate: async () => null,
    ...options.hub,
  });
  const server = options.server ?? createServer(options.onRequest);
  const endpoint = attachWebSocket(server, { hub, log: silent, upgrade: byCookieOrToken, ...options.socket });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  return {
    hub,
    log: eventLog,
    port: (server.address() as AddressInfo).port,
    async happen(...topics) {
      hub.deliver(await eventLog.append(topics.map((topic) => draft(topic))));
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      hub.close();
      await endpoint.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A client whose frames can be awaited one after another. */
export class Client {
  readonly ws: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #frames: Frame[] = [];
  #wake: () => void = () => {};

  constructor(port: number, options: ClientOptions = { headers: { authorization: "Bearer good" } }) {
    this.ws = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events`, options);
    this.ws.on("message", (data) => {
      this.#frames.push(JSON.parse(String(data)) as Frame);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.ws.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.ws.on("error", () => this.#wake());
  }

  async opened(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.ws.once("open", resolve);
      this.ws.once("error", reject);
    });
    return this;
  }

  say(frame: unknown): void {
    this.ws.send(JSON.stringify(frame));
  }

  async next(): Promise<Frame> {
    while (this.#frames.length === 0)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#frames.shift()!;
  }

  /** Frames up to and with the first that `last` accepts. */
  async until(last: (frame: Frame) => boolean): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (;;) {
      const frame = await this.next();
      frames.push(frame);
      if (last(frame)) return frames;
    }
  }

  /** What has come and was not asked for yet. */
  rest(): Frame[] {
    return this.#frames.splice(0);
  }

  end(): Promise<unknown> {
    this.ws.close();
    return this.closed;
  }
}
