/** What the tests of the simulated CCU share: a clock that only moves when told, a client, and a callback server. */
import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { RpcFault, type RpcStruct, type RpcValue } from "../../adapters/ccu/codec/value.ts";
import { decodeResponse } from "../../adapters/ccu/codec/xmlrpc.ts";
import type { Clock } from "../../handlers/ports/index.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../local/simulator/index.ts";
import { readCall, writeAnswer, writeCall } from "../../local/simulator/xml.ts";

/** A winter morning; the tests run on any day. */
export const START = Date.UTC(2026, 0, 12, 7, 30);

export class FakeClock implements Clock {
  private time = START;
  private readonly tasks = new Set<{ at: number; order: number; task: () => void }>();
  private order = 0;

  now = (): number => this.time;

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.time + ms, order: this.order++, task };
    this.tasks.add(entry);
    return () => this.tasks.delete(entry);
  }

  /** Lets time pass; what falls due runs in its order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = [...this.tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      this.tasks.delete(next);
      this.time = next.at;
      next.task();
    }
    this.time = end;
  }
}

export interface Bench {
  sim: Simulator;
  clock: FakeClock;
  /** A call to an interface; rejects with RpcFault. */
  call(iface: string, method: string, ...params: RpcValue[]): Promise<RpcValue>;
}

export async function bench(t: TestContext, options: SimulatorOptions = {}): Promise<Bench> {
  const clock = new FakeClock();
  const sim = await startSimulator({ clock, ...options });
  t.after(() => sim.stop());
  const call = async (iface: string, method: string, ...params: RpcValue[]): Promise<RpcValue> => {
    const { body } = await post(sim, iface, writeCall(method, params, "java"));
    return decodeResponse(body);
  };
  return { sim, clock, call };
}

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A raw request to an interface (or `json`, `rega`). */
export function post(
  sim: Simulator,
  iface: string,
  body: Buffer | string,
  options: { path?: string; headers?: Record<string, string>; chunked?: boolean } = {},
): Promise<Reply> {
  const path = options.path ?? (iface === "VirtualDevices" ? "/groups" : "/");
  const length: Record<string, number> = options.chunked ? {} : { "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const headers = { ...length, ...options.headers };
    const outgoing = request({
      host: "127.0.0.1",
      port: sim.ports[iface],
      path,
      method: "POST",
      headers,
      agent: false,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    if (options.chunked) outgoing.write(body);
    outgoing.end(options.chunked ? undefined : body);
  });
}

export const faultOf = async (promise: Promise<unknown>): Promise<{ code: number | undefined; message: string }> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RpcFault) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("there was no fault");
};

export interface Received {
  method: string;
  params: RpcValue[];
}
type Reaction = (call: Received) => RpcValue | "hang" | "cut" | Promise<RpcValue>;

/** A client's callback server that writes down what it is told. */
export class CallbackServer {
  readonly received: Received[] = [];
  /** Addresses that the calls came from. */
  readonly callers: (string | undefined)[] = [];
  react: Reaction = ({ method }) => (method === "listDevices" || method === "system.listMethods" ? [] : "");
  private readonly waiting: (() => void)[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const call = readCall(Buffer.concat(chunks), false);
      this.received.push(call);
      this.callers.push(incoming.socket.remoteAddress);
      for (const wake of this.waiting.splice(0)) wake();
      const reaction = await this.react(call);
      if (reaction === "hang") return;
      if (reaction === "cut") {
        incoming.socket.destroy();
        return;
      }
      const body = writeAnswer(reaction, "java");
      outgoing.writeHead(200, { "Content-Length": body.length });
      outgoing.end(body);
    });
  }

  static async open(t: TestContext): Promise<CallbackServer> {
    const opened = new CallbackServer();
    opened.server.listen(0, "127.0.0.1");
    await once(opened.server, "listening");
    t.after(() => opened.close());
    return opened;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when at least `count` calls (of a method) have come. */
  async until(count: number, method?: string): Promise<void> {
    const enough = () => this.received.filter((call) => !method || call.method === method).length >= count;
    while (!enough()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** All events so far, multicalls taken apart: `address.PARAMETER`, value. */
  events(): { id: string; key: string; value: RpcValue }[] {
    return this.received.flatMap(({ method, params }) => {
      if (method === "event") return [flat(params)];
      if (method !== "system.multicall") return [];
      return (params[0] as RpcStruct[]).map((call) => flat(call.params as RpcValue[]));
    });
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function flat([id, address, parameter, value]: RpcValue[]): { id: string; key: string; value: RpcValue } {
  return { id: String(id), key: `${address}.${parameter}`, value: value as RpcValue };
}

/** Registers a client and waits until the handshake is over; what was received so far is forgotten. */
export async function register(b: Bench, server: CallbackServer, iface: string, id = `test-${iface}`): Promise<void> {
  await b.call(iface, "init", server.url, id);
  await b.sim.settled();
  server.received.length = 0;
}
