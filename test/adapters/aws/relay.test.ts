/** `npm run relay -- pair` and `npm run relay` against AWS IoT: the certificate is all that the relay has. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createServer, type TLSSocket } from "node:tls";
import { startBroker } from "../../../adapters/mqtt/broker.ts";
import { connectBroker } from "../../../adapters/mqtt/connection.ts";
import { topics } from "../../../handlers/relay/protocol/messages.ts";
import { iotPairing } from "../../../infra/functions/pairing.ts";
import { SITE, silent, startCloudUnderTest } from "../../lambda/support.ts";
import { afterwards, scratchFolder, serverEnvironment, startProgram, until } from "../../support/program.ts";
import { type FakeIot, POLICY, startFakeIot } from "./fake-iot.ts";

/** The broker of AWS IoT: mutual TLS, and who connects is decided by the certificate and the name together. */
async function startMutualBroker(t: TestContext, iot: FakeIot) {
  let peer = "";
  const open = new Set<TLSSocket>();
  const refused: string[] = [];
  const broker = await startBroker({
    log: silent,
    async authenticate(username, _, clientId) {
      if (username === "cloud") return { role: "cloud" };
      const thing = iot.things.get(clientId);
      if (thing && iot.admits(clientId, peer)) return { role: "relay", site: thing.attributes.site ?? "" };
      refused.push(clientId);
      return null;
    },
  });
  afterwards(t, () => broker.close());
  const tls = { ...iot.authority.server(), ca: iot.authority.certificate, requestCert: true, rejectUnauthorized: true };
  const front = createServer(tls, (socket) => {
    peer = `-----BEGIN CERTIFICATE-----\n${socket.getPeerCertificate().raw.toString("base64")}\n-----END CERTIFICATE-----`;
    open.add(socket);
    const inner = connect(Number(new URL(broker.url).port), "127.0.0.1");
    socket.pipe(inner).pipe(socket);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const)
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    socket.on("close", () => open.delete(socket));
  });
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  afterwards(t, () => {
    for (const socket of open) socket.destroy();
    front.close();
  });
  const listener = connectBroker({
    url: broker.url,
    clientId: "ccu-anywhere~test",
    username: "cloud",
    clean: true,
    log: silent,
  });
  afterwards(t, () => listener.close());
  return {
    url: `mqtts://127.0.0.1:${(front.address() as AddressInfo).port}`,
    listener,
    refused,
    /** As AWS IoT does at DeleteConnection. */
    cut: () => open.forEach((socket) => void socket.destroy()),
  };
}

test("pair and run with a certificate; a deleted relay is cut off and not let in again", async (t) => {
  const iot = await startFakeIot(t);
  const broker = await startMutualBroker(t, iot);
  const cloud = await startCloudUnderTest(t, {
    relay: "none",
    variables: { CCU_ANYWHERE_RELAY_POLICY: POLICY, CCU_ANYWHERE_RELAY_BROKER_URL: broker.url },
    aws: { iotEndpoint: iot.endpoint },
    functions: {
      passwordCost: 4,
      validateResponses: true,
      pairing: (parts) =>
        iotPairing({
          ...parts,
          config: { ...parts.config, credentials: { accessKeyId: "AKIDFUNCTION", secretAccessKey: "secret" } },
          environment: { ...parts.environment, brokerUrl: new URL(iot.endpoint.replace("http", "ws")) },
          ca: iot.authority.certificate,
        }),
    },
  });
  const folder = scratchFolder(t);
  const env = serverEnvironment(folder);
  const paired = startProgram(t, "relay.ts", { args: ["pair", cloud.url, cloud.code ?? ""], env });
  assert.equal((await paired.ended).code, 0, paired.output());
  assert.match(paired.output(), /Paired with the home home/);

  const file = join(folder, "relay.json");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const kept = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  assert.equal(kept.client_id, `ccu-anywhere-${SITE}-1`);
  assert.match(kept.private_key ?? "", /BEGIN PRIVATE KEY/);
  assert.equal(kept.ca, iot.authority.certificate);
  assert.equal(kept.password, undefined);
  assert.ok(iot.admits(kept.client_id ?? "", kept.certificate ?? ""));

  const heard = new Set<string>();
  await broker.listener.subscribe(`ccu-anywhere/+/up/#`, (topic) => void heard.add(topic));
  const relay = startProgram(t, "relay.ts", { env });
  await until("the relay to tell of its home", () => heard.has(topics(SITE).state) && heard.has(topics(SITE).doc));
  assert.deepEqual(broker.refused, []);

  const [{ id }] = (await cloud.call("GET", "/relays")).body;
  assert.equal((await cloud.call("DELETE", `/relays/${id}`)).status, 204);
  assert.deepEqual(iot.ended, [kept.client_id]);
  assert.equal(iot.certificates.size + iot.things.size, 0);
  broker.cut();
  await until("the relay to be turned away", () => broker.refused.includes(kept.client_id ?? ""));
  await relay.end("SIGTERM");
});
