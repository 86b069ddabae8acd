/** A value that a webhook writes is seen by the CCU and comes back as a webhook, signed: at home, and through the cloud. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { bearer } from "../support/client.ts";
import { afterwards, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { changingSections } from "../support/sections.ts";
import { PLACES } from "./places.ts";

const SECRET = "the secret between home and receiver";
const TOKEN = "the-token-of-inbound-webhooks";
const SOCKET = "0001D3C99C6A01";

interface Received {
  signature: string | undefined;
  body: string;
}

/** Refuses the first of all attempts. */
async function startReceiver(t: TestContext) {
  const received: Received[] = [];
  let isIll = true;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({
      signature: request.headers["x-openccu-signature"] as string | undefined,
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(isIll ? 503 : 204).end();
    isIll = false;
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(t, () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

for (const [where, start] of PLACES)
  test(`webhooks, ${where}`, async (t) => {
    const receiver = await startReceiver(t);
    const document = {
      enabled: true,
      url: receiver.url,
      secret: SECRET,
      events: ["datapoint.value_changed"],
      parameter_glob: "STATE",
      inbound: { enabled: true, token: TOKEN },
    };
    const sections = changingSections({});
    const { url, headers } = await start(t, sections);
    const ask = (method: string, path: string, body?: unknown, as = headers) =>
      call(url, method, path, { headers: as, ...(body === undefined ? {} : { body }) });
    await until("the home", async () => (await ask("GET", "/system/ccu")).body.entries?.[0]?.readiness.ready);

    const wish = { address: `${SOCKET}:3`, parameter: "STATE", value: true };
    assert.equal((await ask("POST", "/webhook/value", wish)).status, 404, "they are off by default");
    sections.change("north.webhook", document);
    assert.equal((await ask("POST", "/webhook/value", wish)).status, 202);

    const mine = () =>
      receiver.received.filter(
        ({ body }) => JSON.parse(body).payload.device_address === SOCKET && body.includes("true"),
      );
    await until("the webhook, twice: the first attempt was refused", () => receiver.received.length >= 2 && mine()[0]);
    for (const { signature, body } of receiver.received)
      assert.equal(signature, `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`);
    const [first, second] = receiver.received.map(({ body }) => JSON.parse(body));
    assert.equal(first.id, second.id);
    const { body } = await ask("GET", `/devices/${SOCKET}/channels/3/data-points/STATE`);
    assert.equal(body.value, true);

    const { body: programs } = await ask("GET", "/programs");
    const program = { program: programs[0].name };
    assert.equal((await ask("POST", "/webhook/program", program)).status, 202);
    await until(
      "the program to have run",
      async () => (await ask("GET", `/programs/${programs[0].id}`)).body.last_executed,
    );
    assert.deepEqual((await ask("GET", "/webhook/dead-letters")).body, { dead_letters: [] });

    // the token of inbound webhooks names no home: where one address serves many, a token of a user does
    const { status } = await ask("POST", "/webhook/value", { ...wish, value: false }, bearer(TOKEN) as typeof headers);
    assert.equal(status, where === "at home" ? 202 : 401);
  });
