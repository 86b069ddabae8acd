/** Promise 4 on the real program: what ends a credential ends or downgrades the sockets that were opened with it. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { basic, bearer } from "../support/client.ts";
import { ADMIN, centralsSetting, scratchFolder, serverEnvironment, startServer } from "../support/program.ts";
import { type Answer, browserHeaders, call, StreamClient } from "../support/remote.ts";

/** The promise: milliseconds from the moment when the server says that it is done to the end of the socket. */
const PROMISE_MS = 1000;
/** CCU Anywhere's own close code for a credential that ended (handlers/stream/connection.ts). */
const CREDENTIAL_ENDED = 4401;

const admin = basic(ADMIN.name, ADMIN.password);
const away = centralsSetting({ name: "away", host: "127.0.0.1", interfaces: [{ name: "HmIP-RF", port: 1 }] });

async function login(url: string, username: string, password: string): Promise<Record<string, string>> {
  const answer = await call(url, "POST", "/auth/login", { body: { username, password } });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return browserHeaders(answer);
}

async function createUser(url: string, username: string, role: string): Promise<void> {
  const body = { username, password: `${username}-password`, role };
  assert.equal((await call(url, "POST", "/users", { headers: admin, body })).status, 201);
}

async function subscribed(t: TestContext, url: string, headers: Record<string, string>): Promise<StreamClient> {
  const client = await StreamClient.open(t, url, headers);
  await client.subscribe(["*"]);
  return client;
}

/** The sockets end in time, with the code that says why. */
async function ends(sockets: readonly StreamClient[], request: () => Promise<Answer>): Promise<void> {
  const { status, body } = await request();
  const from = performance.now();
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`);
  for (const socket of sockets) {
    const { code, at } = await socket.closed;
    assert.equal(code, CREDENTIAL_ENDED);
    assert.ok(at - from < PROMISE_MS, `ended after ${at - from} ms`);
  }
}

test("what ends a credential ends the sockets that were opened with it", async (t) => {
  const { url } = await startServer(t, serverEnvironment(scratchFolder(t), away));

  await t.test("logout ends the sockets of that session, and no other", async (t) => {
    const [leaving, staying] = [
      await login(url, ADMIN.name, ADMIN.password),
      await login(url, ADMIN.name, ADMIN.password),
    ];
    const two = [await subscribed(t, url, leaving), await subscribed(t, url, leaving)];
    const others = [await subscribed(t, url, staying), await subscribed(t, url, admin)];
    await ends(two, () => call(url, "POST", "/auth/logout", { headers: leaving }));
    for (const other of others) assert.equal((await other.call("system.user_permissions")).error, undefined);
    await assert.rejects(StreamClient.open(t, url, leaving), /401/);
  });

  await t.test("deleting a token ends its sockets, in both forms of the API", async (t) => {
    for (const form of ["/auth/tokens", "/auth/tokens/v2"]) {
      const make = async () =>
        (await call(url, "POST", form, { headers: admin, body: { subject: "panel", role: "admin" } })).body;
      const [gone, kept] = [await make(), await make()];
      const socket = await subscribed(t, url, bearer(gone.token));
      const other = await subscribed(t, url, bearer(kept.token));
      const name = form.endsWith("v2") ? gone.fingerprint : gone.id;
      await ends([socket], () => call(url, "DELETE", `${form}/${name}`, { headers: admin }));
      assert.equal(other.isClosed, false);
      await assert.rejects(StreamClient.open(t, url, bearer(gone.token)), /401/);
    }
  });

  await t.test(
    "deleting a user, or giving a new password, ends the sockets opened by password and by session",
    async (t) => {
      const changes: ((name: string) => Promise<Answer>)[] = [
        (name) => call(url, "DELETE", `/users/${name}`, { headers: admin }),
        (name) => call(url, "PATCH", `/users/${name}`, { headers: admin, body: { password: "another one" } }),
      ];
      for (const [index, change] of changes.entries()) {
        const name = `eve${index}`;
        await createUser(url, name, "operator");
        const byPassword = await subscribed(t, url, basic(name, `${name}-password`));
        const bySession = await subscribed(t, url, await login(url, name, `${name}-password`));
        const other = await subscribed(t, url, admin);
        await ends([byPassword, bySession], () => change(name));
        assert.equal(other.isClosed, false);
      }
    },
  );

  await t.test("a lower role is in effect on open sockets, which stay open", async (t) => {
    await createUser(url, "olaf", "operator");
    const headers = await login(url, "olaf", "olaf-password");
    const sockets = [await subscribed(t, url, headers), await subscribed(t, url, basic("olaf", "olaf-password"))];
    // no CCU is there: an operator learns that, a viewer is not allowed to ask
    const attempt = (socket: StreamClient) => socket.call("sysvars.set", { name: "none", value: 1 });
    for (const socket of sockets) assert.equal((await attempt(socket)).error?.code, "unavailable");
    const { status } = await call(url, "PATCH", "/users/olaf", { headers: admin, body: { role: "viewer" } });
    const from = performance.now();
    assert.ok(status < 300);
    const refusals = await Promise.all(sockets.map(attempt));
    const took = performance.now() - from;
    for (const { error } of refusals) assert.equal(error?.code, "forbidden");
    assert.ok(took < PROMISE_MS, `in effect after ${took} ms`);
    for (const socket of sockets) assert.equal(socket.isClosed, false);
  });
});
