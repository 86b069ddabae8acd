/** Logins: how they are made, where they are kept, who is refused. */
import assert from "node:assert/strict";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { dataOf } from "../../../adapters/client/index.ts";
import { FILE_LIMIT } from "../../../local/cli/credentials.ts";
import { INPUT_LIMIT } from "../../../local/cli/prompt.ts";
import { Interrupted } from "../../../local/cli/terminal.ts";
import { ADMIN } from "../../support/program.ts";
import { cli, configFolder, type Options } from "./cli.ts";
import { startEndpoint } from "./endpoint.ts";

const folder = configFolder();
const { url, admin, tokens, as } = await startEndpoint(folder);

test("login keeps a token, logout deletes it", async () => {
  const env = { XDG_CONFIG_HOME: join(folder, "people") };
  const typed = [
    ["User: ", `${ADMIN.name}\r`],
    ["Password: ", `${ADMIN.password}\r`],
  ] as const;
  const before = dataOf(await admin.GET("/auth/tokens/v2")).length;
  const { code, out, err } = await cli(["login", `${url}/api/v1/`], { env, tty: true, typed });
  assert.equal(code, 0, err);
  assert.equal(out, `Logged in to ${url} as admin (admin).\n`);
  assert.ok(!err.includes(ADMIN.password) && !out.includes(ADMIN.password), "the password is not echoed");
  const path = join(env.XDG_CONFIG_HOME, "ccu-anywhere", "credentials.json");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(path, "..")).mode & 0o777, 0o700);
  assert.ok(!readFileSync(path, "utf8").includes(ADMIN.password), "nor kept");
  assert.equal(dataOf(await admin.GET("/auth/tokens/v2")).length, before + 1);
  assert.equal((await cli(["devices"], { env })).code, 0);
  // what is kept is shown to its own endpoint only
  assert.equal((await cli(["devices", "--url", url], { env })).code, 3);
  assert.equal((await cli(["logout"], { env })).code, 0);
  assert.equal(dataOf(await admin.GET("/auth/tokens/v2")).length, before);
  assert.equal((await cli(["devices"], { env })).err, "ccu-anywhere devices: not logged in: ccu-anywhere login URL\n");
  assert.equal((await cli(["logout"], { env })).code, 3);
});

test("login of scripts: from a pipe, the environment, a token; as profiles", async () => {
  const env = { XDG_CONFIG_HOME: join(folder, "scripts") };
  const login = (args: string[], options: Options = {}) =>
    cli(["login", url, "--json", ...args], { ...options, env: { ...env, ...options.env } });
  const piped = await login(["--user", ADMIN.name, "--role", "viewer", "--days", "1"], {
    input: `${ADMIN.password}\n`,
  });
  assert.deepEqual(JSON.parse(piped.out), { profile: "default", url, subject: "admin", role: "admin" });
  assert.match((await cli(["info"], { env })).out, /\(viewer\)/);
  const CCU_ANYWHERE_PASSWORD = ADMIN.password;
  assert.equal((await login(["--user", ADMIN.name, "--profile", "two"], { env: { CCU_ANYWHERE_PASSWORD } })).code, 0);
  assert.match((await cli(["info", "--profile", "two"], { env })).out, /\(admin\)/);
  assert.equal((await login(["--token", tokens.viewer, "--profile", "three"])).code, 0);
  assert.match((await cli(["info"], { env: { ...env, CCU_ANYWHERE_PROFILE: "three" } })).out, /cli \(viewer\)/);
  // a viewer's token cannot delete itself: that is told
  const left = await cli(["logout"], { env });
  assert.equal(left.code, 3);
  assert.match(left.err, /the token [0-9a-f]{12} still counts/);
  assert.equal((await cli(["info"], { env })).code, 3);
  for (const [args, options, code] of [
    [["--user", ADMIN.name], { input: "wrong\n" }, 3],
    [["--user", ADMIN.name], { input: "" }, 2],
    [[], { input: "x" }, 2],
    [["--token", "no token"], {}, 2],
    [["--token", "unknown"], {}, 3],
    [["--user", ADMIN.name, "--role", "king"], { input: ADMIN.password }, 2],
    [["--user", ADMIN.name, "--days", "0"], { input: ADMIN.password }, 2],
    [["--token", tokens.viewer, "--profile", "../x"], {}, 2],
  ] as const)
    assert.equal((await login([...args], options)).code, code, args.join(" "));
});

test("a user who is no admin has the password kept, and is told so", async () => {
  const env = { XDG_CONFIG_HOME: join(folder, "guest") };
  const guest = { username: "guest", password: "another long password" };
  const made = await admin.request("POST", "/users", { body: { ...guest, role: "viewer" } });
  assert.equal(made.error, undefined, JSON.stringify(made.error));
  const ran = await cli(["login", url, "--user", guest.username], { env, input: guest.password });
  assert.equal(ran.code, 0, ran.err);
  assert.match(ran.err, /^The password is kept in /);
  assert.match((await cli(["info"], { env })).out, /guest \(viewer\)/);
  assert.equal(
    (await cli(["login", url, "--user", "guest", "--role", "viewer"], { env, input: guest.password })).code,
    3,
  );
});

