/**
 * The on-prem server as a person meets it: started, looked at, misconfigured and ended from outside. What is rarer is in
 * server.soak.ts.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../../local/serve.ts";
import { settingFields } from "../../local/settings/declared.ts";
import { basic, bearer } from "../support/client.ts";
import {
  ADMIN,
  centralsSetting,
  type Ended,
  type Program,
  refusedStart,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startProgram,
  startServer,
  takenPort,
  until,
  within,
} from "../support/program.ts";
import { browserHeaders, call, StreamClient } from "../support/remote.ts";

/** The server promises to end within this time (issue 2, section 8). */
const END_MS = 5000;

const admin = basic(ADMIN.name, ADMIN.password);
const withoutAdmin = (folder: string) => serverEnvironment(folder, { CCU_ANYWHERE_ADMIN: "" });
const isStack = /^\s+at .+:\d+:\d+/m;

/** Like {@link refuses}, in this process. */
async function refusesHere(start: Parameters<typeof refusedStart>[1], ...told: (RegExp | string)[]): Promise<void> {
  const { code, errors } = await refusedStart(run, start);
  assert.equal(code, 1);
  for (const text of told)
    if (typeof text === "string") assert.ok(errors.includes(text), `${text} is missing: ${errors}`);
    else assert.match(errors, text);
  assert.doesNotMatch(errors, isStack);
  assert.doesNotMatch(errors, /secret-/);
}

const deviceCount = async (url: string, headers: Record<string, string>): Promise<number> =>
  (await call(url, "GET", "/devices?per_page=1", { headers })).body.total;

/** Ends with exit code 1, says `told`, and shows nobody a stack trace. */
async function refuses(program: Program, ...told: (RegExp | string)[]): Promise<void> {
  assert.deepEqual(await within("the end", program.ended), { code: 1, signal: null } satisfies Ended, program.output());
  for (const text of told)
    if (typeof text === "string") assert.ok(program.errors().includes(text), `${text} is missing: ${program.errors()}`);
    else assert.match(program.errors(), text);
  assert.doesNotMatch(program.output(), isStack);
}

test("a first start tells what to open and a line to copy, and its one-time password works", async (t) => {
  const server = await startServer(t, withoutAdmin(scratchFolder(t)), { slowPasswords: true });
  assert.match(server.url, /^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
  assert.match(server.output(), /Reference {3}http\S+\/api$/m);
  assert.match(server.output(), /simulated/);
  const page = await fetch(server.url);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<title>CCU Anywhere/);
  const info = await call(server.url, "GET", "/info");
  assert.equal(info.status, 200);

  assert.ok(server.output().includes(`\n  Try         curl -u admin ${server.url}/api/v1/devices\n`));
  assert.match(server.output(), /^ {2}CCU {9}demo: (starting|healthy)$/m, "the CCUs as /health tells them");
  const { login } = server;
  assert.ok(login);
  const devices = await fetch(`${server.url}/api/v1/devices`, { headers: basic(login.name, login.password) });
  assert.equal(devices.status, 200);
  const session = await call(server.url, "POST", "/auth/login", {
    body: { username: login.name, password: login.password },
  });
  assert.equal(session.status, 200);
  const me = await call(server.url, "GET", "/auth/me", { headers: browserHeaders(session) });
  assert.deepEqual(me.body, { subject: login.name, role: "admin", scheme: "session" });
  await until("the devices of the demo", async () => (await deviceCount(server.url, browserHeaders(session))) > 0);
  assert.equal(server.output().split(login.password).length, 2, "the password is shown once, in the banner");
  const setup = { admin: { username: "eve", password: "long enough" }, locale: { locale: "de", theme: "dark" } };
  assert.equal((await call(server.url, "POST", "/setup", { body: setup })).status, 409, "somebody has moved in");
});

test("a Node that is too old is told in one line what to do", async () => {
  const start = (version: string) => {
    const pretend = `Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} });`;
    const code = `${pretend} require(${JSON.stringify(join(import.meta.dirname, "..", "..", "local", "require-node.cjs"))});`;
    return spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
  };
  for (const version of ["18.20.1", "20.20.2", "22.17.9"]) {
    const { status, stderr } = start(version);
    assert.equal(status, 1, version);
    assert.match(
      stderr,
      /^CCU Anywhere needs Node 22\.18 or newer and this is [\d.]+: run "npm ci && npm rebuild node".*\n$/,
    );
  }
  for (const version of ["22.18.0", "24.0.0"])
    assert.deepEqual([start(version).status, start(version).stderr], [0, ""]);
});

