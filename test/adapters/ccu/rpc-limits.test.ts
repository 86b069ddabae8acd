/** Limits of RPC over sockets: how long, how much and how many, at the limit and one past it; what is left open. */
import assert from "node:assert/strict";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import { createCallbackServer } from "../../../adapters/ccu/callback-server.ts";
import * as bin from "../../../adapters/ccu/codec/binrpc.ts";
import { MAX_MESSAGE_BYTES, RpcFault, RpcFormatError } from "../../../adapters/ccu/codec/value.ts";
import * as xml from "../../../adapters/ccu/codec/xmlrpc.ts";
import {
  checkStatus,
  createBinRpcClient,
  createHttpClient,
  createXmlRpcClient,
  MAX_IDLE_SOCKETS,
} from "../../../adapters/ccu/rpc-client.ts";
import { type RpcServerOptions, serveBinRpc, serveXmlRpc } from "../../../adapters/ccu/rpc-server.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { settle } from "./fake-wire.ts";
import { silent } from "./support.ts";

const READ = { idempotent: true };
const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});
/** What never comes ends its test: no test here needs a second. */
const PATIENCE_MS = 10_000;
const until = async (done: () => boolean): Promise<void> => {
  for (const start = performance.now(); !done(); await settle())
    assert.ok(performance.now() - start < PATIENCE_MS, `waited in vain: ${done}`);
};

