import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { CommandResult } from "../../handlers/kernel/command.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { HANDLER_TIMEOUT_MS } from "../../handlers/kernel/limits.ts";
import {
  BACKLOG_LIMIT,
  COMMAND_BURST,
  COMMAND_TIMEOUT_MS,
  CONTROL_BACKLOG_LIMIT,
  CONTROL_LIMIT,
  MESSAGE_LIMIT,
  TOPIC_LENGTH_LIMIT,
  TOPICS_LIMIT,
} from "../../handlers/stream/limits.ts";
import { anna, createWorld, draft, type Frame, settled } from "./fakes.ts";

const badRequest = (message: string): Frame => ({ op: "error", error: { code: "bad_request", message } });
const failed = (id: string, code: string, message: string) => ({ op: "result", id, error: { code, message } });

/** One frame of a client and the frames that answer it at once. */
const EXCHANGES: [name: string, sent: unknown, answers: Frame[]][] = [
  [
    "subscribe",
    { op: "subscribe", topics: ["device.*", "hub.*"] },
    [{ op: "subscribed", topics: ["device.*", "hub.*"] }],
  ],
  [
    "older notation is echoed as written",
    { op: "subscribe", topics: ["devices/#"] },
    [{ op: "subscribed", topics: ["devices/#"] }],
  ],
  ["subscribe without topics", { op: "subscribe", classify: true }, [{ op: "subscribed" }]],
  ["null counts as absent", { op: "subscribe", topics: null, since: null }, [{ op: "subscribed" }]],
  ["empty topics", { op: "subscribe", topics: [] }, [{ op: "subscribed" }]],
  [
    "since 0 without events",
    { op: "subscribe", topics: ["*"], since: 0 },
    [{ op: "subscribed", topics: ["*"] }, { op: "replay_done" }],
  ],
  ["unsubscribe", { op: "unsubscribe", topics: ["x"] }, [{ op: "unsubscribed", topics: ["x"] }]],
  ["pong", { op: "pong" }, []],
  ["pong with later members", { op: "pong", echo: "1" }, []],
  ["unknown op", { op: "nope" }, [badRequest("unknown op: nope")]],
  ["there is no client ping", { op: "ping" }, [badRequest("unknown op: ping")]],
  ["no op", {}, [badRequest("unknown op: ")]],
  ["op of an object's prototype", { op: "constructor" }, [badRequest("unknown op: constructor")]],
  ["an array", [], [badRequest("malformed frame: a frame is a JSON object")]],
  ["null", null, [badRequest("malformed frame: a frame is a JSON object")]],
  ["a number", 7, [badRequest("malformed frame: a frame is a JSON object")]],
  ["op of a wrong type", { op: 1 }, [badRequest("malformed frame: op must be a string")]],
  [
    "topics of a wrong type",
    { op: "subscribe", topics: "*" },
    [badRequest("malformed frame: topics must be an array of strings")],
  ],
  [
    "topics with a number",
    { op: "subscribe", topics: ["*", 1] },
    [badRequest("malformed frame: topics must be an array of strings")],
  ],
  [
    "negative since",
    { op: "subscribe", topics: ["*"], since: -1 },
    [badRequest("malformed frame: since must be an integer that is not negative")],
  ],
  [
    "fractional since",
    { op: "subscribe", since: 1.5 },
    [badRequest("malformed frame: since must be an integer that is not negative")],
  ],
  [
    "since as a string",
    { op: "subscribe", since: "1" },
    [badRequest("malformed frame: since must be an integer that is not negative")],
  ],
  [
    "classify of a wrong type",
    { op: "subscribe", classify: 1 },
    [badRequest("malformed frame: classify must be a boolean")],
  ],
  ["call without id", { op: "call", command: "x" }, [failed("", "bad_request", "missing id")]],
  ["call without command", { op: "call", id: "a" }, [failed("a", "bad_request", "missing command")]],
  ["call with a numeric id", { op: "call", id: 1, command: "x" }, [badRequest("malformed frame: id must be a string")]],
];

