/**
 * Promise 2 (nothing lost) on the real program: the server is killed again and again while events flow from a CCU that
 * goes on living, and a client that resumes misses nothing and gets nothing twice.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { EVENT_LOG_DEFAULT_KEEP, EVENT_LOG_TRIM_BATCH } from "../../handlers/records/event-log.ts";
import { ON_PREM_SITE } from "../../local/on-prem.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  afterwards,
  centralsSetting,
  type Server,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startServer,
  until,
} from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";

const admin = basic(ADMIN.name, ADMIN.password);
/** Milliseconds between telegrams of the busy home. */
const TELEGRAM_MS = 5;
/** In the everyday suite once with a client that is away and once with one that is connected; more in the full one. */
const isFull = Boolean(process.env.CCU_ANYWHERE_TEST_FULL);
const KILLS = isFull ? 5 : 2;
/** The meter of the household: each telegram carries a value that is new. */
const METER = "0001DBE990F502:6";

/** Telegrams without end, each with another value, until the test ends or it is told to rest. */
function busyHome(t: TestContext, ccu: Simulator): { rest(): void } {
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    ccu.control.setState(METER, "POWER", (count % 100_000) / 100);
  }, TELEGRAM_MS);
  const rest = () => clearInterval(timer);
  afterwards(t, rest);
  return { rest };
}

const kill = async (server: Server) => assert.equal((await server.end("SIGKILL")).signal, "SIGKILL");

/** Events that the server itself still has after `since`, to compare with. */
async function readLog(t: TestContext, server: Server, since: number): Promise<{ seq: number; text: string }[]> {
  const reader = await StreamClient.open(t, server.url, admin);
  const end = await reader.subscribe(["*"], since);
  assert.equal(end.op, "replay_done");
  return reader.events;
}

test("a client that resumes after each kill -9 gets every event once and in order", async (t) => {
  const ccu = await startCcu(t);
  const environment = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  let server = await startServer(t, environment);
  let client = await StreamClient.open(t, server.url, admin);
  await client.subscribe(["*"], 0);
  const home = busyHome(t, ccu);
  const received: { seq: number; text: string }[] = [];
  /** The log, read by another client after each start: compared in the end. */
  const logged: { seq: number; text: string }[] = [];
  let missed = 0;

  for (let round = 0; round < KILLS; round += 1) {
    const goal = client.events.length + 100;
    await until("a hundred events", () => client.events.length >= goal);
    if (round % 2 === 0) {
      // away before the kill: there is something to catch up with, from both sides of it
      const watcher = await StreamClient.open(t, server.url, admin);
      await watcher.subscribe(["*"]);
      client.socket.terminate();
      await until("events that the client misses", () => watcher.events.length >= 50);
    }
    await kill(server);
    await client.closed;
    received.push(...client.events);
    const cursor = received.at(-1)?.seq ?? 0;

    server = await startServer(t, environment);
    client = await StreamClient.open(t, server.url, admin);
    const end = await client.subscribe(["*"], cursor);
    assert.equal(end.op, "replay_done", `round ${round}`);
    logged.push(...(await readLog(t, server, logged.at(-1)?.seq ?? received[0]!.seq - 1)));
    if (round % 2 === 0) {
      missed += client.events.length;
      assert.ok(client.events.length >= 50, `${client.events.length} events replayed in round ${round}`);
    }
  }
  const goal = client.events.length + 100;
  await until("a hundred events after the last kill", () => client.events.length >= goal);
  home.rest();
  received.push(...client.events.splice(0));

  logged.push(...(await readLog(t, server, logged.at(-1)!.seq)));
  const known = logged.at(-1)!.seq;
  await until("what the log has", () => (client.lastSeq ?? received.at(-1)!.seq) >= known);
  received.push(...client.events);
  const upTo = received.filter(({ seq }) => seq <= known);
  assert.ok(missed > 100);
  assert.deepEqual(
    upTo.map(({ seq }) => seq),
    logged.map(({ seq }) => seq),
  );
  assert.deepEqual(upTo, logged, "the same events, to the letter");
  t.diagnostic(`${received.length} events over ${KILLS} kills, ${missed} of them replayed`);
});

