/**
 * A CCU restarts and is updated, over sockets, at home and through the cloud: away as expected, and back by itself.
 * Most of its time it waits for a CCU that restarts: played by `npm run test:full`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";
import { PLACES } from "./places.ts";

for (const [where, start] of PLACES)
  test(`restart and update, ${where}`, async (t) => {
    const { url, headers } = await start(t);
    const ask = (method: string, path: string, body?: unknown) =>
      call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
    const ccu = async () => (await ask("GET", "/system/ccu")).body.entries?.[0];
    await until("the home", async () => (await ccu())?.readiness.ready);
    await until("its firmware", async () => (await ask("GET", "/system/update")).body[0].update_available);
    const { name } = await ccu();
    const stream = await StreamClient.open(t, url, headers);
    await stream.subscribe(["*"]);
    const heard = (type: string, from = 0) => stream.frames.slice(from).filter((frame) => frame.type === type);

    assert.equal((await ask("POST", "/system/ccu/nowhere/reboot")).status, 404);
    assert.equal((await ask("POST", `/system/ccu/${name}/reboot`)).status, 202);
    await until("it to be away", async () => !(await ccu()).available);
    const health = await ask("GET", "/health");
    assert.equal(health.status, 200, "a restart that was asked for is no outage");
    const component = health.body.components.find((one: { name: string }) => one.name === `hub.${name}`);
    assert.match(component.note, /restarts, expected back by/);
    await until("it to be back", async () => (await ccu()).readiness.ready && (await ccu()).available);
    await until("its state", () => heard("central.state_changed").at(-1)?.payload.new_state === "running");
    assert.ok(heard("central.state_changed").every(({ payload }) => payload.new_state !== "failed"));
    const { data } = await stream.call("incidents.list", {});
    assert.deepEqual(data, { incidents: [] });

    // the rest passes through the same door
    if (where !== "at home") return;
    const from = stream.frames.length;
    await until("it to take an update", async () => (await ask("POST", "/system/update/install")).status === 202);
    await until("that it runs", () =>
      heard("hub.system_update_changed", from).some(({ payload }) => payload.in_progress === true),
    );
    await until("that it is installed", async () => {
      const [entry] = (await ask("GET", "/system/update")).body;
      return entry.in_progress === false && entry.update_available === false;
    });
    const actions = ((await ask("GET", "/audit")).body as { action: string }[]).map(({ action }) => action);
    assert.ok(actions.includes("system_ccu_reboot") && actions.includes("system_update_install"), String(actions));
  });
