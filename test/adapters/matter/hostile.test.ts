/** What strangers send to the bridge's port, and names that are not one device's alone. */
import "../../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { type TestContext, test } from "node:test";
import { Crypto } from "@matter/main";
import { AdministratorCommissioningClient } from "@matter/main/behaviors/administrator-commissioning";
import { PaseClient } from "@matter/main/protocol";
import { ATTEMPTS, GUESSES } from "../../../adapters/matter/pase-gate.ts";
import {
  ALL,
  commission,
  endpoint,
  idOf,
  partOf,
  partsOf,
  type Remote,
  startBridge,
  until,
  withController,
} from "./bench.ts";

/** What sends to the node's port, as any program in the network can. */
function stranger(t: TestContext, port: number) {
  const socket = createSocket("udp6");
  t.after(() => socket.close());
  return (bytes: Buffer) =>
    new Promise<void>((resolve) => socket.send(bytes, port, "::ffff:127.0.0.1", () => resolve()));
}

/** A first message outside of any session: header (Core 4.4), protocol header that asks for an answer, payload. */
function firstMessage(payload: Buffer, opcode = 0x20): Buffer {
  const header = Buffer.alloc(22);
  header[0] = 4;
  randomBytes(12).copy(header, 4);
  header.writeUInt8(5, 16);
  header.writeUInt8(opcode, 17);
  randomBytes(2).copy(header, 18);
  return Buffer.concat([header, payload]);
}

/** PBKDFParamRequest as it is to be (Core 4.14.1.2): whoever sends it can go on with a code. */
const request = () =>
  Buffer.concat([Buffer.from("15300120", "hex"), randomBytes(32), Buffer.from("25020100240300280418", "hex")]);
/** As it was seen: a header and nothing behind it. */
const TRUNCATED = Buffer.from("04000000010000000102030405060708052000000000", "hex");

test("garbage at the port, halves of messages and floods of them end nothing", async (t) => {
  const { node } = await startBridge(t, { endpoints: ALL.slice(0, 2) });
  const send = stranger(t, node.status().port);
  for (let length = 0; length < 200; length += 1) await send(randomBytes(length));
  for (const bytes of [Buffer.alloc(1_400, 0xff), Buffer.from("GET / HTTP/1.1\r\n\r\n"), Buffer.alloc(9_000)])
    await send(bytes);
  // headers of an unsecured message with nothing behind them, and of a session that nobody has
  for (const header of ["0400000001000000", "00000000", "000001000a000000"]) await send(Buffer.from(header, "hex"));
  const peer = await commission(node, await withController(t, "one"), 34_567_890, 3_001);
  await until("both", () => partsOf(peer).length === 2);
});

test("first messages of a commissioning that are none, or come to nothing, keep nobody out and end no window", async (t) => {
  const { node, told } = await startBridge(t, { endpoints: ALL.slice(0, 2) });
  const send = stranger(t, node.status().port);
  async function bother() {
    const good = firstMessage(request());
    await send(TRUNCATED);
    await send(TRUNCATED);
    // more than wrong codes end a window
    for (let at = 0; at <= GUESSES; at += 1) await send(firstMessage(request().subarray(0, at * 2)));
    for (let at = 0; at <= GUESSES; at += 1) await send(firstMessage(randomBytes(at)));
    for (const opcode of [0x21, 0x22, 0x23, 0x24, 0x30, 0x31, 0x32, 0x33, 0x40, 0x50])
      await send(firstMessage(Buffer.alloc(0), opcode));
    // twice the same, and more of those that could be meant than are looked at
    for (let at = 0; at <= ATTEMPTS; at += 1) await send(firstMessage(request()));
    for (let at = 0; at < 3; at += 1) await send(good);
  }
  await bother();
  await node.openWindow({ passcode: 34_567_890, discriminator: 3_004 });
  await bother();
  const one = await withController(t, "one");
  const begun = Date.now();
  const peer = await one.peers.commission({ passcode: 34_567_890, discriminator: 3_004, timeout: 15_000 } as never);
  assert.ok(Date.now() - begun < 10_000, `${Date.now() - begun} ms`);
  await until("both", () => partsOf(peer).length === 2);
  assert.equal(told.ended, 1, "by the one who came in");
  // the same where the app opens the window
  const crypto = one.env.get(Crypto);
  const [passcode, iterations, salt] = [76_543_210, 1_000, crypto.randomBytes(32)];
  const pakePasscodeVerifier = await PaseClient.generatePakePasscodeVerifier(crypto, passcode, { iterations, salt });
  await peer.act((agent: Remote) =>
    agent.get(AdministratorCommissioningClient).openCommissioningWindow({
      ...{ commissioningTimeout: 180, pakePasscodeVerifier, discriminator: 3_005, iterations, salt },
    }),
  );
  await bother();
  const two = await withController(t, "two");
  const second = await two.peers.commission({ passcode, discriminator: 3_005, timeout: 15_000 } as never);
  await until("both", () => partsOf(second).length === 2);
});

