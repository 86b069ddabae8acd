/** Users of the simulated CCU: their levels, and that no session is left. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { isSilent } from "../../../adapters/ccu/faults.ts";
import { CALL_MS, CHECKS_WAITING, UserCheck } from "../../../adapters/ccu/user-check.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { systemClock } from "../../../adapters/node/clock.ts";
import { CcuFault } from "../../../handlers/ports/index.ts";
import { startSimulator } from "../../../local/simulator/index.ts";
import { settle } from "./fake-wire.ts";

const USERS = [
  { username: "Gast", password: "guest", level: 1 },
  { username: "Otto", password: "pw", level: 2 },
  { username: "Zweite", password: "größer", level: 8 },
  { username: "Niemand", password: "pw", level: 0 },
];
const LATE = Number.MAX_SAFE_INTEGER;

async function bench(t: TestContext, options: { sessions?: number } = {}) {
  const simulator = await startSimulator({ users: USERS, auth: { username: "Admin", password: "secret" }, ...options });
  t.after(() => simulator.stop());
  const check = new UserCheck({ host: simulator.central.host, port: simulator.central.json_rpc_port }, systemClock);
  return { simulator, level: (name: string, password: string) => check.level(name, password, LATE), check };
}

test("levels of users; a wrong password has none; each logs out", async (t) => {
  const { simulator, level } = await bench(t);
  assert.equal(await level("Admin", "secret"), 8);
  assert.equal(await level("Otto", "pw"), 2);
  assert.equal(await level("Gast", "guest"), 1);
  assert.equal(await level("Zweite", "größer"), 8);
  assert.equal(await level("Niemand", "pw"), 0);
  assert.equal(await level("Admin", "wrong"), null);
  assert.equal(await level("nobody", ""), null);
  assert.equal(simulator.sessions.open, 0);
});

test("what is beyond ASCII is tried as UTF-8 and as Latin-1: CCUs differ; what is ASCII is tried once", async (t) => {
  const logins: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const isLogin = bytes.includes("Session.login");
    const isRight = bytes.includes(Buffer.from("größer", "latin1"));
    if (isLogin) logins.push(bytes.includes(Buffer.from("größer")) ? "utf-8" : "other");
    const error = { code: 501, message: "wrong" };
    response.end(JSON.stringify(isLogin && !isRight ? { error } : { result: isLogin ? "s1" : true }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const check = new UserCheck({ host: "127.0.0.1", port: (server.address() as AddressInfo).port }, systemClock);
  assert.equal(await check.level("Otto", "größer", LATE), 8);
  assert.deepEqual(logins.splice(0), ["utf-8", "other"]);
  assert.equal(await check.level("Otto", "wrong", LATE), null);
  assert.deepEqual(logins, ["other"]);
});

test("many at once need one session; a full table is a refusal, and nothing is left behind", async (t) => {
  const { simulator, level } = await bench(t, { sessions: 1 });
  const all = await Promise.allSettled(Array.from({ length: CHECKS_WAITING + 1 }, () => level("Otto", "pw")));
  assert.deepEqual(
    all.map((one) => (one.status === "fulfilled" ? one.value : "refused")),
    [...Array<number>(CHECKS_WAITING).fill(2), "refused"],
  );
  simulator.sessions.login(8);
  assert.equal(await level("Otto", "pw"), null);
  assert.equal(simulator.sessions.open, 1);
});

test("a CCU that is ill, or too late, says nothing about a password", async (t) => {
  const { simulator, level, check } = await bench(t);
  await assert.rejects(check.level("Otto", "pw", 0), CcuFault);
  await simulator.stop();
  await assert.rejects(level("Otto", "pw"), (error) => error instanceof CcuFault && error.class === "transport");
});

test("a CCU that does not answer a login, or a question after it, is waited for so long and no longer", async (t) => {
  for (const silentAt of ["Session.login", "CCU.getAuthEnabled", "Session.logout"]) {
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method } = JSON.parse(Buffer.concat(chunks).toString());
      asked.push(method);
      if (method !== silentAt) response.end(JSON.stringify({ result: method === "Session.login" ? "s1" : true }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      server.close();
      server.closeAllConnections();
    });
    const clock = createManualClock();
    const endpoint = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
    let isOver = false;
    const level = new UserCheck(endpoint, clock)
      .level("Otto", "pw", LATE)
      .catch((error: unknown) => error)
      .finally(() => {
        isOver = true;
      });
    const turns = async (done: () => boolean) => {
      while (!done()) await settle();
    };
    await turns(() => asked.at(-1) === silentAt);
    clock.advance(CALL_MS - 1);
    for (let turn = 0; turn < 20; turn += 1) await settle();
    assert.equal(isOver, false, silentAt);
    clock.advance(1);
    if (silentAt === "CCU.getAuthEnabled") await turns(() => asked.at(-1) === "Session.logout");
    const found = await level;
    if (silentAt === "Session.logout") assert.equal(found, 8, "what was found out counts");
    else assert.ok(found instanceof CcuFault && isSilent(found), silentAt);
  }
});
