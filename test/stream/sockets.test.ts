import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { SqliteEventLog } from "../../adapters/sqlite/event-log.ts";
import { DatabaseFile } from "../../adapters/sqlite/file.ts";
import { frameText } from "../../adapters/ws/socket.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { BACKLOG_LIMIT, MESSAGE_LIMIT } from "../../handlers/stream/limits.ts";
import { draft, type Frame, settled } from "./fakes.ts";
import { Client, type Served, serve } from "./sockets.ts";

const running: Served[] = [];
const started = async (options: Parameters<typeof serve>[0] = {}): Promise<Served> => {
  const served = await serve(options);
  running.push(served);
  return served;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((served) => served.stop()));
});

const seqs = (frames: Frame[]) => frames.flatMap(({ type, seq }) => (type && seq ? [seq] : []));
const isEvent = (frame: Frame) => frame.type !== undefined;
const cookie = { headers: { cookie: "openccu_loom_session=x; session=s1" } };

/** Sends raw bytes and returns everything that comes until the server ends the connection. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("end", () => socket.end());
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

const GOOD: Record<string, string> = {
  Host: "loom.lan:8080",
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "c2FtcGxlLW5vbmNlLTAwMQ==",
  Authorization: "Bearer good",
};
const upgrade = (headers: Record<string, string | undefined>, method = "GET", path = "/api/v1/events") => {
  const lines = Object.entries({ ...GOOD, ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
};

describe("handshake", () => {
  const REFUSALS: [name: string, headers: Record<string, string | undefined>, status: number, text: string][] = [
    ["another protocol", { Upgrade: "h2c" }, 400, "websocket upgrade required"],
    ["another version", { "Sec-WebSocket-Version": "8" }, 400, "websocket version 13 required"],
    ["no version", { "Sec-WebSocket-Version": undefined }, 400, "websocket version 13 required"],
    ["no key", { "Sec-WebSocket-Key": undefined }, 400, "missing Sec-WebSocket-Key"],
    ["a key that is none", { "Sec-WebSocket-Key": "abc" }, 400, "missing Sec-WebSocket-Key"],
    [
      "a foreign origin",
      { Authorization: undefined, Cookie: "session=s1", Origin: "http://evil.example" },
      403,
      "websocket origin not allowed",
    ],
    [
      "no origin in the header",
      { Authorization: undefined, Cookie: "session=s1", Origin: "null" },
      403,
      "websocket origin invalid",
    ],
  ];
  for (const [name, headers, status, text] of REFUSALS)
    test(`${name}: ${status} ${text}`, async () => {
      const { port } = await started({ socket: { allowedOrigins: ["http://panel.lan"] } });
      const [head = "", body] = (await raw(port, upgrade(headers))).split("\r\n\r\n");
      assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.match(head, /content-type: text\/plain/);
      assert.equal(body, text);
    });

  test("nobody: 401 as a problem document", async () => {
    const { port } = await started();
    const [head = "", body = ""] = (await raw(port, upgrade({ Authorization: undefined }))).split("\r\n\r\n");
    assert.match(head, /^HTTP\/1\.1 401 Unauthorized\r\n/);
    assert.match(head, /www-authenticate: Basic realm="openccu-loom", Bearer/);
    assert.match(head, /content-type: application\/problem\+json/);
    assert.match(head, /x-problem-code: unauthorized/);
    const { type, title, status, instance, code } = JSON.parse(body);
    assert.deepEqual(
      { type, title, status, instance, code },
      {
        type: "https://openccu-loom.dev/errors/unauthorized",
        title: "Authentication required",
        status: 401,
        instance: "/api/v1/events",
        code: "unauthorized",
      },
    );
  });

  test("success: 101 with three headers, neither subprotocol nor extension", async () => {
    const { port } = await started();
    const offer = { "Sec-WebSocket-Protocol": "chat", "Sec-WebSocket-Extensions": "permessage-deflate" };
    const head = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(upgrade(offer)));
      socket.once("data", (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
    });
    const [line, ...headers] = head.trimEnd().split("\r\n");
    assert.equal(line, "HTTP/1.1 101 Switching Protocols");
    assert.deepEqual(headers.map((header) => header.split(":")[0]?.toLowerCase()).sort(), [
      "connection",
      "sec-websocket-accept",
      "upgrade",
    ]);
  });

  const ORIGINS: [name: string, headers: Record<string, string>, allowed: string[]][] = [
    ["same origin", { Origin: "http://LOOM.lan:8080" }, ["http://panel.lan"]],
    ["behind a proxy that nobody told us of", { Host: "home.example", Origin: "https://home.example" }, []],
    ["on the list", { Origin: "http://panel.lan" }, ["http://PANEL.lan/"]],
    ["same origin, no list", { Origin: "http://loom.lan:8080" }, []],
    ["same origin, IPv6", { Host: "[::1]:8080", Origin: "http://[::1]:8080" }, []],
    ["same origin, default port", { Host: "loom.lan:80", Origin: "http://loom.lan" }, []],
  ];
  for (const [name, headers, allowedOrigins] of ORIGINS)
    test(`an origin that may: ${name}`, async () => {
      const { port } = await started({ socket: { allowedOrigins } });
      const all = { Host: "loom.lan:8080", Cookie: "session=s1", ...headers };
      const client = await new Client(port, { headers: all }).opened();
      await client.end();
    });

  const FOREIGN: [name: string, headers: Record<string, string>, allowed: string[]][] = [
    ["another port of the same host", { Origin: "http://loom.lan:9090" }, []],
    ["another scheme", { Origin: "https://loom.lan:8080" }, []],
    ["another host", { Origin: "http://evil.example" }, []],
    ["the host as a user name", { Origin: "http://loom.lan:8080@evil.example" }, []],
    ["a forged X-Forwarded-Host", { Origin: "http://evil.example", "X-Forwarded-Host": "evil.example" }, []],
    ["null", { Origin: "null" }, []],
    ["empty", { Origin: "" }, []],
    ["a Host that is none", { Host: "x@loom.lan:8080", Origin: "http://loom.lan:8080" }, []],
    ["any page, with a visitor's cookie", { Origin: "http://panel.lan" }, ["*"]],
    ["null where any page may", { Origin: "null" }, ["*"]],
  ];
  for (const [name, headers, allowedOrigins] of FOREIGN)
    test(`an origin that may not: ${name}`, async () => {
      const { port } = await started({ socket: { allowedOrigins } });
      const all = { Authorization: undefined, Cookie: "session=s1", ...headers };
      assert.match(await raw(port, upgrade(all)), /^HTTP\/1\.1 403 /);
    });

  test("the scheme and the host that a trusted proxy tells are the client's", async () => {
    const received = () => ({
      headers: { host: "home.example:8443", origin: "https://home.example:8443" },
      secure: true,
    });
    const { port } = await started({ socket: { allowedOrigins: [], received } });
    const client = await new Client(port, { headers: { cookie: "session=s1" } }).opened();
    await client.end();
    const plain = { ...received(), headers: { ...received().headers, origin: "http://home.example:8443" } };
    const other = await started({ socket: { allowedOrigins: [], received: () => plain } });
    assert.match(
      await raw(other.port, upgrade({ Authorization: undefined, Cookie: "session=s1" })),
      /^HTTP\/1\.1 403 /,
    );
  });

  test("a page cannot hide its origin behind a password of its own making", async () => {
    const { port } = await started();
    const forged = { Authorization: "Basic eDp5", Cookie: "session=s1", Origin: "http://evil.example" };
    assert.match(await raw(port, upgrade(forged)), /^HTTP\/1\.1 403 /);
  });

  test("a foreign origin with Authorization was not made by a page", async () => {
    const { port } = await started({ socket: { allowedOrigins: ["http://panel.lan"] } });
    const client = await new Client(port, {
      headers: { authorization: "Bearer good", origin: "http://evil.example" },
    }).opened();
    await client.end();
  });

  test("a check that throws is 500 without its reason", async () => {
    const { port } = await started({ socket: { upgrade: () => Promise.reject(new Error("secret path")) } });
    const answer = await raw(port, upgrade({}));
    assert.match(answer, /^HTTP\/1\.1 500 /);
    assert.doesNotMatch(answer, /secret/);
  });

  test("past the limit of connections: 503", async () => {
    const { port } = await started({ hub: { limits: { connections: 1 } } });
    const client = await new Client(port).opened();
    assert.match(await raw(port, upgrade({})), /^HTTP\/1\.1 503 [\s\S]*too many connections$/);
    await client.end();
  });

  test("a client that gives up while its credential is checked leaves nothing behind", async () => {
    const check = Promise.withResolvers<never>();
    const asked = Promise.withResolvers<void>();
    const { port, hub } = await started({
      socket: {
        upgrade: () => {
          asked.resolve();
          return check.promise;
        },
      },
    });
    const socket: Socket = connect(port, "127.0.0.1", () => socket.write(upgrade({})));
    await asked.promise;
    socket.destroy();
    check.reject(new Error("too late"));
    assert.equal(hub.metrics().connections, 0);
  });

  test("requests that would like another protocol get their ordinary answer", async () => {
    const { port } = await started({ onRequest: (request, response) => response.end(`served ${request.url}`) });
    const answer = await raw(
      port,
      upgrade({ Upgrade: "h2c", Connection: "Upgrade, HTTP2-Settings" }, "GET", "/api/v1/info"),
    );
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /served \/api\/v1\/info/);
    const withBody = await raw(port, `${upgrade({ Upgrade: "h2c", "Content-Length": "2" }, "POST", "/x")}{}`);
    assert.match(withBody, /^HTTP\/1\.1 400 /);
  });

  test("requests without an upgrade are not concerned", async () => {
    const { port } = await started({ onRequest: (_, response) => response.end("plain") });
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/api/v1/events`)).text(), "plain");
  });
});

describe("frames on the wire", () => {
  for (const [length, header] of [
    [0, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
  ] as const)
    test(`a text of ${length} bytes has a header of ${header}`, async () => {
      assert.equal(frameText("x".repeat(length)).length, length + header);
    });

  test("what clients of ws read is what was sent, whatever its length and characters", async () => {
    const texts = ["ü", "x".repeat(125), "x".repeat(126), "€".repeat(40_000), "x".repeat(200_000)];
    const { port } = await started({ hub: { dispatch: async ({ command }) => ({ data: texts[Number(command)] }) } });
    const client = await new Client(port).opened();
    for (const index of texts.keys()) {
      client.say({ op: "call", id: "a", command: String(index) });
      assert.equal((await client.next()).data, texts[index]);
    }
    await client.end();
  });

  test("a binary message is closed with 1003", async () => {
    const { port } = await started();
    const client = await new Client(port).opened();
    client.ws.send(Buffer.from("{}"));
    assert.equal((await client.closed).code, 1003);
  });

  test("a message of 1 MiB is read, one byte more is closed with 1009, in one frame or in fragments", async () => {
    const { port, hub } = await started();
    const message = (bytes: number) => `{"op":"${"x".repeat(bytes - 9)}"}`;
    const client = await new Client(port).opened();
    client.ws.send(message(MESSAGE_LIMIT));
    assert.equal((await client.next()).op, "error");
    client.ws.send(message(MESSAGE_LIMIT + 1));
    assert.equal((await client.closed).code, 1009);
    const fragments = await new Client(port).opened();
    fragments.ws.send("x".repeat(MESSAGE_LIMIT), { fin: false });
    fragments.ws.send("x", { fin: true });
    assert.equal((await fragments.closed).code, 1009);
    assert.equal(hub.metrics().connections, 0);
  });

  test("text that is not UTF-8 is closed with 1007, an unmasked frame with 1002", async () => {
    const { port } = await started();
    const client = await new Client(port).opened();
    client.ws.send(Buffer.from([0xff, 0xfe]), { binary: false });
    assert.equal((await client.closed).code, 1007);
    const bytes = await raw(port, upgrade({}) + frameText("{}").toString("latin1"));
    assert.equal(Buffer.from(bytes.slice(-2), "latin1").readUInt16BE(), 1002);
  });

  test("a ping of RFC 6455 is answered", async () => {
    const { port } = await started();
    const client = await new Client(port).opened();
    const pong = new Promise((resolve) => client.ws.once("pong", (data) => resolve(String(data))));
    client.ws.ping("hello");
    assert.equal(await pong, "hello");
    await client.end();
  });

  test("a client that says goodbye is told goodbye, and is gone", async () => {
    const { port, hub } = await started();
    const client = await new Client(port).opened();
    client.ws.close(1000);
    assert.equal((await client.closed).code, 1000);
    assert.equal(hub.metrics().connections, 0);
  });

  test("a server that stops says 1001", async () => {
    const served = await serve();
    const client = await new Client(served.port).opened();
    await served.stop();
    assert.equal((await client.closed).code, 1001);
  });

  test("a failed reauth is told before the connection is cut", async () => {
    const { port } = await started();
    const client = await new Client(port).opened();
    client.say({ op: "reauth", token: "wrong" });
    assert.deepEqual(await client.next(), { op: "reauth_failed" });
    assert.equal((await client.closed).code, 1006);
  });
});

describe("revocation", () => {
  test("ends the sockets of a credential within a second; the others stay", async () => {
    const { port, hub } = await started();
    const [gone, stays] = await Promise.all([new Client(port, cookie).opened(), new Client(port).opened()]);
    const before = performance.now();
    assert.equal(await hub.connections.end((identity) => identity.credential === "s1", "logged out"), 1);
    assert.deepEqual(await gone.closed, { code: 4401, reason: "logged out" });
    assert.ok(performance.now() - before < 1000);
    stays.say({ op: "subscribe", topics: ["a"] });
    assert.equal((await stays.next()).op, "subscribed");
    await stays.end();
  });

  test("cuts a client that does not close its side", async () => {
    const { port, hub } = await started();
    const socket = connect(port, "127.0.0.1", () => socket.write(upgrade({})));
    await new Promise((resolve) => socket.once("data", resolve));
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("end", () => {});
    await hub.connections.end(() => true, "deleted");
    await closed;
  });
});

describe("slow clients", () => {
  test("lose nothing while others are served, and get everything in order once they read again", async () => {
    const { port, hub, log, happen } = await started();
    const [slow, quick] = await Promise.all([new Client(port).opened(), new Client(port).opened()]);
    for (const client of [slow, quick]) {
      client.say({ op: "subscribe", topics: ["*"] });
      await client.next();
    }
    slow.ws.pause();
    const payload = { text: "x".repeat(20_000) };
    let count = 0;
    while (hub.metrics().slow === 0) {
      hub.deliver(await log.append(Array.from({ length: 5 }, () => draft("a", payload))));
      count += 5;
      await quick.until((frame) => frame.seq === count);
    }
    await happen("a", "a");
    count += 2;
    assert.deepEqual(seqs(await quick.until((frame) => frame.seq === count)), [count - 1, count]);
    slow.ws.resume();
    const received = seqs(await slow.until((frame) => frame.seq === count));
    assert.deepEqual(
      received,
      Array.from({ length: count }, (_, index) => index + 1),
    );
    await happen("a");
    assert.equal((await slow.next()).seq, count + 1);
    await Promise.all([slow.end(), quick.end()]);
  });

  test("of which the network takes nothing any more are cut", async () => {
    const server = createServer();
    const gone = new Promise<void>((resolve) => {
      server.once("connection", (socket) => socket.once("close", () => resolve()));
    });
    const { port, hub, log } = await started({ server, socket: { writeTimeoutMs: 50 } });
    const client = await new Client(port).opened();
    client.say({ op: "subscribe", topics: ["*"] });
    await client.next();
    client.ws.pause();
    // more than the system buffers of both ends take: at most 4 MB of sent and 6 MB of received bytes (Linux)
    for (let n = 0; n < 160; n += 1) {
      hub.deliver(await log.append([draft("a", { text: "x".repeat(BACKLOG_LIMIT / 4) })]));
      await settled();
    }
    await gone;
    client.ws.resume();
    await client.closed;
  });
});

describe("restart", () => {
  const folder = mkdtempSync(join(tmpdir(), "stream-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));

  test("a client that resumes after a restart on the same database has every event once and in order", async () => {
    const path = join(folder, "events.sqlite");
    const open = () => {
      const file = new DatabaseFile(path);
      return { file, log: new SqliteEventLog(file, siteId("home")) };
    };
    const first = open();
    const before = await serve({ eventLog: first.log });
    const early = await new Client(before.port).opened();
    early.say({ op: "subscribe", topics: ["a.*"], since: 0 });
    await early.until((frame) => frame.op === "replay_done");
    await before.happen("a.1", "b", "a.2");
    const seen = seqs(await early.until((frame) => frame.seq === 3));
    // written, never delivered: the process ends in between
    await before.log.append([draft("a.3"), draft("b")]);
    await before.stop();
    first.file.close();

    const second = open();
    const after = await started({ eventLog: second.log });
    await after.happen("a.4");
    const late = await new Client(after.port).opened();
    late.say({ op: "subscribe", topics: ["a.*"], since: seen.at(-1) });
    await late.until((frame) => frame.op === "subscribed");
    const frames = await late.until((frame) => frame.op === "replay_done");
    await after.happen("a.5");
    assert.deepEqual([...seen, ...seqs(frames), (await late.next()).seq], [1, 3, 4, 6, 7]);
    await late.end();
    await after.stop();
    running.pop();
    second.file.close();
  });
});

describe("a page in a browser", () => {
  /** As in the contract's example: the cookie of the login, the older notation, a cursor, pings, a snapshot on a loss. */
  class Page {
    readonly client: Client;
    readonly values: string[] = [];
    snapshots = 0;
    pongs = 0;
    cursor: number;
    readonly #port: number;
    constructor(port: number, cursor: number) {
      this.#port = port;
      this.cursor = cursor;
      this.client = new Client(port, { headers: { cookie: "session=s1" }, origin: `http://127.0.0.1:${port}` });
      this.client.ws.on("open", () => this.client.say({ op: "subscribe", topics: ["devices/#"], since: cursor }));
      this.client.ws.on("message", (data) => void this.#on(JSON.parse(String(data)) as Frame));
    }
    async #on(frame: Frame): Promise<void> {
      if (frame.op === "ping") {
        this.pongs += 1;
        this.client.say({ op: "pong" });
      } else if (frame.op === "replay_lost") {
        const answer = await fetch(`http://127.0.0.1:${this.#port}/api/v1/snapshot`, {
          headers: { cookie: "session=s1" },
        });
        if (answer.ok) this.snapshots += 1;
        this.cursor = 0;
        this.client.ws.emit("snapshot");
      } else if (isEvent(frame)) {
        this.values.push(String(frame.topic));
        this.cursor = frame.seq!;
      }
    }
  }

  test("logs in by cookie, subscribes devices/# with since, answers pings, takes a snapshot on a loss", async () => {
    const tasks: (() => void)[] = [];
    const clock = {
      now: () => 0,
      after: (ms: number, task: () => void) => {
        if (ms === 30_000) tasks.push(task);
        return () => {};
      },
    };
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/api/v1/snapshot" && request.headers.cookie === "session=s1" ? 200 : 401;
      response.end("{}");
    });
    const { port, happen } = await started({
      server,
      hub: { clock },
      socket: { allowedOrigins: ["http://other.lan"] },
    });
    await happen("device.0001.lifecycle", "hub.ccu.inbox", "device.0001.channels.1.trigger");

    const page = new Page(port, 1);
    assert.deepEqual(
      (await page.client.until((frame) => frame.op === "replay_done")).map(({ op, topics, seq }) => ({
        op,
        topics,
        seq,
      })),
      [
        { op: "subscribed", topics: ["devices/#"], seq: undefined },
        { op: undefined, topics: undefined, seq: 3 },
        { op: "replay_done", topics: undefined, seq: 3 },
      ],
    );
    for (const task of tasks.splice(0)) task();
    assert.equal((await page.client.next()).op, "ping");
    assert.equal(page.pongs, 1);
    await happen("device.0002.lifecycle");
    assert.equal((await page.client.next()).seq, 4);
    assert.equal(page.cursor, 4);
    await page.client.end();

    const lost = new Page(port, 99);
    await new Promise((resolve) => lost.client.ws.once("snapshot", resolve));
    assert.equal(lost.snapshots, 1);
    await happen("device.0003.lifecycle");
    await lost.client.until(isEvent);
    assert.deepEqual(lost.values, ["device.0003.lifecycle"]);
    await lost.client.end();
  });

  test("a page without the cookie learns 401", async () => {
    const { port } = await started();
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ port, path: "/api/v1/events", headers: GOOD, host: "127.0.0.1" });
      request.setHeader("Authorization", "Bearer wrong");
      request.once("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.once("error", reject);
      request.end();
    });
    assert.equal(status, 401);
  });
});
