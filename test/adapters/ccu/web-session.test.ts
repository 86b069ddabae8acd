/** The session at the WebUI, against a scripted web server: its words, its faults, redirections, and its end. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { JsonRpcSession } from "../../../adapters/ccu/jsonrpc.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { settle } from "./fake-wire.ts";
import { silent } from "./support.ts";

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers) await close();
});

interface Asked {
  method: string;
  params: Record<string, unknown>;
  bytes: Buffer;
  type: string | undefined;
}

/** A web server that logs everybody in as `s1`, `s2` …, and answers what it is told to. */
async function webServer(answer: (asked: Asked) => unknown = () => undefined, tls = false) {
  const asked: Asked[] = [];
  let sessions = 0;
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const { method, params } = JSON.parse(bytes.toString("latin1"));
    const one = { method, params, bytes, type: request.headers["content-type"] };
    asked.push(one);
    const said = await answer(one);
    if (said instanceof URL) response.writeHead(302, { Location: said.href.replace(/\/$/, "") }).end();
    else if (said !== undefined) response.end(JSON.stringify(said));
    else response.end(JSON.stringify({ result: method === "Session.login" ? `s${++sessions}` : "fine" }));
  };
  const server = tls ? createTlsServer({ key: KEY, cert: CERTIFICATE }, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    asked,
    methods: () => asked.splice(0).map(({ method }) => method),
    port: (server.address() as AddressInfo).port,
  };
}

function sessionAt(port: number) {
  const clock = createManualClock();
  const warnings: string[] = [];
  const log = { ...silent, warn: (text: string) => void warnings.push(text) };
  const endpoint = { host: "127.0.0.1", port };
  const session = new JsonRpcSession({ endpoint, username: "u", password: "p", clock, log });
  closers.push(() => session.close());
  return { clock, session, warnings };
}
const classed = (wanted: string) => (error: unknown) => error instanceof CcuFault && error.class === wanted;

test("one login serves all calls, and ends with them", async () => {
  const { asked, methods, port } = await webServer();
  const { session } = sessionAt(port);
  assert.equal(await session.call("Room.getAll"), "fine");
  await session.call("Room.get", { id: "1" });
  assert.deepEqual(
    asked.map(({ method, params }) => [method, params]),
    [
      ["Session.login", { username: "u", password: "p" }],
      ["Room.getAll", { _session_id_: "s1" }],
      ["Room.get", { _session_id_: "s1", id: "1" }],
    ],
  );
  const params = { _session_id_: "s1", id: "1" };
  assert.deepEqual(JSON.parse(String(asked[2]?.bytes)), { method: "Room.get", params, id: 1, jsonrpc: "1.1" });
  methods();
  await session.close();
  assert.deepEqual([asked[0]?.method, asked[0]?.params], ["Session.logout", { _session_id_: "s1" }]);
  await session.close();
  assert.equal(asked.length, 1, "once");
  await assert.rejects(session.call("Room.getAll"), classed("transport"));
  await assert.rejects(session.open(), classed("transport"));
  assert.equal(asked.length, 1);
});

test("a CCU that does not answer a logout is waited for three seconds", async () => {
  const { asked, port } = await webServer(({ method }) =>
    method === "Session.logout" ? new Promise(() => {}) : undefined,
  );
  const { session, clock } = sessionAt(port);
  await session.call("Room.getAll");
  let isClosed = false;
  const closing = session.close().then(() => {
    isClosed = true;
  });
  while (asked.length < 3) await settle();
  clock.advance(2999);
  await settle();
  assert.equal(isClosed, false);
  clock.advance(1);
  await closing;
  assert.equal(clock.pending(), 0);
});

test("closed while it logs in: the session that comes is given back", async () => {
  let close = () => {};
  const { methods, port } = await webServer(async ({ method }) => {
    if (method === "Session.login") close();
    return undefined;
  });
  const { session } = sessionAt(port);
  close = () => void session.close();
  await assert.rejects(session.call("Room.getAll"), classed("transport"));
  assert.deepEqual(methods(), ["Session.login", "Session.logout"]);
});

test("a session that is over is given back and renewed, once", async () => {
  for (const [deniedTo, outcome] of [
    [["s1"], "fine"],
    [["s1", "s2"], undefined],
  ] as const) {
    const { methods, port } = await webServer(({ method, params }) =>
      method.startsWith("Room") && (deniedTo as readonly unknown[]).includes(params._session_id_)
        ? { error: { code: 400, message: "access denied" } }
        : undefined,
    );
    const { session } = sessionAt(port);
    const call = session.call("Room.getAll");
    if (outcome) assert.equal(await call, outcome);
    else await assert.rejects(call, classed("auth"));
    assert.deepEqual(methods(), ["Session.login", "Room.getAll", "Session.logout", "Session.login", "Room.getAll"]);
  }
});