test("--help describes every setting", async (t) => {
  for (const flag of ["--help", "-h"]) {
    const program = startProgram(t, "server.ts", { args: [flag] });
    assert.deepEqual(await within("the end", program.ended), { code: 0, signal: null });
    assert.equal(program.errors(), "");
    for (const { env, path } of settingFields) assert.ok(program.output().includes(`${env}  (${path})`), env);
  }
});

test("bad settings are named, without their values and without a stack trace", async (t) => {
  const folder = scratchFolder(t);
  const file = join(folder, "settings.yaml");
  writeFileSync(file, "listen: ':8080'\nlog:\n  level: loud\nadmins: eve:secret-of-eve\n");
  const broken = join(folder, "broken.yaml");
  writeFileSync(broken, "listen: [\n");
  const start = (env: Record<string, string>, ...args: string[]) =>
    startProgram(t, "server.ts", { args, env: { ...serverEnvironment(join(folder, "data")), ...env } });
  const centrals = [{ name: "ok", host: "ccu", password_plain: "secret-of-ccu", ports: { CUxD: 99_999 } }];
  const bad = start({
    CCU_ANYWHERE_LISTEN: "nowhere",
    CCU_ANYWHERE_ADMIN: "secret-without-name",
    CCU_ANYWHERE_CENTRALS: JSON.stringify(centrals),
    CCU_ANYWHERE_CALLBACK_PORT: "many",
  });
  await refuses(
    bad,
    "CCU_ANYWHERE_LISTEN[0]: must be :port",
    "CCU_ANYWHERE_ADMIN: must be name:password",
    "CCU_ANYWHERE_CENTRALS[0].ports.CUxD: must be at most 65535",
    "CCU_ANYWHERE_CALLBACK_PORT: must be a whole number",
  );
  assert.doesNotMatch(bad.output(), /secret-/);
  const env = serverEnvironment(join(folder, "data"));
  await refusesHere({ args: ["--config", file], env }, "log.level: ", "admins: is no setting");
  await refusesHere({ args: ["--config", broken], env }, "broken.yaml: is no YAML");
  const absent = join(folder, "absent.yaml");
  await refusesHere({ args: ["--config", absent], env }, "absent.yaml: cannot be read (ENOENT)");
  await refusesHere({ args: ["--colour"], env }, /command line: .*--colour/);
});

test("what a start needs and cannot have is told in a line", async (t) => {
  const folder = scratchFolder(t);
  const port = await takenPort(t);
  const start = (name: string, env: Record<string, string>) => ({ env: serverEnvironment(join(folder, name), env) });

  const listening = start("a", { CCU_ANYWHERE_LISTEN: `127.0.0.1:0,127.0.0.1:${port}` });
  await refusesHere(listening, `127.0.0.1:${port}`, /EADDRINUSE|already in use/);
  const callbacks = start("b", {
    CCU_ANYWHERE_CALLBACK_PORT: String(port),
    ...centralsSetting({ name: "ccu", host: "127.0.0.1", interfaces: ["HmIP-RF"] }),
  });
  await refusesHere(callbacks, String(port), /EADDRINUSE|already in use/);

  mkdirSync(join(folder, "c"));
  writeFileSync(join(folder, "c", "ccu-anywhere.db"), "this is no database, whatever its name says".repeat(100));
  await refusesHere(start("c", {}), "ccu-anywhere.db");
  writeFileSync(join(folder, "d"), "");
  await refusesHere(start("d", {}), join(folder, "d"));
});

test("ends cleanly within five seconds: clients and the CCU are told", async (t) => {
  const ccu = await startCcu(t);
  const interfaces = Object.keys(ccu.central.ports);
  const registered = () => interfaces.flatMap((name) => ccu.registrations(name));
  const folder = scratchFolder(t);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const server = await startServer(t, serverEnvironment(folder, centralsSetting(ccu.central)));
    await until("registrations", () => registered().length === interfaces.length);
    const stream = await StreamClient.open(t, server.url, admin);
    await stream.subscribe(["*"]);
    const before = performance.now();
    assert.deepEqual(await server.end(signal), { code: 0, signal: null }, server.output());
    const took = performance.now() - before;
    assert.ok(took < END_MS, `${took} ms`);
    assert.equal((await stream.closed).code, 1001);
    assert.deepEqual(registered(), [], "nothing is left at the CCU");
    assert.doesNotMatch(server.output(), isStack);
  }
});

