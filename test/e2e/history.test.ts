/** What a meter reports is the past of the home: in buckets, as a table, as energy; at home, and through the cloud. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { PbfWriter } from "pbf";
import { compressSnappy, uncompressSnappy } from "../../handlers/features/history/home/remote-read/snappy.ts";
import { afterwards, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { changingSections } from "../support/sections.ts";
import { PLACES } from "./places.ts";

/** HmIP-PSM; its meter. */
const METER = "0001DBE990F502";
const CHANNEL = `${METER}:6`;
const HOUR = 3_600_000;

/** A query of Prometheus: everything that the meter reported, as protocol buffers in Snappy. */
async function remotelyRead(url: string, headers: Record<string, string>): Promise<void> {
  const writer = new PbfWriter();
  const matcher = (_: object, pbf: PbfWriter) => {
    pbf.writeStringField(2, "channel");
    pbf.writeStringField(3, CHANNEL);
  };
  const query = (_: object, pbf: PbfWriter) => {
    pbf.writeVarintField(1, Date.now() - HOUR);
    pbf.writeVarintField(2, Date.now() + HOUR);
    pbf.writeMessage(3, matcher, {});
  };
  writer.writeMessage(1, query, {});
  const response = await fetch(`${url}/api/v1/history/remote-read`, {
    method: "POST",
    headers: {
      ...headers,
      ...{ "content-type": "application/x-protobuf", "content-encoding": "snappy" },
    },
    body: compressSnappy(writer.finish()),
  });
  const answer = new Uint8Array(await response.arrayBuffer());
  assert.equal(response.status, 200, Buffer.from(answer).toString());
  assert.equal(response.headers.get("content-type"), "application/x-protobuf");
  const text = Buffer.from(uncompressSnappy(answer, 1e6)).toString("latin1");
  for (const part of ["homematic_value", "POWER", "ENERGY_COUNTER", CHANNEL]) assert.ok(text.includes(part), part);
}

/** Takes samples as InfluxDB does. */
async function startDatabase(t: TestContext) {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (request.url === "/api/v2/write?precision=ms") received.push(...body.split("\n"));
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(t, () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

for (const [where, start] of PLACES)
  test(`history, ${where}`, async (t) => {
    const sections = changingSections({});
    const { url, headers, simulator } = await start(t, sections);
    const ask = (method: string, path: string, body?: unknown) =>
      call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
    await until("the home", async () => (await ask("GET", "/system/ccu")).body.entries?.[0]?.readiness.ready);
    const { body: ccus } = await ask("GET", "/system/ccu");
    const central: string = ccus.entries[0].central ?? ccus.entries[0].name;
    const range = `from=${new Date(Date.now() - HOUR).toISOString()}&to=${new Date(Date.now() + HOUR).toISOString()}`;
    const series = (parameter: string) =>
      `central=${central}&interface_id=${central}-HmIP-RF&channel=${CHANNEL}&parameter=${parameter}`;
    const past = async (parameter: string, more = "") => ask("GET", `/history?${series(parameter)}&${range}${more}`);

    assert.equal((await past("POWER")).status, 404, "it is off by default");
    assert.equal((await ask("GET", `/history/recording?${series("POWER")}`)).status, 503);
    sections.change("persistence.history", { enabled: true });
    await until("the history", async () => (await past("POWER")).status === 200);

    const report = async (values: Record<string, number>) => {
      simulator?.world.report(CHANNEL, values);
      await simulator?.settled();
      // samples of one millisecond are one sample
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    for (const [ENERGY_COUNTER, POWER] of [
      [61_000, 100],
      [61_100.5, 300],
      [0, 300],
      [20, 50],
    ] as const)
      await report({ ENERGY_COUNTER, POWER });
    const count = ({ body }: { body: { count: number }[] }) => body.reduce((sum, bucket) => sum + bucket.count, 0);
    await until("the samples", async () => count(await past("ENERGY_COUNTER")) === 4);
    const { headers: told, body: buckets } = await past("POWER", "&buckets=2");
    assert.equal(told.get("x-history-tier"), "hour");
    assert.equal((await past("POWER")).headers.get("x-history-tier"), "raw");
    assert.deepEqual([buckets.length, buckets[0].min, buckets[0].max], [1, 50, 300]);
    assert.ok(buckets[0].avg >= 50 && buckets[0].avg <= 300);
    const table = await past("POWER", "&buckets=2&format=csv");
    assert.match(table.headers.get("content-type") ?? "", /^text\/csv/);
    assert.match(table.body, /^ts,avg,min,max,count,covered_ms\r\n20\d\d-.*,50,300,\d,\d+\r\n$/);

    const { body: energy } = await ask("GET", `/energy?central=${central}&${range}&group=day`);
    const mine = energy.devices.find(({ address }: { address: string }) => address === METER);
    assert.equal(mine.total_consumed_wh, 120.5, "the counter began anew: what it rose by before and after");
    assert.equal(mine.buckets[0].reset, true);
    assert.ok(mine.name.length > 0 && mine.name !== METER);

    await remotelyRead(url, headers);
    const lines = await startDatabase(t);
    sections.change("persistence.history", { enabled: true, export: { enabled: true, endpoint: lines.url } });

    const named = { central, interface_id: `${central}-HmIP-RF`, channel: CHANNEL, parameter: "ENERGY_COUNTER" };
    const decided = await ask("PUT", "/history/recording", { ...named, record: false });
    assert.deepEqual(decided.body, { record: false, source: "override" });
    await report({ ENERGY_COUNTER: 90, POWER: 60 });
    await until("the power", async () => (await past("POWER", "&buckets=1")).body[0].count >= 4);
    assert.equal(count(await past("ENERGY_COUNTER")), 4);

    const { status, body: diagram } = await ask("POST", "/diagrams", { name: "Meter", config: { channel: CHANNEL } });
    assert.equal(status, 201);
    assert.deepEqual((await ask("GET", "/diagrams")).body.diagrams, [diagram]);
    await until("the export of the meter", () => lines.received.some((line) => line.includes(`channel=${CHANNEL},`)));
    const { body: health } = await ask("GET", "/health");
    const row = health.components.find(({ name }: { name: string }) => name === "history");
    if (where === "at home") assert.equal(row?.status, "healthy");
  });
