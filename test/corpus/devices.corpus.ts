/**
 * Every device type that is known from the field, through simulator, driver, model and API over real sockets. What
 * comes out must be what is in the files. `npm run test:corpus`; the files are not part of this repository.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Log } from "../../handlers/ports/index.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic, bearer } from "../support/client.ts";
import {
  ADMIN,
  afterwards,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  until,
} from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "shared", "ccu-devices");
/** Requests under way at a time. */
const AT_ONCE = 8;
/** Commands of one subject before the server slows it down (handlers/stream/limits.ts, COMMAND_BURST). */
const COMMANDS_OF_A_SUBJECT = 50;
/** Device types that were collected. */
const CORPUS_SIZE = 303;
const headers = basic(ADMIN.name, ADMIN.password);
const USAGES = new Set(["data_point", "no_create", "ignored", "event", "ce_visible", "ce_primary", "ce_secondary"]);

type Names = readonly string[];
interface Expected {
  type: string;
  /** Parameters of the device's own MASTER. */
  root: Names;
  /** By channel number. */
  channels: Map<number, { VALUES: Names; MASTER: Names }>;
}

interface DeviceFile {
  descriptions: { ADDRESS: string; TYPE: string; PARENT?: string }[];
  paramsets: Record<string, Partial<Record<string, Record<string, unknown>>>>;
}

/** `NAME:TYPE` of each parameter. Entries that are no description (a text, say) are none here either. */
const namesOf = (set: Record<string, unknown> | undefined): Names =>
  Object.entries(set ?? {})
    .filter(([, entry]) => typeof entry === "object" && entry !== null)
    .map(([name, entry]) => `${name}:${(entry as { TYPE?: string }).TYPE}`)
    .sort();

function readCorpus(): Map<string, Expected> {
  const devices = new Map<string, Expected>();
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith(".json"))) {
    const { descriptions, paramsets } = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as DeviceFile;
    for (const { ADDRESS, TYPE, PARENT } of descriptions) {
      const sets = paramsets[ADDRESS] ?? {};
      if (!PARENT) devices.set(ADDRESS, { type: TYPE, root: namesOf(sets.MASTER), channels: new Map() });
      else
        devices.get(PARENT)?.channels.set(Number(ADDRESS.split(":")[1]), {
          VALUES: namesOf(sets.VALUES),
          MASTER: namesOf(sets.MASTER),
        });
    }
  }
  return devices;
}

async function inParallel<T>(items: Iterable<T>, task: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items].values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of rest) await task(item);
    }),
  );
}

interface Entry {
  level: string;
  message: string;
  data?: unknown;
}
function recordingLog(): Log & { entries: Entry[] } {
  const entries: Entry[] = [];
  const enter = (level: string) => (message: string, data?: Record<string, unknown>) =>
    void entries.push({ level, message, data });
  return { entries, debug: () => {}, info: enter("info"), warn: enter("warn"), error: enter("error") };
}

interface Point {
  parameter: string;
  category?: string;
  data_point_type?: string;
  usage?: string;
  type?: string;
  unique_id: string;
}

const nameOf = ({ parameter, type }: Point): string => `${parameter}:${type}`;

/** A category and the entity that clients make of it, or an event: then there is nothing to show. */
function isClassified({ category, data_point_type, usage, type, unique_id }: Point): boolean {
  if (type === undefined || usage === undefined || !USAGES.has(usage) || unique_id === "") return false;
  return category === undefined ? data_point_type === undefined : data_point_type !== undefined;
}

/** What was counted, and what differs from the files. */
class Tally {
  readonly counts = { devices: 0, channels: 0, VALUES: 0, MASTER: 0, unclassified: 0 };
  readonly differences: string[] = [];

  compare(where: string, found: Names, wanted: Names): void {
    if (found.join() !== wanted.join())
      this.differences.push(`${where}: ${found.join()} instead of ${wanted.join()}`.slice(0, 1000));
  }

  /** First the runtime values, then the configuration. */
  points(where: string, points: readonly Point[], wanted: { VALUES: Names; MASTER: Names }): void {
    const found = { VALUES: points.slice(0, wanted.VALUES.length), MASTER: points.slice(wanted.VALUES.length) };
    for (const key of ["VALUES", "MASTER"] as const) {
      this.compare(`${where} ${key}`, found[key].map(nameOf).sort(), wanted[key]);
      this.counts[key] += found[key].length;
    }
    const strange = points.filter((point) => !isClassified(point));
    this.counts.unclassified += strange.length;
    for (const point of strange) this.differences.push(`${where} unclassified: ${JSON.stringify(point)}`);
  }
}

