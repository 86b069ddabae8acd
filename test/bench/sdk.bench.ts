/** The SDK against what it is made from: a bare `fetch` of the same bytes, a bare `ws` with the same frames, and its size. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import WebSocket from "ws";
import { createClient, type WebSocketConstructor } from "../../adapters/client/index.ts";
import { type Child, startChild } from "./child.ts";
import { compareRates, type Figure } from "./measure.ts";

/** Of one round: short ones, and many, so that what else runs on the machine meets both sides alike. */
const REQUESTS = 100;
const EVENTS = 10_000;
const ROUNDS = { rounds: 41, warmup: 5 };
/** Bytes (issue 10). */
const BUNDLE_LIMIT = 12_000;
/** A page of a device list: some 14 kB. */
const ROW = {
  address: "0001D3C99C6A01",
  central: "ccu",
  interface: "HmIP-RF",
  interface_id: "ccu-HmIP-RF",
  model: "HmIP-PSM",
  name: "Socket of the television",
  available: true,
  channels_count: 8,
  rooms: ["Living room"],
  functions: ["Light"],
};
const body = JSON.stringify({ items: Array.from({ length: 50 }, () => ROW), page: 1, per_page: 50, total: 50 });

async function perSecond(count: number, one: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < count; n++) await one();
  return (count * 1000) / (performance.now() - start);
}

type Host = Child<{ port: number }>;

async function requests({ started: { port } }: Host): Promise<Figure> {
  const baseUrl = `http://127.0.0.1:${port}`;
  const client = createClient({ baseUrl, auth: { type: "bearer", token: "secret" } });
  const headers = { authorization: "Bearer secret" };
  const rates = await compareRates(
    () => perSecond(REQUESTS, () => client.GET("/devices")),
    () => perSecond(REQUESTS, async () => (await fetch(`${baseUrl}/api/v1/devices`, { headers })).json()),
    ROUNDS,
  );
  const name = `SDK: GET of ${Math.round(body.length / 1000)} kB, beside bare fetch and json()`;
  return { name, unit: "requests/s", ...rates, target: { at: "least", value: 0.9 } };
}

/** Counts what arrives, and tells when it is enough. */
function counter() {
  let left = 0;
  let done: () => void = () => {};
  return {
    one: () => {
      if (--left === 0) done();
    },
    expect: (count: number): Promise<void> => {
      left = count;
      return new Promise((resolve) => {
        done = resolve;
      });
    },
  };
}

async function events(host: Host): Promise<Figure> {
  const { port } = host.started;
  const round = async (path: string, { expect }: ReturnType<typeof counter>) => {
    const start = performance.now();
    const arrived = expect(EVENTS);
    await Promise.all([host.ask("send", { path, count: EVENTS }), arrived]);
    return (EVENTS * 1000) / (performance.now() - start);
  };
  const mine = counter();
  const client = createClient({
    baseUrl: `http://127.0.0.1:${port}`,
    WebSocket: WebSocket as unknown as WebSocketConstructor,
  });
  const stream = client.events("device.*");
  stream.on("datapoint.value_changed", mine.one);
  await new Promise<void>((resolve) => stream.on("state", (state) => state === "live" && resolve()));
  const bare = counter();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/bare`);
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send("{}");
  await new Promise((resolve) => socket.once("message", resolve));
  socket.on("message", (data) => {
    if (JSON.parse(String(data)).type === "datapoint.value_changed") bare.one();
  });
  const rates = await compareRates(
    () => round("/api/v1/events", mine),
    () => round("/bare", bare),
    ROUNDS,
  );
  client.close();
  socket.close();
  const name = "SDK: events to a listener, beside bare ws and JSON.parse";
  return { name, unit: "events/s", ...rates, target: { at: "least", value: 0.8 } };
}

async function size(): Promise<Figure> {
  const entry = join(import.meta.dirname, "..", "..", "adapters", "client", "index.ts");
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  const ours = gzipSync(outputFiles[0]?.contents ?? "").length;
  return {
    name: "SDK: bundle, minified and gzipped",
    ours,
    unit: "bytes",
    target: { at: "most", value: BUNDLE_LIMIT },
  };
}

export async function run(): Promise<Figure[]> {
  await using host = await startChild<{ port: number }>("sdk-host", { body });
  return [await requests(host), await events(host), await size()];
}