describe("frames and their answers", () => {
  for (const [name, sent, answers] of EXCHANGES)
    test(name, async () => {
      const { join } = await createWorld();
      const { socket, say } = join();
      say(sent);
      assert.deepEqual(socket.take(), answers);
      assert.equal(socket.ending(), undefined, "the connection stays open");
    });

  test("text that is no JSON is answered, and what it repeats is bounded", async () => {
    const { join, hub } = await createWorld();
    const { socket, connection } = join();
    for (const text of ["{", "", "\u0000", `{"op":${"x".repeat(5000)}`, "[".repeat(100_000)]) {
      connection.message(text);
      const [frame] = socket.take() as [{ op: string; error: { code: string; message: string } }];
      assert.equal(frame.error.code, "bad_request");
      assert.match(frame.error.message, /^malformed frame: ./);
      assert.ok(frame.error.message.length < 300);
    }
    assert.equal(hub.metrics().malformed, 5);
    assert.equal(socket.ending(), undefined);
  });

  test("a binary message closes with 1003, and nothing is answered afterwards", async () => {
    const { join, hub } = await createWorld();
    const { socket, connection, say } = join();
    connection.message(new Uint8Array([123, 125]));
    assert.equal(socket.ending()?.code, 1003);
    say({ op: "nope" });
    assert.deepEqual(socket.take(), []);
    assert.equal(hub.metrics().connections, 0);
  });

  test("a message of 1 MiB is read, one byte more closes with 1009", async () => {
    const { join } = await createWorld();
    const frame = (bytes: number) => {
      const head = '{"op":"pong","echo":"ü';
      return `${head}${"x".repeat(bytes - Buffer.byteLength(head) - 2)}"}`;
    };
    const fits = join();
    fits.connection.message(frame(MESSAGE_LIMIT));
    assert.equal(fits.socket.ending(), undefined);
    const past = join();
    past.connection.message(frame(MESSAGE_LIMIT + 1));
    assert.equal(past.socket.ending()?.code, 1009);
  });
});

describe("subscriptions", () => {
  test("a subscriber gets what its patterns match, each event once, with one text for all", async () => {
    const { join, happen } = await createWorld();
    const a = join();
    const b = join();
    a.say({ op: "subscribe", topics: ["device.*", "device.0001.lifecycle", "*"] });
    b.say({ op: "subscribe", topics: ["hub.*"] });
    a.socket.take();
    b.socket.take();
    happen("device.0001.lifecycle", "hub.ccu.inbox");
    assert.deepEqual(
      a.socket.frames.map(({ seq, topic, kind, type }) => ({ seq, topic, kind, type })),
      [
        { seq: 1, topic: "device.0001.lifecycle", kind: "change", type: "test.happened" },
        { seq: 2, topic: "hub.ccu.inbox", kind: "change", type: "test.happened" },
      ],
    );
    assert.deepEqual(
      b.socket.frames.map((frame) => frame.seq),
      [2],
    );
    assert.equal(a.socket.texts[1], b.socket.texts[0]);
  });

  test("older notation subscribes what it means, and is removed only as written", async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["devices/#"] });
    say({ op: "unsubscribe", topics: ["device.*"] });
    socket.take();
    happen("device.0001.lifecycle");
    assert.equal(socket.take().length, 1);
    say({ op: "unsubscribe", topics: ["devices/#"] });
    socket.take();
    happen("device.0001.lifecycle");
    assert.deepEqual(socket.take(), []);
  });

  test("a pattern takes no narrower entry with it", async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    say({ op: "subscribe", topics: ["device.*", "device.0001.lifecycle"] });
    say({ op: "unsubscribe", topics: ["device.*"] });
    socket.take();
    happen("device.0001.lifecycle", "device.0002.lifecycle");
    assert.deepEqual(
      socket.frames.map((frame) => frame.topic),
      ["device.0001.lifecycle"],
    );
  });

  test("classify is sticky, can be taken back, and only adds what is classified", async () => {
    const { join, log, hub } = await createWorld();
    const { socket, say } = join();
    const other = join();
    const deliver = () => hub.deliver(log.write([draft("device.1", { value: 1, category: "sensor" }, ["category"])]));
    other.say({ op: "subscribe", topics: ["*"] });
    say({ op: "subscribe", topics: ["*"], classify: true });
    say({ op: "subscribe", topics: ["hub.*"] });
    socket.take();
    other.socket.take();
    deliver();
    assert.deepEqual(socket.take()[0]?.payload, { value: 1, category: "sensor" });
    assert.deepEqual(other.socket.take()[0]?.payload, { value: 1 });
    say({ op: "subscribe", classify: false });
    socket.take();
    deliver();
    assert.deepEqual(socket.take()[0]?.payload, { value: 1 });
  });

  test(`entry ${TOPICS_LIMIT} counts, entry ${TOPICS_LIMIT + 1} is dropped without an error`, async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    const topics = Array.from({ length: TOPICS_LIMIT + 1 }, (_, index) => `t.${index}`);
    say({ op: "subscribe", topics: ["", ...topics] });
    assert.deepEqual(socket.take(), [{ op: "subscribed", topics: ["", ...topics] }]);
    happen(`t.${TOPICS_LIMIT - 1}`, `t.${TOPICS_LIMIT}`);
    assert.deepEqual(
      socket.take().map((frame) => frame.topic),
      [`t.${TOPICS_LIMIT - 1}`],
    );
    say({ op: "unsubscribe", topics: ["t.0"] });
    say({ op: "subscribe", topics: [`t.${TOPICS_LIMIT}`] });
    socket.take();
    happen(`t.${TOPICS_LIMIT}`);
    assert.equal(socket.take().length, 1);
  });

  test("an entry of the greatest length counts, a longer one is dropped", async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    const longest = "x".repeat(TOPIC_LENGTH_LIMIT);
    say({ op: "subscribe", topics: [longest, `${longest}y`] });
    socket.take();
    happen(longest, `${longest}y`);
    assert.deepEqual(
      socket.take().map((frame) => frame.seq),
      [1],
    );
  });
});

