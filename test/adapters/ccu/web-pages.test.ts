/** Pages of the WebUI, against a scripted web server: the session they know, redirections, texts, silence, and sessions that are over. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { isSilent, isUnreadable, notReady } from "../../../adapters/ccu/faults.ts";
import type { JsonRpcSession, WebSession } from "../../../adapters/ccu/jsonrpc.ts";
import type { Endpoint } from "../../../adapters/ccu/rpc-client.ts";
import { PAGE_LIMIT, PAGE_TIMEOUT_MS, SessionOver, WebPages } from "../../../adapters/ccu/web-pages.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { CERTIFICATE, KEY } from "./certificate.ts";
import { settle } from "./fake-wire.ts";

const closers: (() => unknown)[] = [];
after(() => {
  for (const close of closers) close();
});

/** What a page was asked for, with the body it was given. */
interface Asked {
  method: string | undefined;
  url: string | undefined;
  type: string | undefined;
  length: string | undefined;
  body: string;
}

async function webServer(answer: RequestListener = (_, response) => void response.end("page"), tls = false) {
  const asked: Asked[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    try {
      for await (const piece of request) body += piece;
    } catch {
      return;
    }
    const { "content-type": type, "content-length": length } = request.headers;
    asked.push({ method: request.method, url: request.url, type, length, body });
    answer(request, response);
  };
  const server = tls ? createTlsServer({ key: KEY, cert: CERTIFICATE }, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { port, asked: () => asked.splice(0), secured: `https://127.0.0.1:${port}` };
}

function pagesAt(port: number, more: Partial<Endpoint> = {}) {
  const clock = createManualClock();
  const endpoint: Endpoint = { host: "127.0.0.1", port, ...more };
  const told: string[] = [];
  let sessions = 0;
  const session = {
    async open(): Promise<WebSession> {
      sessions += 1;
      told.push(`open s${sessions}`);
      return { id: `s${sessions}`, endpoint };
    },
    refused: async (id: string) => void told.push(`refused ${id}`),
  } as unknown as JsonRpcSession;
  const of: WebSession = { id: "s", endpoint };
  return { clock, pages: new WebPages(session, clock), session: of, told };
}
async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const GET = { path: "/pages/p" } as const;
/** Until something that sockets bring has come. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await settle();
}
const faultOf = async (work: Promise<unknown>): Promise<CcuFault> => {
  const fault = await work.then(
    () => assert.fail("no fault"),
    (error: unknown) => error,
  );
  assert.ok(fault instanceof CcuFault, String(fault));
  return fault;
};

test("a page is asked for with the session, what is asked, and a body in one piece or in several", async () => {
  const { port, asked } = await webServer();
  const { pages, session } = pagesAt(port);
  assert.equal(await pages.text(session, { ...GET, query: { a: "1 & 2" } }), "page");
  const post = { path: "/pages/p", type: "text/plain" } as const;
  await pages.text(session, { ...post, body: Buffer.from("whole") });
  async function* pieces() {
    yield Buffer.from("in ");
    yield Buffer.from("pieces");
  }
  await pages.text(session, { ...post, body: pieces(), length: 9 });
  const none = { type: undefined, length: undefined, body: "" };
  assert.deepEqual(asked(), [
    { ...none, method: "GET", url: "/pages/p?sid=@s@&a=1+%26+2" },
    { method: "POST", url: "/pages/p?sid=@s@", type: "text/plain", length: "5", body: "whole" },
    { method: "POST", url: "/pages/p?sid=@s@", type: "text/plain", length: "9", body: "in pieces" },
  ]);
});

test("status and kind of a page are told; one that nobody wants is ended unread", async () => {
  let isEnded = false;
  const { port } = await webServer((_, response) => {
    response.on("close", () => {
      isEnded = true;
    });
    response.writeHead(206, { "Content-Type": "application/x-tar" }).write("first");
  });
  const { pages, session } = pagesAt(port);
  const { status, type, drop } = await pages.page(session, GET);
  assert.deepEqual([status, type], [206, "application/x-tar"]);
  drop();
  await until(() => isEnded);
  const plain = await webServer();
  assert.equal((await pagesAt(plain.port).pages.page(pagesAt(plain.port).session, GET)).type, "");
});

test("a redirection to HTTPS is followed, whatever its certificate, and stays; one to elsewhere is not, nor one of what acts", async () => {
  const secure = await webServer(undefined, true);
  for (const status of [300, 302, 399]) {
    const plain = await webServer((_, response) => void response.writeHead(status, { Location: secure.secured }).end());
    const { pages, session } = pagesAt(plain.port);
    for (let n = 0; n < 2; n += 1) assert.equal(await pages.text(session, GET), "page");
    assert.deepEqual([plain.asked().length, secure.asked().length], [1, 2]);
    assert.deepEqual(session.endpoint, { host: "127.0.0.1", port: secure.port, tls: { verify: false } });
    const acting = pagesAt(plain.port);
    const fault = await faultOf(acting.pages.text(acting.session, { ...GET, body: Buffer.from("x") }));
    assert.deepEqual([fault.class, fault.message], ["transport", "/pages/p: the CCU sends us elsewhere"]);
    assert.deepEqual([isUnreadable(fault), notReady(fault), secure.asked()], [true, false, []]);
  }
  let isClosed = false;
  const endless = await webServer((_, response) => {
    response.on("close", () => {
      isClosed = true;
    });
    response.writeHead(302, { Location: secure.secured }).write("moved");
  });
  const moved = pagesAt(endless.port);
  assert.equal(await moved.pages.text(moved.session, GET), "page");
  await until(() => isClosed);
  for (const headers of [{ Location: "http://127.0.0.1:1/" }, {}]) {
    const { port } = await webServer((_, response) => void response.writeHead(302, headers as never).end());
    const { pages, session } = pagesAt(port);
    assert.match((await faultOf(pages.text(session, GET))).message, /sends us elsewhere/);
    assert.equal(session.endpoint.port, port);
  }
  const strict = pagesAt(secure.port, { tls: { verify: true } });
  assert.match((await faultOf(strict.pages.text(strict.session, GET))).message, /not trusted/);
});

test("a text is UTF-8 where it is that, else Latin-1; a status that is none of a page is a fault", async () => {
  for (const encoding of ["utf8", "latin1"] as const) {
    const { port } = await webServer((_, response) => void response.end(Buffer.from("Küche", encoding)));
    const { pages, session } = pagesAt(port);
    assert.equal(await pages.text(session, GET), "Küche");
  }
  for (const [status, found] of [
    [401, "auth"],
    [403, "auth"],
    [500, "transport"],
    [201, "transport"],
  ] as const) {
    const { port } = await webServer((_, response) => void response.writeHead(status).end("no"));
    const { pages, session } = pagesAt(port);
    assert.equal((await faultOf(pages.text(session, GET))).class, found, `${status}`);
  }
});

test("a page of so many bytes and no more is read as a text", async () => {
  for (const bytes of [PAGE_LIMIT, PAGE_LIMIT + 1]) {
    const { port } = await webServer((_, response) => void response.end(Buffer.alloc(bytes, "x")));
    const { pages, session } = pagesAt(port);
    const read = pages.text(session, GET);
    if (bytes === PAGE_LIMIT) assert.equal((await read).length, bytes);
    else assert.match((await faultOf(read)).message, /beyond/);
  }
});

test("silence for so long is a fault, before the answer and between its pieces; each piece is a sign of life", async () => {
  for (const [idleMs, limit] of [
    [undefined, PAGE_TIMEOUT_MS],
    [2_000, 2_000],
  ] as const) {
    const asked = { ...GET, ...(idleMs === undefined ? {} : { idleMs }) };
    const answers: ServerResponse[] = [];
    const { port } = await webServer((_, response) => void answers.unshift(response));
    for (const pieces of [0, 1, 2]) {
      const { pages, session, clock } = pagesAt(port);
      answers.length = 0;
      let size = 0;
      const read = async () => {
        for await (const piece of (await pages.page(session, asked)).body) size += piece.length;
      };
      const fault = faultOf(read());
      let isOver = false;
      const ended = fault.then(() => {
        isOver = true;
      });
      await until(() => answers.length > 0);
      for (let piece = 1; piece <= pieces; piece += 1) {
        clock.advance(limit - 1);
        answers[0]?.write("x");
        await until(() => size === piece);
        await settle();
      }
      clock.advance(limit - 1);
      for (let turn = 0; turn < 20; turn += 1) await settle();
      assert.equal(isOver, false, `${pieces} pieces`);
      clock.advance(1);
      await ended;
      assert.ok(isSilent(await fault), `${pieces} pieces`);
    }
  }
});

test("what is sent in pieces may take as long as it likes, as long as pieces come", async () => {
  const { port } = await webServer();
  const { pages, session, clock } = pagesAt(port);
  async function* slowly() {
    for (let piece = 0; piece < 3; piece += 1) {
      clock.advance(PAGE_TIMEOUT_MS - 1);
      yield Buffer.from("x");
    }
    clock.advance(PAGE_TIMEOUT_MS - 1);
  }
  const post = { path: "/pages/p", length: 3 } as const;
  assert.equal(await pages.text(session, { ...post, body: slowly() }), "page");
  assert.equal(clock.pending(), 0, "no timer stays");
  const deaf = await webServer(() => {});
  const waiting = pagesAt(deaf.port);
  const fault = faultOf(waiting.pages.text(waiting.session, { ...post, body: once("xxx") }));
  while (deaf.asked().length === 0) await settle();
  waiting.clock.advance(PAGE_TIMEOUT_MS);
  assert.ok(isSilent(await fault), "silence after the last piece");
  // biome-ignore lint/correctness/useYield: it fails before there is anything
  async function* broken(): AsyncGenerator<Uint8Array> {
    throw new Error("the file is gone");
  }
  assert.match((await faultOf(pages.text(session, { ...post, body: broken() }))).message, /\/pages\/p/);
});

test("a large body waits for a CCU that takes it slowly, and ends with a CCU that hangs up", async () => {
  const PIECES = 40;
  let taken = 0;
  async function* large() {
    for (taken = 0; taken < PIECES; taken += 1) yield Buffer.alloc(256 * 1024, "x");
  }
  const post = { path: "/pages/p", length: PIECES * 256 * 1024 } as const;
  const whole = await webServer();
  const { pages, session } = pagesAt(whole.port);
  assert.equal(await pages.text(session, { ...post, body: large() }), "page");
  assert.equal(whole.asked()[0]?.body.length, post.length);
  const server = createServer((request) => void request.once("readable", () => request.socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  const gone = pagesAt((server.address() as AddressInfo).port);
  assert.equal((await faultOf(gone.pages.text(gone.session, { ...post, body: large() }))).class, "transport");
  assert.ok(taken < PIECES, "what nobody takes is not read to its end");
});

test("a page that is cut off is no page", async () => {
  const { port } = await webServer((_, response) => {
    response.writeHead(200, { "Content-Length": 10 }).write("half");
    setImmediate(() => response.destroy());
  });
  const { pages, session } = pagesAt(port);
  const fault = await faultOf(pages.text(session, GET));
  assert.equal(fault.class, "transport");
  const gone = pagesAt(1);
  const refused = await faultOf(gone.pages.text(gone.session, GET));
  assert.equal(refused.message, "/pages/p: the CCU refuses the connection");
  assert.equal(gone.clock.pending(), 0, "no timer stays");
});

test("a session that turns out to be over is given back, and what is done in it done once more; then it is a fault", async () => {
  const { pages, told } = pagesAt(1);
  assert.equal((await pages.open()).id, "s1");
  assert.equal(await pages.withSession(async ({ id }) => id), "s2");
  told.length = 0;
  const once = await pages.withSession(async ({ id }) => {
    if (id === "s3") throw new SessionOver("a login page");
    return id;
  });
  assert.deepEqual([once, told.splice(0)], ["s4", ["open s3", "refused s3", "open s4"]]);
  const over = await faultOf(
    pages.withSession(async () => {
      throw new SessionOver("a login page");
    }),
  );
  assert.deepEqual([over.class, over.message], ["auth", "a login page"]);
  assert.deepEqual(told.splice(0), ["open s5", "refused s5", "open s6"]);
  const other = new CcuFault("transport", "away");
  const failing = (first: Error) => {
    let n = 0;
    return pages.withSession(async () => {
      n += 1;
      throw n === 1 ? first : other;
    });
  };
  assert.equal(await faultOf(failing(other)), other);
  assert.deepEqual(told.splice(0), ["open s7"], "once");
  assert.equal(await faultOf(failing(new SessionOver("x"))), other);
});
