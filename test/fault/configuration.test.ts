/** The configuration of a real program: changed, ended by itself, killed in the middle of writing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../../local/serve.ts";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  centralsSetting,
  refusedStart,
  type Server,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startProgram,
  startServer,
  until,
  within,
} from "../support/program.ts";

const headers = { ...basic(ADMIN.name, ADMIN.password), "content-type": "application/json" };
/** Kills in the middle of changes: each start costs a second. */
const KILLS = process.env.CCU_ANYWHERE_TEST_FULL ? 8 : 1;

async function ask({ url }: Pick<Server, "url">, method: string, path: string, body?: unknown) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

test("what is configured holds after a restart that was asked for; a CCU is added and removed while it runs", async (t) => {
  const [first, second] = [await startCcu(t), await startCcu(t)];
  const folder = scratchFolder(t);
  const environment = { ...serverEnvironment(folder), CCU_ANYWHERE_SUPERVISOR: "1" };
  let server = await startServer(t, environment);
  const { name: _name, ...row } = { ...first.central, enabled: true };

  const made = await ask(server, "POST", "/centrals", { ...row, name: "home" });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const count = async (central: string) =>
    (await ask(server, "GET", `/devices?central=${central}`)).body.items?.length as number | undefined;
  await until("the devices of the added CCU", async () => ((await count("home")) ?? 0) > 30);
  assert.equal((await ask(server, "PUT", "/config/sections/locale", { locale: "de" })).status, 200);
  const written = await ask(server, "PUT", "/config/sections/callback", { host: "127.0.0.1" });
  assert.equal(written.body.restart_required, true);
  assert.deepEqual((await ask(server, "GET", "/system/restart-pending")).body, {
    pending: true,
    fields: ["callback.host"],
  });

  assert.equal((await ask(server, "POST", "/system/restart")).status, 202);
  assert.deepEqual(await within("the end of the program", server.ended), { code: 0, signal: null });
  server = await startServer(t, environment);
  assert.deepEqual((await ask(server, "GET", "/system/restart-pending")).body, { pending: false, fields: [] });
  const { locale, callback_ports } = (await ask(server, "GET", "/config")).body;
  assert.deepEqual([locale, callback_ports.binrpc], ["de", 0]);
  await until("the devices after the restart", async () => ((await count("home")) ?? 0) > 30);

  // another address: the same central, another CCU
  const { name: _other, ...elsewhere } = { ...second.central, enabled: true };
  assert.equal((await ask(server, "PUT", "/centrals/home", { ...elsewhere, name: "home" })).status, 204);
  await until("the other CCU", () => second.control !== undefined && second.logic.accepted().length > 0);
  await until("its devices", async () => ((await count("home")) ?? 0) > 30);
  assert.equal((await ask(server, "DELETE", "/centrals/home")).status, 204);
  assert.deepEqual((await ask(server, "GET", "/centrals")).body, []);
  assert.deepEqual((await ask(server, "GET", "/devices")).body.items, []);
});

test("without a supervisor there is no restart; bad settings are said before anything starts", async (t) => {
  const ccu = await startCcu(t);
  const folder = scratchFolder(t);
  const environment = { ...serverEnvironment(folder, centralsSetting(ccu.central)), CCU_ANYWHERE_SUPERVISOR: "0" };
  const server = await startServer(t, environment);
  assert.equal((await ask(server, "POST", "/system/restart")).status, 404);
  assert.equal((await ask(server, "GET", "/devices")).status, 200);

  const good = startProgram(t, "server.ts", { args: ["--check-config"], env: environment });
  assert.equal((await good.ended).code, 0);
  assert.match(good.output(), /the settings can be used/);
  const bad = { ...environment, CCU_ANYWHERE_LOCALE: "fr", CCU_ANYWHERE_CALLBACK_PORT: "x" };
  const refused = await refusedStart(run, { args: ["--check-config"], env: bad });
  assert.equal(refused.code, 1);
  assert.match(
    refused.errors,
    /CCU_ANYWHERE_LOCALE: must be one of de, en\n[\s\S]*CCU_ANYWHERE_CALLBACK_PORT: must be/,
  );
});

test("killed in the middle of changes, it starts again with one of the configurations that were sent", async (t) => {
  const ccu = await startCcu(t);
  const environment = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  let port = 1_000;
  for (let kills = 0; kills < KILLS; kills++) {
    const server = await startServer(t, environment);
    const sent = [port];
    const changing = (async () => {
      for (;;) {
        port += 1;
        sent.push(port);
        const hosts = Array.from({ length: 50 }, (_, n) => `host-${port}-${n}.example`);
        await ask(server, "PUT", "/config/sections/callback", { port });
        await ask(server, "PUT", "/config/sections/north.rest", { hosts });
      }
    })().catch(() => undefined);
    await until("some changes", () => sent.length > 5 + kills);
    await server.end("SIGKILL");
    await changing;
    const again = await startServer(t, environment);
    const callback = await ask(again, "GET", "/config/sections/callback");
    assert.ok(sent.includes(callback.body.port), JSON.stringify(callback.body));
    const { hosts } = (await ask(again, "GET", "/config/sections/north.rest")).body as { hosts: string[] };
    assert.equal(new Set(hosts.map((host) => host.split("-")[1])).size, 1, "half of one and half of another");
    await again.end("SIGTERM");
  }
});
