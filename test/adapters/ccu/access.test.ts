import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RpcFault, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { endpointOf, hubAccess, password } from "../../../adapters/ccu/config.ts";
import { serveXmlRpc } from "../../../adapters/ccu/rpc-server.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { ANY_TIME, allLoaded, type Bench, onBench } from "./support.ts";

const tls = { key: KEY, cert: CERTIFICATE };
const auth = { username: "Admin", password: "geheim!1" };

describe("access to a CCU", () => {
  test(
    "TLS with its own certificate and a password: everything works",
    onBench(async (bench) => {
      const simulator = await bench.simulator({ tls, auth });
      const { ccu, notes } = await bench.driver(simulator.central);
      await bench.passUntil(() => allLoaded(ccu) && notes.hubState.rooms !== undefined, 30_000, "loading");
      await ccu.setValue("HmIP-RF", "0001D3C99C6A01:3", "STATE", { type: "BOOL", value: true }, { deadline: ANY_TIME });
      assert.equal(simulator.registrations("HmIP-RF").length, 1);
    }),
  );

  test(
    "a certificate that is to be checked and cannot be: not connected, and it says why",
    onBench(async (bench) => {
      const simulator = await bench.simulator({ tls, interfaces: ["HmIP-RF"] });
      const { ccu } = await bench.driver({ ...simulator.central, tls_insecure_skip_verify: false });
      assert.match(ccu.interfaces()[0]?.note ?? "", /certificate of the CCU is not trusted/);
      assert.equal(simulator.calls["HmIP-RF"]?.["system.listMethods"], undefined);
    }),
  );

  test(
    "a wrong password: told once, tried rarely",
    onBench(async (bench) => {
      const simulator = await bench.simulator({ auth, interfaces: ["BidCos-RF", "HmIP-RF"] });
      const warnings: string[] = [];
      const log = { debug() {}, info() {}, error() {}, warn: (text: string) => warnings.push(text) };
      const { ccu } = await bench.driver({ ...simulator.central, password_plain: "wrong" }, { log });
      await bench.pass(240_000);
      assert.match(ccu.interfaces()[0]?.note ?? "", /refuses the credentials/);
      assert.equal(warnings.length, 3, "one per interface, one for the logic layer");
      assert.ok(!JSON.stringify(warnings).includes("wrong password"));
    }),
  );

  test("ports: usual ones, with TLS, by interface, by specification; the hub's way", () => {
    const base = { name: "x", host: "h", interfaces: [{ name: "HmIP-RF" }, { name: "VirtualDevices" }] };
    const at = (config: Parameters<typeof endpointOf>[0], name: string) => {
      const spec = config.interfaces.find((one) => one.name === name) ?? { name };
      const { port, path } = endpointOf(config, spec);
      return `${port}${path ?? ""}`;
    };
    assert.equal(at(base, "HmIP-RF"), "2010/");
    assert.equal(at({ ...base, tls: true }, "VirtualDevices"), "49292/groups");
    assert.equal(at({ ...base, ports: { "HmIP-RF": 5 } }, "HmIP-RF"), "5/");
    assert.equal(at({ ...base, interfaces: [{ name: "HmIP-RF", port: 7, remote_path: "x" }] }, "HmIP-RF"), "7/x");
    assert.equal(at({ ...base, interfaces: [{ name: "Other" }], port: 9 }, "Other"), "9/");
    assert.equal(at(base, "CUxD"), "8701");
    const typed = (name: string, rpc_type: "xmlrpc" | "binrpc") => ({
      ...base,
      interfaces: [{ name, port: 7, rpc_type }],
    });
    assert.equal(at(typed("CUxD", "xmlrpc"), "CUxD"), "7/", "what is said of it comes before what is usual");
    assert.equal(at(typed("BidCos-RF", "binrpc"), "BidCos-RF"), "7");
    assert.throws(() => at(base, "Other"), RangeError);
    assert.equal(hubAccess(base).kind, "script");
    assert.deepEqual(
      [{}, { tls: true }, { ports: { ReGa: 5 } }, { tls: true, ports: { ReGa: 5 } }].map(
        (more) => hubAccess({ ...base, ...more }).endpoint.port,
      ),
      [8181, 48181, 5, 5],
    );
    assert.equal(hubAccess({ ...base, username: "u" }).endpoint.port, 80);
    assert.equal(hubAccess({ ...base, username: "u", tls: true }).endpoint.port, 443);
    assert.equal(hubAccess({ ...base, username: "u", ports: { ReGa: 8181 } }).kind, "script");
  });

  test("a password stands in the configuration, or in the environment; where it stands in neither there is none", () => {
    const base = { name: "x", host: "h", interfaces: [] };
    process.env.CCU_PASSWORD_OF_A_TEST = "from the environment";
    for (const [how, expected] of [
      [{ password_plain: "plain", password_env: "CCU_PASSWORD_OF_A_TEST" }, "plain"],
      [{ password_env: "CCU_PASSWORD_OF_A_TEST" }, "from the environment"],
      [{ password_env: "CCU_PASSWORD_THAT_IS_NOT_SET" }, ""],
      [{}, ""],
    ] as const)
      assert.equal(password({ ...base, ...how }), expected);
    delete process.env.CCU_PASSWORD_OF_A_TEST;
  });

  test(
    "an interface that cannot be configured is shown as such; the others work",
    onBench(async (bench) => {
      const simulator = await bench.simulator({ interfaces: ["HmIP-RF"] });
      const { central } = simulator;
      const interfaces = [...central.interfaces, { name: "Nonsense" }, { name: "Slow", rpc_type: "jsonrpc" as const }];
      const { ccu } = await bench.driver({ ...central, interfaces });
      await bench.passUntil(() => ccu.interfaces()[0]?.loaded === true, 30_000, "loading");
      assert.deepEqual(
        ccu.interfaces().map((one) => [one.name, one.connected]),
        [
          ["HmIP-RF", true],
          ["Slow", false],
          ["Nonsense", false],
        ],
      );
      assert.match(ccu.interfaces()[1]?.note ?? "", /does not run Slow/);
      await assert.rejects(ccu.getValue("Nonsense", "A:1", "STATE"), { class: "permanent" });
    }),
  );
});

