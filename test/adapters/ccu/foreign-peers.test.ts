/**
 * The driver against CCUs that speak through the codecs of other people: the npm packages `xmlrpc`, `homematic-xmlrpc` and
 * `binrpc`, as servers that we call and as clients that call us back. Our codec and our simulator come from the same hands
 * and could share a misunderstanding; these cannot.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { describe, test } from "node:test";
import binrpc from "binrpc";
import homematicXmlrpc from "homematic-xmlrpc";
import xmlrpc from "xmlrpc";
import { RpcFault } from "../../../adapters/ccu/codec/value.ts";
import { createBinRpcClient, createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { serveXmlRpc } from "../../../adapters/ccu/rpc-server.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

type Method = (...params: never[]) => unknown;
type Methods = Readonly<Record<string, Method>>;

interface Foreign {
  readonly iface: "BidCos-RF" | "HmIP-RF" | "CUxD";
  /** How the package is told that a number is a double. */
  double(value: number): unknown;
  /** Its servers can answer with a fault. */
  readonly faults: boolean;
  /** What its servers do with a method that they do not know; `undefined`: they never answer. */
  readonly unknown: "404" | "" | undefined;
  serve(methods: Methods): Promise<{ port: number; close(): void }>;
  call(url: string, method: string, params: unknown[]): Promise<unknown>;
}

