/** Where CCUs are told to call, which addresses stand for them, and what becomes of a port that is taken. */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { after, test } from "node:test";
import { createCallbackServer } from "../../../adapters/ccu/callback-server.ts";
import { createCcu, openCcuDrivers } from "../../../adapters/ccu/index.ts";
import { createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { serveXmlRpc } from "../../../adapters/ccu/rpc-server.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { siteId } from "../../../handlers/ports/index.ts";
import { Notes, silent } from "./support.ts";

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers) await close();
});
const clock = createManualClock();
function server(options: Partial<Parameters<typeof createCallbackServer>[0]> = {}) {
  const made = createCallbackServer({ clock, log: silent, host: "127.0.0.1", ...options });
  closers.push(() => made.stop());
  return made;
}
async function taken(): Promise<number> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  closers.push(() => other.close());
  return (other.address() as { port: number }).port;
}
const portOf = (url: string): number => Number(/:(\d+)/.exec(url.replace(/^\w+:/, ""))?.[1]);

test("the port that is told is the public one, else the one that is listened on; 0 before there is any", async () => {
  const one = server({ publicPort: 7001, publicBinPort: 7002 });
  const other = server();
  assert.equal(other.url("xmlrpc", "127.0.0.1"), "http://127.0.0.1:0/RPC2");
  await one.start();
  await other.start();
  assert.equal(one.url("xmlrpc", "192.168.1.5"), "http://192.168.1.5:7001/RPC2");
  assert.equal(one.url("binrpc", "192.168.1.5"), "xmlrpc_bin://192.168.1.5:7002");
  const ports = [other.url("xmlrpc", "127.0.0.1"), other.url("binrpc", "127.0.0.1")].map(portOf);
  assert.ok(ports.every((port) => port > 0) && ports[0] !== ports[1]);
  assert.deepEqual([one.overridden, server({ publicHost: "ccu.example" }).overridden], [false, true]);
});

test("a port that is taken ends the start, unless any other will do: then CCUs are told that one", async () => {
  const errors: string[] = [];
  const log = { ...silent, error: (text: string) => void errors.push(text) };
  for (const kind of ["port", "binPort"] as const) {
    const port = await taken();
    await assert.rejects(server({ [kind]: port }).start(), { code: "EADDRINUSE" });
    const made = server({ [kind]: port, orAnyPort: true, log });
    await made.start();
    const url = made.url(kind === "port" ? "xmlrpc" : "binrpc", "127.0.0.1");
    assert.ok(portOf(url) > 0 && portOf(url) !== port);
    assert.equal(await made.selfTest(url), undefined);
  }
  assert.equal(errors.length, 2);
  await assert.rejects(server({ host: "192.0.2.1", orAnyPort: true }).start(), { code: "EADDRNOTAVAIL" });
});

test("the self-test finds us, somebody else, or nobody; where it cannot be made it is not", async () => {
  const made = server();
  await made.start();
  for (const protocol of ["xmlrpc", "binrpc"] as const)
    assert.equal(await made.selfTest(made.url(protocol, "127.0.0.1")), undefined);
  const other = server();
  await other.start();
  assert.equal(await made.selfTest(other.url("xmlrpc", "127.0.0.1")), "somebody else answers there");
  const gone = made.url("xmlrpc", "127.0.0.1");
  await made.stop();
  assert.match((await other.selfTest(gone)) ?? "", /refuses the connection/);
  assert.equal(await server({ selfTest: false }).selfTest(gone), undefined);
});