test("a window that is closed is closed to who is on the way, and another one can be used at once", async (t) => {
  const { node, told } = await startBridge(t, { endpoints: ALL.slice(0, 1) });
  const cameIn: string[] = [];
  for (const [at, stage] of ["pase_session_open", "case_session_first"].entries()) {
    const code = { passcode: 34_567_890, discriminator: 3_006 + at };
    const closed = new Promise<void>((resolve) => {
      told.hears = (heard) => void (heard === stage && resolve(node.closeWindow()));
    });
    await node.openWindow(code);
    const late = await withController(t, stage);
    // how long it takes until that is noticed is the controller's affair
    late.peers.commission(code).then(
      () => cameIn.push(stage),
      () => {},
    );
    await closed;
    assert.equal(node.fabrics().length, 0, stage);
  }
  told.hears = undefined;
  const peer = await commission(node, await withController(t, "one"), 34_567_890, 3_008);
  await until("one", () => partsOf(peer).length === 1);
  assert.deepEqual(
    node.fabrics().map(({ label }) => label),
    ["one"],
  );
  assert.deepEqual(cameIn, []);
  assert.equal(told.ended, 1);
});

test("of two who use a window at the same time one comes in", async (t) => {
  const { node, told } = await startBridge(t, { endpoints: ALL.slice(0, 1) });
  const two = [await withController(t, "one"), await withController(t, "two")];
  const code = { passcode: 34_567_890, discriminator: 3_009 };
  await node.openWindow(code);
  const outcomes = await Promise.allSettled(
    two.map((controller) => controller.peers.commission({ ...code, timeout: 5_000 } as never)),
  );
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal(told.ended, 1);
  assert.equal(node.fabrics().length, 1);
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

test("names come as they are: umlauts, emoji, whole 32 bytes, none at all, equal ones; also new ones", async (t) => {
  const names = ["Lämpchen Küche", "👨‍👩‍👧‍👦", "ö".repeat(16), "", "灯", "Lamp", "Lamp"];
  const lamp = (at: number, name: string) => ({ ...endpoint(name, "onOffPlugInUnit"), id: idOf(`lamp ${at}`) });
  const { node } = await startBridge(t, { endpoints: names.map((name, at) => lamp(at, name)) });
  const peer = await commission(node, await withController(t, "one"), 34_567_890, 3_010);
  const numbers = node.numbers();
  const seen = () =>
    names.map(
      (_, at) =>
        partsOf(peer).find(({ number }) => number === numbers.get(idOf(`lamp ${at}`)))?.state
          .bridgedDeviceBasicInformation.nodeLabel,
    );
  await until("all", () => partsOf(peer).length === names.length);
  assert.deepEqual(seen(), names);
  const turned = names.toReversed();
  for (const [at, name] of turned.entries()) await node.put(lamp(at, name));
  await until("the new names", () => seen().join("|") === turned.join("|"));
});
