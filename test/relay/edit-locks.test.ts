/** An edit lock lies where the writes that ask for it are carried out: at home, also for who comes through the cloud. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { operations } from "../../handlers/api.ts";
import { EDIT_LOCK_MS } from "../../handlers/features/paramsets/home/edit-sessions.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import { createForwarded } from "../../handlers/relay/home/forwarded.ts";
import { dimmer } from "../support/devices.ts";
import { createTestSite } from "../support/site.ts";

const anna: Identity = { subject: "anna", role: "operator", scheme: "bearer" };
const bert: Identity = { subject: "bert", role: "operator", scheme: "session" };
const LAMP = `${dimmer().address}:1`;
const KEY = `channel:${LAMP}:MASTER`;

function relay() {
  const site = createTestSite();
  site.putDevices(dimmer());
  const forwarded = createForwarded({ operations, commands: [], site });
  const ask = async (method: string, path: string, body: object, who = anna, headers: Record<string, string> = {}) => {
    const reply = await forwarded.rest(
      { method, path: `/api/v1${path}`, query: "", headers, body: { text: JSON.stringify(body) } },
      who,
    );
    return { status: reply.status, body: reply.body === undefined ? undefined : JSON.parse(String(reply.body)) };
  };
  const write = (token: string, who = anna) =>
    ask("PUT", `/devices/${encodeURIComponent(LAMP)}/paramsets/MASTER`, { DIM_MIN: 0.2 }, who, {
      "x-edit-token": token,
    });
  return { site, ask, write };
}

test("a lock that was opened through the cloud opens the write that goes through the cloud", async () => {
  const { site, ask, write } = relay();
  assert.equal((await write("none")).status, 423);
  const opened = await ask("POST", "/sessions/edit", { key: KEY });
  assert.equal(opened.status, 200);
  const token: string = opened.body.token;
  assert.equal((await write(token)).status, 202);
  assert.equal(site.centralCalls.filter(({ method }) => method === "writeMaster").length, 1);
  assert.equal((await ask("POST", "/sessions/edit", { key: KEY }, bert)).status, 423, "it is anna's for everybody");
  site.clock.advance(EDIT_LOCK_MS - 1);
  assert.equal((await ask("POST", "/sessions/edit/heartbeat", { key: KEY, token })).status, 200);
  site.clock.advance(EDIT_LOCK_MS - 1);
  assert.equal((await write(token)).status, 202);
  assert.equal((await ask("POST", "/sessions/edit/take-over", { key: KEY }, bert)).status, 204);
  assert.equal((await write(token)).status, 423);
  assert.equal((await ask("DELETE", "/sessions/edit", { key: KEY, token })).status, 204);
});

test("nothing that opens, keeps or asks for a lock is answered in the cloud itself", () => {
  const concerned = operations.filter(
    ({ spec }) => spec.path.startsWith("/sessions/edit") || (spec.headers && "x-edit-token" in spec.headers),
  );
  assert.ok(concerned.length >= 5);
  for (const { spec } of concerned) assert.equal(spec.served, "home", `${spec.method} ${spec.path}`);
});