test("gateways are addresses and networks, of IPv4 and IPv6; anything else is refused at once", async () => {
  for (const wrong of ["gateway.lan", "300.1.1.1", "", "192.0.2.1/33", "2001:db8::/129", "192.0.2.1/x"])
    assert.throws(() => server({ gateways: [wrong] }), RangeError, wrong);
  for (const [gateways, address, heard] of [
    [["127.0.0.1"], "127.0.0.1", true],
    [["127.0.0.0/30"], "127.0.0.1", true],
    [["::1"], "::1", true],
    [["2001:db8::/32", "::/64"], "::1", true],
    [["192.0.2.0/24", "2001:db8::/32"], "127.0.0.1", false],
    [[], "127.0.0.1", false],
  ] as const) {
    let contacts = 0;
    const made = server({ gateways, host: address });
    const nothing = () => {};
    const handler = { ...{ events: nothing, newDevices: nothing, deleteDevices: nothing, updateDevice: nothing } };
    made.register({
      ...{ id: "id", protocol: "xmlrpc", addresses: () => ["192.0.2.9"], repeats: false },
      handler: {
        ...{ ...handler, readdedDevices: nothing, replacedDevice: nothing, damaged: nothing },
        contacted: () => void contacts++,
      },
    });
    await made.start();
    const client = createXmlRpcClient({ host: address, port: portOf(made.url("xmlrpc", "127.0.0.1")) }, clock);
    closers.push(client.close);
    await client.call("system.listMethods", ["id"]);
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.equal(contacts, heard ? 1 : 0, `${gateways} ${address}`);
  }
});

test("whoever asks an RPC server by another way than a POST is told so, and the connection ends", async () => {
  const rpc = await serveXmlRpc({ methods: { echo: (params) => params } }, { port: 0 });
  closers.push(() => rpc.close());
  for (const method of ["GET", "PUT", "DELETE"]) {
    const answer = await fetch(`http://127.0.0.1:${rpc.port}/RPC2`, { method });
    assert.deepEqual(
      [answer.status, answer.headers.get("content-type"), answer.headers.get("connection"), await answer.text()],
      [405, "text/plain", "close", "POST only"],
    );
  }
});

test("stopped while it starts, or where it could not, it holds no port", async () => {
  const port = await taken();
  const hindered = server({ port });
  const failing = assert.rejects(hindered.start(), { code: "EADDRINUSE" });
  await hindered.stop();
  await failing;
  for (const close of closers.splice(-2)) await close();
  const made = server({ port });
  const starting = made.start();
  await made.stop();
  await starting;
  const client = createXmlRpcClient({ host: "127.0.0.1", port }, clock);
  await assert.rejects(client.call("system.listMethods", [""]), { class: "transport" });
  client.close();
});

test("it listens at every address of this machine, where it is not told one", async () => {
  const made = createCallbackServer({ clock, log: silent });
  closers.push(() => made.stop());
  await made.start();
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address } of own.filter(({ family }) => family === "IPv4")) {
    const client = createXmlRpcClient({ host: address, port: portOf(made.url("xmlrpc", address)) }, clock);
    assert.ok(((await client.call("system.listMethods", [""])) as string[]).includes("event"), address);
    client.close();
  }
});

test("a driver starts it where nobody has, before it tells a CCU where to call", async () => {
  const made = server();
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const deps = { clock, log: silent, store, callbackServer: made, instanceId: "i" };
  const ccu = createCcu({ name: "one", host: "127.0.0.1", interfaces: [] }, deps);
  await ccu.start(new Notes());
  const client = createXmlRpcClient({ host: "127.0.0.1", port: portOf(made.url("xmlrpc", "127.0.0.1")) }, clock);
  assert.ok(((await client.call("system.listMethods", [""])) as string[]).includes("event"));
  client.close();
  await ccu.stop();
});

test("the drivers of a program share one server: it is there before them, and gone when it is told so", async () => {
  const free = await taken();
  for (const close of closers.splice(-1)) await close();
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const options = { clock, log: silent, store, instanceId: "i", host: "127.0.0.1", port: free };
  const drivers = await openCcuDrivers(options);
  const reach = () => {
    const client = createXmlRpcClient({ host: "127.0.0.1", port: free }, clock);
    return client.call("system.listMethods", [""]).finally(() => client.close());
  };
  assert.ok(((await reach()) as string[]).includes("event"));
  await assert.rejects(openCcuDrivers(options), { code: "EADDRINUSE" });
  assert.equal(drivers.driver({ name: "one", host: "127.0.0.1", interfaces: [] }).central, "one");
  await drivers.stop();
  await assert.rejects(reach(), { class: "transport" });
});
