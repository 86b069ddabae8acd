/** Who may call inbound webhooks, and how often. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CALLS_BURST, GUESSES_BURST } from "../../../handlers/features/webhooks/home/inbound/credential.ts";
import { webhookSettings } from "../../../handlers/features/webhooks/settings.ts";
import { DIMMER } from "../../conformance/household.ts";
import { createWorld, INBOUND_TOKEN, tokenOf, type World } from "../../conformance/world.ts";
import { bearer } from "../../support/client.ts";
import { changingSections } from "../../support/sections.ts";

const BODY = JSON.stringify({ address: `${DIMMER}:1`, parameter: "LEVEL", value: 1 });

async function post(world: World, headers: Record<string, string>, path = "/api/v1/webhook/value", body = BODY) {
  const reply = await world.running.dispatch({
    method: "POST",
    path,
    query: "",
    headers: { "content-type": "application/json", ...headers },
    remote: "192.0.2.7",
    secure: false,
    body: async () => Buffer.from(body),
  });
  return { status: reply.status, body: reply.body === undefined ? undefined : JSON.parse(String(reply.body)), reply };
}

test("the token of inbound webhooks writes as an operator would, and is named in the history of changes", async (t) => {
  const world = await createWorld("home");
  t.after(() => world.stop());
  assert.equal((await post(world, bearer(INBOUND_TOKEN))).status, 202);
  assert.deepEqual(
    world.main.writes().map(({ method }) => method),
    ["setValue"],
  );
  const { items } = await world.store.list<{ user: string; action: string }>("audit");
  assert.deepEqual(
    items.map(({ value }) => [value.user, value.action]),
    [["webhook", "data_point_write"]],
  );
});

test("the token counts nowhere else", async (t) => {
  const world = await createWorld("home");
  t.after(() => world.stop());
  for (const path of ["/api/v1/sysvars/Presence", "/api/v1/programs/3001/execute", "/api/v1/webhook/valu"])
    assert.ok([401, 404, 405].includes((await post(world, bearer(INBOUND_TOKEN), path)).status), path);
  assert.equal(world.changes().ccu, 0);
});

test("no prefix, no other case and no empty text is the token", async (t) => {
  const world = await createWorld("home");
  t.after(() => world.stop());
  const wrong = [INBOUND_TOKEN.slice(0, -1), `${INBOUND_TOKEN}x`, INBOUND_TOKEN.toUpperCase()];
  for (const text of wrong) assert.equal((await post(world, bearer(text))).status, 401, text);
  assert.ok([401, 403].includes((await post(world, { authorization: "Bearer " })).status));
  assert.equal(world.changes().ccu, 0);
  assert.equal(JSON.stringify(world.logged).includes(wrong[0]!), false);
});

test("guesses of a network end: even the right token waits then, another network does not", async (t) => {
  const world = await createWorld("home");
  t.after(() => world.stop());
  for (let guess = 0; guess < GUESSES_BURST; guess++)
    assert.equal((await post(world, bearer(`guess-${guess}`))).status, 401);
  const { status, reply } = await post(world, bearer(INBOUND_TOKEN));
  assert.equal(status, 429);
  assert.ok(Number(reply.headers["retry-after"]) > 0);
  world.clock.advance(11_000);
  assert.equal((await post(world, bearer(INBOUND_TOKEN))).status, 202);
});

test("a user's own token is no guess, and the limit of calls is each caller's own", async (t) => {
  const world = await createWorld("home");
  t.after(() => world.stop());
  for (let call = 0; call < CALLS_BURST; call++)
    assert.equal((await post(world, bearer(tokenOf("operator")))).status, 202, `call ${call}`);
  assert.equal((await post(world, bearer(tokenOf("operator")))).status, 429);
  assert.equal((await post(world, bearer(INBOUND_TOKEN))).status, 202);
});

test("switched off, they are not there, and the token counts no longer", async (t) => {
  const sections = changingSections({ "north.webhook": { inbound: { enabled: true, token: INBOUND_TOKEN } } });
  const world = await createWorld("home", { sections });
  t.after(() => world.stop());
  assert.equal((await post(world, bearer(INBOUND_TOKEN))).status, 202);
  sections.change("north.webhook", { inbound: { enabled: false, token: INBOUND_TOKEN } });
  assert.equal((await post(world, bearer(INBOUND_TOKEN))).status, 401);
  assert.equal((await post(world, bearer(tokenOf("operator")))).status, 404);
});

test("the section refuses addresses that cannot be sent to", () => {
  const { schema } = webhookSettings;
  const fault = (url: string) => schema.safeParse({ enabled: true, url }).error?.issues[0]?.path.join(".");
  for (const url of [
    "",
    "ftp://a.example",
    "http://",
    "no",
    "http://169.254.169.254/x",
    "http://metadata/x",
    "http://u:p@a.example",
  ])
    assert.equal(fault(url), "url", url);
  for (const url of ["http://192.168.1.5:1880/hook", "https://example.org/a?b=c", "http://[fd12::1]:80/"])
    assert.equal(fault(url), undefined, url);
  assert.equal(schema.safeParse({ unknown: 1 }).success, false);
  assert.deepEqual(schema.parse({}), {
    enabled: false,
    url: "",
    secret: "",
    events: [],
    centrals: [],
    parameter_glob: "",
    timeout_ms: 10_000,
    inbound: { enabled: false, token: "" },
  });
});