async function opened(server: Server) {
  if (!server.listening) await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** Answers as the package's servers are meant to: by a callback. */
function answering(
  methods: Methods,
  on: (name: string, listener: Parameters<ReturnType<typeof xmlrpc.createServer>["on"]>[1]) => void,
) {
  for (const [name, method] of Object.entries(methods)) {
    on(name, (_error, params, done) => {
      try {
        done(null, method(...(params as never[])));
      } catch (error) {
        done(error as Error);
      }
    });
  }
}

const overHttp = (library: typeof xmlrpc, rest: Pick<Foreign, "iface" | "double" | "unknown">): Foreign => ({
  ...rest,
  faults: true,
  async serve(methods) {
    const server = library.createServer({ host: "127.0.0.1", port: 0 });
    answering(methods, (name, listener) => server.on(name, listener));
    const { port, close } = await opened(server.httpServer);
    return {
      port,
      close: () => {
        close();
        server.httpServer.closeAllConnections();
      },
    };
  },
  call(url, method, params) {
    const { hostname, port, pathname } = new URL(url);
    const client = library.createClient({ host: hostname, port: Number(port), path: pathname });
    return new Promise((resolve, reject) => {
      client.methodCall(method, params, (error, value) => (error ? reject(error) : resolve(value)));
    });
  },
});

const FOREIGN: Readonly<Record<string, Foreign>> = {
  xmlrpc: overHttp(xmlrpc, { iface: "BidCos-RF", double: (value) => value, unknown: "404" }),
  "homematic-xmlrpc": overHttp(homematicXmlrpc, {
    iface: "HmIP-RF",
    double: (explicitDouble) => ({ explicitDouble }),
    unknown: "",
  }),
  binrpc: {
    iface: "CUxD",
    double: (explicitDouble) => ({ explicitDouble }),
    faults: false,
    unknown: undefined,
    async serve(methods) {
      const server = binrpc.createServer({ host: "127.0.0.1", port: 0 });
      answering(methods, (name, listener) => server.on(name, listener));
      return opened(server.server);
    },
    call(url, method, params) {
      const port = Number(/:(\d+)$/.exec(url)?.[1]);
      const client = binrpc.createClient({ host: "127.0.0.1", port });
      client.reconnectTimeout = 0;
      return new Promise((resolve, reject) => {
        client.methodCall(method, params, (error, value) => {
          client.socket.destroy();
          if (error) reject(error);
          else resolve(value);
        });
      });
    },
  },
};

const fault = (faultCode: number, faultString: string) =>
  Object.assign(new Error(faultString), { faultCode, faultString });

/** A CCU with one dimmer, whatever the interface. What it is told is kept. */
function dimmer(foreign: Foreign) {
  const device = {
    ADDRESS: "XYZ0000001",
    TYPE: "HM-LC-Dim1T",
    VERSION: 12,
    PARENT: "",
    FIRMWARE: "2.9",
    FLAGS: 1,
    CHILDREN: ["XYZ0000001:1"],
    PARAMSETS: ["MASTER"],
  };
  const channel = {
    ADDRESS: "XYZ0000001:1",
    TYPE: "DIMMER",
    VERSION: 12,
    PARENT: "XYZ0000001",
    INDEX: 1,
    FLAGS: 1,
    PARAMSETS: ["MASTER", "VALUES"],
  };
  const level = {
    TYPE: "FLOAT",
    OPERATIONS: 7,
    FLAGS: 1,
    MIN: foreign.double(-0.5),
    MAX: foreign.double(1.5),
    DEFAULT: foreign.double(0.25),
    UNIT: "100%",
    SPECIAL: [{ ID: "OLD", VALUE: foreign.double(1.005) }],
  };
  const mode = {
    TYPE: "ENUM",
    OPERATIONS: 7,
    FLAGS: 1,
    MIN: 0,
    MAX: 2,
    DEFAULT: 0,
    VALUE_LIST: ["AUS", "", "GRÜN"],
    UNIT: "",
  };
  const number = {
    TYPE: "INTEGER",
    OPERATIONS: 3,
    FLAGS: 1,
    MIN: -2_000_000_000,
    MAX: 2_000_000_000,
    DEFAULT: -7,
    UNIT: "",
  };
  const text = { TYPE: "STRING", OPERATIONS: 3, FLAGS: 1, MIN: "", MAX: "", DEFAULT: "", UNIT: "" };
  const told: unknown[][] = [];
  const registered: { url: string; id: string }[] = [];
  const note = (...call: unknown[]) => {
    told.push(call);
    return "";
  };
  const methods: Record<string, Method> = {
    "system.listMethods": () => Object.keys(methods),
    getVersion: () => "3.1-ü",
    ping: () => true,
    init: (url: string, id: string) => {
      if (id !== "") registered.push({ url, id });
      return "";
    },
    listDevices: () => [device, channel],
    getDeviceDescription: (address: string) => (address.includes(":") ? channel : device),
    getParamsetDescription: (address: string, key: string) => {
      if (key === "VALUES") return { LEVEL: level, MODE: mode };
      if (!address.includes(":") && foreign.faults) throw fault(-3, "Unknown paramset");
      return { NUMBER: number, TEXT: text };
    },
    getParamset: (address: string, key: string) => {
      if (foreign.faults && address === "XYZ0000001:9") throw fault(-2, "Unknown instance: größer");
      return key === "MASTER" ? { NUMBER: -7, TEXT: "" } : { LEVEL: foreign.double(-0.125), MODE: 2 };
    },
    getValue: () => foreign.double(-0.125),
    setValue: (...params: unknown[]) => note("setValue", ...params),
    putParamset: (...params: unknown[]) => note("putParamset", ...params),
    "system.multicall": (calls: { methodName: string; params: never[] }[]) =>
      calls.map(({ methodName, params }) => {
        try {
          return [methods[methodName]?.(...params)];
        } catch (error) {
          const { faultCode, faultString } = error as ReturnType<typeof fault>;
          return { faultCode, faultString };
        }
      }),
  };
  return { methods, told, registered };
}

async function connected(bench: Bench, foreign: Foreign) {
  const ccu = dimmer(foreign);
  const { port, close } = await foreign.serve(ccu.methods);
  bench.cleanup.push(close);
  bench.activity.push(() => ccu.told.length + ccu.registered.length);
  const interfaces = [{ name: foreign.iface, port }];
  const { ccu: driver, notes } = await bench.driver({
    name: "foreign",
    host: "127.0.0.1",
    interfaces,
    ports: { ReGa: 1 },
  });
  await bench.passUntil(() => allLoaded(driver), 60_000, `loading from ${foreign.iface}`);
  return { ...ccu, driver, notes, iface: foreign.iface };
}

for (const [name, foreign] of Object.entries(FOREIGN)) {
  describe(`a CCU made of ${name}`, () => {
    test(
      "registers us, lists its devices and describes them",
      onBench(async (bench) => {
        const { registered, notes, iface } = await connected(bench, foreign);
        assert.equal(registered.length, 1);
        assert.match(registered[0]!.url, foreign.iface === "CUxD" ? /^xmlrpc_bin:/ : /^http:/);
        const bundle = notes.bundles.get("XYZ0000001");
        assert.deepEqual(
          bundle?.descriptions.map(({ ADDRESS, TYPE, VERSION, PARAMSETS }) => [ADDRESS, TYPE, VERSION, PARAMSETS]),
          [
            ["XYZ0000001", "HM-LC-Dim1T", 12, ["MASTER"]],
            ["XYZ0000001:1", "DIMMER", 12, ["MASTER", "VALUES"]],
          ],
        );
        assert.equal(bundle?.interface, iface);
        const { LEVEL, MODE } = bundle?.paramsets["XYZ0000001:1"]?.VALUES ?? {};
        assert.deepEqual(
          [LEVEL?.MIN, LEVEL?.MAX, LEVEL?.DEFAULT, LEVEL?.SPECIAL],
          [-0.5, 1.5, 0.25, [{ ID: "OLD", VALUE: 1.005 }]],
        );
        assert.deepEqual(MODE?.VALUE_LIST, ["AUS", "", "GRÜN"]);
        const { NUMBER, TEXT } = bundle?.paramsets["XYZ0000001:1"]?.MASTER ?? {};
        assert.deepEqual([NUMBER?.MIN, NUMBER?.DEFAULT, TEXT?.DEFAULT], [-2_000_000_000, -7, ""]);
        if (foreign.faults)
          assert.equal(bundle?.paramsets.XYZ0000001, undefined, "one fault in a multicall is one paramset");
      }),
    );

    test(
      "is read and written: doubles, whole doubles, negative numbers, empty and accented texts",
      onBench(async (bench) => {
        const { driver, told, iface } = await connected(bench, foreign);
        assert.equal(await driver.getValue(iface, "XYZ0000001:1", "LEVEL"), -0.125);
        assert.deepEqual(await driver.getParamset(iface, "XYZ0000001:1", "VALUES"), { LEVEL: -0.125, MODE: 2 });
        assert.deepEqual(await driver.getParamset(iface, "XYZ0000001:1", "MASTER"), { NUMBER: -7, TEXT: "" });
        const write = (parameter: string, type: "FLOAT" | "ENUM", value: number) =>
          driver.setValue(iface, "XYZ0000001:1", parameter, { type, value }, { deadline: ANY_TIME });
        for (const value of [0.3, 1, -0.25]) await write("LEVEL", "FLOAT", value);
        await write("MODE", "ENUM", 2);
        assert.deepEqual(told.splice(0), [
          ["setValue", "XYZ0000001:1", "LEVEL", 0.3],
          ["setValue", "XYZ0000001:1", "LEVEL", 1],
          ["setValue", "XYZ0000001:1", "LEVEL", -0.25],
          ["setValue", "XYZ0000001:1", "MODE", 2],
        ]);
        const master = {
          NUMBER: { type: "INTEGER", value: -2_000_000_000 },
          TEXT: { type: "STRING", value: "a & <b>" },
        } as const;
        // rfd would be read back, and this one does not keep what it is told
        const put = driver.putParamset(iface, "XYZ0000001:1", "MASTER", master, { deadline: ANY_TIME });
        if (iface === "BidCos-RF") await assert.rejects(bench.finish(put), /did not take NUMBER, TEXT/);
        else await put;
        assert.deepEqual(told, [
          ["putParamset", "XYZ0000001:1", "MASTER", { NUMBER: -2_000_000_000, TEXT: "a & <b>" }],
        ]);
        const gone = driver.getParamset(iface, "XYZ0000001:9", "MASTER");
        if (foreign.faults) await assert.rejects(gone, { class: "permanent", code: -2, message: /größer/ });
      }),
    );

    test(
      "calls back: events one by one and in batches, devices that come and go",
      onBench(async (bench) => {
        const { registered, notes } = await connected(bench, foreign);
        const { url, id } = registered[0]!;
        const say = async (method: string, ...params: unknown[]) => {
          const answer = await foreign.call(url, method, params);
          await bench.quiet();
          return answer;
        };
        await say("event", id, "XYZ0000001:1", "LEVEL", foreign.double(-0.5));
        await say("event", id, "XYZ0000001:1", "LEVEL", foreign.double(1));
        await say("event", id, "XYZ0000001:1", "MODE", 2);
        await say("event", id, "XYZ0000001:1", "TEXT", "");
        await say("event", id, "XYZ0000001:1", "TEXT", "Küche 21 °C");
        await say("event", id, "XYZ0000001:1", "ERROR", [4, { A: [false, -1] }]);
        const answer = await say("system.multicall", [
          { methodName: "event", params: [id, "XYZ0000001:1", "MODE", 0] },
          { methodName: "event", params: [id, "XYZ0000001:1", "WORKING", true] },
        ]);
        assert.equal((answer as unknown[]).length, 2);
        assert.deepEqual(
          notes.heard.map(({ parameter, value }) => [parameter, value]),
          [
            ["LEVEL", -0.5],
            ["LEVEL", 1],
            ["MODE", 2],
            ["TEXT", ""],
            ["TEXT", "Küche 21 °C"],
            ["ERROR", [4, { A: [false, -1] }]],
            ["MODE", 0],
            ["WORKING", true],
          ],
        );
        assert.deepEqual(await say("listDevices", id), []);
        assert.ok(((await say("system.listMethods", id)) as string[]).includes("newDevices"));
        const added = { ADDRESS: "XYZ0000002", TYPE: "HM-X", VERSION: 1, PARENT: "", PARAMSETS: [] };
        assert.equal(await say("newDevices", id, [added]), "");
        await bench.pass(5000);
        assert.deepEqual(notes.changed, ["XYZ0000002"]);
        assert.equal(await say("deleteDevices", id, ["XYZ0000002"]), "");
        await bench.pass(5000);
        assert.deepEqual(notes.gone, ["XYZ0000002"]);
      }),
    );
  });
}

describe("each codec alone against the others", () => {
  // Without accents: as servers these packages take every byte stream for UTF-8, and a CCU wants ISO-8859-1.
  const deep = { list: [1, [-2, ["", { a: { b: [true, "x"] } }]]], empty: [], none: {}, text: "& <b> \"'" };
  for (const [name, foreign] of Object.entries(FOREIGN)) {
    test(`${name}: nested structs and lists, there and back`, async () => {
      const { port, close } = await foreign.serve({ echo: (...params: unknown[]) => params });
      const create = foreign.iface === "CUxD" ? createBinRpcClient : createXmlRpcClient;
      const client = create({ host: "127.0.0.1", port }, createManualClock());
      try {
        assert.deepEqual(await client.call("echo", [deep, -1, "", 0.5]), [deep, -1, "", 0.5]);
      } finally {
        client.close();
        close();
      }
    });
  }
  for (const [name, library] of Object.entries({ xmlrpc, "homematic-xmlrpc": homematicXmlrpc })) {
    test(`${name}: faults, and methods that it does not know`, async () => {
      const foreign = FOREIGN[name] as Foreign;
      const { port, close } = await foreign.serve({
        fail: () => {
          throw fault(-5, "Unknown Parameter: größer");
        },
      });
      const client = createXmlRpcClient({ host: "127.0.0.1", port }, createManualClock());
      try {
        await assert.rejects(client.call("fail", []), { code: -5, message: "Unknown Parameter: größer" });
        if (foreign.unknown === "") assert.equal(await client.call("unknown", []), "");
        else await assert.rejects(client.call("unknown", []), { class: "transport", message: /HTTP 404/ });
      } finally {
        client.close();
        close();
      }
    });

    test(`${name}: accented text, and faults of ours`, async () => {
      const fails = () => {
        throw new RpcFault(-2, "Unknown instance: größer");
      };
      const server = await serveXmlRpc({ methods: { echo: (params) => params, fails } }, { port: 0 });
      const client = library.createClient({
        host: "127.0.0.1",
        port: server.port,
        path: "/",
        responseEncoding: "latin1",
      });
      const call = (method: string, params: unknown[]) =>
        new Promise((resolve, reject) => {
          client.methodCall(method, params, (error, value) => (error ? reject(error) : resolve(value)));
        });
      try {
        assert.deepEqual(await call("echo", ["Küche 21 °C", ["Tür", { größe: "ß" }]]), [
          "Küche 21 °C",
          ["Tür", { größe: "ß" }],
        ]);
        await assert.rejects(call("fails", []), { faultCode: -2, faultString: "Unknown instance: größer" });
      } finally {
        await server.close();
      }
    });
  }
});