describe("calls", () => {
  test("reach the dispatcher with the identity and are answered under their id", async () => {
    const { join, calls } = await createWorld();
    const { socket, say } = join();
    say({ op: "call", id: "7f", command: "paramset.get", args: { channel_address: "0001:1" } });
    say({ op: "call", id: "80", command: "sysvars.list" });
    await settled();
    assert.deepEqual(socket.take(), [
      { op: "result", id: "7f", data: { ok: true } },
      { op: "result", id: "80", data: { ok: true } },
    ]);
    assert.deepEqual(
      calls.map(({ command, args, identity, requestId }) => ({ command, args, identity, requestId })),
      [
        { command: "paramset.get", args: { channel_address: "0001:1" }, identity: anna, requestId: "request-1" },
        { command: "sysvars.list", args: undefined, identity: anna, requestId: "request-1" },
      ],
    );
  });

  const answers: [string, () => Promise<CommandResult>, Frame][] = [
    ["nothing: no data member", async () => ({ data: undefined }), { op: "result", id: "a" }],
    [
      "an error: no data member",
      async () => ({ error: { code: "not_found", message: "no device 1" } }),
      failed("a", "not_found", "no device 1"),
    ],
    ["what is no JSON", async () => ({ data: { n: 1n } }), failed("a", "internal_error", "x.y: internal error")],
    ["a rejection", () => Promise.reject(new Error("secret")), failed("a", "internal_error", "x.y: internal error")],
  ];
  for (const [name, answer, frame] of answers)
    test(`a command that returns ${name}`, async () => {
      const { join } = await createWorld({ answer });
      const { socket, say } = join();
      say({ op: "call", id: "a", command: "x.y" });
      await settled();
      assert.deepEqual(socket.take(), [frame]);
    });

  test("a slow command delays no other, and is answered for it after 10 s, once", async () => {
    const slow = Promise.withResolvers<CommandResult>();
    const { join, clock } = await createWorld({
      answer: (call) => (call.command === "slow" ? slow.promise : Promise.resolve({ data: 1 })),
    });
    const { socket, say } = join();
    say({ op: "call", id: "a", command: "slow" });
    say({ op: "call", id: "b", command: "quick" });
    await settled();
    assert.deepEqual(socket.take(), [{ op: "result", id: "b", data: 1 }]);
    clock.advance(COMMAND_TIMEOUT_MS - 1);
    await settled();
    assert.deepEqual(socket.take(), []);
    clock.advance(1);
    await settled();
    assert.deepEqual(socket.take(), [failed("a", "internal_error", "slow: no answer within 10 s")]);
    slow.resolve({ data: "late" });
    await settled();
    assert.deepEqual(socket.take(), []);
  });

  test("what is done for a command ends at its limit, and with its socket; another socket's goes on", async () => {
    const { join, clock, calls } = await createWorld({ answer: () => new Promise(() => {}) });
    const [first, second] = [join(), join()];
    first.say({ op: "call", id: "a", command: "slow" });
    second.say({ op: "call", id: "b", command: "slow" });
    await settled();
    const aborted = () => calls.map(({ signal }) => signal?.aborted);
    assert.deepEqual(aborted(), [false, false]);
    first.connection.closed();
    assert.deepEqual(aborted(), [true, false]);
    clock.advance(COMMAND_TIMEOUT_MS);
    await settled();
    assert.deepEqual(aborted(), [true, true]);
  });

  test("a command that waits for a device has as long as a REST handler", async () => {
    const { join, clock } = await createWorld({ answer: () => new Promise(() => {}) });
    const { socket, say } = join();
    say({ op: "call", id: "a", command: "device.test" });
    clock.advance(HANDLER_TIMEOUT_MS - 1);
    await settled();
    assert.deepEqual(
      socket.take().filter((frame) => (frame as { op?: string }).op === "result"),
      [],
    );
    clock.advance(1);
    await settled();
    assert.deepEqual(
      socket.take().filter((frame) => (frame as { op?: string }).op === "result"),
      [failed("a", "internal_error", "device.test: no answer within 30 s")],
    );
  });

  test("a subject has 60 commands at once and 20 a second, over all its sockets; others are not concerned", async () => {
    const { join, clock, calls } = await createWorld();
    const first = join();
    const second = join();
    const other = join({ ...anna, subject: "bert" });
    for (let n = 0; n < COMMAND_BURST; n += 1) (n % 2 ? first : second).say({ op: "call", id: `${n}`, command: "x" });
    await settled();
    first.socket.take();
    first.say({ op: "call", id: "past", command: "x" });
    other.say({ op: "call", id: "fine", command: "x" });
    await settled();
    const [refused] = first.socket.take() as [{ error: { code: string } }];
    assert.equal(refused.error.code, "rate_limited");
    assert.deepEqual(other.socket.take(), [{ op: "result", id: "fine", data: { ok: true } }]);
    assert.equal(calls.length, COMMAND_BURST + 1);
    clock.advance(50);
    first.say({ op: "call", id: "again", command: "x" });
    first.say({ op: "call", id: "too soon", command: "x" });
    await settled();
    assert.deepEqual(
      first.socket.take().map(({ id, error }) => [id, error === undefined]),
      [
        ["too soon", false],
        ["again", true],
      ],
    );
  });

  test("the result of a command that outlives its socket goes nowhere", async () => {
    const slow = Promise.withResolvers<CommandResult>();
    const { join } = await createWorld({ answer: () => slow.promise });
    const { socket, connection, say } = join();
    say({ op: "call", id: "a", command: "x" });
    connection.closed();
    slow.resolve({ data: 1 });
    await settled();
    assert.deepEqual(socket.take(), []);
  });
});