async function plainCcu(bench: Bench, version: () => string) {
  const device = { ADDRESS: "JEQ1", TYPE: "HM-X", VERSION: 3, PARENT: "", PARAMSETS: ["MASTER"], FIRMWARE: "1.0" };
  const channel = { ADDRESS: "JEQ1:1", TYPE: "SWITCH", VERSION: 3, PARENT: "JEQ1", PARAMSETS: ["VALUES"], INDEX: 1 };
  const metadata = new Map<string, RpcValue>([["JEQ1", "Küche"]]);
  const counts: Record<string, number> = {};
  const methods: Record<string, (params: RpcValue[]) => RpcValue> = {
    getVersion: version,
    init: () => "",
    ping: () => true,
    listDevices: () => [device, channel],
    getParamsetDescription: () => ({ STATE: { TYPE: "BOOL", OPERATIONS: 7, FLAGS: 1 } }),
    getParamset: () => ({ STATE: true }),
    getMetadata: ([address]) => metadata.get(String(address)) ?? "",
    setMetadata: ([address, , value]) => {
      metadata.set(String(address), value);
      return "";
    },
    listBidcosInterfaces: () => {
      throw new RpcFault(-32601, "Requested method not found");
    },
  };
  const counted = Object.entries(methods).map(([name, run]) => [
    name,
    (params: RpcValue[]) => {
      counts[name] = (counts[name] ?? 0) + 1;
      return run(params);
    },
  ]);
  const server = await serveXmlRpc({ methods: Object.fromEntries(counted) }, { port: 0 });
  bench.cleanup.push(() => server.close());
  bench.activity.push(() => Object.values(counts).reduce((a, b) => a + b, 0));
  const config = {
    name: "plain",
    host: "127.0.0.1",
    interfaces: [{ name: "BidCos-RF", port: server.port }],
    ports: { ReGa: 1 },
  };
  return { config, counts };
}

describe("interface processes without a logic layer", () => {
  test(
    "Homegear: names from its metadata, values from its memory, no programs",
    onBench(async (bench) => {
      const { config } = await plainCcu(bench, () => "Homegear 0.8.0");
      const { ccu, notes } = await bench.driver(config);
      await bench.passUntil(() => allLoaded(ccu) && notes.hubState.names?.JEQ1 !== undefined, 60_000, "loading");
      assert.equal(notes.hubState.names?.JEQ1?.name, "Küche");
      assert.equal(notes.read.get("JEQ1:1.STATE"), true);
      assert.equal(await ccu.rename("JEQ1", "Flur", ANY_TIME), "Flur");
      assert.equal(notes.hubState.names?.JEQ1?.name, "Flur");
      await assert.rejects(ccu.rename("JEQ2", "Flur", ANY_TIME), { class: "permanent", code: -2 });
      await assert.rejects(ccu.executeProgram(1, false, ANY_TIME), { class: "unsupported" });
    }),
  );

  test(
    "a bare rfd: devices work, its values are not asked by radio",
    onBench(async (bench) => {
      const { config, counts } = await plainCcu(bench, () => "2.6.0");
      const { ccu, notes } = await bench.driver(config);
      await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
      assert.equal(notes.bundles.size, 1);
      assert.equal(counts.getParamset, undefined);
      await bench.pass(100_000);
      assert.equal(counts.init, 1);
      // It never calls back: worth another try, ever more rarely, since each may cost the CCU something.
      await bench.pass(3_600_000);
      const tries = (counts.init ?? 0) - 1;
      assert.ok(tries >= 2 && tries <= 8, `${tries} calls of init and deinit in an hour`);
      assert.equal(ccu.interfaces()[0]?.lastCallbackAt, undefined);
    }),
  );

  test(
    "another CCU version: descriptions are read anew, those of the old one are removed",
    onBench(async (bench) => {
      let version = "1";
      const { config, counts } = await plainCcu(bench, () => version);
      const keys = async () =>
        (await bench.store.list("description", { prefix: "paramsets/" })).items.map((one) => one.key);
      for (const [now, expected] of [
        ["1", 2],
        ["1", 2],
        ["2", 4],
      ] as const) {
        version = now;
        const { ccu } = await bench.driver(config);
        await bench.passUntil(() => allLoaded(ccu), 60_000, "loading");
        assert.equal(counts.getParamsetDescription, expected);
        await ccu.stop();
      }
      assert.deepEqual(await keys(), ["paramsets/plain/BidCos-RF/2/HM-X/1.0/3"]);
    }),
  );
});
