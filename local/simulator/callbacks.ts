/** The CCU as a client: calls to the callback servers that registered. */
import { Agent, request } from "node:http";
import { connect } from "node:net";
import * as bin from "../../adapters/ccu/codec/binrpc.ts";
import { RpcFault, type RpcValue } from "../../adapters/ccu/codec/value.ts";
import type { Clock } from "../../handlers/ports/index.ts";
import { type Hand, readAnswer, writeCall } from "./xml.ts";

/** Nobody answered: refused, cut, or later than the interface process waits. */
export class Undelivered extends Error {
  readonly timedOut: boolean;
  constructor(message: string, timedOut = false) {
    super(message);
    this.timedOut = timedOut;
  }
}

export interface Target {
  url: string;
  hand: Hand;
  /** The interface process gives up after this, milliseconds. */
  timeout: number;
}

/** Schemes that make a CCU call in BIN-RPC, whatever the protocol of the init (protocol 4). */
const BINARY = /^(xmlrpc_bin|binary|binrpc):\/\//;

/** Splits `scheme://host:port/path` like libXmlRpc: no IPv6, a port is required, the path is /RPC2 by default. */
export function splitUrl(url: string): { host: string; port: number; path: string; binary: boolean } | undefined {
  const match = /^([a-z_]+):\/\/([^/:[\]]+):(\d{1,5})(\/.*)?$/i.exec(url);
  if (!match) return undefined;
  const [, , host = "", port = "", path = "/RPC2"] = match;
  return { host, port: Number(port), path, binary: BINARY.test(url) };
}

/** Rejects with `Undelivered`, or with `RpcFault` where the other side answered with one. */
export class Callbacks {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly clock: Clock;
  private readonly open = new Set<() => void>();
  private closed = false;
  /** The CCU's own address: its calls come from there, as those of any machine do. `undefined`: the system chooses. */
  private from: string | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /**
   * Further calls come from that address. Only of loopback, which has many: the system would call from the first, whichever
   * the CCU listens on. For any other the system chooses.
   */
  moveTo(host: string | undefined): void {
    this.from = host?.startsWith("127.") ? host : undefined;
  }

  /** Until the time has passed, or everything is closed. */
  wait(ms: number): Promise<void> {
    if (ms <= 0 || this.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.open.delete(end);
        cancel();
        resolve();
      };
      const cancel = this.clock.after(ms, end);
      this.open.add(end);
    });
  }

  async call(target: Target, method: string, params: readonly RpcValue[]): Promise<RpcValue> {
    const at = splitUrl(target.url);
    if (!at || this.closed) throw new Undelivered(`cannot call ${target.url}`);
    return at.binary ? this.binary(at, target, method, params) : this.http(at, target, method, params);
  }

  private http(
    at: { host: string; port: number; path: string },
    target: Target,
    method: string,
    params: readonly RpcValue[],
  ): Promise<RpcValue> {
    const body = writeCall(method, params, target.hand);
    const headers = { "Content-Type": "text/xml", "Content-Length": body.length, "User-Agent": "XMLRPC++ 0.9" };
    return new Promise((resolve, reject) => {
      const { host, port, path } = at;
      const source = this.from === undefined ? {} : { localAddress: this.from };
      const outgoing = request({ agent: this.agent, host, port, path, method: "POST", headers, ...source });
      const cancel = this.guard(target, () => outgoing.destroy(new Undelivered("no answer in time", true)));
      const fail = (error: Error): void => {
        cancel();
        reject(error instanceof Undelivered ? error : new Undelivered(error.message));
      };
      outgoing.on("error", fail);
      outgoing.on("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", fail);
        answer.on("end", () => {
          cancel();
          this.settle(Buffer.concat(chunks), resolve, reject);
        });
      });
      outgoing.end(body);
    });
  }

  /** Sends a call and hangs up before the answer, as rfd does after its time-out: the client has got it all the same. */
  abandon(target: Target, method: string, params: readonly RpcValue[]): Promise<void> {
    const at = splitUrl(target.url);
    if (!at || at.binary || this.closed) return Promise.resolve();
    const body = writeCall(method, params, target.hand);
    const headers = { "Content-Type": "text/xml", "Content-Length": body.length, "User-Agent": "XMLRPC++ 0.9" };
    const source = this.from === undefined ? {} : { localAddress: this.from };
    const { host, port, path } = at;
    return new Promise((resolve) => {
      const outgoing = request({ agent: false, host, port, path, method: "POST", headers, ...source });
      outgoing.on("error", () => {});
      outgoing.on("close", resolve);
      outgoing.on("finish", () => outgoing.destroy());
      outgoing.end(body);
    });
  }

  private settle(body: Buffer, resolve: (value: RpcValue) => void, reject: (error: Error) => void): void {
    try {
      const answer = readAnswer(body);
      if ("fault" in answer) reject(new RpcFault(undefined, answer.fault));
      else resolve(answer.value);
    } catch (error) {
      reject(new Undelivered(error instanceof Error ? error.message : "unreadable answer"));
    }
  }

  private binary(
    at: { host: string; port: number },
    target: Target,
    method: string,
    params: readonly RpcValue[],
  ): Promise<RpcValue> {
    return new Promise((resolve, reject) => {
      const source = this.from === undefined ? {} : { localAddress: this.from };
      const socket = connect({ port: at.port, host: at.host, ...source });
      const frames = new bin.FrameReader();
      const cancel = this.guard(target, () => socket.destroy(new Undelivered("no answer in time", true)));
      socket.on("connect", () => socket.write(bin.encodeCall(method, params)));
      socket.on("error", (error) => reject(error instanceof Undelivered ? error : new Undelivered(error.message)));
      socket.on("close", () => {
        cancel();
        reject(new Undelivered("connection closed"));
      });
      socket.on("data", (chunk: Buffer) => {
        try {
          const frame = frames.push(chunk)[0];
          if (!frame) return;
          resolve(bin.decodeResponse(frame));
        } catch (error) {
          reject(error instanceof RpcFault ? error : new Undelivered(String(error)));
        }
        cancel();
        socket.end();
      });
    });
  }

  private guard(target: Target, cut: () => void): () => void {
    this.open.add(cut);
    const cancel = this.clock.after(target.timeout, cut);
    return () => {
      this.open.delete(cut);
      cancel();
    };
  }

  close(): void {
    this.closed = true;
    for (const cut of [...this.open]) cut();
    this.agent.destroy();
  }
}
