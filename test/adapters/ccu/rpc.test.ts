import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import * as bin from "../../../adapters/ccu/codec/binrpc.ts";
import { RpcFault, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { encodeResponse } from "../../../adapters/ccu/codec/xmlrpc.ts";
import { createBinRpcClient, createXmlRpcClient } from "../../../adapters/ccu/rpc-client.ts";
import { MAX_MULTICALL, type RpcServerOptions, serveBinRpc, serveXmlRpc } from "../../../adapters/ccu/rpc-server.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers) await close();
});
const clock = createManualClock();
const methods: RpcServerOptions["methods"] = {
  echo: (params) => params,
  later: async ([value]) => value,
  fail: () => {
    throw new RpcFault(-5, "Unknown Parameter");
  },
  crash: () => {
    throw new Error("bug");
  },
  // not even an Error
  poison: () => {
    throw undefined;
  },
};

async function both(options: Partial<RpcServerOptions> = {}) {
  const xml = await serveXmlRpc({ methods, ...options }, { port: 0 });
  const bins = await serveBinRpc({ methods, ...options }, { port: 0 });
  const clients = [
    createXmlRpcClient({ host: "127.0.0.1", port: xml.port }, clock),
    createBinRpcClient({ host: "127.0.0.1", port: bins.port }, clock),
  ];
  closers.push(...clients.map((client) => client.close), xml.close, bins.close);
  return { xml, bins, clients };
}

describe("RPC over sockets, both protocols", () => {
  test("calls, faults, unknown methods", async () => {
    const { clients } = await both();
    for (const client of clients) {
      assert.deepEqual(await client.call("echo", ["Küche", 1, true, []]), ["Küche", 1, true, []]);
      assert.equal(await client.call("later", ["x"], { idempotent: true }), "x");
      await assert.rejects(client.call("fail", []), { name: "RpcFault", code: -5, message: "Unknown Parameter" });
      await assert.rejects(client.call("crash", []), { name: "RpcFault", code: -1, message: "bug" });
      await assert.rejects(client.call("toString", []), { code: -1, message: "toString: unknown method name" });
      await assert.rejects(client.call("__proto__", []), { code: -1 });
      assert.equal(client.localAddress(), "127.0.0.1");
    }
  });

  test("a method that throws what is no error costs its own answer: the calls behind it are answered", async () => {
    const { clients } = await both();
    for (const client of clients) {
      await assert.rejects(client.call("poison", [], { idempotent: true }), { code: -1 });
      assert.equal(await client.call("later", ["next"], { idempotent: true }), "next");
    }
  });

  test("multicall: one-element lists, fault structs, no recursion, order kept", async () => {
    const { clients } = await both();
    const calls: RpcValue = [
      { methodName: "later", params: ["a"] },
      { methodName: "fail", params: [] },
      { methodName: "system.multicall", params: [[]] },
      "nonsense",
      { methodName: "echo", params: ["b"] },
    ];
    for (const client of clients) {
      assert.deepEqual(await client.call("system.multicall", [calls]), [
        ["a"],
        { faultCode: -5, faultString: "Unknown Parameter" },
        { faultCode: -1, faultString: "system.multicall: bad call" },
        { faultCode: -1, faultString: "system.multicall: bad call" },
        [["b"]],
      ]);
      await assert.rejects(client.call("system.multicall", [""]), { code: -1 });
    }
  });

  test("a multicall of so many calls and no more", async () => {
    const { clients } = await both();
    const calls = (count: number) => [Array.from({ length: count }, () => ({ methodName: "echo", params: ["x"] }))];
    for (const client of clients) {
      assert.equal(((await client.call("system.multicall", calls(MAX_MULTICALL))) as unknown[]).length, MAX_MULTICALL);
      const tooMany = client.call("system.multicall", calls(MAX_MULTICALL + 1));
      await assert.rejects(tooMany, { code: -1, message: new RegExp(`more than ${MAX_MULTICALL} calls`) });
    }
  });

  test("a server that is closed ends the connections that it has, and waits for nobody", async () => {
    const { xml, bins } = await both();
    for (const server of [xml, bins]) {
      const socket = connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      await new Promise<void>((resolve) => socket.once("connect", resolve));
      const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
      socket.resume();
      // the server has to have seen it
      await new Promise<void>((resolve) => setTimeout(resolve, 20));
      await server.close();
      await ended;
    }
  });

  test("a connection that is reset harms nobody", async () => {
    const { bins, clients } = await both();
    const [, client] = clients;
    await client?.call("echo", ["x"], { idempotent: true });
    const socket = connect(bins.port, "127.0.0.1");
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.resetAndDestroy();
    await gone;
    assert.deepEqual(await client?.call("echo", ["y"], { idempotent: true }), ["y"]);
  });

  test("strangers are turned away", async () => {
    const refused: string[] = [];
    const { clients } = await both({ allow: () => false, refused: (reason) => refused.push(reason) });
    await assert.rejects(clients[0]!.call("echo", []), { name: "CcuFault", class: "auth" });
    await assert.rejects(clients[1]!.call("echo", []), { name: "CcuFault", class: "transport" });
    assert.deepEqual(refused, ["not a configured CCU", "not a configured CCU"]);
  });

  test("bodies: at the limit and one past it, announced or not", async () => {
    const { encodeCall } = await import("../../../adapters/ccu/codec/xmlrpc.ts");
    const size = encodeCall("echo", ["x".repeat(1000)]).length;
    const { xml, clients } = await both({ limit: size });
    assert.ok(await clients[0]!.call("echo", ["x".repeat(1000)]));
    await assert.rejects(clients[0]!.call("echo", ["x".repeat(1001)]), { class: "transport" });
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(xml.port, "127.0.0.1", () => {
        socket.write("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        socket.write(`${(size + 1).toString(16)}\r\n${"x".repeat(size + 1)}\r\n`);
      });
      socket.on("data", (bytes) => {
        resolve(bytes.toString());
        socket.destroy();
      });
      socket.on("error", reject);
    });
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });

  test("garbage is answered or cut off, and the next caller is served", async () => {
    const { xml, bins, clients } = await both();
    for (const port of [xml.port, bins.port]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, "127.0.0.1", () => socket.end("\x00\xff garbage \r\n\r\n"));
        socket.on("close", () => resolve());
        socket.on("error", () => undefined);
        socket.resume();
      });
    }
    for (const client of clients) assert.deepEqual(await client.call("echo", [1]), [1]);
  });

  test("answers have a Content-Length, calls too: libXmlRpc knows no chunks", async () => {
    const { xml } = await both();
    const answer = await fetch(`http://127.0.0.1:${xml.port}/any/path`, {
      method: "POST",
      body: "<methodCall><methodName>echo</methodName></methodCall>",
    });
    assert.equal(answer.headers.get("content-length"), String((await answer.arrayBuffer()).byteLength));
    const seen = await rawHttp(() => ({ status: 200, body: "<methodResponse/>" }));
    await createXmlRpcClient({ host: "127.0.0.1", port: seen.port }, clock).call("m", []);
    assert.ok(Number(seen.requests[0]?.["content-length"]) > 0);
  });
});

