/** CCUs are found by both of their protocols, on loopback; whatever else answers is nothing. */
import assert from "node:assert/strict";
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import {
  EQ3_QUESTION,
  readDeviceDocument,
  readEq3Answer,
  readSsdpAnswer,
} from "../../../adapters/ccu-search/messages.ts";
import { createCcuSearch, DOCUMENT_MS, FOUND_LIMIT, WAIT_MS } from "../../../adapters/ccu-search/search.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";

const log = { debug() {}, info() {}, warn() {}, error() {} };

/** As the protocol document (19) has it. */
const document = (serial: string, maker = "EQ3", udn = `uuid:upnp-BasicDevice-1_0-${serial}`) =>
  `<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><device>
  <friendlyName>HomeMatic Central &amp; more</friendlyName><manufacturer>${maker}</manufacturer>
  <modelDescription>HomeMatic Central ${serial}</modelDescription><modelName>HomeMatic Central</modelName>
  <UDN>${udn}</UDN></device></root>`;
const ssdpAnswer = (serial: string, location: string) =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\nSERVER: HomeMatic\r\nLOCATION: ${location}\r\nUSN: uuid:upnp-BasicDevice-1_0-${serial}::upnp:rootdevice\r\n\r\n`,
  );
const eq3Answer = (type: string, serial: string) =>
  Buffer.concat([
    Buffer.from([2, 0x8f, 0x91, 0xc0, 1]),
    Buffer.from(`${type}\0${serial}\0>I\u00013.83.6\0\0`, "latin1"),
  ]);

/** A socket that answers whatever it is asked. */
async function responder(
  t: TestContext,
  answers: () => readonly Buffer[],
  asked: Buffer[] = [],
  also: (from: RemoteInfo) => void = () => {},
): Promise<number> {
  const socket: Socket = createSocket("udp4");
  t.after(() => socket.close());
  socket.on("message", (message, from) => {
    asked.push(message);
    also(from);
    for (const answer of [...answers(), LAST]) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return socket.address().port;
}

async function documents(t: TestContext, answer: (path: string) => string | Uint8Array): Promise<number> {
  const server = createServer((request, response) => response.end(answer(request.url ?? "")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Sent behind everything else: when it is there, all is. */
const LAST = Buffer.from("last");

/** Runs a search that waits until both have said everything. */
async function found(ssdp: number, eq3: number, clock = createManualClock()) {
  const over = Promise.withResolvers<void>();
  let lasts = 0;
  const search = createCcuSearch({
    clock,
    log,
    ssdp: { address: "127.0.0.1", port: ssdp },
    eq3: { address: "127.0.0.1", port: eq3 },
    heard: (message) => {
      if (message.equals(LAST) && ++lasts === 2) over.resolve();
    },
  }).search();
  await over.promise;
  clock.advance(WAIT_MS);
  return search;
}

test("a CCU that answers both ways is one; one that knows only eQ-3's protocol is found, too", async (t) => {
  const http = await documents(t, () => document("ABC0123456"));
  const asked: Buffer[] = [];
  const ssdp = await responder(
    t,
    () => [
      ssdpAnswer("ABC0123456", `http://127.0.0.1:${http}/upnp/basic_dev.cgi`),
      ssdpAnswer("ABC0123456", `http://127.0.0.1:${http}/upnp/basic_dev.cgi`),
    ],
    asked,
  );
  const eq3 = await responder(
    t,
    () => [eq3Answer("eQ3-HmIP-CCU3-App", "ABC0123456"), eq3Answer("eQ3-HM-CCU2-App", "DEF0123456")],
    asked,
  );
  const here = { host: "127.0.0.1", isThisMachine: true };
  assert.deepEqual(await found(ssdp, eq3), [
    {
      serial: "ABC0123456",
      ...here,
      name: "HomeMatic Central & more",
      manufacturer: "EQ3",
      model: "HomeMatic Central",
    },
    { serial: "DEF0123456", ...here, name: "CCU2", model: "CCU2", manufacturer: "eQ-3" },
  ]);
  assert.ok(asked.some((message) => message.equals(EQ3_QUESTION)));
  assert.ok(asked.some((message) => /^M-SEARCH \* HTTP\/1\.1\r\n[\s\S]*ST: ssdp:all\r\n/.test(message.toString())));
});

