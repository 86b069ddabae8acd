/**
 * `npm run cloud -- --gateway none --relay none`: another emulator in front of the bundled functions, and a relay that is
 * started by hand, all of them processes of their own, as the README tells it.
 */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "../../adapters/node/clock.ts";
import { bundleFunctions, type FunctionName } from "../../local/bundle.ts";
import { startBundle } from "../../local/gateway/bundles.ts";
import { startGateway, startManagement } from "../../local/gateway.ts";
import { afterwards, type Program, scratchFolder, serverEnvironment, startProgram, until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";
import { cloudAdmin, HOUSEHOLD, SITE, SWITCH_PATH, silent } from "./support.ts";

/** What a program has printed as soon as it is all there; fails where the program has ended. */
const printed = (program: Program, line: RegExp): Promise<RegExpExecArray> =>
  until(String(line), async () => {
    const found = line.exec(program.output());
    if (found) return found;
    const ended = await Promise.race([program.ended, Promise.resolve(undefined)]);
    if (ended) throw new Error(`the program ended (${ended.code ?? ended.signal}):\n${program.output()}`);
    return undefined;
  });

test("gateway and relay by hand: a home appears, switches and tells, and a deleted relay is gone for good", async (t) => {
  const folder = scratchFolder(t);
  const functions = join(folder, "functions");
  await bundleFunctions(functions);
  const management = await startManagement();
  afterwards(t, () => management.close());
  const env = serverEnvironment(join(folder, "cloud"), { CCU_ANYWHERE_WS_ENDPOINT: management.endpoint });
  const cloud = startProgram(t, "cloud.ts", { args: ["--gateway", "none", "--relay", "none"], env });
  await printed(cloud, /^ {2}Data {8}\S/m);
  assert.doesNotMatch(cloud.output(), /means nothing here/);
  const variables = Object.fromEntries(
    [...cloud.output().matchAll(/^ {4}([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  assert.equal(variables.CCU_ANYWHERE_WS_ENDPOINT, management.endpoint);
  const run = (name: FunctionName) => {
    const { handler, close } = startBundle(join(functions, name, "index.mjs"), variables);
    afterwards(t, close);
    return handler;
  };
  const gateway = await startGateway({
    functions: { rest: run("rest"), socket: run("socket"), authorizer: run("authorizer") },
    management,
    addresses: [{ host: "127.0.0.1", port: 0 }],
    clock: systemClock,
    log: silent,
  });
  afterwards(t, () => gateway.close());
  const url = gateway.urls[0] ?? "";
  const ask = (method: string, path: string, body?: unknown) =>
    call(url, method, path, { headers: cloudAdmin, ...(body === undefined ? {} : { body }) });

  // before there is a relay
  assert.equal((await ask("GET", "/devices")).body.total, 0);
  assert.equal((await ask("PUT", SWITCH_PATH, { value: true })).status, 503);

  const code = /relay -- pair \S+ (\S+)$/m.exec(cloud.output())?.[1] ?? "";
  const home = serverEnvironment(join(folder, "home"));
  const paired = startProgram(t, "relay.ts", { args: ["pair", url, code], env: home });
  assert.equal((await paired.ended).code, 0, paired.output());
  assert.equal(statSync(join(folder, "home", "relay.json")).mode & 0o777, 0o600);
  const again = startProgram(t, "relay.ts", {
    args: ["pair", url, code],
    env: serverEnvironment(join(folder, "other")),
  });
  assert.notEqual((await again.ended).code, 0, "a code works once");
  assert.match(again.output(), /pairing refused \(401\)/);

  const relay = startProgram(t, "relay.ts", { env: home });
  await until(
    "the devices of the home",
    async () => (await ask("GET", "/devices?per_page=1")).body.total === HOUSEHOLD,
  );
  const stream = await StreamClient.open(t, url, cloudAdmin);
  await stream.subscribe(["device.*"]);
  const { value } = (await ask("GET", SWITCH_PATH.replace(/\/value$/, ""))).body;
  assert.equal((await ask("PUT", SWITCH_PATH, { value: !value })).status, 202);
  await until("the event", () =>
    stream.frames.find(({ type, payload }) => type === "datapoint.value_changed" && payload.value === !value),
  );

  const [{ id, state }] = (await ask("GET", "/relays")).body;
  assert.equal(state, "active");
  assert.equal((await ask("DELETE", `/relays/${id}`)).status, 204);
  await until("writes to find no relay", async () => (await ask("PUT", SWITCH_PATH, { value })).status === 503);
  const { code: exit } = await relay.ended;
  assert.equal(exit, 3, `told that it is no relay of this home any more:\n${relay.output()}`);
  await until("the home to be shown as away", async () => {
    const { headers } = await ask("GET", "/devices?per_page=1");
    return Number(headers.get("x-ccu-anywhere-data-age")) > 0;
  });
  const restarted = startProgram(t, "relay.ts", { env: home });
  await printed(restarted, /broker not reachable/);
  assert.equal((await ask("PUT", SWITCH_PATH, { value })).status, 503);
  assert.equal((await ask("GET", "/devices?per_page=1")).body.total, HOUSEHOLD, `${SITE} is still read`);
  await restarted.end("SIGTERM");
  await cloud.end("SIGTERM");
});
