/**
 * Reads over HTTP: the whole server (SQLite, authentication, validation, roles) against bare Express 5 that sends the
 * same bytes to everybody. Each in a process of its own, only one loaded at a time.
 */
import { scratch } from "../ports/scratch.ts";
import { type Child, startChild } from "./child.ts";
import { type Exchange, get, HttpLoad } from "./http-load.ts";
import { compareRates, type Figure, median } from "./measure.ts";
import type { SiteServerOptions } from "./programs/site-server.ts";

/** Many short rounds: a machine that others use changes its speed within a second, by more than what is measured. */
const ROUND_MS = 150;
const ROUNDS = { rounds: 31, warmup: 8 };
const DEVICES = 60;
const LIST = "/api/v1/devices?per_page=50";
const ADMIN = { name: "bench", password: "a Long enough passphrase 1" };
const BASIC = `Basic ${Buffer.from(`${ADMIN.name}:${ADMIN.password}`).toString("base64")}`;
/** A busy home (contract: event log for 40 events a second). */
const BUSY = 40;
/** Of what bare Express does, which neither knows who asks nor what has changed: what is wanted, not what was measured. */
const QUIET = 1;
const WHILE_BUSY = 0.9;

interface Side {
  child: Child<{ port: number }>;
  load: HttpLoad;
}

async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url, { headers: { authorization: BASIC } });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

async function makeToken(base: string): Promise<string> {
  const response = await fetch(`${base}/api/v1/auth/tokens/v2`, {
    method: "POST",
    headers: { authorization: BASIC, "content-type": "application/json" },
    body: JSON.stringify({ subject: "bench", role: "viewer" }),
  });
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new Error(`no token: ${response.status}`);
  return token;
}

/** One round: replies per second, and CPU of the server per reply into `cpu` (microseconds). */
async function round({ child, load }: Side, exchange: Exchange, cpu: number[]): Promise<number> {
  const before = await child.cpu();
  const { count, ms } = await load.run(ROUND_MS, exchange);
  cpu.push(((await child.cpu()) - before) * (1000 / count));
  return (count * 1000) / ms;
}

async function compare(name: string, sides: { ours: Side; bare: Side }, exchange: Exchange, bare: Exchange) {
  const cpu = { ours: [] as number[], bare: [] as number[] };
  const rates = await compareRates(
    () => round(sides.ours, exchange, cpu.ours),
    () => round(sides.bare, bare, cpu.bare),
    ROUNDS,
  );
  const [mine, theirs] = [median(cpu.ours.slice(ROUNDS.warmup)), median(cpu.bare.slice(ROUNDS.warmup))];
  const note = `CPU of the server per request ${mine.toFixed(1)} µs, bare ${theirs.toFixed(1)} µs`;
  return { name, unit: "requests/s", ...rates, note };
}

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  const options: SiteServerOptions = { folder: folder.path, devices: DEVICES, admin: ADMIN };
  await using ours = await startChild<{ port: number }>("site-server", options);
  const base = `http://127.0.0.1:${ours.started.port}`;
  const list = await fetchBytes(base + LIST);
  const address = (JSON.parse(list.toString()) as { items: { address: string }[] }).items[0]!.address;
  const device = await fetchBytes(`${base}/api/v1/devices/${address}`);
  const bearer = `Bearer ${await makeToken(base)}`;
  await using bare = await startChild<{ port: number }>("bare-express", {
    list: list.toString("base64"),
    device: device.toString("base64"),
  });
  using ourLoad = await HttpLoad.open(ours.started.port);
  using bareLoad = await HttpLoad.open(bare.started.port);
  const sides = { ours: { child: ours, load: ourLoad }, bare: { child: bare, load: bareLoad } };
  const reads = [
    { what: `GET one device (${device.length} bytes)`, path: `/api/v1/devices/${address}`, body: device },
    { what: `GET /devices (50 rows, ${list.length} bytes)`, path: LIST, body: list },
  ];
  const figures: Figure[] = [];
  for (const { what, path, body } of reads)
    for (const [scheme, authorization] of [
      ["bearer", bearer],
      ["Basic", BASIC],
    ] as const) {
      const exchange = { request: get(path, { authorization }), body };
      const figure = await compare(`${what}, ${scheme}`, sides, exchange, { request: get(path), body });
      figures.push({ ...figure, target: { at: "least", value: QUIET } });
    }
  await ours.ask("change", BUSY);
  for (const { what, path, body } of reads) {
    const exchange = { request: get(path, { authorization: bearer }), body };
    const figure = await compare(`${what}, bearer, ${BUSY} value changes/s`, sides, exchange, {
      request: get(path),
      body,
    });
    figures.push({ ...figure, target: { at: "least", value: WHILE_BUSY } });
  }
  return figures;
}