function wantedCounts(corpus: ReadonlyMap<string, Expected>): Tally["counts"] {
  const counts = { devices: corpus.size, channels: 0, VALUES: 0, MASTER: 0, unclassified: 0 };
  for (const { root, channels } of corpus.values()) {
    counts.channels += channels.size;
    counts.MASTER += root.length;
    for (const { VALUES, MASTER } of channels.values()) {
      counts.VALUES += VALUES.length;
      counts.MASTER += MASTER.length;
    }
  }
  return counts;
}

async function get(url: string, path: string) {
  const { status, body } = await call(url, "GET", path, { headers });
  assert.equal(status, 200, `${path}: ${JSON.stringify(body).slice(0, 500)}`);
  return body;
}

async function addresses(url: string): Promise<string[]> {
  const listed: string[] = [];
  for (let page = 1; ; page += 1) {
    const { items } = await get(url, `/devices?per_page=200&page=${page}`);
    if (items.length === 0) return listed.sort();
    listed.push(...items.map(({ address }: { address: string }) => address));
  }
}

async function compareThroughRest(url: string, corpus: ReadonlyMap<string, Expected>, tally: Tally): Promise<void> {
  tally.counts.devices = (await addresses(url)).length;
  await inParallel(corpus, async ([address, { type, channels }]) => {
    const path = `/devices/${encodeURIComponent(address)}`;
    const device = await get(url, path);
    assert.equal(device.model, type);
    const numbers = device.channels.map((channel: { number: number }) => String(channel.number));
    tally.compare(address, numbers, [...channels.keys()].sort((a, b) => a - b).map(String));
    tally.counts.channels += numbers.length;
    for (const [number, wanted] of channels)
      tally.points(
        `${type} ${address}:${number}`,
        await get(url, `${path}/channels/${number}/data-points?include=all`),
        wanted,
      );
  });
}

/** The configuration of the devices themselves is in no list of data points: only its description is to be had. */
async function compareThroughStream(
  t: TestContext,
  url: string,
  corpus: ReadonlyMap<string, Expected>,
  tally: Tally,
): Promise<void> {
  const roots = [...corpus].filter(([, { root }]) => root.length > 0);
  for (let at = 0; at < roots.length; at += COMMANDS_OF_A_SUBJECT) {
    const body = { subject: `corpus-${at}`, role: "viewer" };
    const { token } = (await call(url, "POST", "/auth/tokens/v2", { headers, body })).body;
    const stream = await StreamClient.open(t, url, bearer(token));
    await inParallel(roots.slice(at, at + COMMANDS_OF_A_SUBJECT), async ([address, { type, root }]) => {
      const result = await stream.call("paramset.description", { channel_address: address, paramset_key: "MASTER" });
      assert.equal(result.error, undefined, `${type}: ${result.error?.message}`);
      const found = namesOf(result.data.descriptions);
      tally.compare(`${type} ${address} MASTER`, found, root);
      tally.counts.MASTER += found.length;
    });
    stream.socket.terminate();
  }
}

/** The server in this process, so that every answer is held against its schema and every log entry is seen. */
async function serveCorpus(t: TestContext, log: Log): Promise<string> {
  const ccu = await startCcu(t, { descriptions: FOLDER, sessions: 10 });
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const settings = loadSettings({ argv: [], env });
  const running = await startOnPrem({ settings, log, passwordCost: 4, validateResponses: true });
  afterwards(t, () => running.stop());
  return running.urls[0]!;
}

const skip = existsSync(FOLDER)
  ? false
  : "no device files: they are expected in ../shared/ccu-devices, beside this repository";

test("all device types of the corpus", { skip }, async (t) => {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const corpus = readCorpus();
  const log = recordingLog();
  const url = await serveCorpus(t, log);
  await until("all devices", async () => {
    const interfaces: { connected: boolean }[] = await get(url, "/interfaces");
    const { total } = await get(url, "/devices?per_page=1");
    return total >= corpus.size && interfaces.every(({ connected }) => connected);
  });
  const loaded = seconds();
  assert.deepEqual(await addresses(url), [...corpus.keys()].sort());

  const tally = new Tally();
  await compareThroughRest(url, corpus, tally);
  await compareThroughStream(t, url, corpus, tally);
  assert.deepEqual(tally.differences.slice(0, 20), []);
  assert.deepEqual(tally.counts, wantedCounts(corpus));
  assert.ok(corpus.size >= CORPUS_SIZE, `${corpus.size} devices`);
  const bad = log.entries.filter(({ level }) => level === "error" || level === "warn");
  assert.deepEqual(bad, []);
  const { devices, channels, VALUES, MASTER } = tally.counts;
  t.diagnostic(`${devices} devices, ${channels} channels, ${VALUES} VALUES and ${MASTER} MASTER parameters`);
  t.diagnostic(`loaded after ${loaded}, compared after ${seconds()}`);
});