test("replay_lost if and only if the log was trimmed past the cursor, also after kills", async (t) => {
  const folder = scratchFolder(t);
  const written = EVENT_LOG_DEFAULT_KEEP + 2 * EVENT_LOG_TRIM_BATCH;
  const database = openSqlite(join(folder, "ccu-anywhere.db"), { clock: systemClock });
  const log = database.eventLog(ON_PREM_SITE);
  for (let at = 0; at < written; at += EVENT_LOG_TRIM_BATCH)
    await log.append(
      Array.from({ length: EVENT_LOG_TRIM_BATCH }, (_, i) => ({
        topic: "device.X",
        tail: `"kind":"change","topic":"device.X","type":"test","ts":"2026-01-01T00:00:00.000Z","payload":{"n":${at + i}}}`,
      })),
    );
  const { oldest, newest } = await log.bounds();
  database.close();
  assert.ok(oldest > 1 && newest === written, `${oldest} … ${newest}`);

  const away = { name: "away", host: "127.0.0.1", interfaces: [{ name: "HmIP-RF", port: 1 }] };
  const environment = serverEnvironment(folder, centralsSetting(away));
  for (let round = 0; round < (isFull ? 2 : 1); round += 1) {
    const server = await startServer(t, environment);
    const ask = async (since: number) => {
      const client = await StreamClient.open(t, server.url, admin);
      return { end: await client.subscribe(["device.X"], since), events: client.events };
    };
    const all = await ask(oldest - 1);
    assert.deepEqual(all.end, { op: "replay_done", seq: newest });
    assert.deepEqual(
      all.events.map(({ seq }) => seq),
      Array.from({ length: newest - oldest + 1 }, (_, i) => oldest + i),
    );
    for (const since of [oldest - 2, 1, 0]) {
      const { end, events } = await ask(since);
      assert.deepEqual(end, { op: "replay_lost", oldest_seq: oldest }, `since ${since}`);
      assert.deepEqual(events, []);
    }
    assert.equal((await ask(newest)).end.op, "replay_done");
    assert.equal((await ask(newest + 1_000_000)).end.op, "replay_lost", "a cursor that was never given out");
    await kill(server);
  }
});

test("a write with an Idempotency-Key acts once, whenever the server is killed", async (t) => {
  const ccu = await startCcu(t, { interfaces: ["HmIP-RF"] });
  const environment = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const path = "/devices/0001D3C99C6A01/channels/3/data-points/STATE/value";
  const write = (server: Server, key: string, value = true) =>
    call(server.url, "PUT", path, { headers: { ...admin, "idempotency-key": key }, body: { value } });
  const writes = () => ccu.calls["HmIP-RF"]?.setValue ?? 0;
  const ready = async () => {
    const server = await startServer(t, environment);
    await until("the CCU's registration and devices", async () => {
      const { status } = await call(server.url, "GET", path.replace(/\/value$/, ""), { headers: admin });
      const { body } = await call(server.url, "GET", "/interfaces", { headers: admin });
      return status === 200 && body[0]?.connected === true;
    });
    return server;
  };

  let server = await ready();
  assert.equal((await write(server, "finished")).status, 202);
  assert.equal(writes(), 1);
  await kill(server);

  server = await ready();
  const replayed = await write(server, "finished");
  assert.equal(replayed.status, 202);
  assert.equal(replayed.headers.get("idempotent-replay"), "true");
  assert.equal(writes(), 1, "the answer survived the kill, the write was not repeated");

  ccu.control.delay(3000);
  const interrupted = write(server, "interrupted", false).then(
    () => "answered",
    () => "cut off",
  );
  await until("the write at the CCU", () => writes() === 2);
  await kill(server);
  assert.equal(await interrupted, "cut off");
  ccu.control.clearFaults();

  server = await ready();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const retried = await write(server, "interrupted", false);
    assert.equal(retried.status, 409);
    assert.equal(retried.body.code, "conflict");
    await ccu.settled();
    assert.equal(writes(), 2, "nobody knows whether it acted, so it does not act again");
  }
  assert.equal((await write(server, "anew", false)).status, 202);
  assert.equal(writes(), 3);
});