test("a session that is over and cannot be renewed is not tried again", async () => {
  let logins = 0;
  const { methods, port } = await webServer(({ method, params }) => {
    if (method === "Session.login") logins += 1;
    const isRefused = method === "Session.login" ? logins === 2 : params._session_id_ === "s1" && method === "Room.get";
    return isRefused ? { error: { code: 400, message: "access denied" } } : undefined;
  });
  const { session, clock } = sessionAt(port);
  await assert.rejects(session.call("Room.get"), classed("auth"));
  methods();
  clock.advance(1_000);
  assert.equal(await session.call("Room.getAll"), "fine");
  assert.deepEqual(methods(), ["Session.login", "Room.getAll"]);
});

test("what an error of the CCU means", async () => {
  let error: object = {};
  const { port } = await webServer(({ method }) => (method.startsWith("Room") ? { error } : undefined));
  const { session } = sessionAt(port);
  for (const [code, message, wanted] of [
    [401, "x", "unsupported"],
    [402, "x", "unsupported"],
    [507, "x", "pending"],
    [500, "interface not available", "transport"],
    [501, "HTTP 503", "transport"],
    [505, "Not Available", "transport"],
    [506, "x", "permanent"],
    ["many", "x", "permanent"],
  ] as const) {
    error = { code, message };
    await assert.rejects(session.call("Room.getAll"), (found: unknown) => {
      assert.ok(found instanceof CcuFault);
      assert.deepEqual([found.class, found.message], [wanted, `Room.getAll: ${message}`]);
      return true;
    });
  }
});

test("what goes out is UTF-8, or Latin-1 for a CCU that passes bytes through", async () => {
  const { asked, port } = await webServer();
  const { session } = sessionAt(port);
  await session.call("A", { name: "Küche" });
  session.latin1 = true;
  await session.call("B", { name: "Küche" });
  const [, utf8, latin1] = asked;
  assert.ok(utf8?.bytes.includes(Buffer.from("Küche", "utf8")));
  assert.equal(utf8?.type, "application/json; charset=utf-8");
  assert.ok(latin1?.bytes.includes(Buffer.from("Küche", "latin1")));
  assert.equal(latin1?.type, "application/json; charset=iso-8859-1");
});

test("a redirection to HTTPS is followed once and stays, whatever its certificate; any other one is none of ours", async () => {
  const secure = await webServer(undefined, true);
  const plain = await webServer(() => new URL(`https://127.0.0.1:${secure.port}`));
  const { session } = sessionAt(plain.port);
  assert.equal(await session.call("Room.getAll"), "fine");
  assert.equal(await session.call("Room.getAll"), "fine");
  assert.deepEqual([plain.asked.length, secure.methods()], [1, ["Session.login", "Room.getAll", "Room.getAll"]]);
  assert.deepEqual((await session.open()).endpoint, {
    ...{ host: "127.0.0.1", port: secure.port, tls: { verify: false } },
  });
  const away = await webServer(() => new URL(`http://127.0.0.1:${plain.port}`));
  await assert.rejects(sessionAt(away.port).session.call("Room.getAll"), classed("transport"));
  assert.equal(plain.asked.length, 1);
});

test("a refused login: told once, and tried again after 1, 2, 4 … seconds up to a minute, after ten every five minutes", async () => {
  const { methods, port } = await webServer(() => ({ result: "" }));
  const { session, clock, warnings } = sessionAt(port);
  const refused = () => assert.rejects(session.call("Room.getAll"), classed("auth"));
  for (const pause of [1, 2, 4, 8, 16, 32, 60, 60, 60, 300, 300]) {
    await refused();
    assert.deepEqual(methods(), ["Session.login"]);
    clock.advance(pause * 1000 - 1);
    await refused();
    assert.deepEqual(methods(), [], `${pause} s`);
    clock.advance(1);
  }
  assert.equal(warnings.length, 1);
});

test("so many calls wait for the web server, one more is refused at once", async () => {
  let go = () => {};
  const held = new Promise<undefined>((resolve) => {
    go = () => resolve(undefined);
  });
  const { port } = await webServer(() => held);
  const { session } = sessionAt(port);
  const limit = 200;
  const calls = Array.from({ length: limit }, () => session.call("A"));
  await assert.rejects(session.call("A"), /more than 200/);
  go();
  assert.equal((await Promise.all(calls)).length, limit);
  await settle();
  assert.equal(await session.call("A"), "fine");
});

test("a page that denies a session gives it back; of another one that is no longer ours nothing is done", async () => {
  const { methods, port } = await webServer();
  const { session } = sessionAt(port);
  const { id } = await session.open();
  assert.equal(id, "s1");
  await session.refused("former");
  assert.deepEqual(methods(), ["Session.login", "CCU.getVersion"]);
  await session.refused(id);
  assert.deepEqual(methods(), ["Session.logout"]);
  assert.equal((await session.open()).id, "s2");
});

test("whose turn comes after its time is not sent", async () => {
  const { methods, port } = await webServer();
  const { session, clock } = sessionAt(port);
  await session.call("A", {}, clock.now());
  const late = session.call("B", {}, clock.now());
  clock.advance(1);
  await assert.rejects(late);
  assert.deepEqual(methods(), ["Session.login", "A"]);
});
