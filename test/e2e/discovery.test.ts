/**
 * A client finds the server as Home Assistant does: by multicast DNS, here on the loopback interface with another
 * implementation of it, and with nothing else than what the record says it connects, logs in and listens.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { connect } from "node:tls";
import multicastDns, { type ResponsePacket } from "multicast-dns";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { CERTIFICATE, KEY } from "../adapters/ccu/certificate.ts";
import { basic } from "../support/client.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";

const SERVICE = "_openccu-loom._tcp.local";
const silent = { debug() {}, info() {}, warn() {}, error() {} };

interface Found {
  port: number;
  address: string;
  txt: Record<string, string>;
}

/** What the network says of one service at this moment; `undefined` where it does not say everything, or goodbye. */
class Browser {
  readonly #records = new Map<string, ResponsePacket["answers"][number]>();
  readonly #service: string;
  readonly #mdns = multicastDns({ interface: "127.0.0.1", bind: "0.0.0.0" });
  constructor(t: TestContext, instance: string) {
    this.#service = `${instance}.${SERVICE}`;
    this.#mdns.on("response", ({ answers, additionals }) => {
      for (const record of [...answers, ...additionals]) this.#records.set(`${record.type} ${record.name}`, record);
    });
    afterwards(t, () => new Promise<void>((resolve) => this.#mdns.destroy(resolve)));
  }
  ask(): void {
    this.#mdns.query([{ name: SERVICE, type: "PTR" }]);
  }
  get found(): Found | undefined {
    const srv = this.#records.get(`SRV ${this.#service}`);
    const txt = this.#records.get(`TXT ${this.#service}`);
    if (srv?.type !== "SRV" || txt?.type !== "TXT" || srv.ttl === 0) return undefined;
    const a = this.#records.get(`A ${srv.data.target}`);
    if (a?.type !== "A") return undefined;
    const entries = [txt.data].flat().map((entry) => String(entry).split(/=(.*)/s).slice(0, 2));
    return { port: srv.data.port, address: a.data, txt: Object.fromEntries(entries) };
  }
}

async function startFound(t: TestContext, more: Record<string, string> = {}) {
  // other tests announce servers at the same time
  const instance = `discovery ${process.pid} ${t.name.length}`;
  const env = serverEnvironment(scratchFolder(t), {
    CCU_ANYWHERE_MDNS: "true",
    CCU_ANYWHERE_INSTANCE: instance,
    ...more,
  });
  const browser = new Browser(t, instance);
  const settings = loadSettings({ argv: [], env });
  const running = await startOnPrem({ settings, log: silent, liveDemo: false, passwordCost: 4 });
  afterwards(t, () => running.stop());
  return { browser, running, instance };
}

test("found by multicast DNS: the record leads to the API, stays true, and is withdrawn", async (t) => {
  const { browser, running, instance } = await startFound(t);
  const found = await until("the announcement", () => browser.found);
  const url = `http://${found.address}:${found.port}`;
  assert.equal(url, running.urls[0]);
  const { status, body: info } = await call(url, "GET", found.txt.path === "/api/v1" ? "/info" : "/nowhere");
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(found.txt, { api_version: info.api_version, tls: "0", instance });
  assert.equal(info.config_ui_url, `${url}/`);

  // the serial becomes known when the CCU has answered
  const headers = basic(ADMIN.name, ADMIN.password);
  const ccu = await until("the CCU's serial", async () => {
    const { body } = await call(url, "GET", "/system/ccu", { headers });
    return body.entries[0]?.serial ? body.entries[0] : undefined;
  });
  await until("the serial in the record", () => browser.found?.txt.serials === ccu.serial);
  assert.equal(browser.found?.txt.centrals, "1");

  const stream = await StreamClient.open(t, url, headers);
  await stream.subscribe(["*"]);

  await running.removeCentral(ccu.name);
  await until("the record without the CCU", () => browser.found?.txt.centrals === "0");
  assert.equal(browser.found?.txt.serials, "");

  // somebody who comes later asks, and gets the same
  const late = new Browser(t, instance);
  late.ask();
  assert.deepEqual(await until("the answer", () => late.found), browser.found);

  await running.stop();
  await until("the goodbye", () => browser.found === undefined && late.found === undefined);
});

test("under TLS the record says so", async (t) => {
  const folder = scratchFolder(t);
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  writeFileSync(cert, CERTIFICATE);
  writeFileSync(key, KEY);
  const { browser } = await startFound(t, { CCU_ANYWHERE_TLS_CERT: cert, CCU_ANYWHERE_TLS_KEY: key });
  const { address, port, txt } = await until("the announcement", () => browser.found);
  assert.equal(txt.tls, "1");
  const socket = connect({ host: address, port, rejectUnauthorized: false });
  await once(socket, "secureConnect");
  socket.destroy();
});

test("one of several addresses is announced: that of the first", async (t) => {
  const { browser, running } = await startFound(t, { CCU_ANYWHERE_LISTEN: "127.0.0.1:0,127.0.0.1:0" });
  const found = await until("the announcement", () => browser.found);
  assert.equal(running.urls.length, 2);
  assert.equal(`http://${found.address}:${found.port}`, running.urls[0]);
});
