/** Bytes on a socket that are no proper HTTP and no proper frame: the server refuses, and goes on serving others. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import WebSocket from "ws";
import { type Listening, listen } from "../../local/listen.ts";
import { createWorld, credentials, type World } from "../conformance/world.ts";
import { jsonText, VALUES } from "./hostile.ts";

const line = (text: string) => `${text} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
const post = (headers: string, body = "") =>
  `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n${body}`;
const REQUESTS: readonly [string, string | Buffer][] = [
  ["no HTTP", "hello\r\n\r\n"],
  ["TLS", Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
  ["zeros", Buffer.alloc(4096)],
  ["a control character in the path", line("GET /api/v1/dev\u0001ices")],
  ["raw UTF-8 in the path", line("GET /api/v1/devices/Küche")],
  ["raw bytes in the path", Buffer.from(line("GET /api/v1/devices/\u00ff\u00fe"), "latin1")],
  ["a whole URL", line("GET http://other.example/api/v1/info")],
  ["an asterisk", line("OPTIONS *")],
  ["CONNECT", line("CONNECT /api/v1/info:80")],
  ["TRACE", line("TRACE /api/v1/info")],
  ["a path of 20,000 characters", line(`GET /api/v1/${"x".repeat(20_000)}`)],
  ["headers of 40,000 bytes", `GET /api/v1/info HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(40_000)}\r\n\r\n`],
  ["a header without a name", "GET /api/v1/info HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"],
  ["a negative length", post("Content-Length: -1")],
  ["two lengths", post("Content-Length: 2\r\nContent-Length: 3", "{}")],
  ["length and chunks", post("Content-Length: 2\r\nTransfer-Encoding: chunked", "0\r\n\r\n")],
  ["a broken chunk", post("Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n")],
  [
    "chunks without end of a megabyte and more",
    post("Transfer-Encoding: chunked", `200000\r\n${" ".repeat(0x200000)}\r\n0\r\n\r\n`),
  ],
  ["an unknown encoding", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")],
  [
    "an upgrade to something else",
    "GET /api/v1/info HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
  ],
  [
    "an upgrade without a credential",
    "GET /api/v1/events HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  ],
];

describe("hostile bytes", () => {
  let world: World;
  let server: Listening;
  let port: number;
  before(async () => {
    world = await createWorld("home");
    server = await listen(world.running, { addresses: [{ host: "127.0.0.1", port: 0 }] });
    port = Number(new URL(server.urls[0]!).port);
  });
  after(async () => {
    await server.close(0);
    await world.stop();
  });

  const serves = async () => assert.equal((await fetch(`http://127.0.0.1:${port}/api/v1/info`)).status, 200);
  /** Everything that comes back until the server closes, or has answered with a status. */
  const talk = (bytes: string | Buffer): Promise<string> => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("connect", () => socket.end(bytes));
    socket.on("data", (data) => {
      text += data.toString("latin1");
    });
    // a server that has refused may cut what is still being sent
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
    return promise;
  };

  for (const [what, bytes] of REQUESTS)
    it(what, async () => {
      world.logged.length = 0;
      const before = world.changes();
      const status = /^HTTP\/1\.1 (\d{3})/.exec(await talk(bytes))?.[1];
      // 501: Node's own answer to a transfer encoding that it does not know
      assert.ok(status === undefined || Number(status) < 500 || status === "501", `answered ${status}`);
      assert.deepEqual([world.changes(), world.logged], [before, []]);
      await serves();
    });

  it("frames that are none", async () => {
    world.logged.length = 0;
    const before = world.changes();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events`, { headers: credentials("viewer") });
    await new Promise((resolve) => socket.once("open", resolve));
    // not reauth: a token that is none ends the socket, as it should
    const ops = ["subscribe", "unsubscribe", "call", "pong", "ping", "nothing", ""];
    const random = fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: 100, seed: 20260101 });
    const frames = [
      "",
      "{",
      "nonsense",
      ...VALUES.map(jsonText),
      ...random.map((value) => JSON.stringify(value)),
      ...ops.flatMap((op) =>
        ["topics", "since", "classify", "id", "command", "args"].flatMap((member) =>
          VALUES.map((value) => jsonText({ op, id: "x", command: "system.commands", [member]: value })),
        ),
      ),
    ];
    let errors = 0;
    let internal = 0;
    let heard = (_id: unknown) => {};
    const closed = new Promise<never>((_resolve, reject) => {
      socket.on("close", (code) => reject(new Error(`closed with ${code}`)));
    });
    socket.on("message", (data) => {
      const frame = JSON.parse(data.toString());
      if (frame.error) errors++;
      if (frame.error?.code === "internal_error") internal++;
      heard(frame.id);
    });
    // a client that sends without reading is cut off: this one reads
    for (let at = 0; at < frames.length; at += 20) {
      const answered = new Promise<void>((resolve) => {
        heard = (id) => id === `mark ${at}` && resolve();
      });
      for (const frame of frames.slice(at, at + 20)) socket.send(frame);
      socket.send(JSON.stringify({ op: "call", id: `mark ${at}`, command: "system.user_permissions" }));
      await Promise.race([answered, closed]);
    }
    assert.ok(errors > 200, `${errors} errors`);
    assert.equal(internal, 0);
    assert.deepEqual([world.changes(), world.logged], [before, []]);
    socket.removeAllListeners("close");
    socket.terminate();
    await serves();
  });
});