describe("time", () => {
  test("a ping every 30 s; a socket of which nothing is heard for 60 s is cut", async () => {
    const { join, clock, hub } = await createWorld();
    const { socket } = join();
    clock.advance(29_999);
    assert.deepEqual(socket.take(), []);
    clock.advance(1);
    assert.deepEqual(socket.take(), [{ op: "ping" }]);
    clock.advance(29_999);
    assert.equal(socket.ending(), undefined);
    clock.advance(1);
    assert.deepEqual(socket.ending(), { code: undefined, reason: undefined });
    assert.equal(hub.metrics().timedOut, 1);
    assert.equal(clock.pending(), 0, "a connection that ended keeps no timer");
  });

  test("any frame counts as life: pong, another op, a malformed one, a ping of RFC 6455", async () => {
    const { join, clock } = await createWorld();
    const { socket, connection, say } = join();
    const signs = [
      () => say({ op: "pong" }),
      () => say({ op: "x" }),
      () => connection.message("?"),
      () => connection.heard(),
    ];
    for (const sign of signs) {
      clock.advance(59_999);
      sign();
    }
    clock.advance(59_999);
    assert.equal(socket.ending(), undefined);
    clock.advance(1);
    assert.notEqual(socket.ending(), undefined);
  });

  test("an identity that expires ends its socket, however far away that is", async () => {
    const { join, clock } = await createWorld();
    const life = 40 * 86_400_000;
    const { socket, connection } = join({ ...anna, expiresAt: clock.now() + life });
    for (let passed = 0; passed < life - 30_000; passed += 30_000) {
      clock.advance(30_000);
      connection.heard();
    }
    assert.equal(socket.ending(), undefined);
    clock.advance(30_000);
    assert.equal(socket.ending()?.code, 4401);
  });
});