async function rawHttp(answer: () => { status: number; body: string }) {
  const requests: Record<string, unknown>[] = [];
  const server = createHttpServer((request, response) => {
    requests.push(request.headers);
    const { status, body } = answer();
    response.writeHead(status, { "Content-Length": Buffer.byteLength(body) }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { port: (server.address() as AddressInfo).port, requests };
}

describe("what a client makes of a CCU that is not well", () => {
  test("503, HTML with 200 and text of a booting CCU are `CCU not ready`", async () => {
    for (const [status, body] of [
      [503, "CCU not ready"],
      [200, "<html><head><TITLE>starting</TITLE></head>"],
      [503, "<!DOCTYPE html><html></html>"],
      [200, "ReGa is not ready"],
    ] as const) {
      const { port } = await rawHttp(() => ({ status, body }));
      await assert.rejects(createXmlRpcClient({ host: "127.0.0.1", port }, clock).call("getVersion", []), {
        class: "transport",
        message: /CCU not ready/,
      });
    }
  });

  test("401 is a matter of credentials; they are sent when there are some", async () => {
    const { port, requests } = await rawHttp(() => ({ status: 401, body: "no" }));
    const auth = { username: "me", password: "secret" };
    await assert.rejects(createXmlRpcClient({ host: "127.0.0.1", port, auth }, clock).call("m", []), { class: "auth" });
    assert.equal(requests[0]?.authorization, "Basic bWU6c2VjcmV0");
  });

  test("nobody there", async () => {
    const server = await serveXmlRpc({ methods: {} }, { port: 0 });
    await server.close();
    for (const create of [createXmlRpcClient, createBinRpcClient]) {
      await assert.rejects(create({ host: "127.0.0.1", port: server.port }, clock).call("m", []), {
        class: "transport",
        message: /refuses the connection/,
      });
    }
  });

  test("no answer: the call fails at its own deadline", async () => {
    const silent = createTcpServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const sockets: { destroy(): void }[] = [];
    closers.push(
      () => silent.close(),
      () => {
        for (const socket of sockets) socket.destroy();
      },
    );
    for (const create of [createXmlRpcClient, createBinRpcClient]) {
      const own = createManualClock();
      const arrived = new Promise<void>((resolve) =>
        silent.once("connection", (socket) => {
          sockets.push(socket);
          resolve();
        }),
      );
      const client = create({ host: "127.0.0.1", port: (silent.address() as AddressInfo).port }, own);
      const call = client.call("m", [], { timeoutMs: 10_000 });
      await arrived;
      own.advance(10_000);
      await assert.rejects(call, { class: "transport", message: /no answer within 10 s/ });
      client.close();
    }
  });

  test("a pooled connection that died: reads are repeated once, writes never use one", async () => {
    let calls = 0;
    const server = createHttpServer((request, response) => {
      calls++;
      request.resume().on("end", () => {
        const { encodeResponse } = codec;
        const body = encodeResponse(calls);
        response.writeHead(200, { "Content-Length": body.length });
        // Answers and slams the door after the next request has been written into it.
        response.end(body);
        request.socket.once("data", () => request.socket.destroy());
      });
    });
    const codec = await import("../../../adapters/ccu/codec/xmlrpc.ts");
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    const client = createXmlRpcClient({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }, clock);
    assert.equal(await client.call("getValue", [], { idempotent: true }), 1);
    const second = await client.call("getValue", [], { idempotent: true });
    assert.ok(typeof second === "number" && second >= 2, "the repetition on a new connection was answered");
    const before = calls;
    await client.call("setValue", []);
    assert.equal(calls, before + 1);
    client.close();
  });

  test("BIN-RPC: an answer in single bytes is put together", async () => {
    const server = createTcpServer((socket) => {
      socket.once("data", async () => {
        for (const byte of bin.encodeResponse("Küche")) {
          socket.write(Buffer.from([byte]));
          await new Promise<void>((resolve) => setImmediate(resolve));
        }
      });
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => server.close());
    const client = createBinRpcClient({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }, clock);
    assert.equal(await client.call("m", []), "Küche");
    client.close();
  });

  /** A BIN-RPC server that does `act` with the n-th frame it gets, on whatever connection. */
  async function binServer(act: (socket: Socket, n: number) => void) {
    let frames = 0;
    const open: Socket[] = [];
    const server = createTcpServer((socket) => {
      open.push(socket);
      const reader = new bin.FrameReader();
      socket.on("data", (chunk) => {
        for (const _ of reader.push(chunk)) act(socket, ++frames);
      });
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = createBinRpcClient({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }, clock);
    closers.push(client.close, () => {
      server.close();
      for (const socket of open) socket.destroy();
    });
    return { client, open, frames: () => frames };
  }
  const READ = { idempotent: true };

  test("BIN-RPC: a kept connection that died is replaced, once and for reads only", async () => {
    // the second frame finds the door slammed
    const { client, open } = await binServer((socket, n) =>
      n === 2 ? socket.destroy() : socket.write(bin.encodeResponse(n)),
    );
    assert.equal(await client.call("getValue", [], READ), 1);
    assert.equal(await client.call("getValue", [], READ), 3, "asked again on a new connection");
    assert.equal(await client.call("getValue", [], READ), 4);
    assert.equal(open.length, 2, "which is kept in its place");
    assert.equal(await client.call("setValue", []), 5);
    assert.equal(open.length, 3, "a write has its own");
    const dead = await binServer((socket) => socket.destroy());
    await assert.rejects(dead.client.call("getValue", [], READ), { class: "transport" });
    assert.equal(dead.frames(), 1, "a new connection that is closed says what there is to say");
  });

  test("BIN-RPC: a kept connection that is reset while nobody asks is replaced", async () => {
    const { client, open } = await binServer((socket, n) => socket.write(bin.encodeResponse(n)));
    assert.equal(await client.call("getValue", [], READ), 1);
    const [kept] = open as [Socket];
    const gone = new Promise<void>((resolve) => kept.once("close", () => resolve()));
    kept.resetAndDestroy();
    await gone;
    // the other side sees it in one of the next rounds of the loop
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    assert.equal(await client.call("getValue", [], READ), 2);
    assert.equal(open.length, 2);
  });

  test("a client that is closed while it waits on a kept connection asks nobody once more", async () => {
    const { client, frames } = await binServer((socket, n) => n === 1 && socket.write(bin.encodeResponse(n)));
    let requests = 0;
    const server = createHttpServer((request, response) => {
      request.resume().on("end", () => ++requests === 1 && response.end(encodeResponse(1)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    const other = createXmlRpcClient({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }, clock);
    for (const [one, asked] of [
      [client, frames],
      [other, () => requests],
    ] as const) {
      assert.equal(await one.call("getValue", [], READ), 1);
      const waiting = assert.rejects(one.call("getValue", [], READ), { class: "transport" });
      while (asked() < 2) await new Promise<void>((resolve) => setImmediate(resolve));
      one.close();
      await waiting;
      assert.equal(asked(), 2);
    }
  });

  test("BIN-RPC: half an answer is none, and nobody asks again for what may be under way", async () => {
    const whole = bin.encodeResponse("x".repeat(100));
    const { client, frames } = await binServer((socket, n) => {
      if (n === 1) socket.write(whole);
      else socket.end(whole.subarray(0, 20));
    });
    await client.call("getValue", [], READ);
    await assert.rejects(client.call("getValue", [], READ), { class: "transport" });
    assert.equal(frames(), 2);
  });

  test("BIN-RPC: what is no answer fails the call at once, and the next one has another connection", async () => {
    const { client, open } = await binServer((socket, n) =>
      socket.write(n === 1 ? Buffer.from("HTTP/1.1 400 Bad Request") : bin.encodeResponse(n)),
    );
    await assert.rejects(client.call("getValue", []), { class: "transport" });
    assert.equal(await client.call("getValue", [], READ), 2);
    assert.equal(open.length, 2);
    await new Promise<void>((resolve) => setImmediate(resolve));
    assert.equal(open[0]?.destroyed || open[0]?.readableEnded, true);
  });
});
