/** The SDK against the on-prem server, over sockets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { dataOf, ProblemError } from "../../adapters/client/index.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { createLogBook } from "../../adapters/node/log-book.ts";
import { ADMIN, until } from "../support/program.ts";
import { adminPassword, adminSession, clientOf, LAMP, lampIsKnown, startHome } from "./servers.ts";

const lamp = { path: { addr: LAMP.address, no: LAMP.channel, param: LAMP.parameter } };

test("with a password, a session and a token: requests, commands and events", async (t) => {
  const { url: baseUrl } = await startHome(t);
  const admin = clientOf(t, { baseUrl, auth: adminPassword });
  const created = dataOf(await admin.POST("/auth/tokens/v2", { body: { subject: "sdk", role: "operator" } }));
  for (const auth of [adminPassword, adminSession, { type: "bearer", token: created.token } as const]) {
    const client = clientOf(t, { baseUrl: `${baseUrl}/`, auth });
    const me = await client.GET("/auth/me");
    assert.equal(me.status, 200);
    assert.equal(me.data.scheme, auth.type);
    const home = client.home();
    await home.ready;
    await lampIsKnown(home);
    assert.equal(home.state, "live");

    const stream = client.events("device.*");
    await until("the stream", () => stream.state === "live");
    const before = home.value(LAMP.address, LAMP.channel, LAMP.parameter);
    const changes: unknown[] = [];
    home.on("change", ({ address, value, cause }) => changes.push({ address, value, cause }));
    const written = await client.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", {
      params: lamp,
      body: { value: !before },
    });
    assert.equal(written.error, undefined);
    for await (const item of stream) {
      if (item.type !== "datapoint.value_changed" || item.payload.device_address !== LAMP.address) continue;
      assert.equal(item.payload.value, !before);
      assert.equal(stream.cursor, item.seq);
      break;
    }
    assert.equal(stream.state, "closed", "leaving the loop closes the stream");
    await until("the change", () => changes.length > 0);
    assert.deepEqual(changes[0], { address: LAMP.address, value: !before, cause: "event" });

    const { data } = await client.call("devices.list");
    assert.ok(data);
    const unknown = await client.call("devices.get", { address: "ABC0000001" });
    assert.equal(unknown.error?.code, "not_found");
  }
});

test("problems are values, and exceptions for those who want them", async (t) => {
  const { url: baseUrl } = await startHome(t);
  const client = clientOf(t, { baseUrl, auth: adminPassword });
  const answer = await client.GET("/devices/{addr}", { params: { path: { addr: "ABC0000001" } } });
  assert.equal(answer.data, undefined);
  assert.deepEqual([answer.status, answer.error?.code, answer.error?.errors], [404, "not_found", []]);
  assert.throws(
    () => dataOf(answer),
    (error) => error instanceof ProblemError && error.problem.status === 404,
  );
  const refused = await client.POST("/auth/tokens/v2", { body: { subject: "", role: "viewer" } });
  assert.equal(refused.status, 400);
  assert.equal(refused.error?.errors[0]?.field, "subject");
});

test("the log as it comes; refused for those who are no administrators", async (t) => {
  const { url: baseUrl } = await startHome(t, {}, createLogBook({ clock: systemClock }));
  const admin = clientOf(t, { baseUrl, auth: adminSession });
  const { last_seq: since } = dataOf(await admin.GET("/diagnostics/logs"));
  let isLive = false;
  const onState = (state: string) => {
    isLive ||= state === "live";
    // it is told in the log
    if (isLive) void admin.PUT("/diagnostics/log-level", { body: { level: "debug" } });
  };
  for await (const item of admin.logs({ since, onState })) {
    assert.ok(item.type === "entry" && item.record.seq > since);
    break;
  }
  assert.ok(isLive, "it was told that it follows");
  const { token } = dataOf(await admin.POST("/auth/tokens/v2", { body: { subject: "guest", role: "viewer" } }));
  const guest = clientOf(t, { baseUrl, auth: { type: "bearer", token } });
  await assert.rejects(guest.logs().next(), (error) => error instanceof ProblemError && error.problem.status === 403);
});

test("a wrong password ends everything at once, and says so", async (t) => {
  const { url: baseUrl } = await startHome(t);
  // a server shuts out whoever sends too many: the session asks once, and believes it for a while
  for (const type of ["session", "basic"] as const) {
    const client = clientOf(t, { baseUrl, auth: { type, username: ADMIN.name, password: "wrong" } });
    assert.equal((await client.GET("/devices")).error?.code, "unauthorized");
    await assert.rejects(
      async () => {
        for await (const _ of client.events("*")) assert.fail("no event for strangers");
      },
      (error) => error instanceof ProblemError && error.problem.status === 401,
    );
    if (type === "basic") continue;
    assert.equal((await client.call("devices.list")).error?.code, "unauthorized");
    await assert.rejects(client.home().ready, ProblemError);
  }
});

test("lists come page by page", async (t) => {
  const { url: baseUrl } = await startHome(t);
  const client = clientOf(t, { baseUrl, auth: adminPassword });
  const home = client.home();
  await home.ready;
  await lampIsKnown(home);
  const total = (await client.GET("/devices")).data?.total ?? 0;
  for (const per_page of [1, total, total + 1]) {
    const addresses: string[] = [];
    for await (const { address } of client.rows("/devices", { params: { query: { per_page } } }))
      addresses.push(address);
    assert.equal(new Set(addresses).size, total, `pages of ${per_page}`);
  }
  for (const per_page of [0, 501, 1.5])
    await assert.rejects(client.rows("/devices", { params: { query: { per_page } } }).next(), RangeError);
  for (const value of [true, false])
    await client.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", { params: lamp, body: { value } });
  const entries: string[] = [];
  for await (const entry of client.rows("/audit", { params: { query: { limit: 1 } } })) entries.push(entry.action);
  assert.ok(entries.length >= 2);
  assert.equal(entries.length, (await client.GET("/audit")).data?.length);
});