describe("credentials", () => {
  const token: Identity = { subject: "script", role: "viewer", scheme: "bearer", credential: "c1" };

  test("reauth replaces the identity; subscriptions stay, nothing is replayed", async () => {
    const { join, happen, calls } = await createWorld({
      authenticate: async (text) => (text === "good" ? token : null),
    });
    const { socket, connection, say } = join();
    say({ op: "subscribe", topics: ["*"] });
    happen("a");
    socket.take();
    say({ op: "reauth", token: "good" });
    await settled();
    assert.deepEqual(socket.take(), [{ op: "reauth_ok" }]);
    assert.equal(connection.identity, token);
    happen("b");
    say({ op: "call", id: "a", command: "x" });
    assert.deepEqual(
      socket.take().map((frame) => frame.topic),
      ["b"],
    );
    assert.equal(calls[0]?.identity, token);
  });

  for (const text of ["bad", ""])
    test(`reauth with ${text ? "a wrong" : "an empty"} token fails and cuts the connection`, async () => {
      const { join } = await createWorld({ authenticate: async () => null });
      const { socket, say } = join();
      say({ op: "reauth", token: text });
      await settled();
      assert.deepEqual(socket.take(), [{ op: "reauth_failed" }]);
      assert.deepEqual(socket.ending(), { code: undefined, reason: undefined });
    });

  test("reauth ends the life of the old credential and starts that of the new one", async () => {
    const world = await createWorld({
      authenticate: async () => ({ ...token, expiresAt: world.clock.now() + 20_000 }),
    });
    const { socket, say } = world.join({ ...anna, expiresAt: world.clock.now() + 10_000 });
    say({ op: "reauth", token: "x" });
    await settled();
    world.clock.advance(19_999);
    assert.equal(socket.ending(), undefined);
    world.clock.advance(1);
    assert.equal(socket.ending()?.code, 4401);
  });

  test("only one reauth at a time; a check that is not possible does not cut the connection", async () => {
    const check = Promise.withResolvers<Identity | null>();
    const { join } = await createWorld({ authenticate: () => check.promise });
    const { socket, say } = join();
    say({ op: "reauth", token: "a" });
    say({ op: "reauth", token: "b" });
    check.reject(new Error("store away"));
    await settled();
    assert.deepEqual(
      socket.take().map((frame) => (frame.error as { code: string }).code),
      ["rate_limited", "internal_error"],
    );
    assert.equal(socket.ending(), undefined);
  });

  test("revocation ends matching sockets at once, and only those", async () => {
    const { join, hub, happen } = await createWorld();
    const gone = join(token);
    const stays = join();
    for (const { say } of [gone, stays]) say({ op: "subscribe", topics: ["*"] });
    assert.equal(await hub.connections.end((identity) => identity.credential === "c1", "token deleted"), 1);
    assert.deepEqual(gone.socket.ending(), { code: 4401, reason: "token deleted" });
    gone.socket.take();
    stays.socket.take();
    happen("a");
    assert.deepEqual(gone.socket.take(), []);
    assert.equal(stays.socket.take().length, 1);
    assert.equal(hub.metrics().revoked, 1);
  });

  test("a role change concerns the next command; null ends, undefined leaves alone", async () => {
    const { join, hub, calls } = await createWorld();
    const [a, b, c] = [join(), join({ ...anna, subject: "bert" }), join({ ...anna, subject: "carl" })];
    const changed = await hub.connections.change((identity) => {
      if (identity.subject === "anna") return { ...identity, role: "viewer" };
      return identity.subject === "bert" ? null : undefined;
    });
    assert.equal(changed, 2);
    a.say({ op: "call", id: "1", command: "x" });
    c.say({ op: "call", id: "1", command: "x" });
    assert.deepEqual(
      calls.map(({ identity }) => identity.role),
      ["viewer", "operator"],
    );
    assert.equal(b.socket.ending()?.code, 4401);
  });

  test("a revocation that falls between credential check and connect is noticed", async () => {
    const { join } = await createWorld({
      current: async (identity) => (identity.credential === "c1" ? null : identity),
    });
    const gone = join(token);
    const stays = join();
    await settled();
    assert.equal(gone.socket.ending()?.code, 4401);
    assert.equal(stays.socket.ending(), undefined);
  });

  test("an expired credential runs no command even before its timer", async () => {
    const { join, clock, calls } = await createWorld();
    const { socket, say } = join();
    const expired = join({ ...token, expiresAt: clock.now() });
    expired.say({ op: "call", id: "a", command: "x" });
    say({ op: "call", id: "b", command: "x" });
    await settled();
    assert.deepEqual(expired.socket.take(), [failed("a", "unauthorized", "the credential has expired")]);
    assert.equal(socket.take().length, 1);
    assert.equal(calls.length, 1);
  });
});

