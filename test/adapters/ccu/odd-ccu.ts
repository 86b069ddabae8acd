/** A CCU that answers otherwise than it should, and a driver in front of it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { RpcFault, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import * as xml from "../../../adapters/ccu/codec/xmlrpc.ts";
import { createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { allLoaded, type Bench, silent } from "./support.ts";

/** In the place of a value: bytes of an HTTP answer, or a connection that is closed without one. */
export interface Raw {
  raw: string;
  status?: number;
  type?: string;
}
export const CLOSED = { closed: true };
/** Nothing comes, and the connection stays. */
export const SILENT = { silent: true };
export type Odd = RpcValue | Raw | typeof CLOSED | typeof SILENT;
/** `undefined`: answers as a CCU does. `[damaged]` in a text is replaced by what is no value. */
export type Hook = (method: string, params: RpcValue[], text: string) => Odd | undefined;

export const parameter = (more: object = {}) => ({
  TYPE: "FLOAT",
  OPERATIONS: 7,
  FLAGS: 1,
  MIN: 0.5,
  MAX: 1.5,
  DEFAULT: 1.25,
  UNIT: "",
  ...more,
});
export const describeDevice = (address: string, type: string): Record<string, RpcValue>[] => [
  {
    ADDRESS: address,
    TYPE: type,
    VERSION: 3,
    PARENT: "",
    FIRMWARE: "1.0",
    FLAGS: 1,
    CHILDREN: [`${address}:1`],
    PARAMSETS: ["MASTER"],
  },
  {
    ADDRESS: `${address}:1`,
    TYPE: "DIMMER",
    VERSION: 3,
    PARENT: address,
    INDEX: 1,
    FLAGS: 1,
    PARAMSETS: ["MASTER", "VALUES"],
  },
];

/** An interface process with two devices of different types, and a hook for what it answers instead. */
export class OddCcu {
  devices = [...describeDevice("AAA0000001", "HM-A"), ...describeDevice("BBB0000001", "HM-B")];
  hook: Hook = () => undefined;
  readonly calls: [string, ...RpcValue[]][] = [];
  /** Calls of this method wait. */
  held: { method: string; until: Promise<void> } | undefined;
  id = "";
  pinged = "";
  port = 0;

  #answer(method: string, params: RpcValue[]): RpcValue {
    const [address, key] = params as [string, string];
    switch (method) {
      case "system.listMethods":
        return ["ping"];
      case "getVersion":
        return "2.0";
      case "init":
        if (key !== "") this.id = key;
        return "";
      case "ping":
        this.pinged = address;
        return true;
      case "listDevices":
        return this.devices;
      case "getDeviceDescription":
        return this.devices.find(({ ADDRESS }) => ADDRESS === address) ?? "";
      case "getParamsetDescription":
        return key === "VALUES"
          ? { LEVEL: parameter(), OTHER: parameter() }
          : address.includes(":")
            ? { TIME: parameter() }
            : {};
      case "getParamset":
        return { LEVEL: 0.5, OTHER: 1.25 };
      case "setValue":
        return "";
      default:
        throw new RpcFault(-1, `${method}: unknown method name`);
    }
  }

  #single(method: string, params: RpcValue[]): Odd {
    this.calls.push([method, ...params]);
    const odd = this.hook(method, params, JSON.stringify(params));
    if (odd !== undefined) return odd;
    if (method !== "system.multicall") return this.#answer(method, params);
    return (params[0] as { methodName: string; params: RpcValue[] }[]).map((call) => {
      this.calls.push([call.methodName, ...call.params]);
      return [this.#answer(call.methodName, call.params)];
    });
  }

  async start(bench: Bench): Promise<this> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method, params } = xml.decodeCall(Buffer.concat(chunks));
      let odd: Odd;
      if (this.held?.method === method) await this.held.until;
      try {
        odd = this.#single(method, params);
      } catch (error) {
        odd = {
          raw: Buffer.from(xml.encodeFault((error as RpcFault).code, (error as Error).message)).toString("latin1"),
        };
      }
      if (odd === SILENT) return;
      if (odd === CLOSED) return request.socket.destroy();
      const raw = isRaw(odd) ? odd : { raw: text(odd as RpcValue) };
      response
        .writeHead(raw.status ?? 200, { "Content-Type": raw.type ?? "text/xml" })
        .end(Buffer.from(raw.raw, "latin1"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    bench.cleanup.push(() => {
      server.close();
      server.closeAllConnections();
    });
    bench.activity.push(() => this.calls.length);
    return this;
  }
  count(method: string): number {
    return this.calls.filter(([name]) => name === method).length;
  }
}
const isRaw = (odd: Odd): odd is Raw => typeof odd === "object" && odd !== null && "raw" in odd;
export const text = (value: RpcValue): string => xml.encodeResponse(value).toString("latin1");
/** The answer `value` with `bad` in the place of the text `#`. */
export const spoilt = (value: RpcValue, bad: string): Raw => ({
  raw: text(value).replaceAll("<value><string>#</string></value>", `<value>${bad}</value>`),
});

export async function driven(
  bench: Bench,
  hook: Hook = () => undefined,
  iface = "BidCos-Wired",
  held?: OddCcu["held"],
) {
  const odd = await new OddCcu().start(bench);
  odd.held = held;
  odd.hook = hook;
  const warnings: string[] = [];
  const log = {
    ...silent,
    warn: (message: string, data?: object) => warnings.push(`${message} ${JSON.stringify(data)}`),
  };
  const config = { name: "odd", host: "127.0.0.1", interfaces: [{ name: iface, port: odd.port }], ports: { ReGa: 1 } };
  const { ccu, notes } = await bench.driver(config, { log });
  return { odd, ccu, notes, warnings, iface };
}
export const loaded = (bench: Bench, { ccu }: Awaited<ReturnType<typeof driven>>) =>
  bench.passUntil(() => allLoaded(ccu), 30_000, "loading");
/** Calls the driver back, as the interface process does that it has registered with. */
export function daemonOf(odd: OddCcu, bench: Bench) {
  const [, url, id] = odd.calls.find(([method]) => method === "init") as [string, string, string];
  const { hostname, port } = new URL(url);
  const daemon = createXmlRpcClient({ host: hostname, port: Number(port) }, bench.clock);
  bench.cleanup.push(() => daemon.close());
  return { daemon, id };
}
export const GOOD = { LEVEL: parameter(), OTHER: parameter() };

/** What a logic layer tells that knows nothing, by script. */
const LISTS: Readonly<Record<string, object>> = {
  "read-system": { version: "", hostname: "", serial: "", haApp: "" },
  "read-names": { devices: [], channels: [] },
  "read-rooms": { rooms: [], functions: [] },
  "read-update": { supported: "" },
};
/** A logic layer that runs, and cannot say which values there are. Which scripts it was sent. `held`: answers that wait, by script. */
export async function logicWithoutValues(
  bench: Bench,
  held: Readonly<Record<string, Promise<void>>> = {},
  more: Readonly<Record<string, object>> = {},
) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = /!# name: (\S+)/.exec(Buffer.concat(chunks).toString("latin1"))?.[1] ?? "";
    asked.push(name);
    await held[name];
    const answer = more[name] ?? LISTS[name];
    response.end(answer ? JSON.stringify({ ...answer, end: true }) : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  bench.cleanup.push(() => {
    server.close();
    server.closeAllConnections();
  });
  bench.activity.push(() => asked.length);
  return { asked, port: (server.address() as AddressInfo).port };
}
