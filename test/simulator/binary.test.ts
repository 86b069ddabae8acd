/** BIN-RPC: CUxD, and rfd seen from the CCU itself (protocol 4, 20.3). */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import * as bin from "../../adapters/ccu/codec/binrpc.ts";
import type { RpcCall, RpcStruct, RpcValue } from "../../adapters/ccu/codec/value.ts";
import { decodeResponse } from "../../adapters/ccu/codec/xmlrpc.ts";
import { writeCall } from "../../local/simulator/xml.ts";
import { bench, post } from "./support.ts";

async function call(port: number | undefined, method: string, ...params: RpcValue[]): Promise<RpcValue> {
  const socket = connect(port ?? 0, "127.0.0.1");
  const frames = new bin.FrameReader();
  try {
    socket.write(bin.encodeCall(method, params));
    for (;;) {
      const [chunk] = (await once(socket, "data")) as [Buffer];
      const [frame] = frames.push(chunk);
      if (frame) return bin.decodeResponse(frame);
    }
  } finally {
    socket.destroy();
  }
}

async function callbacks(t: TestContext): Promise<{ url: string; received: RpcCall[]; deaf: boolean }> {
  const server = createServer((socket) => {
    const frames = new bin.FrameReader();
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      if (state.deaf) {
        socket.destroy();
        return;
      }
      for (const frame of frames.push(chunk)) {
        state.received.push(bin.decodeCall(frame));
        socket.write(bin.encodeResponse(""));
      }
    });
  });
  const state = { url: "", received: [] as RpcCall[], deaf: false };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  state.url = `xmlrpc_bin://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

test("CUxD: devices are asked for, never announced; events come under its own id", async (t) => {
  const { sim } = await bench(t);
  const port = sim.ports.CUxD;
  const client = await callbacks(t);
  assert.equal(await call(port, "init", client.url, "CUxD"), "");
  await sim.settled();
  assert.deepEqual(client.received, []);
  const devices = (await call(port, "listDevices")) as RpcStruct[];
  assert.deepEqual(
    devices.filter(({ PARENT }) => PARENT === "").map(({ ADDRESS }) => ADDRESS),
    ["CUX4000001", "CUX2800001", "CUX9002001"],
  );
  await call(port, "setValue", "CUX4000001:1", "STATE", true);
  await sim.settled();
  assert.ok(
    client.received.some(({ params }) => JSON.stringify(params).includes('"CUX4000001:1","STATE",true')),
    JSON.stringify(client.received),
  );
});

test("CUxD takes no other id, and is silent after one event that was not delivered", async (t) => {
  const { sim } = await bench(t);
  const client = await callbacks(t);
  assert.equal(await call(sim.ports.CUxD, "init", client.url, "somebody"), "");
  assert.deepEqual(sim.registrations("CUxD"), []);
  await call(sim.ports.CUxD, "init", client.url, "CUxD");
  client.deaf = true;
  sim.control.setState("CUX9002001:1", "TEMPERATURE", 22.25);
  await sim.settled();
  assert.deepEqual(sim.registrations("CUxD"), []);
});

test("CUxD hangs up on XML", async (t) => {
  const { sim } = await bench(t);
  await assert.rejects(post(sim, "CUxD", writeCall("listDevices", [], "java")));
});

test("rfd on the CCU speaks both on one port", async (t) => {
  const { sim } = await bench(t, { onTheCcu: true });
  assert.equal(await call(sim.ports["BidCos-RF"], "getVersion"), "2.6.0");
  const { body } = await post(sim, "BidCos-RF", writeCall("getVersion", [], "java"));
  assert.equal(decodeResponse(body), "2.6.0");
  const client = await callbacks(t);
  await call(sim.ports["BidCos-RF"], "init", client.url, "me");
  await sim.settled();
  const methods = client.received.map(({ method }) => method);
  assert.deepEqual(methods.slice(0, 3), ["system.listMethods", "listDevices", "newDevices"]);
});
