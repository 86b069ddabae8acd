/** What strangers send to the bridge's port, and names that are not one device's alone. */
import "../../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { test } from "node:test";
import { ALL, commission, endpoint, idOf, partOf, partsOf, startBridge, until, withController } from "./bench.ts";

test("garbage at the port, halves of messages and floods of them end nothing", async (t) => {
  const { node } = await startBridge(t, { endpoints: ALL.slice(0, 2) });
  const socket = createSocket("udp6");
  t.after(() => socket.close());
  const { port } = node.status();
  const send = (bytes: Buffer) =>
    new Promise<void>((resolve) => socket.send(bytes, port, "::ffff:127.0.0.1", () => resolve()));
  for (let length = 0; length < 200; length += 1) await send(randomBytes(length));
  for (const bytes of [Buffer.alloc(1_400, 0xff), Buffer.from("GET / HTTP/1.1\r\n\r\n"), Buffer.alloc(9_000)])
    await send(bytes);
  // headers of an unsecured message with nothing behind them, and of a session that nobody has
  for (const header of ["0400000001000000", "00000000", "000001000a000000"]) await send(Buffer.from(header, "hex"));
  const peer = await commission(node, await withController(t, "one"), 34_567_890, 3_001);
  await until("both", () => partsOf(peer).length === 2);
});

test("two devices of one name are two endpoints", async (t) => {
  const twins = ["a", "b"].map((id) => ({ ...endpoint("Lamp", "onOffPlugInUnit"), id: idOf(id) }));
  const { node } = await startBridge(t, { endpoints: twins });
  const peer = await commission(node, await withController(t, "one"), 34_567_890, 3_002);
  await until("both", () => partsOf(peer).length === 2);
  const ids = partsOf(peer).map(({ state }) => state.bridgedDeviceBasicInformation.uniqueId);
  assert.deepEqual(new Set(ids), new Set(twins.map(({ id }) => id)));
  assert.ok(partOf(peer, "Lamp"));
});
