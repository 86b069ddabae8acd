/** MQTT as an administrator switches it on while the program runs, with a broker that comes and goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startPlainBroker } from "../support/plain-broker.ts";
import { afterwards, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { atHome } from "./places.ts";

test("switched on by the API, reloaded, and back after the broker was away", async (t) => {
  const broker = await startPlainBroker();
  afterwards(t, () => broker.stop());
  const { url, headers } = await atHome(t);
  const ask = (method: string, path: string, body?: unknown) =>
    call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
  const health = async () =>
    (await ask("GET", "/health")).body.components.find((one: { name: string }) => one.name === "mqtt")?.status;

  const section = { enabled: true, broker_url: "no address", protocol_version: "3.1.1", discovery_enabled: true };
  const refused = await ask("PUT", "/config/sections/north.mqtt", section);
  assert.deepEqual([refused.status, refused.body.errors[0].field], [400, "broker_url"]);
  assert.equal(await health(), undefined);

  // a password without a user name is none in MQTT 3.1.1
  const taken = await ask("PUT", "/config/sections/north.mqtt", {
    ...section,
    broker_url: broker.url,
    password: "canary",
  });
  assert.deepEqual([taken.status, taken.body.restart_required], [200, false]);
  await until("the connection", async () => (await health()) === "healthy");
  assert.equal((await ask("GET", "/config/sections/north.mqtt")).body.password, "***");
  assert.ok((await ask("GET", "/info")).body.capabilities.includes("mqtt.discovery.v1"));
  assert.equal((await ask("POST", "/admin/mqtt/reload")).body.reloaded, true);

  await broker.restart(async () => {
    assert.equal((await ask("POST", "/admin/mqtt/reload")).status, 503);
    assert.equal(await health(), "degraded");
  });
  await until("the connection again", async () => (await health()) === "healthy");
});
