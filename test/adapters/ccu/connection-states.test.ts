/**
 * One interface from down to up and back, without sockets: what is asked when, what counts as an outage, and when it is
 * registered anew. Times are those of the protocol document, section 7.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RpcFormatError } from "../../../adapters/ccu/codec/value.ts";
import { type ConnectionState, InterfaceConnection } from "../../../adapters/ccu/connection.ts";
import { silentFault, toCcuFault } from "../../../adapters/ccu/faults.ts";
import type { Registration } from "../../../adapters/ccu/handshake.ts";
import type { Wire } from "../../../adapters/ccu/wire.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { settle } from "./fake-wire.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NAME = "me";

const refused = () => new CcuFault("transport", "ECONNREFUSED");
const denied = () => new CcuFault("auth", "HTTP 401");
const closed = () =>
  new CcuFault("transport", "the connection was closed", undefined, { cause: { code: "ECONNRESET" } });

type Answer = unknown | (() => unknown);

function bench(options: { polled?: boolean; alone?: boolean } = {}) {
  const clock = createManualClock();
  const asked: string[] = [];
  const told: string[] = [];
  /** What is answered, by method; an error is thrown. By default everything is answered. */
  const answers: Record<string, Answer> = {};
  const state = { pongs: true, url: "http://here", loadFails: undefined as Error | undefined };
  const answer = async (method: string) => {
    const given = answers[method];
    const value = typeof given === "function" ? await given() : given;
    if (value instanceof Error) throw value;
    return value ?? "";
  };
  let cleared: CcuFault | undefined;
  const wire = {
    ...{ name: "HmIP-RF", version: "", polled: options.polled ?? false },
    unreachable: () => {},
    forget: () => void told.push("forget"),
    async direct(method: string, params: readonly string[]) {
      asked.push(method);
      const value = await answer(method).catch((fault: CcuFault) => {
        // as the wire does with every call that failed so: the connection's own are among them
        if (fault.class === "transport") wire.unreachable();
        throw fault;
      });
      // a CCU tells the PONG to all its clients, a moment later
      if (method === "ping" && state.pongs) {
        setImmediate(() => {
          connection.contacted("event");
          connection.pong(String(params[0]));
        });
      }
      return value;
    },
    queue: {
      clear(fault: CcuFault) {
        cleared = fault;
      },
    },
    client: { close: () => void told.push("closed") },
  };
  const registration = {
    ...{ pingName: NAME, url: "", at: 0, heard: (_since: number): boolean => false },
    wantedUrl: () => state.url,
    async establish(heard: (since: number) => boolean) {
      registration.heard = heard;
      await answer("register");
      told.push("registered");
      registration.at = clock.now();
      registration.url = state.url;
    },
    async end() {
      if (registration.url !== "") told.push("deregistered");
      registration.url = "";
    },
  };
  const states: ConnectionState[] = [];
  const warnings: string[] = [];
  const connection: InterfaceConnection = new InterfaceConnection(
    {
      wire: wire as unknown as Wire,
      registration: registration as unknown as Registration,
      clock,
      log: {
        debug() {},
        info() {},
        error() {},
        warn: (message, data) => warnings.push(`${message}: ${data?.reason ?? ""}`),
      },
    },
    {
      changed: () => {
        if (states.at(-1) !== connection.state) states.push(connection.state);
      },
      connecting: async () => {},
      async load() {
        await answer("load");
        told.push("loaded");
      },
      recovered: () => void told.push("recovered"),
      othersConnected: () => !(options.alone ?? false),
      restarted: () => void told.push("restarted"),
    },
  );
  /** Lets time pass, in steps short enough that nothing due is late. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= SECOND) {
      clock.advance(Math.min(SECOND, left));
      for (let turn = 0; turn < 4; turn++) await settle();
    }
    for (let turn = 0; turn < 4; turn++) await settle();
  };
  return {
    ...{ clock, connection, wire, registration, answers, state, states, warnings, pass },
    cleared: () => cleared,
    asked: () => asked.splice(0),
    told: () => told.splice(0),
    async up() {
      connection.start();
      await pass(0);
      asked.length = 0;
      told.length = 0;
    },
  };
}

describe("a connection", () => {
  test("comes up: asked whether anybody is there, registered, loaded, and pinged at once", async () => {
    const { connection, states, asked, told, pass, wire } = bench();
    assert.equal(connection.state, "down");
    connection.start();
    await pass(0);
    assert.deepEqual(states, ["probing", "initialising", "loading", "up"]);
    assert.deepEqual(asked(), ["system.listMethods", "getVersion", "ping"]);
    assert.deepEqual(told(), ["forget", "registered", "loaded"], "nothing has recovered: it is the first time");
    assert.equal(connection.note, undefined);
    assert.ok((connection.latencyMs as number) >= 0);
    await connection.stop();
    assert.equal(wire.name, "HmIP-RF");
  });

  test("is pinged every twenty seconds while PONGs come", async () => {
    const { up, asked, pass, told, connection } = bench();
    await up();
    await pass(20 * SECOND - 1);
    assert.deepEqual(asked(), []);
    await pass(1);
    assert.deepEqual(asked(), ["ping"]);
    await pass(2 * MINUTE);
    assert.deepEqual(asked(), new Array(6).fill("ping"));
    assert.deepEqual([told(), connection.state], [[], "up"]);
    await connection.stop();
  });

  test("that has had PONGs and misses two is registered anew, and has recovered then", async () => {
    const { up, state, pass, told, asked, connection, states } = bench();
    await up();
    states.length = 0;
    state.pongs = false;
    await pass(20 * SECOND + 10 * SECOND - 1);
    assert.deepEqual(asked(), ["ping"]);
    await pass(1);
    assert.deepEqual(asked(), ["ping"], "the second one follows the missing answer at once");
    state.pongs = true;
    await pass(10 * SECOND);
    assert.deepEqual(told(), ["forget", "registered", "loaded", "recovered"]);
    assert.deepEqual(states, ["down", "probing", "initialising", "loading", "up"]);
    await connection.stop();
  });

  test("one missing PONG, or one of another client, is nothing; any callback stands for it", async () => {
    const { up, state, pass, told, connection } = bench();
    await up();
    state.pongs = false;
    await pass(20 * SECOND);
    connection.pong("another#7");
    await pass(5 * SECOND);
    connection.pong(`${NAME}#2`);
    await pass(22 * SECOND);
    connection.contacted("event");
    await pass(20 * SECOND);
    assert.deepEqual(told(), []);
    await connection.stop();
  });

  test("that has never had a PONG is not judged by them; tried in vain, it is not tried again and again", async () => {
    const { connection, state, pass, told } = bench();
    state.pongs = false;
    connection.start();
    await pass(2 * MINUTE);
    assert.deepEqual(told(), ["forget", "registered", "loaded"]);
    connection.pong(`${NAME}#1`);
    await pass(MINUTE);
    const registered = () => told().filter((one) => one === "registered").length;
    assert.equal(registered(), 2, "the CCU forgot us, and once more: this one might have been lost, too");
    await pass(2 * MINUTE);
    assert.equal(registered(), 0);
    await connection.stop();
  });

  test("registered anew, it may miss one PONG as well before the CCU counts as having forgotten it", async () => {
    const { up, connection, state, pass, told, asked } = bench();
    await up();
    void connection.reconnect();
    state.pongs = false;
    await pass(0);
    told();
    asked();
    await pass(10 * SECOND - 1);
    assert.deepEqual(asked(), []);
    await pass(1);
    assert.deepEqual([asked(), told()], [["ping"], []]);
    await pass(10 * SECOND - 1);
    assert.deepEqual(told(), []);
    await pass(1);
    assert.deepEqual(told(), ["forget", "registered", "loaded", "recovered"]);
    await connection.stop();
  });
});

describe("an outage", () => {
  test("is tried again after 2, 5, 10, 20, 20 … seconds, told once, and waits for a CCU that starts", async () => {
    const { up, answers, pass, asked, told, connection, warnings, states } = bench();
    await up();
    for (const method of ["ping", "system.listMethods", "getVersion"]) answers[method] = refused();
    await pass(20 * SECOND);
    assert.equal(connection.state, "down");
    assert.deepEqual(connection.note, "ECONNREFUSED");
    asked();
    const attempts: number[] = [];
    for (let second = 1; second <= 60; second++) {
      await pass(SECOND);
      if (asked().length > 0) attempts.push(second);
    }
    assert.deepEqual(attempts, [2, 7, 17, 37, 57]);
    assert.equal(warnings.length, 1, warnings.join());
    for (const method of Object.keys(answers)) delete answers[method];
    states.length = 0;
    await pass(17 * SECOND);
    assert.equal(connection.state, "warming_up");
    await pass(14 * SECOND);
    assert.deepEqual(told(), []);
    await pass(1 * SECOND);
    assert.deepEqual(states, ["probing", "warming_up", "initialising", "loading", "up"]);
    assert.deepEqual(told(), ["forget", "registered", "loaded", "recovered"]);
    await connection.stop();
  });

  test("is not one ping without an answer, but two, the second soon", async () => {
    const { up, answers, pass, asked, connection } = bench();
    await up();
    answers.ping = () => silentFault(10_000);
    await pass(20 * SECOND);
    assert.deepEqual([asked(), connection.state], [["ping"], "up"]);
    delete answers.ping;
    await pass(3 * SECOND);
    assert.deepEqual([asked(), connection.state], [["ping"], "up"]);
    answers.ping = () => silentFault(10_000);
    await pass(20 * SECOND);
    answers.getVersion = refused();
    answers["system.listMethods"] = refused();
    await pass(3 * SECOND);
    assert.equal(connection.state, "down");
    await connection.stop();
  });

  test("is looked for at once when a call could not reach the CCU", async () => {
    const { up, wire, pass, asked, connection, answers } = bench();
    await up();
    await pass(SECOND);
    wire.unreachable();
    wire.unreachable();
    await pass(0);
    assert.deepEqual([asked(), connection.state], [["ping"], "up"], "it answers: it was the call");
    answers.ping = refused();
    wire.unreachable();
    await pass(0);
    assert.equal(connection.state, "warming_up");
    // one that fails while the CCU starts shortens nothing: it would be read in part
    wire.unreachable();
    await pass(0);
    assert.equal(connection.state, "warming_up");
    await connection.stop();
  });

  test("is looked for next where a call could not reach the CCU while a PONG was awaited", async () => {
    const { up, wire, pass, asked, connection, state } = bench();
    await up();
    state.pongs = false;
    await pass(20 * SECOND);
    assert.deepEqual(asked(), ["ping"]);
    wire.unreachable();
    await pass(0);
    assert.deepEqual(asked(), []);
    state.pongs = true;
    connection.pong(`${NAME}#2`);
    await pass(0);
    assert.deepEqual([asked(), connection.state], [["ping"], "up"]);
    await pass(20 * SECOND - 1);
    assert.deepEqual(asked(), [], "once");
    await connection.stop();
  });

  test("is known by the first call that nobody answers; one that is answered oddly leaves it to the next", async () => {
    for (const [fault, calls] of [
      [refused(), ["system.listMethods"]],
      [silentFault(10_000), ["system.listMethods"]],
      [toCcuFault(new RpcFormatError("HTTP 503", true), "x"), ["system.listMethods"]],
      [toCcuFault(new RpcFormatError("unfinished XML"), "x"), ["system.listMethods", "getVersion", "ping"]],
      [closed(), ["system.listMethods", "getVersion", "ping"]],
      [new CcuFault("unsupported", "x"), ["system.listMethods", "getVersion", "ping"]],
    ] as const) {
      const { connection, answers, pass, asked } = bench();
      answers["system.listMethods"] = fault;
      connection.start();
      await pass(0);
      assert.deepEqual(asked(), calls, fault.message);
      await connection.stop();
    }
  });

  test("of wrong credentials is not stormed", async () => {
    const { connection, answers, pass, asked } = bench();
    answers["system.listMethods"] = denied();
    connection.start();
    await pass(0);
    assert.deepEqual(asked(), ["system.listMethods"]);
    await pass(5 * MINUTE - SECOND);
    assert.deepEqual(asked(), []);
    delete answers["system.listMethods"];
    await pass(SECOND);
    assert.equal(connection.state, "up");
    await connection.stop();
  });

  test("that has lasted ten minutes of a CCU that is there is an interface that is not: asked rarely", async () => {
    for (const alone of [false, true]) {
      const { connection, answers, pass, asked } = bench({ alone });
      answers["system.listMethods"] = refused();
      connection.start();
      await pass(10 * MINUTE + 20 * SECOND);
      asked();
      await pass(4 * MINUTE);
      assert.equal(asked().length, alone ? 12 : 0);
      await connection.stop();
    }
  });

  test("is told anew, and tried again as soon as the first one, once it has been connected in between", async () => {
    const { connection, answers, pass, asked, warnings, wire } = bench();
    answers["system.listMethods"] = refused();
    connection.start();
    await pass(MINUTE);
    delete answers["system.listMethods"];
    await pass(MINUTE);
    assert.deepEqual([connection.state, warnings.length], ["up", 1]);
    answers.ping = refused();
    answers["system.listMethods"] = refused();
    wire.unreachable();
    await pass(0);
    assert.deepEqual([connection.state, warnings.length], ["down", 2]);
    asked();
    await pass(2 * SECOND - 1);
    assert.deepEqual(asked(), []);
    await pass(1);
    assert.deepEqual(asked(), ["system.listMethods"]);
    await connection.stop();
  });

  test("is none where only the first attempt failed: nobody waits for a CCU that starts", async () => {
    const { connection, answers, pass, states } = bench();
    answers["system.listMethods"] = refused();
    connection.start();
    await pass(0);
    delete answers["system.listMethods"];
    await pass(2 * SECOND);
    assert.equal(connection.state, "up");
    assert.ok(!states.includes("warming_up"));
    await connection.stop();
  });

  test("that has lasted ten minutes and no longer is still tried again soon", async () => {
    for (const [over, next] of [
      [0, 2 * SECOND],
      [1, 5 * MINUTE],
    ] as const) {
      const { connection, answers, pass, asked } = bench();
      const held = Promise.withResolvers<Error>();
      answers["system.listMethods"] = () => held.promise;
      connection.start();
      await pass(10 * MINUTE + over);
      held.resolve(refused());
      await pass(0);
      asked();
      await pass(next - 1);
      assert.deepEqual(asked(), []);
      await pass(1);
      assert.equal(asked()[0], "system.listMethods");
      await connection.stop();
    }
  });

  test("is not the first ping either, where it was not answered: one odd failure is none", async () => {
    const { connection, answers, pass, asked } = bench();
    answers.ping = () => silentFault(10_000);
    connection.start();
    await pass(0);
    asked();
    await pass(3 * SECOND - 1);
    assert.deepEqual([asked(), connection.state], [[], "up"]);
    delete answers.ping;
    await pass(1);
    assert.deepEqual([asked(), connection.state], [["ping"], "up"]);
    await pass(20 * SECOND - 1);
    assert.deepEqual(asked(), [], "and there is no more hurry");
    await connection.stop();
  });

  test("that is expected is noticed soon, for as long as it is expected", async () => {
    const { up, connection, pass, asked } = bench();
    await up();
    await pass(SECOND);
    connection.watchClosely(9 * SECOND);
    await pass(0);
    assert.deepEqual(asked(), ["ping"]);
    for (const [ms, pings] of [
      [3 * SECOND - 1, 0],
      [1, 1],
      [6 * SECOND, 2],
      // the last of them at the end of the watch
      [20 * SECOND - 1, 0],
      [1, 1],
    ] as const) {
      await pass(ms);
      assert.equal(asked().length, pings);
    }
    await connection.stop();
  });

  test("while it is loaded is one like any other; a CCU that boots is said to", async () => {
    const { connection, answers, pass, states } = bench();
    answers.load = refused();
    connection.start();
    await pass(0);
    assert.deepEqual([connection.state, connection.note], ["down", "ECONNREFUSED"]);
    answers.load = undefined;
    answers.getVersion = new CcuFault("transport", "getVersion: CCU not ready (HTTP 503)");
    await pass(2 * SECOND);
    assert.equal(connection.state, "booting");
    delete answers.getVersion;
    states.length = 0;
    await pass(5 * SECOND + 15 * SECOND);
    assert.ok(states.includes("warming_up"), states.join());
    assert.equal(connection.state, "up");
    await connection.stop();
  });
});

describe("a ping", () => {
  test("that is answered by a closed connection is no outage: another method decides, and it is not provoked again", async () => {
    const { up, answers, pass, asked, connection } = bench();
    answers.ping = closed();
    await up();
    assert.equal(connection.state, "up");
    await pass(MINUTE);
    assert.ok(!asked().includes("ping"), "not again with this registration");
    answers["system.listMethods"] = refused();
    await pass(40 * SECOND);
    assert.equal(connection.state, "down");
    await connection.stop();
  });

  test("is tried again with the next registration: the CCU may know it now", async () => {
    const { up, connection, answers, pass, asked } = bench();
    answers.ping = closed();
    await up();
    await pass(20 * SECOND);
    assert.ok(!asked().includes("ping"));
    delete answers.ping;
    void connection.reconnect();
    await pass(0);
    assert.ok(asked().includes("ping"));
    await connection.stop();
  });

  test("that is refused by a fault is a sign of life, and goes on", async () => {
    const { up, answers, pass, asked, connection } = bench();
    answers.ping = new CcuFault("unsupported", "unknown method", -1);
    await up();
    await pass(30 * SECOND);
    assert.ok(asked().includes("ping"));
    assert.equal(connection.state, "up");
    await connection.stop();
  });

  test("that is refused for its credentials is an outage", async () => {
    const { up, answers, pass, connection } = bench();
    await up();
    answers.ping = denied();
    answers["system.listMethods"] = denied();
    await pass(20 * SECOND);
    assert.equal(connection.state, "down");
    await connection.stop();
    // also where something else is answered yet
    const other = bench();
    await other.up();
    other.answers.ping = denied();
    await other.pass(20 * SECOND);
    assert.equal(other.connection.state, "warming_up");
    await other.connection.stop();
  });
});

describe("a CCU that does not call back", () => {
  test("is registered with anew after 3, 10, 30 minutes and then hourly, since each time costs it a thread", async () => {
    const { connection, state, pass, told, warnings } = bench();
    state.pongs = false;
    connection.start();
    await pass(0);
    const registered: number[] = [];
    told();
    for (let minute = 1; minute <= 110; minute++) {
      await pass(MINUTE);
      if (told().includes("registered")) registered.push(minute);
    }
    const gaps = registered.map((minute, i) => minute - (registered[i - 1] ?? 0));
    assert.equal(gaps.length, 4, registered.join());
    for (const [i, expected] of [3, 10, 30, 60].entries())
      assert.ok(Math.abs((gaps[i] as number) - expected) <= 1, `${gaps} minutes`);
    assert.match(warnings.join(), /never calls back/);
    assert.equal(connection.note, undefined);
    await connection.stop();
  });

  test("and calls once is given three minutes again, when it falls silent", async () => {
    const { connection, state, pass, told } = bench();
    state.pongs = false;
    connection.start();
    await pass(15 * MINUTE);
    connection.contacted("event");
    await pass(62 * MINUTE);
    told();
    await pass(4 * MINUTE);
    assert.ok(told().includes("registered"));
    await connection.stop();
  });

  test("for an hour, after it had, is registered with anew; a callback begins the count again", async () => {
    const { connection, state, pass, told } = bench();
    state.pongs = false;
    connection.start();
    await pass(SECOND);
    connection.contacted("event");
    told();
    await pass(59 * MINUTE);
    connection.contacted("event");
    await pass(59 * MINUTE);
    assert.deepEqual(told(), []);
    await pass(2 * MINUTE);
    assert.ok(told().includes("registered"));
    await connection.stop();
  });

  test("for an hour is registered with anew, also where it had sent PONGs until it closed the connection at a ping", async () => {
    const { up, answers, pass, told, connection } = bench();
    await up();
    answers.ping = closed();
    await pass(60 * MINUTE);
    assert.deepEqual(told(), []);
    await pass(MINUTE);
    assert.ok(told().includes("registered"));
    await connection.stop();
  });

  test("is not missed where it never would: an interface that is polled", async () => {
    const { connection, state, pass, told, asked } = bench({ polled: true });
    state.pongs = false;
    state.url = "";
    connection.start();
    await pass(2 * 60 * MINUTE);
    assert.deepEqual(told(), ["forget", "registered", "loaded"]);
    assert.ok(asked().length > 100, "it is looked after all the same");
    await connection.stop();
  });
});

describe("callbacks", () => {
  test("unasked ones that list devices show that the daemon has started anew; those after our own init do not", async () => {
    const { up, connection, pass, told } = bench();
    await up();
    await pass(MINUTE - SECOND);
    connection.contacted("listDevices");
    connection.contacted("system.listMethods");
    assert.deepEqual(told(), []);
    await pass(SECOND);
    connection.contacted("event");
    assert.deepEqual(told(), []);
    connection.contacted("listDevices");
    connection.contacted("system.listMethods");
    assert.deepEqual(told(), ["restarted", "restarted"]);
    await connection.stop();
    connection.contacted("listDevices");
    assert.ok(!told().includes("restarted"));
  });

  test("while it registers show that it is registered: those that came since, not those before", async () => {
    const { connection, answers, pass, clock, registration, state } = bench();
    state.pongs = false;
    const held = Promise.withResolvers<string>();
    answers.register = () => held.promise;
    connection.start();
    await pass(SECOND);
    const begun = clock.now();
    assert.equal(registration.heard(begun), false);
    connection.contacted("event");
    assert.deepEqual([registration.heard(begun), registration.heard(begun + 1)], [true, false]);
    held.resolve("");
    await connection.stop();
  });

  test("the first one of a registration is told: the way back works", async () => {
    const { up, connection, clock, states, state } = bench();
    state.pongs = false;
    await up();
    states.length = 0;
    assert.equal(connection.lastCallbackAt, undefined);
    connection.contacted("event");
    assert.equal(connection.lastCallbackAt, clock.now());
    assert.deepEqual(states.splice(0), ["up"]);
    connection.contacted("event");
    assert.deepEqual(states, [], "the second one is no news");
    await connection.stop();
  });
});

describe("connecting anew", () => {
  test("on demand: deregistered, registered, loaded; whoever asked is told", async () => {
    const { up, connection, told, pass } = bench();
    await up();
    const outcome: string[] = [];
    connection.reconnect().then(
      () => outcome.push("done"),
      (fault: CcuFault) => outcome.push(fault.message),
    );
    await pass(0);
    assert.deepEqual([told(), outcome], [["deregistered", "forget", "registered", "loaded"], ["done"]]);
    await connection.stop();
  });

  test("on demand, while the answer to a ping is awaited: at once", async () => {
    const { up, connection, state, told, pass } = bench();
    await up();
    state.pongs = false;
    await pass(20 * SECOND + 1);
    void connection.reconnect();
    await pass(0);
    assert.deepEqual(told(), ["deregistered", "forget", "registered", "loaded"], "no longer than it takes");
    await connection.stop();
  });

  test("on demand, while the answer to a ping does not come: as soon as that is known", async () => {
    const { up, connection, answers, told, pass } = bench();
    await up();
    const held = Promise.withResolvers<Error>();
    answers.ping = () => held.promise;
    await pass(20 * SECOND);
    void connection.reconnect();
    held.resolve(silentFault(10_000));
    await pass(0);
    assert.deepEqual(told(), ["deregistered", "forget", "registered", "loaded"]);
    await connection.stop();
  });

  test("is none where nobody can tell which address this machine has now", async () => {
    const { up, pass, told, connection, registration } = bench();
    await up();
    registration.wantedUrl = () => {
      throw new CcuFault("transport", "the CCU cannot call");
    };
    await pass(MINUTE);
    assert.deepEqual([told(), connection.state], [[], "up"]);
    await connection.stop();
  });

  test("says why it was given up: that the CCU does not call back, or what it answered", async () => {
    for (const [fail, note] of [
      [
        ({ state }: ReturnType<typeof bench>) => void Object.assign(state, { pongs: false }),
        "the CCU does not call back",
      ],
      [({ answers }: ReturnType<typeof bench>) => void Object.assign(answers, { ping: refused() }), "ECONNREFUSED"],
    ] as const) {
      const made = bench();
      await made.up();
      const notes: (string | undefined)[] = [];
      fail(made);
      made.answers.register = refused();
      made.answers["system.listMethods"] = async () => {
        notes.push(made.connection.note);
        throw refused();
      };
      await made.pass(MINUTE);
      assert.equal(
        notes.find((one) => one !== undefined),
        note,
      );
      await made.connection.stop();
    }
  });

  test("on demand, where the first attempt fails: that is told, and it goes on trying", async () => {
    const { up, connection, answers, pass } = bench();
    await up();
    answers.register = refused();
    const asking = assert.rejects(connection.reconnect(), /ECONNREFUSED/);
    await pass(0);
    await asking;
    delete answers.register;
    await pass(30 * SECOND);
    assert.equal(connection.state, "up");
    await connection.stop();
  });

  test("where another interface shows that the CCU restarted: only who would not notice by PONGs", async () => {
    for (const pongs of [true, false]) {
      const { connection, state, pass, told } = bench();
      state.pongs = pongs;
      connection.renewIfBlind();
      connection.start();
      await pass(15 * SECOND);
      told();
      connection.renewIfBlind();
      await pass(SECOND);
      assert.equal(told().includes("registered"), !pongs);
      await connection.stop();
    }
  });

  test("where this machine has another address", async () => {
    const { up, state, pass, told, connection, registration } = bench();
    await up();
    state.url = "http://elsewhere";
    await pass(20 * SECOND);
    assert.ok(told().includes("registered"));
    assert.equal(registration.url, "http://elsewhere");
    await connection.stop();
  });
});

describe("the end", () => {
  test("comes without any time passing, whatever is under way, and deregisters", async () => {
    for (const passed of [0, 1, 19_999, 20_000, 25_000, 30_000]) {
      const { connection, state, told, pass, clock } = bench();
      connection.start();
      await pass(0);
      state.pongs = false;
      await pass(passed);
      told();
      await connection.stop();
      assert.equal(connection.state, "stopped");
      assert.deepEqual(told(), ["deregistered", "closed"], `${passed} ms`);
      assert.equal(clock.pending(), 0, `a timer is left after ${passed} ms`);
    }
  });

  test("while nobody answers, and while it waits for a CCU that starts", async () => {
    for (const passed of [0, 1_000, 60_000]) {
      const { connection, answers, pass, clock } = bench();
      answers["system.listMethods"] = refused();
      connection.start();
      await pass(passed);
      if (passed > 1000) {
        delete answers["system.listMethods"];
        await pass(10 * SECOND);
      }
      await connection.stop();
      assert.deepEqual([connection.state, clock.pending()], ["stopped", 0]);
    }
  });

  test("refuses what waits, and whoever still asks for a connection", async () => {
    const { up, connection, cleared, answers } = bench();
    await up();
    const held = Promise.withResolvers<string>();
    answers.register = () => held.promise;
    const waiting = assert.rejects(connection.reconnect(), /is being closed/);
    for (let turn = 0; turn < 10; turn++) await settle();
    const stopping = connection.stop();
    held.resolve("");
    await stopping;
    await waiting;
    assert.match(cleared()?.message ?? "", /is being closed/);
    await assert.rejects(connection.reconnect(), /is being closed/);
  });
});
