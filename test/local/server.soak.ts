/** `npm run test:full`: the on-prem server as a person meets it, what is rarer than in server.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  centralsSetting,
  type Ended,
  type Program,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startProgram,
  startServer,
  takenPort,
  until,
  within,
} from "../support/program.ts";
import { call } from "../support/remote.ts";

/** The server promises to end within this time (issue 2, section 8). */
const END_MS = 5000;

const admin = basic(ADMIN.name, ADMIN.password);
const withoutAdmin = (folder: string) => serverEnvironment(folder, { CCU_ANYWHERE_ADMIN: "" });
const isStack = /^\s+at .+:\d+:\d+/m;

/** Ends with exit code 1, says `told`, and shows nobody a stack trace. */
async function refuses(program: Program, ...told: (RegExp | string)[]): Promise<void> {
  assert.deepEqual(await within("the end", program.ended), { code: 1, signal: null } satisfies Ended, program.output());
  for (const text of told)
    if (typeof text === "string") assert.ok(program.errors().includes(text), `${text} is missing: ${program.errors()}`);
    else assert.match(program.errors(), text);
  assert.doesNotMatch(program.output(), isStack);
}

test("setup of a first start takes a CCU in, and ends the made-up password", async (t) => {
  const folder = scratchFolder(t);
  const server = await startServer(t, withoutAdmin(folder));
  assert.deepEqual((await call(server.url, "GET", "/setup/status")).body, { required: true });
  const body = {
    admin: { username: "petra", password: "eight or more" },
    locale: { locale: "de", theme: "system" },
    ccu: { name: "keller", host: "127.0.0.1", interfaces: ["HmIP-RF"], username: "Admin", password: "ccu secret" },
  };
  const answer = await call(server.url, "POST", "/setup", { body });
  assert.equal(answer.status, 204, JSON.stringify(answer.body));
  assert.deepEqual((await call(server.url, "GET", "/setup/status")).body, { required: false });
  const petra = basic("petra", "eight or more");
  assert.equal((await call(server.url, "GET", "/auth/me", { headers: petra })).body.role, "admin");
  const { login } = server;
  assert.ok(login);
  const former = basic(login.name, login.password);
  assert.equal((await call(server.url, "GET", "/auth/me", { headers: former })).status, 401);
  assert.equal((await call(server.url, "POST", "/setup", { body })).status, 409);
  const interfaces = await until("the interface of the new CCU", async () => {
    const { body } = await call(server.url, "GET", "/interfaces", { headers: petra });
    return body.find((row: { central_id: string }) => row.central_id === "keller");
  });
  assert.equal(interfaces.interface, "HmIP-RF");
  await until("the end of the demo", async () => {
    const { body } = await call(server.url, "GET", "/devices", { headers: petra });
    return body.total === 0;
  });

  await server.end("SIGTERM");
  const again = await startServer(t, withoutAdmin(folder));
  assert.equal(again.login, undefined, "nobody needs another password");
  assert.ok(!again.output().includes("simulated"), "a stored CCU is a configured one");
  assert.equal((await call(again.url, "GET", "/auth/me", { headers: petra })).status, 200);
});

test("levels of the log by path hold from the start, and again after a reset", async (t) => {
  const CCU_ANYWHERE_LOG_OVERRIDES = '{"ccu-anywhere.ccu.hub":"error"}';
  const { url } = await startServer(t, serverEnvironment(scratchFolder(t), { CCU_ANYWHERE_LOG_OVERRIDES }));
  const path = "/diagnostics/log-levels/ccu-anywhere.ccu.hub";
  const levels = async () => (await call(url, "GET", "/diagnostics/log-levels", { headers: admin })).body.overrides;
  const given = await levels();
  assert.deepEqual(given, [{ path: "ccu-anywhere.ccu.hub", level: "error", permanent: true }]);
  assert.equal((await call(url, "PUT", path, { headers: admin, body: { level: "debug" } })).status, 204);
  assert.equal((await levels())[0].level, "debug");
  assert.equal((await call(url, "DELETE", path, { headers: admin })).status, 204);
  assert.deepEqual(await levels(), given);
});

test("a first start that fails costs no password: the next one shows one that works", async (t) => {
  const folder = scratchFolder(t);
  const port = await takenPort(t);
  await refuses(
    startProgram(t, "server.ts", {
      env: { ...withoutAdmin(folder), CCU_ANYWHERE_LISTEN: `127.0.0.1:0,127.0.0.1:${port}` },
    }),
    String(port),
  );
  const { url, login } = await startServer(t, withoutAdmin(folder));
  assert.ok(login);
  assert.equal((await call(url, "GET", "/auth/me", { headers: basic(login.name, login.password) })).body.role, "admin");
});

test("ends within five seconds although the CCU does not answer any more and a request waits for it", async (t) => {
  const ccu = await startCcu(t, { interfaces: ["BidCos-RF", "HmIP-RF"] });
  const server = await startServer(t, serverEnvironment(scratchFolder(t), centralsSetting(ccu.central)));
  const path = "/devices/0001D3C99C6A01/channels/3/data-points/STATE/value";
  await until("the switch", async () => {
    const { status } = await call(server.url, "GET", path.replace(/\/value$/, ""), { headers: admin });
    return status === 200 && ccu.registrations("HmIP-RF").length === 1 && ccu.registrations("BidCos-RF").length === 1;
  });
  ccu.control.delay(2 * END_MS);
  const waiting = call(server.url, "PUT", path, { headers: admin, body: { value: true } }).catch((error) => error);
  await until("the write at the CCU", () => ccu.calls["HmIP-RF"]?.setValue);
  const before = performance.now();
  assert.deepEqual(await server.end("SIGTERM"), { code: 0, signal: null }, server.output());
  const took = performance.now() - before;
  assert.ok(took < END_MS, `${took} ms`);
  await waiting;
});

test("goes on when nobody reads its output any more (a pipe into head, a closed terminal)", async (t) => {
  const ccu = await startCcu(t);
  const server = await startServer(t, serverEnvironment(scratchFolder(t), centralsSetting(ccu.central)));
  server.stopReading();
  const get = async (path: string, headers = admin) => call(server.url, "GET", path, { headers });
  // each failed login is a line in the log
  for (const name of ["one", "two", "three"])
    assert.equal((await get("/devices", basic(name, "wrong password"))).status, 401);
  await until("the word of it in the log", async () => {
    const { records } = (await get("/diagnostics/logs?limit=500")).body as { records: { msg: string }[] };
    const told = records.filter(({ msg }) => msg.startsWith("lines can no longer be written"));
    assert.ok(told.length <= 2, "once for each output");
    assert.ok(!records.some(({ msg }) => msg.includes("nobody caught")), "no error of its own");
    return told.length > 0;
  });
  const { components } = (await get("/health")).body as { components: { name: string }[] };
  assert.ok(!components.some(({ name }) => name === "process"), "no unhandled error is noted");
  assert.deepEqual(await server.end("SIGTERM"), { code: 0, signal: null });
});
