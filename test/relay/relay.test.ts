/** `npm run relay` as a person runs it: paired with a code, killed in the middle of a write, replaced by another one. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, randomUUID, verify } from "node:crypto";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createExpressApp } from "../../adapters/express/app.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { type Broker, startBroker } from "../../adapters/mqtt/broker.ts";
import { connectBroker } from "../../adapters/mqtt/connection.ts";
import { createKeyPair, createSigningRequest } from "../../adapters/mqtt/key-pair.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { commands, operations } from "../../handlers/api.ts";
import { addRelay, removeRelay } from "../../handlers/features/relays/pairings.ts";
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import type { RequestScope } from "../../handlers/kernel/request-scope.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { checkSecret, createSecretAccess } from "../../handlers/relay/cloud/pairing.ts";
import { createRequester } from "../../handlers/relay/cloud/requester.ts";
import { createForwarded } from "../../handlers/relay/home/forwarded.ts";
import { decodeMessage, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { deviceFromDocument } from "../../handlers/relay/protocol/documents.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import { DocMessage } from "../../handlers/relay/protocol/uplink-messages.ts";
import { run } from "../../local/relay/program.ts";
import {
  afterwards,
  centralsSetting,
  type Program,
  refusedStart,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startProgram,
  until,
  within,
} from "../support/program.ts";
import { createTestSite } from "../support/site.ts";
import { silent } from "./network.ts";

const SITE = siteId("home-1");
const who: Identity = { subject: "anna", role: "admin", scheme: "bearer" };
const SOCKET = "0001D3C99C6A01";

/** Broker, pairing over HTTP, a requester, and the documents that came: as much cloud as a relay needs. */
async function startCloud(t: TestContext) {
  const clock = systemClock;
  const store = createMemoryStore({ clock });
  const test = createTestSite({ centrals: [] });
  const access = { brokerUrl: "" };
  const secrets = createSecretAccess({
    store,
    secrets: { token: () => randomUUID() },
    get brokerUrl() {
      return access.brokerUrl;
    },
    clock,
    ended: () => broker.end((grant) => grant.role === "relay"),
  });
  const site: RequestScope = {
    ...test,
    id: SITE,
    store: store.site(SITE),
    clock,
    relays: { ...secrets, brokerUrl: "" },
  };
  const broker: Broker = await startBroker({
    log: silent,
    async authenticate(username, password) {
      if (username === "cloud") return { role: "cloud" };
      const relay = await checkSecret(store, clock, username, password);
      return relay && { role: "relay", site: relay.site };
    },
  });
  afterwards(t, () => broker.close());
  Object.assign(site.relays as object, { brokerUrl: broker.url });
  const transport = connectBroker({
    url: broker.url,
    clientId: "cloud",
    username: "cloud",
    password: "",
    clean: true,
    log: silent,
  });
  afterwards(t, () => transport.close());
  const devices = new Set<string>();
  await transport.subscribe(topics(SITE).doc, (_, payload) => {
    for (const { kind, doc } of decodeMessage(DocMessage, payload)?.docs ?? []) {
      const device = kind === "device" ? deviceFromDocument(doc) : undefined;
      if (device) devices.add(device.address);
    }
  });
  const requester = createRequester({ transport, clock, log: silent, name: "f1", id: randomUUID });
  afterwards(t, () => requester.close());
  const dispatch = createDispatcher({
    operations,
    home: ({ headers }) => ({
      site,
      authenticator: {
        identify: () => ({ identity: headers.authorization === "Bearer anna" ? who : null }),
        csrf: () => null,
        cookies: () => [],
      },
    }),
    clock,
    forward: requester.forward,
  });
  const server = createServer(createExpressApp({ dispatch, log: silent, pages: ".", contract: "." }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(t, () => server.close());
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const call = (method: string, path: string, body?: unknown) =>
    fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: "Bearer anna", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { url, site, transport, requester, devices, call };
}

const environment = (folder: string, more: Record<string, string> = {}) => {
  const { CCU_ANYWHERE_LISTEN: _, CCU_ANYWHERE_ADMIN: __, ...rest } = serverEnvironment(folder, more);
  return rest;
};
const startRelay = (t: TestContext, env: Record<string, string>): Program => startProgram(t, "relay.ts", { env });

async function pairAt(t: TestContext, url: string, code: string, env: Record<string, string>): Promise<void> {
  const program = startProgram(t, "relay.ts", { args: ["pair", url, code], env });
  assert.deepEqual(await within("the pairing", program.ended), { code: 0, signal: null }, program.output());
}

test("paired by a code, killed between intent and result, and replaced", async (t) => {
  const ccu = await startCcu(t);
  const cloud = await startCloud(t);
  const folder = join(scratchFolder(t), "relay");
  const env = environment(folder, centralsSetting(ccu.central));

  // pairing: the code works once, the key is the owner's alone
  const { code } = await addRelay(cloud.site, who, "cellar");
  await pairAt(t, cloud.url, code, env);
  const file = join(folder, "relay.json");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const { private_key, password } = JSON.parse(readFileSync(file, "utf8"));
  assert.match(private_key, /BEGIN PRIVATE KEY/);
  const again = startProgram(t, "relay.ts", { args: ["pair", cloud.url, code], env: environment(join(folder, "b")) });
  assert.equal((await within("the refusal", again.ended)).code, 1);
  assert.match(again.errors(), /pairing refused \(401\)/);
  const listed = (await (await cloud.call("GET", "/relays")).json()) as { state: string; name: string }[];
  assert.deepEqual(
    listed.map(({ name, state }) => [name, state]),
    [["cellar", "active"]],
  );

  // it runs: documents come, a write goes through
  let relay = startRelay(t, env);
  await until("the documents", () => cloud.devices.has(SOCKET));
  const write = (value: boolean) =>
    cloud.call("PUT", `/devices/${SOCKET}/channels/3/data-points/STATE/value`, { value });
  const writes = () => ccu.calls["HmIP-RF"]?.setValue ?? 0;
  const before = writes();
  assert.equal(
    (
      await until("a loaded home", async () => {
        const answer = await write(true);
        return answer.status === 202 ? answer : undefined;
      })
    ).status,
    202,
  );
  assert.equal(writes(), before + 1);

  // killed while the CCU acts: the effect is there, the answer is not
  ccu.control.delay(3_600_000, "HmIP-RF");
  const outcome = write(false);
  await until("the write at the CCU", () => writes() === before + 2);
  await relay.end("SIGKILL");
  ccu.control.delay(0, "HmIP-RF");
  relay = startRelay(t, env);
  const answer = await within("an answer", outcome);
  assert.equal(answer.status, 502);
  const problem = (await answer.json()) as { detail: string; code: string };
  assert.equal(problem.code, "upstream_unavailable");
  assert.match(problem.detail, /unknown/);
  assert.equal(writes(), before + 2, "nothing is repeated");
  assert.equal(
    (
      await until("a loaded home", async () => {
        const next = await write(true);
        return next.status === 202 ? next : undefined;
      })
    ).status,
    202,
  );
  assert.ok(!relay.output().includes(password), "no secret in the log");

  // another relay takes over: the first one ends, and says that it must not be started again
  const next = await addRelay(cloud.site, who, "attic");
  const other = environment(join(folder, "other"), centralsSetting(ccu.central));
  await pairAt(t, cloud.url, next.code, other);
  const successor = startRelay(t, other);
  assert.equal((await within("the end of the first", relay.ended)).code, 3, relay.output());
  const states = (await (await cloud.call("GET", "/relays")).json()) as { id: string; state: string }[];
  assert.deepEqual(
    states.map(({ state }) => state),
    ["replaced", "active"],
  );

  // its pairing ends: it is offline at once
  await until("the successor", async () => (await cloud.requester.relayState(SITE))?.online);
  await removeRelay(cloud.site, who, states[1]?.id ?? "");
  await until("its last will", async () => !(await cloud.requester.relayState(SITE))?.online);
  assert.equal((await write(false)).status, 503);
  await successor.end("SIGTERM");
});

test("a relay that hears of a higher epoch ends, whoever says so", async (t) => {
  const cloud = await startCloud(t);
  const env = environment(join(scratchFolder(t), "relay"));
  await pairAt(t, cloud.url, (await addRelay(cloud.site, who)).code, env);
  const relay = startRelay(t, env);
  await until("the documents of the simulated CCU", () => cloud.devices.size > 0);
  await cloud.transport.publish(topics(SITE).ack, encodeMessage({ epoch: Number.MAX_SAFE_INTEGER, to: 0 }));
  assert.equal((await within("the end", relay.ended)).code, 3);
});

test("what a person can mend is told in a line", async (t) => {
  const env = environment(join(scratchFolder(t), "relay"));
  const cases: [string[], RegExp][] = [
    [[], /relay\.json is not there: pair this machine first/],
    [["pair", "http://127.0.0.1:1", "home-1.abc"], /does not answer/],
    [["pair", "::::", "home-1.abc"], /is no address/],
    [["join", "x", "y"], /takes nothing, or: pair <address> <code>/],
    [["--colour"], /colour/],
  ];
  for (const [args, text] of cases) {
    const { code, errors } = await refusedStart(run, { args, env });
    assert.equal(code, 1);
    assert.match(errors, text);
    assert.doesNotMatch(errors, /^\s+at /m);
  }
});

test("the signing request is one that others accept", (t) => {
  const keys = createKeyPair();
  const request = createSigningRequest(keys, "ccu-anywhere home-1");
  const der = Buffer.from(request.replace(/-----[^-]+-----|\s/g, ""), "base64");
  // RFC 2986: SEQUENCE { info, algorithm, BIT STRING }; info is the second SEQUENCE, its length in short or 0x81 form
  const start = der[1] === 0x81 ? 3 : der[1] === 0x82 ? 4 : 2;
  const long = der[start + 1] === 0x81;
  const end = start + (long ? 3 + (der[start + 2] as number) : 2 + (der[start + 1] as number));
  const signature = der.subarray(end + 12 + 3);
  assert.ok(verify("sha256", der.subarray(start, end), createPublicKey(keys.publicKey), signature));
  if (spawnSync("openssl", ["version"]).error) return t.diagnostic("openssl is not installed: checked without it");
  const told = execFileSync("openssl", ["req", "-verify", "-noout", "-subject"], { input: request, stdio: "pipe" });
  assert.match(told.toString(), /CN ?= ?ccu-anywhere home-1/);
});

test("what is served here is out of the relay's reach, whoever asks", async () => {
  const site = createTestSite();
  const forwarded = createForwarded({ operations, commands, site });
  const ask = (path: string) => forwarded.rest({ method: "GET", path: `/api/v1${path}`, query: "", headers: {} }, who);
  assert.equal((await ask("/users")).status, 404);
  assert.equal((await ask("/auth/tokens")).status, 404);
  const here = commands.find(({ spec }) => spec.served === "here");
  assert.ok(here);
  const result = await forwarded.command({ name: here.spec.name, args: {}, requestId: "r" }, who);
  assert.ok("error" in result && result.error.code === "unknown_command");
  // the role of the message counts as much as here
  const viewer: Identity = { ...who, role: "viewer" };
  const write = { path: `/api/v1/devices/${SOCKET}/channels/3/data-points/STATE/value`, query: "", headers: {} };
  assert.equal(
    (await forwarded.rest({ method: "PUT", body: { text: '{"value":true}' }, ...write }, viewer)).status,
    403,
  );
  assert.equal((await forwarded.rest({ method: "PUT", body: { text: '{"value":true}' }, ...write }, null)).status, 401);
});