test("without a login, with a wrong one, with an endpoint that is none", async () => {
  const env = { XDG_CONFIG_HOME: join(folder, "nobody") };
  assert.equal((await cli(["devices"], { env })).code, 3);
  assert.equal((await as(undefined, ["devices"])).code, 3);
  for (const argv of [["devices"], ["watch"], ["call", "devices.list"]]) {
    const ran = await as(undefined, argv, { env: { CCU_ANYWHERE_TOKEN: "wrong" } });
    assert.deepEqual([ran.code, ran.out], [3, ""], argv.join(" "));
    assert.match(ran.err, /unauthorized/);
  }
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const at = `127.0.0.1:${(closed.address() as AddressInfo).port}`;
  closed.close();
  await once(closed, "close");
  const nowhere = await cli(["devices", "--url", at, "--token", "x"], { env });
  assert.deepEqual(nowhere, {
    code: 5,
    out: "",
    err: "ccu-anywhere devices: No answer: nothing listens there (network)\n",
  });
  const verbose = await cli(["devices", "--url", at, "--token", "x", "--verbose"], { env });
  assert.match(verbose.err, /fetch failed/);
});

test("a file of logins that others may use, or that is none, is refused and left alone", async () => {
  const env = { XDG_CONFIG_HOME: join(folder, "rights") };
  const ours = join(env.XDG_CONFIG_HOME, "ccu-anywhere");
  const path = join(ours, "credentials.json");
  assert.equal((await cli(["login", url, "--token", tokens.viewer], { env })).code, 0);
  assert.deepEqual(readdirSync(ours), ["credentials.json"]);
  for (const mode of [0o640, 0o604, 0o620, 0o601]) {
    chmodSync(path, mode);
    for (const argv of [["devices"], ["logout"], ["login", url, "--token", tokens.viewer]]) {
      const { code, out, err } = await cli(argv, { env });
      assert.deepEqual([code, out], [9, ""]);
      assert.match(err, new RegExp(`${path} has mode 0${mode.toString(8)}, others may use it: chmod 600 it`));
    }
    assert.equal(statSync(path).mode & 0o777, mode);
  }
  chmodSync(path, 0o600);
  const kept = readFileSync(path, "utf8");
  for (const text of ["", "{", "null", '{"version":2,"profiles":{}}', kept.replace('"url"', '"uri"')]) {
    writeFileSync(path, text);
    const { code, err } = await cli(["devices"], { env });
    assert.equal(code, 9);
    assert.match(err, /holds no logins of this version: delete it and log in again\n$/);
    assert.ok(!err.includes(tokens.viewer));
  }
  writeFileSync(path, kept.padEnd(FILE_LIMIT));
  assert.equal((await cli(["info"], { env })).code, 0, "at the limit");
  truncateSync(path, FILE_LIMIT + 1);
  assert.match((await cli(["info"], { env })).err, /is larger than \d+ bytes/);
  rmSync(path);
  mkdirSync(path);
  assert.equal((await cli(["info"], { env })).code, 9);
  rmSync(path, { recursive: true });
  // a folder that something else has made is closed
  chmodSync(ours, 0o755);
  symlinkSync("/dev/null", path);
  assert.match((await cli(["info"], { env })).err, /is not a file/);
  rmSync(path);
  assert.equal((await cli(["login", url, "--token", tokens.viewer], { env })).code, 0);
  assert.equal(statSync(ours).mode & 0o777, 0o700);
  assert.equal((await cli(["info"], { env: { HOME: env.XDG_CONFIG_HOME, XDG_CONFIG_HOME: "relative" } })).code, 3);
});

test("Ctrl-C, Ctrl-D and too long an answer where a password is asked", async () => {
  const env = { XDG_CONFIG_HOME: join(folder, "asked") };
  const argv = ["login", url, "--user", ADMIN.name];
  const typed = (keys: string) => ({ env, tty: true, typed: [["Password: ", keys]] as const });
  assert.equal((await cli(argv, typed("\u0003"))).code, 130);
  assert.equal((await cli(argv, typed("\u0004"))).code, 2);
  assert.equal((await cli(argv, typed("\r"))).code, 2);
  assert.equal((await cli(argv, { env, input: "x".repeat(INPUT_LIMIT + 1) })).code, 2);
  const ending = new AbortController();
  ending.abort(new Interrupted("SIGTERM"));
  assert.equal((await cli(argv, { env, input: ADMIN.password, signal: ending.signal })).code, 143);
});