describe("limits of a socket", () => {
  test(`a socket that is backed up gets ${CONTROL_LIMIT} answers, one more cuts it`, async () => {
    const { join, hub } = await createWorld();
    const { socket, say } = join();
    socket.held = BACKLOG_LIMIT;
    for (let n = 0; n < CONTROL_LIMIT * 2; n += 1) say({ op: "nope" });
    assert.equal(socket.ending(), undefined, "at the limit it is not backed up");
    socket.take();
    socket.held = BACKLOG_LIMIT + 1;
    for (let n = 0; n < CONTROL_LIMIT; n += 1) say({ op: "nope" });
    assert.equal(socket.take().length, CONTROL_LIMIT);
    assert.equal(socket.ending(), undefined);
    say({ op: "nope" });
    assert.deepEqual(socket.ending(), { code: undefined, reason: undefined });
    assert.equal(hub.metrics().overflowed, 1);
  });

  test("a large answer is sent whole; another one behind more than 16 MiB cuts the connection", async () => {
    const { join } = await createWorld();
    const { socket, say } = join();
    socket.held = CONTROL_BACKLOG_LIMIT;
    say({ op: "nope" });
    assert.equal(socket.ending(), undefined);
    socket.held += 1;
    say({ op: "nope" });
    assert.notEqual(socket.ending(), undefined);
  });

  test("resumes that wait for their end are limited", async () => {
    const { join, happen } = await createWorld();
    const { socket, say } = join();
    happen("a");
    socket.held = BACKLOG_LIMIT + 1;
    for (let n = 0; n < CONTROL_LIMIT + 1; n += 1) {
      // the acknowledgements are read, the events are not
      socket.held = 0;
      say({ op: "pong" });
      socket.held = BACKLOG_LIMIT + 1;
      say({ op: "subscribe", topics: ["a"], since: 0 });
      if (n < CONTROL_LIMIT) assert.equal(socket.ending(), undefined, `resume ${n}`);
    }
    assert.notEqual(socket.ending(), undefined);
  });

  test("the socket past the limit of connections is turned away with 1013; a stopping server says 1001", async () => {
    const { join, hub } = await createWorld({ limits: { connections: 2 } });
    const [first] = [join(), join()];
    assert.equal(hub.full(), true);
    assert.equal(join().socket.ending()?.code, 1013);
    first!.connection.closed();
    assert.equal(hub.full(), false);
    const last = join();
    hub.close();
    assert.equal(last.socket.ending()?.code, 1001);
    assert.equal(join().socket.ending()?.code, 1001);
    assert.equal(hub.metrics().connections, 0);
  });

  test("frames fuzzed at random never throw", async () => {
    const { join } = await createWorld();
    const op = fc.constantFrom("subscribe", "unsubscribe", "call", "reauth", "pong", "toString");
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc
            .record({ op, topics: fc.jsonValue(), since: fc.jsonValue(), id: fc.jsonValue() }, { requiredKeys: [] })
            .map((frame) => JSON.stringify(frame)),
        ),
        (text) => {
          const { connection } = join();
          connection.message(text);
          connection.closed();
        },
      ),
    );
    await settled();
  });
});