test("a warm start answers without asking the CCU for what it knows", async (t) => {
  const ccu = await startCcu(t);
  const folder = scratchFolder(t);
  const environment = serverEnvironment(folder, centralsSetting(ccu.central));
  const total = ccu.world.devices.size;
  const loaded = async (url: string) =>
    until("all devices", async () => (await deviceCount(url, admin)) === total && (await isConnected(url)));
  const isConnected = async (url: string) => {
    const { body } = await call(url, "GET", "/interfaces", { headers: admin });
    return body.length > 0 && body.every((row: { connected: boolean }) => row.connected);
  };
  const cold = await startServer(t, environment);
  await loaded(cold.url);
  const [address] = ccu.world.devices.keys();
  const before = await call(cold.url, "GET", `/devices/${address}`, { headers: admin });
  assert.ok(ccu.descriptionCalls > 0);
  await cold.end("SIGTERM");
  ccu.resetCounters();
  const warm = await startServer(t, environment);
  await loaded(warm.url);
  assert.equal(ccu.descriptionCalls, 0);
  assert.deepEqual(
    Object.values(ccu.radio),
    Object.values(ccu.radio).map(() => 0),
  );
  const after = await call(warm.url, "GET", `/devices/${address}`, { headers: admin });
  assert.equal(after.status, 200);
  assert.deepEqual(after.body.channels, before.body.channels);
});

test("no secret is ever logged, at any level", async (t) => {
  const auth = { username: "Admin", password: "planted-central-password" };
  const ccu = await startCcu(t, { interfaces: ["BidCos-RF", "HmIP-RF"], auth });
  const secrets = {
    admin: "planted-admin-password",
    central: auth.password,
    user: "planted-user-password",
    wrong: "planted-wrong-password",
    setup: "planted-setup-password",
  };
  const server = await startServer(
    t,
    serverEnvironment(scratchFolder(t), {
      ...centralsSetting(ccu.central),
      CCU_ANYWHERE_ADMIN: `root:${secrets.admin}`,
      CCU_ANYWHERE_LOG_LEVEL: "debug",
    }),
  );
  const { url } = server;
  const root = basic("root", secrets.admin);
  await until("devices", async () => (await deviceCount(url, root)) > 0);
  const planted: string[] = [...Object.values(secrets), root.authorization.split(" ")[1]!];

  const login = await call(url, "POST", "/auth/login", { body: { username: "root", password: secrets.admin } });
  planted.push(...login.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!.split("=")[1]!));
  await call(url, "POST", "/auth/login", { body: { username: "root", password: secrets.wrong } });
  await call(url, "GET", "/devices", { headers: basic("root", secrets.wrong) });
  const user = { username: "eve", password: secrets.user, role: "viewer" };
  assert.equal((await call(url, "POST", "/users", { headers: root, body: user })).status, 201);
  const made = await call(url, "POST", "/auth/tokens/v2", { headers: root, body: { subject: "panel", role: "admin" } });
  assert.equal(made.status, 201);
  planted.push(made.body.token);
  const setup = { admin: { username: "eve", password: secrets.setup }, locale: { locale: "de", theme: "dark" } };
  await call(url, "POST", "/setup", { headers: root, body: setup });
  await call(url, "GET", `/devices?token=${made.body.token}`, { headers: bearer(made.body.token) });
  await call(url, "POST", "/auth/logout", { headers: browserHeaders(login) });
  await call(url, "GET", "/auth/me", { headers: browserHeaders(login) });
  const stream = await StreamClient.open(t, url, bearer(made.body.token));
  await stream.subscribe(["*"], 0);
  stream.send({ op: "reauth", token: made.body.token });
  await stream.frame("reauth_ok");
  stream.send({ op: "reauth", token: "planted-wrong-token" });
  planted.push("planted-wrong-token");
  await stream.closed;
  ccu.control.dropConnections();
  await call(url, "POST", "/interfaces/demo-HmIP-RF/reconnect", { headers: root });
  assert.deepEqual(await server.end("SIGTERM"), { code: 0, signal: null });

  assert.match(server.output(), /"level":"DEBUG"/, "the level is in effect");
  for (const secret of planted) assert.ok(!server.output().includes(secret), `${secret} was logged`);
});
