/** Two CCUs that name some devices alike, with the real protocols: each keeps its own values, orders and flags. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { basic } from "../support/client.ts";
import { ADMIN, scratchFolder, serverEnvironment, startServer, startTwoCcus, until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";

const headers = basic(ADMIN.name, ADMIN.password);
const GROUP = "INT0000001";
const POINT = `/devices/${GROUP}/channels/1/data-points/SET_POINT_TEMPERATURE`;

test("the heating group of each of two CCUs: value, order, custom data point, links, schedule, flags, event, snapshot", async (t) => {
  const { setting } = await startTwoCcus(t);
  const server = await startServer(t, serverEnvironment(scratchFolder(t), setting));
  const ask = (method: string, path: string, central?: string, body?: unknown) =>
    call(server.url, method, central ? `${path}?central=${central}` : path, {
      headers,
      ...(body === undefined ? {} : { body }),
    });
  await until("both homes", async () => {
    const { entries } = (await ask("GET", "/system/ccu")).body;
    return entries.length === 2 && entries.every((one: { readiness: { ready: boolean } }) => one.readiness.ready);
  });
  const stream = await StreamClient.open(t, server.url, headers);
  await stream.subscribe([`device.${GROUP}.*`]);
  for (const path of ["", "/cdps", "/links", "/schedule", "/channels/1/flags"]) {
    const { status, body } = await ask("GET", `/devices/${GROUP}${path}`);
    assert.equal(status, 400, path);
    assert.match(body.detail, /alpha, beta/);
  }
  const value = async (central: string) => (await ask("GET", POINT, central)).body.value;
  for (const [central, wanted] of [
    ["alpha", 19.5],
    ["beta", 23.5],
  ] as const) {
    const written = await ask("PUT", `${POINT}/value`, central, { value: wanted });
    assert.equal(written.status, 202, JSON.stringify(written.body));
  }
  await until("what each was told", async () => (await value("alpha")) === 19.5 && (await value("beta")) === 23.5);

  const heard = stream.frames.flatMap(({ type, payload }) =>
    type === "datapoint.value_changed" && payload.parameter === "SET_POINT_TEMPERATURE"
      ? [`${payload.central} ${payload.value}`]
      : [],
  );
  assert.ok(heard.includes("alpha 19.5") && heard.includes("beta 23.5"), heard.join());

  const customs = await Promise.all(["alpha", "beta"].map((one) => ask("GET", `/devices/${GROUP}/cdps`, one)));
  assert.deepEqual(
    customs.map(({ status, body }) => [status, body.length > 0]),
    Array(2).fill([200, true]),
  );
  for (const central of ["alpha", "beta"]) {
    const lock = await ask("POST", "/sessions/edit", central, { key: `channel:${GROUP}:1:MASTER` });
    assert.equal(lock.status, 200, JSON.stringify(lock.body));
    assert.equal((await ask("GET", `/devices/${GROUP}/links`, central)).status, 200);
    assert.equal((await ask("GET", `/devices/${GROUP}/schedule`, central)).status, 200);
  }
  assert.equal((await ask("POST", "/sessions/edit", undefined, { key: `channel:${GROUP}:1:MASTER` })).status, 400);
  assert.equal((await ask("PUT", `/devices/${GROUP}/channels/1/flags`, "beta", { locked: true })).status, 200);
  const flags = async (one: string) => (await ask("GET", `/devices/${GROUP}/channels/1/flags`, one)).body.locked;
  assert.deepEqual([await flags("alpha"), await flags("beta")], [false, true]);
  assert.equal((await ask("PUT", `${POINT}/value`, "beta", { value: 20 })).status, 423);

  const { devices } = (await ask("GET", "/snapshot")).body;
  const owners = devices.flatMap((one: { address: string; central: string }) =>
    one.address === GROUP ? [one.central] : [],
  );
  assert.deepEqual(owners.sort(), ["alpha", "beta"]);
});
