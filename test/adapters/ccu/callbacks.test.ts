/** Who may call back, what counts as a repetition, and what a callback that cannot be read in full costs. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import type { CallbackHandler } from "../../../adapters/ccu/callback-router.ts";
import { createCallbackServer } from "../../../adapters/ccu/callback-server.ts";
import * as bin from "../../../adapters/ccu/codec/binrpc.ts";
import type { RpcValue } from "../../../adapters/ccu/codec/value.ts";
import * as xml from "../../../adapters/ccu/codec/xmlrpc.ts";
import { HostAddresses, LOOKUP_PATIENCE_MS } from "../../../adapters/ccu/host-addresses.ts";
import { REDELIVERY_MS, REMEMBERED, UnansweredRequests } from "../../../adapters/ccu/redelivery.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import type { CcuEvent } from "../../../handlers/ports/index.ts";
import { silent } from "./support.ts";

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers) await close();
});

/** A callback server with one interface; `address` is the CCU's. */
async function listening(
  registration: { protocol?: "xmlrpc" | "binrpc"; address?: string; repeats?: boolean; id?: string } = {},
  gateways: string[] = [],
) {
  const clock = createManualClock();
  const refused: string[] = [];
  const log = { ...silent, warn: (_: string, data?: object) => refused.push(JSON.stringify(data)) };
  const server = createCallbackServer({ clock, log, host: "127.0.0.1", publicHost: "127.0.0.1", gateways });
  await server.start();
  closers.push(() => server.stop());
  const events: CcuEvent[] = [];
  const damaged: string[] = [];
  const nothing = () => undefined;
  const handler: CallbackHandler = {
    contacted: nothing,
    events: (batch) => events.push(...batch),
    newDevices: () => events.push({ address: "newDevices", parameter: "", value: "" }),
    deleteDevices: nothing,
    updateDevice: nothing,
    readdedDevices: nothing,
    replacedDevice: nothing,
    damaged: (address, what, found) => damaged.push(`${address} ${what} ${found}`),
  };
  const { protocol = "xmlrpc", address = "127.0.0.1", repeats = true, id = "id" } = registration;
  const made = { id, handler, protocol, addresses: () => [address], repeats };
  server.register(made);
  const [xmlPort, binPort] = (["xmlrpc", "binrpc"] as const).map((one) =>
    Number(/:(\d+)/.exec(server.url(one, "127.0.0.1"))?.[1]),
  ) as [number, number];
  return { server, registration: made, events, damaged, refused, xmlPort, binPort };
}

const settle = async () => {
  for (let i = 0; i < 5; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};
const event = (...params: RpcValue[]) => ({ methodName: "event", params: ["id", ...params] });
const batch = (...events: RpcValue[]) => xml.encodeCall("system.multicall", [events]);
const posted = (body: Uint8Array) =>
  Buffer.concat([
    Buffer.from(`POST /RPC2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`),
    body,
  ]);

/** Everything that comes back for `bytes`; `from` is the sender's own address. */
function exchange(port: number, bytes: Uint8Array, from = "127.0.0.1"): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: from });
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (answer.startsWith("Bin")) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.on("close", async () => {
      await settle();
      resolve(answer);
    });
    socket.write(bytes);
  });
}

/** Sends and hangs up at once, as a CCU that has waited too long. */
function hangUp(port: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.end(bytes));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
    socket.resume();
  });
}