/** Everybody has seen what happened on the sockets. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await settle();
};

/** Listens on `host`; which connections were made, and which are open. */
async function observed(server: Server, host = "127.0.0.1") {
  const made: Socket[] = [];
  server.on("connection", (socket: Socket) => {
    made.push(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closers.push(() => {
    server.close();
    for (const socket of made) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { port, made, open: () => made.filter((socket) => !socket.destroyed).length };
}

/** Does `act` with the n-th call, on whatever connection it comes. */
async function binPeer(act: (socket: Socket, n: number) => void, host?: string) {
  let calls = 0;
  const server = createTcpServer((socket) => {
    const reader = new bin.FrameReader();
    socket.on("data", (chunk) => {
      for (const _ of reader.push(chunk)) act(socket, ++calls);
    });
  });
  return { ...(await observed(server, host)), calls: () => calls };
}
/** Ends no connection by itself. */
const httpPeer = (act: RequestListener, host?: string) =>
  observed(Object.assign(createHttpServer(act), { keepAliveTimeout: 0 }), host);
const answering: RequestListener = (request, response) => {
  request.resume().on("end", () => response.end(xml.encodeResponse("ok")));
};
const binAnswering = (socket: Socket) => void socket.write(bin.encodeResponse("ok"));

const PROTOCOLS = {
  "XML-RPC": { create: createXmlRpcClient, well: () => httpPeer(answering), mute: () => httpPeer(() => {}) },
  "BIN-RPC": { create: createBinRpcClient, well: () => binPeer(binAnswering), mute: () => binPeer(() => {}) },
};

for (const [name, { create, well, mute }] of Object.entries(PROTOCOLS))
  describe(`a client of ${name}`, () => {
    test("waits for sixty seconds where nobody says otherwise, and asks once", async () => {
      const { port, made } = await mute();
      const clock = createManualClock();
      const client = create({ host: "127.0.0.1", port }, clock);
      closers.push(client.close);
      const outcomes: Error[] = [];
      // it is on its way in time
      const sendBy = clock.now() + 5000;
      client.call("getValue", [], { ...READ, sendBy }).catch((error: Error) => {
        outcomes.push(error);
      });
      await until(() => made.length === 1 && client.localAddress() !== undefined);
      clock.advance(59_999);
      await settle();
      assert.equal(outcomes.length, 0);
      clock.advance(1);
      await until(() => outcomes.length > 0);
      assert.match(outcomes[0]?.message ?? "", /no answer within 60 s/);
      assert.deepEqual([made.length, clock.pending()], [1, 0]);
    });

    test("leaves no timer, whatever became of the call", async () => {
      const clock = createManualClock();
      const { port } = await well();
      const client = create({ host: "127.0.0.1", port }, clock);
      assert.deepEqual([client.localAddress(), client.remoteAddress()], [undefined, undefined]);
      assert.equal(await client.call("setValue", [], { sendBy: clock.now() + 5000 }), "ok");
      assert.equal(await client.call("getValue", [], READ), "ok");
      assert.equal(clock.pending(), 0, "answered");
      assert.deepEqual([client.localAddress(), client.remoteAddress()], ["127.0.0.1", "127.0.0.1"]);
      client.close();
      const nobody = create({ host: "127.0.0.1", port: 1 }, clock);
      await assert.rejects(nobody.call("getValue", [], { sendBy: clock.now() + 5000 }), { class: "transport" });
      assert.equal(clock.pending(), 0, "refused");
    });

    test(`keeps ${MAX_IDLE_SOCKETS} connections for reads, none for ever`, async () => {
      const { port, made, open } = await well();
      const client = create({ host: "127.0.0.1", port }, createManualClock());
      const reads = (count: number) => Promise.all(Array.from({ length: count }, () => client.call("m", [], READ)));
      await reads(MAX_IDLE_SOCKETS + 1);
      await until(() => open() <= MAX_IDLE_SOCKETS);
      await reads(MAX_IDLE_SOCKETS);
      await turns();
      assert.deepEqual([made.length, open()], [MAX_IDLE_SOCKETS + 1, MAX_IDLE_SOCKETS], "used again");
      client.close();
      await until(() => open() === 0);
    });

    test("takes an IPv6 address in brackets", async (t) => {
      const peer = name === "XML-RPC" ? httpPeer(answering, "::1") : binPeer(binAnswering, "::1");
      const { port } = await peer.catch(() => ({ port: 0 }));
      if (port === 0) return t.skip("no IPv6 here");
      const client = create({ host: "[::1]", port }, createManualClock());
      closers.push(client.close);
      assert.equal(await client.call("m", []), "ok");
      assert.equal(client.remoteAddress(), "::1");
    });
  });

describe("connections over BIN-RPC that end while nobody uses them", () => {
  async function keptTwo(act: (socket: Socket, n: number) => void) {
    const peer = await binPeer(act);
    const client = createBinRpcClient({ host: "127.0.0.1", port: peer.port }, createManualClock());
    closers.push(client.close);
    const two = () => Promise.all([client.call("m", [], READ), client.call("m", [], READ)]);
    await two();
    assert.equal(peer.open(), 2);
    return { ...peer, client, two };
  }
  test("are forgotten, whichever it is: the other one stays, and another takes its place", async () => {
    for (const at of [0, 1]) {
      for (const how of ["end", "resetAndDestroy"] as const) {
        const { made, client, two } = await keptTwo(binAnswering);
        (made[at] as Socket)[how]();
        await turns();
        await client.call("m", [], READ);
        assert.equal(made.length, 2, "the other one");
        await client.call("setValue", []);
        assert.equal(made.length, 3, "a write has its own, kept now");
        await two();
        assert.equal(made.length, 3);
      }
    }
  });

  test("a write whose connection breaks costs none of those that are kept", async () => {
    const { made, client, two } = await keptTwo((socket, n) => (n === 3 ? socket.destroy() : binAnswering(socket)));
    await assert.rejects(client.call("setValue", []), { class: "transport" });
    await turns();
    await two();
    assert.equal(made.length, 3);
  });
});

test("a read on a new connection that breaks is not sent again: the CCU has said what there is to say", async () => {
  let requests = 0;
  const { port } = await httpPeer((request) => {
    requests++;
    request.socket.resetAndDestroy();
  });
  const client = createXmlRpcClient({ host: "127.0.0.1", port }, createManualClock());
  closers.push(client.close);
  await assert.rejects(client.call("m", [], READ), { class: "transport" });
  assert.equal(requests, 1);
});

test("a read that is not answered in time is not asked again, nor one whose answer broke off", async () => {
  const clock = createManualClock();
  const silentPeer = await binPeer((socket, n) => void (n === 1 && binAnswering(socket)));
  const client = createBinRpcClient({ host: "127.0.0.1", port: silentPeer.port }, clock);
  closers.push(client.close);
  await client.call("m", [], READ);
  const late = assert.rejects(client.call("m", [], { ...READ, timeoutMs: 5000 }), /no answer within 5 s/);
  await until(() => silentPeer.calls() === 2);
  clock.advance(5000);
  await late;
  await turns();
  assert.deepEqual([silentPeer.calls(), silentPeer.open()], [2, 0]);

  let requests = 0;
  const { port } = await httpPeer((request, response) => {
    if (++requests === 1) return answering(request, response);
    response.writeHead(200, { "Content-Length": 1000 });
    response.write("<?xml", () => request.socket.resetAndDestroy());
  });
  const half = createXmlRpcClient({ host: "127.0.0.1", port }, clock);
  closers.push(half.close);
  await half.call("m", [], READ);
  await assert.rejects(half.call("m", [], READ), { class: "transport" });
  assert.equal(requests, 2);
});

test("an answer may be as long as a message may; one byte more is refused, and nothing more of it is read", async () => {
  let size = MAX_MESSAGE_BYTES;
  const { port, made, open } = await httpPeer((_request, response) => {
    response.writeHead(200);
    response.write(Buffer.alloc(size, "x"));
    // an answer that is too long never ends
    if (size <= MAX_MESSAGE_BYTES) response.end();
  });
  const client = createHttpClient({ host: "127.0.0.1", port }, createManualClock());
  closers.push(client.close);
  const { body } = await client.send("/", undefined, "text/plain");
  assert.equal(body.length, MAX_MESSAGE_BYTES);
  size++;
  await assert.rejects(
    client.send("/", undefined, "text/plain"),
    (error: Error) => error instanceof RpcFormatError && error.message === `answer beyond ${MAX_MESSAGE_BYTES} bytes`,
  );
  await until(() => open() === 0);
  assert.equal(made.length, 2);
});

test("ReGa's port, which closes without saying so: no connection is kept", async () => {
  const { port, open } = await httpPeer(answering);
  const client = createHttpClient({ host: "127.0.0.1", port }, createManualClock(), false);
  assert.equal((await client.send("/", Buffer.from("x"), "text/plain", READ)).status, 200);
  await until(() => open() === 0);
});

test("what a status says: credentials, a CCU that starts, and anything else with the begin of its page", () => {
  const check = (status: number, body = "") => checkStatus({ status, headers: {}, body: Buffer.from(body) });
  check(200);
  for (const status of [401, 403]) assert.throws(() => check(status), { class: "auth" });
  for (const status of [502, 503])
    assert.throws(() => check(status, " a\n b "), {
      name: "RpcFormatError",
      notReady: true,
      message: /HTTP 50\d a b$/,
    });
  const page = `<p>${"0123456789".repeat(20)}`;
  for (const status of [201, 204, 400, 404, 500, 501, 504])
    assert.throws(() => check(status, page), {
      class: "transport",
      message: new RegExp(`\\b${status} ${page.slice(0, 120)}$`),
    });
});

describe("an RPC server", () => {
  async function serving(options: Partial<RpcServerOptions>) {
    const all = { methods: {}, ...options };
    const servers = [await serveXmlRpc(all, { port: 0 }), await serveBinRpc(all, { port: 0 })] as const;
    const clock = createManualClock();
    const clients = [
      createXmlRpcClient({ host: "127.0.0.1", port: servers[0].port }, clock),
      createBinRpcClient({ host: "127.0.0.1", port: servers[1].port }, clock),
    ] as const;
    closers.push(...servers.map((server) => server.close), ...clients.map((client) => client.close));
    return { servers, clients };
  }

  test("listens on this machine only where nobody says otherwise", async () => {
    const { servers } = await serving({});
    for (const { host } of servers) {
      assert.equal(host, "127.0.0.1");
    }
  });

  test("leaves methods that it does not know to whoever wants them: known ones come first, faults stay faults", async () => {
    const { clients } = await serving({
      methods: { known: () => "known" },
      unknown: (method, params) => {
        if (method === "never") throw new RpcFault(-1, "never: unknown method name");
        return [method, ...params];
      },
    });
    for (const client of clients) {
      assert.equal(await client.call("known", []), "known");
      assert.deepEqual(await client.call("other", ["a", 1]), ["other", "a", 1]);
      await assert.rejects(client.call("never", []), { name: "RpcFault", code: -1 });
      const names = await client.call("system.listMethods", []);
      assert.deepEqual(names, ["known", "system.listMethods", "system.multicall"]);
      const calls = ["known", "other", "never"].map((methodName) => ({ methodName }));
      assert.deepEqual(await client.call("system.multicall", [calls]), [
        ["known"],
        [["other"]],
        { faultCode: -1, faultString: "never: unknown method name" },
      ]);
    }
  });

  test("takes messages of its limit, and tells about longer ones", async () => {
    for (const at of [0, 1] as const) {
      const size = [xml, bin][at]?.encodeCall("echo", ["x".repeat(1000)]).length as number;
      const refused: string[] = [];
      const options = { limit: size, refused: (why: string, by: string) => refused.push(`${by}: ${why}`) };
      const { clients } = await serving({ methods: { echo: ([value]) => value as string }, ...options });
      assert.equal(await clients[at].call("echo", ["x".repeat(1000)]), "x".repeat(1000));
      assert.deepEqual(refused, []);
      await assert.rejects(clients[at].call("echo", ["x".repeat(1001)]), { class: "transport" });
      assert.deepEqual(refused, [
        `127.0.0.1: ${at === 0 ? "body too large" : `frame of ${size + 1} bytes, limit ${size}`}`,
      ]);
    }
  });

  /** What comes back for these bytes, until the server ends the connection or has said as much. */
  const raw = (port: number, parts: readonly string[], enough: RegExp) =>
    new Promise<string>((resolve) => {
      let got = "";
      const socket = connect(port, "127.0.0.1", async () => {
        for (const part of parts) {
          socket.write(part);
          await settle();
        }
      });
      socket.on("data", (bytes) => {
        got += bytes;
        if (!enough.test(got)) return;
        resolve(got);
        socket.destroy();
      });
      socket.on("close", () => resolve(got));
      socket.on("error", () => {});
      socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    });
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  const HEAD = "POST / HTTP/1.1\r\nHost: x\r\n";

  test("counts a body that comes in chunks, however it is cut; the connection goes on, or ends after a refusal", async () => {
    const body = xml.encodeCall("echo", ["x"]).toString();
    const refused: string[] = [];
    const { servers } = await serving({
      ...{ methods: { echo: () => "fine" }, limit: body.length },
      refused: (why) => refused.push(why),
    });
    const chunked = (text: string) => [
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n`,
      chunk(text.slice(0, 9)),
      chunk(text.slice(9)),
    ];
    const taken = await raw(servers[0].port, [...chunked(body), "0\r\n\r\n"], /<\/methodResponse>/);
    assert.match(taken, /^HTTP\/1\.1 200 [\s\S]*fine/);
    assert.match(taken, /Keep-Alive: timeout=65/);
    assert.match(taken, /Content-Type: text\/xml/);
    // at once: the server ends the connection as soon as it has read too much
    const tooLong = [[...chunked(`${body} `), chunk("and"), chunk("on"), "0\r\n\r\n"].join("")];
    const answer = await raw(servers[0].port, tooLong, /never/);
    assert.match(answer, /^HTTP\/1\.1 413 [\s\S]*Connection: close[\s\S]*too large$/i);
    assert.equal(answer.match(/HTTP\/1\.1/g)?.length, 1);
    assert.deepEqual(refused, ["body too large"], "told once");
  });

  test("refuses a body by what is announced of it, before it comes", async () => {
    const refused: string[] = [];
    const { servers } = await serving({ limit: 1000, refused: (why, by) => refused.push(`${by}: ${why}`) });
    assert.match(await raw(servers[0].port, [`${HEAD}Content-Length: 1001\r\n\r\n`], /never/), /^HTTP\/1\.1 413 /);
    const allowed = [`${HEAD}Content-Length: 1000\r\n\r\n`, "x".repeat(1000)];
    assert.match(await raw(servers[0].port, allowed, /never/), /^HTTP\/1\.1 400 [\s\S]*Invalid XML-RPC message/);
    assert.deepEqual([refused.length, refused[0]], [2, "127.0.0.1: body too large"], "both are told");
    assert.match(refused[1] ?? "", /^127\.0\.0\.1: (?!body)/);
  });

  test("says that it has failed where it has, and ends the connection", async () => {
    const { servers } = await serving({
      refused() {
        throw new Error("the log is full");
      },
    });
    const answer = await raw(servers[0].port, [`${HEAD}Content-Length: 1\r\n\r\nx`], /never/);
    assert.match(answer, /^HTTP\/1\.1 500 [\s\S]*text\/plain[\s\S]*Connection: close[\s\S]*internal error$/);
  });

  test("ends a connection that speaks no HTTP, or takes five minutes for a request, and goes on", async () => {
    const { servers, clients } = await serving({ methods: { echo: () => "fine" } });
    for (const text of ["Bin\0\0\0\0\x01x", "GET\r\n\r\n", "\x16\x03\x01\x02"])
      assert.match(await raw(servers[0].port, [text], /never/), /^HTTP\/1\.1 400 |^$/);
    assert.equal(await clients[0].call("echo", []), "fine");
    assert.equal(createHttpServer().requestTimeout, 300_000, "Node's own limit");
  });

  test("is not disturbed by a request that breaks off, in its head, its body, or while it is answered", async () => {
    const held = Promise.withResolvers<string>();
    let begun = 0;
    const methods = {
      echo: () => "fine",
      wait: () => {
        begun++;
        return held.promise;
      },
    };
    const { servers, clients } = await serving({ methods });
    const call = xml.encodeCall("wait", []).toString();
    for (const text of [
      HEAD,
      `${HEAD}Content-Length: 999\r\n\r\n<?xml`,
      `${HEAD}Content-Length: ${call.length}\r\n\r\n${call}`,
    ]) {
      const socket = connect(servers[0].port, "127.0.0.1");
      socket.on("error", () => {});
      await new Promise<void>((resolve) => socket.write(text, () => resolve()));
      if (text.endsWith(call)) await until(() => begun === 1);
      await turns();
      socket.resetAndDestroy();
    }
    await turns();
    held.resolve("late");
    await turns();
    assert.equal(await clients[0].call("echo", []), "fine");
  });

  test("answers the calls of one BIN-RPC connection in their order, the quick one after the slow one", async () => {
    const slow = Promise.withResolvers<string>();
    const { servers } = await serving({ methods: { slow: () => slow.promise, quick: () => "quick" } });
    const reader = new bin.FrameReader();
    const answers: unknown[] = [];
    const socket = connect(servers[1].port, "127.0.0.1");
    closers.push(() => socket.destroy());
    socket.on("data", (bytes: Buffer) => {
      for (const frame of reader.push(bytes)) answers.push(bin.decodeResponse(frame));
    });
    socket.write(Buffer.concat(["slow", "quick"].map((method) => bin.encodeCall(method, []))));
    await turns();
    assert.deepEqual(answers, []);
    slow.resolve("slow");
    await until(() => answers.length === 2);
    assert.deepEqual(answers, ["slow", "quick"]);
  });
});

describe("the server for callbacks", () => {
  const create = (options: Partial<Parameters<typeof createCallbackServer>[0]> = {}) => {
    const server = createCallbackServer({ clock: createManualClock(), log: silent, ...options });
    closers.push(() => server.stop());
    return server;
  };

  test("listens on every address of this machine where nobody says otherwise", async (t) => {
    if (process.platform !== "linux") return t.skip("it has one address for itself only");
    const server = create();
    await server.start();
    for (const protocol of ["xmlrpc", "binrpc"] as const)
      assert.equal(await server.selfTest(server.url(protocol, "127.0.0.2")), undefined);
  });

  test("listens once, however often it is started; stopped it has no port, and can be started again", async () => {
    const server = create();
    const url = () => server.url("xmlrpc", "127.0.0.1");
    await Promise.all([server.start(), server.start()]);
    const first = url();
    await server.start();
    assert.equal(url(), first);
    await server.stop();
    assert.equal(url(), "http://127.0.0.1:0/RPC2");
    await server.start();
    assert.equal(await server.selfTest(url()), undefined);
  });

  test("gives itself five seconds to answer, and leaves no connection behind", async () => {
    const clock = createManualClock();
    const server = create({ clock });
    for (const [name, { mute, well }] of Object.entries(PROTOCOLS)) {
      const scheme = name === "XML-RPC" ? "http" : "xmlrpc_bin";
      const { port, made, open } = await mute();
      let outcome: string | undefined;
      void server.selfTest(`${scheme}://127.0.0.1:${port}`).then((reason) => {
        outcome = reason;
      });
      await until(() => made.length === 1);
      clock.advance(4999);
      await settle();
      assert.equal(outcome, undefined);
      clock.advance(1);
      await until(() => outcome !== undefined);
      assert.match(outcome ?? "", /no answer within 5 s/);
      const other = await well();
      assert.equal(await server.selfTest(`${scheme}://127.0.0.1:${other.port}`), "somebody else answers there");
      await until(() => open() + other.open() === 0);
    }
  });

  test("writes an IPv6 address in brackets and without its zone", () => {
    for (const [local, host] of [
      ["fe80::1%eth0", "[fe80::1]"],
      ["::ffff:192.0.2.1", "192.0.2.1"],
      ["ccu.example", "ccu.example"],
    ] as const) {
      assert.equal(create().url("xmlrpc", local), `http://${host}:0/RPC2`);
      assert.equal(create({ publicHost: local }).url("binrpc", "x"), `xmlrpc_bin://${host}:0`);
    }
  });
});