test("a name with umlauts is that name, whether the CCU writes UTF-8 or Latin-1", async (t) => {
  const text = document("ABC0123456").replace("HomeMatic Central &amp; more", "Zentrale Küche, Straße 5");
  const nobody = await responder(t, () => []);
  for (const encoding of ["utf8", "latin1"] as const) {
    const http = await documents(t, () => Buffer.from(text, encoding));
    const ssdp = await responder(t, () => [ssdpAnswer("ABC0123456", `http://127.0.0.1:${http}/upnp/basic_dev.cgi`)]);
    assert.equal((await found(ssdp, nobody))[0]?.name, "Zentrale Küche, Straße 5", encoding);
  }
});

test("a document of somebody else, none at all, one too large: not found, and nobody else is asked", async (t) => {
  let far = 0;
  const other = await documents(t, () => {
    far++;
    return document("FAR0123456");
  });
  const contents: Record<string, string> = {
    router: document("AAA0123456", "AVM").replaceAll("HomeMatic", "FRITZ"),
    huge: document("BBB0123456") + " ".repeat(64 * 1024),
  };
  for (const content of Object.values(contents)) {
    const http = await documents(t, () => content);
    const ssdp = await responder(t, () => [ssdpAnswer("AAA0123456", `http://127.0.0.1:${http}/upnp/basic_dev.cgi`)]);
    assert.deepEqual(await found(ssdp, await responder(t, () => [])), []);
  }
  // whatever host the answer names, the document is read from who has answered
  const nowhere = await responder(t, () => [ssdpAnswer("CCC0123456", "http://192.0.2.1:1/upnp/basic_dev.cgi")]);
  assert.deepEqual(await found(nowhere, await responder(t, () => [])), []);
  assert.equal(far, 0);
  assert.ok(other > 0);
});

test("answers that come twice, shuffled, cut off anywhere and between garbage are the same CCUs", async (t) => {
  const http = await documents(t, () => document("ABC0123456"));
  const ssdp = ssdpAnswer("ABC0123456", `http://127.0.0.1:${http}/upnp/basic_dev.cgi`);
  const eq3 = eq3Answer("eQ3-HM-CCU2-App", "DEF0123456");
  const pieces = (whole: Buffer, until: number) => Array.from({ length: until }, (_, end) => whole.subarray(0, end));
  const noise = [Buffer.alloc(0), Buffer.alloc(1_400, 0xff), Buffer.from("HTTP/1.1 200 OK\r\n\r\n"), EQ3_QUESTION];
  // of a serial that is cut off nothing tells that it is; a datagram comes whole or not at all, but for what is before it
  const beforeSerial = ssdp.indexOf("ABC0123456");
  const answers = await found(
    await responder(t, () => [ssdp, ...noise, ...pieces(ssdp, beforeSerial), eq3, ssdp, ssdp]),
    await responder(t, () => [...noise, eq3, ...pieces(eq3, eq3.indexOf("DEF") + 3), ssdp, eq3, eq3]),
  );
  assert.deepEqual(answers.map(({ serial }) => serial).sort(), ["ABC0123456", "DEF0123456"]);
});

test("one CCU that answers from two addresses is one", async (t) => {
  const http = await documents(t, () => document("ABC0123456"));
  const socket = createSocket("udp4");
  t.after(() => socket.close());
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.2", resolve));
  const answer = ssdpAnswer("ABC0123456", `http://127.0.0.1:${http}/upnp/basic_dev.cgi`);
  const ssdp = await responder(
    t,
    () => [answer],
    [],
    (from) => socket.send(answer, from.port, from.address),
  );
  const answers = await found(ssdp, await responder(t, () => []));
  assert.deepEqual(
    answers.map(({ serial }) => serial),
    ["ABC0123456"],
  );
});