describe("what counts as a repetition", () => {
  test("equal batches that were answered are equal events", async () => {
    const { xmlPort, events } = await listening();
    for (let i = 0; i < 8; i++) await exchange(xmlPort, posted(batch(event("K:1", "PRESS_CONT", true))));
    assert.equal(events.length, 8);
  });

  test("a batch whose sender had hung up is delivered, and not once more when it comes again", async () => {
    const { xmlPort, events } = await listening();
    const bytes = posted(batch(event("K:1", "PRESS_SHORT", true), event("K:1", "PRESS_LONG", true)));
    await hangUp(xmlPort, bytes);
    await settle();
    assert.equal(events.length, 2);
    assert.match(await exchange(xmlPort, bytes), /200 OK[\s\S]*<value><array><data><value><\/value><\/data>/);
    assert.equal(events.length, 2, "the repetition");
    await exchange(xmlPort, bytes);
    assert.equal(events.length, 4, "rfd repeats once: what comes then is pressed again");
  });

  test("another batch after a sender that hung up is no repetition, nor is one of an interface that never repeats", async () => {
    const first = await listening();
    await hangUp(first.xmlPort, posted(batch(event("K:1", "PRESS_SHORT", true))));
    await exchange(first.xmlPort, posted(batch(event("K:2", "PRESS_SHORT", true))));
    assert.deepEqual(
      first.events.map(({ address }) => address),
      ["K:1", "K:2"],
    );
    const hmip = await listening({ repeats: false });
    const bytes = posted(batch(event("K:1", "PRESS_LONG", true)));
    await hangUp(hmip.xmlPort, bytes);
    await exchange(hmip.xmlPort, bytes);
    assert.equal(hmip.events.length, 2);
  });

  test("unanswered requests: of the same sender, at the limits of time and number and one past them", () => {
    const clock = createManualClock();
    const requests = new UnansweredRequests(clock);
    const body = (n: number) => Buffer.from(`body ${n}`);
    requests.add("a", body(1));
    assert.equal(requests.take("b", body(1)), false);
    clock.advance(REDELIVERY_MS);
    assert.equal(requests.take("a", body(1)), true);
    assert.equal(requests.take("a", body(1)), false, "once");
    requests.add("a", body(1));
    clock.advance(REDELIVERY_MS + 1);
    assert.equal(requests.take("a", body(1)), false);
    for (let n = 0; n <= REMEMBERED; n++) requests.add("a", body(n));
    assert.equal(requests.take("a", body(0)), false, "one past the limit: the oldest is forgotten");
    assert.equal(requests.take("a", body(1)), true);
  });
});

describe("who may call back", () => {
  const bytes = posted(batch(event("CUX9002001:1", "TEMPERATURE", 17.25)));

  test("the CCU, also where the host to call is configured; nobody else", async () => {
    const { xmlPort, binPort, events, refused } = await listening({ address: "127.0.0.2" });
    assert.match(await exchange(xmlPort, bytes, "127.0.0.3"), /403/);
    assert.equal(await exchange(binPort, bin.encodeCall("event", ["id", "A:1", "STATE", true]), "127.0.0.3"), "");
    assert.match(await exchange(xmlPort, posted(xml.encodeCall("newDevices", ["id", []])), "127.0.0.3"), /403/);
    assert.equal(events.length, 0);
    assert.match(await exchange(xmlPort, bytes, "127.0.0.2"), /200/);
    assert.equal(events.length, 1);
    assert.ok(refused.some((line) => line.includes("127.0.0.3")));
  });

  test("this machine may test itself, and say nothing in the name of a CCU", async () => {
    const { server, xmlPort, events } = await listening({ address: "127.0.0.2" });
    assert.equal(await server.selfTest(server.url("xmlrpc", "127.0.0.1")), undefined);
    assert.equal(await server.selfTest(server.url("binrpc", "127.0.0.1")), undefined);
    assert.match(await exchange(xmlPort, bytes, "127.0.0.1"), /200/);
    assert.equal(events.length, 0);
  });

  test("a gateway that is named stands for the CCU, as an address and in a network", async () => {
    for (const gateway of ["127.0.0.3", "127.0.0.0/29"]) {
      const { xmlPort, events } = await listening({ address: "192.0.2.1" }, [gateway]);
      assert.match(await exchange(xmlPort, bytes, "127.0.0.3"), /200/);
      assert.equal(events.length, 1, gateway);
      assert.match(await exchange(xmlPort, bytes, "127.0.0.9"), /403/);
    }
    await assert.rejects(listening({}, ["gateway.example"]), RangeError);
  });

  test("only in the protocol that was registered", async () => {
    const cuxd = await listening({ protocol: "binrpc", id: "CUxD" });
    const forged = ["CUxD", "CUX9002001:1", "TEMPERATURE", 17.25];
    await exchange(cuxd.xmlPort, posted(xml.encodeCall("event", forged)));
    await exchange(cuxd.xmlPort, posted(batch({ methodName: "event", params: forged })));
    await exchange(cuxd.xmlPort, posted(xml.encodeCall("newDevices", ["CUxD", []])));
    assert.equal(cuxd.events.length, 0);
    await exchange(cuxd.binPort, bin.encodeCall("event", forged));
    assert.equal(cuxd.events.length, 1);
    const rf = await listening();
    await exchange(rf.binPort, bin.encodeCall("event", ["id", "A:1", "STATE", true]));
    assert.equal(rf.events.length, 0);
  });

  test("two CCUs with CUxD, which knows one literal id: told apart by their addresses, and never guessed", async () => {
    const report = (value: number) => bin.encodeCall("event", ["CUxD", "CUX4000001:1", "LEVEL", value]);
    for (const [second, from, heard] of [
      ["127.0.0.2", "127.0.0.1", [[0.5], []]],
      ["127.0.0.2", "127.0.0.2", [[], [0.5]]],
      ["127.0.0.1", "127.0.0.1", [[], []]],
      // a gateway's address stands for any of them, and tells nothing
      ["127.0.0.2", "127.0.0.3", [[], []]],
    ] as const) {
      const first = await listening({ protocol: "binrpc", id: "CUxD" }, ["127.0.0.3"]);
      const other = await listening({ protocol: "binrpc", id: "CUxD" });
      first.server.register({ ...other.registration, addresses: () => [second] });
      await exchange(first.binPort, report(0.5), from);
      const seen = [first, other].map(({ events }) => events.map(({ value }) => value));
      assert.deepEqual(seen, heard, `${second} ${from}`);
      assert.equal(first.refused.length, heard.flat().length === 0 ? 1 : 0);
    }
  });

  test("all addresses of the host name; the last known ones while no name server answers", async () => {
    const clock = createManualClock();
    let found: Promise<{ address: string }[]> = Promise.resolve([
      { address: "192.0.2.1" },
      { address: "::ffff:192.0.2.2" },
    ]);
    const host = new HostAddresses("ccu.example", clock, () => found);
    assert.deepEqual(host.known, []);
    await host.refresh();
    assert.deepEqual(host.known, ["192.0.2.1", "192.0.2.2"]);
    found = Promise.reject(new Error("ENOTFOUND"));
    await host.refresh();
    found = Promise.resolve([]);
    await host.refresh();
    found = new Promise(() => undefined);
    const refreshed = host.refresh();
    clock.advance(LOOKUP_PATIENCE_MS);
    await refreshed;
    assert.deepEqual(host.known, ["192.0.2.1", "192.0.2.2"]);
    assert.deepEqual(new HostAddresses("[::1]", clock).known, ["::1"]);
  });

  test("an IPv6 address stands in brackets in the url, without its zone", async () => {
    const { server } = await listening();
    const made = createCallbackServer({ clock: createManualClock(), log: silent, host: "127.0.0.1" });
    await made.start();
    closers.push(() => made.stop());
    assert.match(made.url("xmlrpc", "fe80::1%eth0"), /^http:\/\/\[fe80::1\]:\d+\/RPC2$/);
    assert.match(made.url("binrpc", "::1"), /^xmlrpc_bin:\/\/\[::1\]:\d+$/);
    assert.match(server.url("xmlrpc", "::1"), /^http:\/\/127\.0\.0\.1:/);
  });
});

