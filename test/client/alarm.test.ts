/** What the Node-RED nodes ask of the alarm panel (subsystems 1.21), by the SDK over sockets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { dataOf } from "../../adapters/client/index.ts";
import { until } from "../support/program.ts";
import { adminPassword, clientOf, startHome } from "./servers.ts";

test("zones, arming and codes by requests, the panel by commands", async (t) => {
  const { url: baseUrl } = await startHome(t);
  const client = clientOf(t, { baseUrl, auth: adminPassword });
  const config = { modes: { night: {} } };
  const { id } = dataOf(await client.POST("/alarm/zones", { body: { name: "House", config } }));
  const zone = { params: { path: { id } } };
  assert.equal((await client.PUT("/alarm/zones/{id}/sensors", { ...zone, body: [] })).status, 204);
  assert.deepEqual(dataOf(await client.GET("/alarm/zones/{id}/sensors", zone)), []);
  const armed = dataOf(await client.POST("/alarm/zones/{id}/arm", { ...zone, body: { mode: "night" } }));
  assert.equal(armed.state, "armed");
  const missing = await client.POST("/alarm/zones/{id}/arm", { ...zone, body: { mode: "full" } });
  assert.deepEqual([missing.status, missing.error?.code], [400, "bad_request"]);
  assert.equal((await client.POST("/alarm/zones/{id}/disarm", zone)).status, 204);

  const perms = { arm: true, disarm: true, silence: true };
  const body = { name: "Anna", kind: "pin", pin: "4711", perms, enabled: true } as const;
  const code = dataOf(await client.POST("/alarm/codes", { body }));
  assert.equal((await client.DELETE("/alarm/codes/{id}", { params: { path: { id: code.id } } })).status, 204);

  const call = client.call as (name: string, args?: object) => Promise<{ data?: unknown; error?: { code: string } }>;
  for (const name of ["state", "panels", "journal"]) assert.ok((await call(`alarm_panel.${name}`)).data, name);
  for (const name of ["readiness", "walktest_status"])
    assert.ok((await call(`alarm_panel.${name}`, { zone_id: id })).data, name);
  assert.deepEqual((await call("alarm_panel.arm", { zone_id: id, mode: "night" })).data, { state: "armed" });
  assert.equal((await call("alarm_panel.acknowledge", { zone_id: id })).error?.code, "conflict");
  assert.deepEqual((await call("alarm_panel.silence", { zone_id: id })).data, { silenced: true, zone_id: id });
  assert.deepEqual((await call("alarm_panel.silence_all")).data, { silenced: true });
  assert.deepEqual((await call("alarm_panel.disarm", { zone_id: id })).data, { disarmed: true, zone_id: id });
  await until("the journal", async () => {
    const entries = dataOf(await client.GET("/alarm/journal", { params: { query: { zone: id, class: "disarm" } } }));
    return entries.length === 2;
  });
});