test("a document that comes byte by byte without end holds nobody up, and costs that CCU alone", async (t) => {
  const clock = createManualClock();
  const begun = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const endless = createServer((_request, response) => {
    response.write("<?xml");
    response.on("close", () => gone.resolve());
    begun.resolve();
  });
  await new Promise<void>((resolve) => endless.listen(0, "127.0.0.1", resolve));
  t.after(() => endless.close());
  const { port } = endless.address() as AddressInfo;
  const search = found(
    await responder(t, () => [ssdpAnswer("SLOW123456", `http://127.0.0.1:${port}/upnp/basic_dev.cgi`)]),
    await responder(t, () => [
      eq3Answer("eQ3-HmIP-CCU3-App", "SLOW123456"),
      eq3Answer("eQ3-HM-CCU2-App", "DEF0123456"),
    ]),
    clock,
  );
  await begun.promise;
  clock.advance(DOCUMENT_MS);
  // by eQ-3's protocol it has told enough
  assert.deepEqual(
    (await search).map(({ serial, name }) => [serial, name]),
    [
      ["SLOW123456", "CCU3"],
      ["DEF0123456", "CCU2"],
    ],
  );
  await gone.promise;
});

test("nobody answers", async (t) => {
  assert.deepEqual(await found(await responder(t, () => []), await responder(t, () => [])), []);
});

test("who answers with very many names fills nothing", async (t) => {
  const many = Array.from({ length: FOUND_LIMIT + 20 }, (_, n) => eq3Answer("eQ3-HmIP-CCU3-App", `ABC${1000 + n}`));
  const answers = await found(await responder(t, () => []), await responder(t, () => many));
  assert.equal(answers.length, FOUND_LIMIT);
});

test("answers that are none", () => {
  const good =
    "HTTP/1.1 200 OK\r\nLOCATION: http://192.0.2.1/upnp/basic_dev.cgi\r\nUSN: uuid:upnp-BasicDevice-1_0-ABC0123456\r\n\r\n";
  assert.deepEqual(readSsdpAnswer(Buffer.from(good)), { serial: "ABC0123456", port: 80 });
  for (const bad of [
    good.replace("200", "404"),
    good.replace("http:", "file:"),
    good.replace("/upnp/", "/admin/"),
    good.replace("BasicDevice-1_0-ABC0123456", "InternetGatewayDevice"),
    good.replace("LOCATION", "PLACE"),
    "M-SEARCH * HTTP/1.1",
  ])
    assert.equal(readSsdpAnswer(Buffer.from(bad)), undefined, bad);
  assert.equal(readEq3Answer(EQ3_QUESTION), undefined, "a question is no answer");
  assert.equal(readEq3Answer(eq3Answer("eQ3-HmIP-CCU3-App", "a/../b")), undefined);
  assert.deepEqual(readDeviceDocument(document("ABC0123456", "EQ3", "nothing"))?.serial, "ABC0123456");
  assert.equal(readDeviceDocument("<html>"), undefined);
});

test("any bytes are an answer or none, never a crash", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), (bytes, text) => {
      readSsdpAnswer(Buffer.from(bytes));
      readEq3Answer(Buffer.from(bytes));
      readEq3Answer(Buffer.concat([Buffer.from([2, 1, 2, 3, 4]), Buffer.from(`eQ3-${text}`)]));
      readSsdpAnswer(Buffer.from(`HTTP/1.1 200 OK\r\nUSN: ${text}\r\nLOCATION: ${text}`));
      const read = readDeviceDocument(`<manufacturer>eQ-3</manufacturer><friendlyName>${text}</friendlyName>`);
      assert.ok(read === undefined || read.name.length <= 200);
    }),
  );
});