describe("a callback that cannot be read in full", () => {
  const spoilt = (body: Uint8Array, bad: string) =>
    posted(Buffer.from(Buffer.from(body).toString("latin1").replace("<string>#</string>", bad), "latin1"));

  test("costs the event, and says which", async () => {
    for (const [bad, told] of [
      ["<i4></i4>", "<i4></i4>"],
      ["<double>1,5</double>", "<double>1,5</double>"],
      ["<array><data><value><i4>x</i4></value></data></array>", ""],
    ] as const) {
      const { xmlPort, events, damaged } = await listening();
      const body = batch(event("A:1", "STATE", true), event("C:1", "X", "#"), event("B:1", "STATE", true));
      assert.match(await exchange(xmlPort, spoilt(body, bad)), /200 OK/);
      assert.deepEqual(
        events.map(({ address }) => address),
        ["A:1", "B:1"],
      );
      assert.deepEqual(damaged, [`C:1 event X ${told}`]);
    }
  });

  test("an address, a name, a call that cannot be read; a single event", async () => {
    const { xmlPort, events, damaged } = await listening();
    const good = event("A:1", "STATE", true);
    for (const broken of [
      event("#", "STATE", true),
      event("B:1", "#", true),
      { methodName: "#", params: ["id"] },
      "#",
    ]) {
      await exchange(xmlPort, spoilt(batch(good, broken, good), "<i4>x</i4>"));
    }
    assert.equal(events.length, 8);
    assert.deepEqual(damaged, ["? event STATE ", "B:1 event ? "]);
    assert.match(await exchange(xmlPort, spoilt(xml.encodeCall("event", ["id", "A:1", "X", "#"]), "<i4/>")), /200 OK/);
    assert.equal(events.length, 8);
  });

  test("a batch without its envelope is refused as a whole", async () => {
    const { xmlPort, events } = await listening();
    const broken = spoilt(xml.encodeCall("system.multicall", ["#"]), "<array><value>1</value></array>");
    assert.match(await exchange(xmlPort, broken), /400 Bad Request/);
    assert.match(await exchange(xmlPort, posted(batch(event("A:1", "X", 1)).subarray(0, -30))), /400 Bad Request/);
    assert.equal(events.length, 0);
  });
});
