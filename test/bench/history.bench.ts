/**
 * The history of a home: a year of 20 data points at a sample a minute, in batches as the recorder writes them, worked up on
 * the way. Bytes of a sample beside those of a plain table; a month of one data point; what taking samples in costs the loop
 * that serves the home. `BENCH_HISTORY_DAYS=30` for a try.
 */
import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqliteHistory } from "../../adapters/sqlite/history.ts";
import { createRecorder } from "../../handlers/features/history/home/recorder.ts";
import type { HistoryStore, SeriesName } from "../../handlers/ports/history.ts";
import { seriesName } from "../../local/testing/history.ts";
import { scratch } from "../ports/scratch.ts";
import { elapsed, type Figure, median } from "./measure.ts";

const DAYS = Number(process.env.BENCH_HISTORY_DAYS ?? 365);
const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.UTC(2025, 0, 1);
const FOR_GOOD = { raw: 1_000 * DAY, hour: 0, day: 0, bytes: 0 };
const BATCH = 2_000;
const INGEST_RATE = 10_000;
const INGEST_SECONDS = 10;

/** Noise that repeats. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Source {
  name: SeriesName;
  next(): number;
}

/** As devices report: steps of a tenth of a degree, percents, watts of two places, counters, levels. */
function sources(): Source[] {
  const chance = random(7);
  const walk = (from: number, step: number, scale: number) => {
    let units = from * scale;
    return () => {
      units += Math.round((chance() - 0.5) * 2 * step * scale);
      return units / scale;
    };
  };
  const counter = (step: number) => {
    let tenths = 0;
    return () => {
      tenths += Math.floor(chance() * step * 10);
      return tenths / 10;
    };
  };
  const kinds: [string, () => () => number][] = [
    ["ACTUAL_TEMPERATURE", () => walk(21, 0.2, 10)],
    ["HUMIDITY", () => walk(50, 1, 1)],
    ["POWER", () => () => Math.round((120 + 80 * chance()) * 100) / 100],
    ["ENERGY_COUNTER", () => counter(30)],
    ["LEVEL", () => () => Math.round(chance() * 20) / 20],
  ];
  return Array.from({ length: 20 }, (_, i) => {
    const [parameter, make] = kinds[i % kinds.length] as (typeof kinds)[number];
    return { name: seriesName(parameter, `00${String(i).padStart(2, "0")}BENCH:1`), next: make() };
  });
}

/** Calls `write` with batches; times are off by up to half a second, as radio is. */
async function fill(
  days: number,
  write: (batch: { series: SeriesName[]; at: number[]; value: number[] }) => Promise<void>,
  dayOver: (now: number) => Promise<void>,
): Promise<number> {
  const all = sources();
  const chance = random(3);
  let batch = { series: [] as SeriesName[], at: [] as number[], value: [] as number[] };
  let count = 0;
  for (let day = 0; day < days; day++) {
    for (let minute = 0; minute < 1_440; minute++)
      for (const { name, next } of all) {
        batch.series.push(name);
        batch.at.push(START + day * DAY + minute * MINUTE + Math.floor(chance() * 500));
        batch.value.push(next());
        count += 1;
        if (batch.at.length < BATCH) continue;
        await write(batch);
        batch = { series: [], at: [], value: [] };
      }
    await dayOver(START + (day + 1) * DAY);
  }
  await write(batch);
  return count;
}

/** The same samples in a table as one would write it first. */
async function plainBytes(file: string, days: number): Promise<number> {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; CREATE TABLE sample (series INTEGER, at INTEGER, value REAL, PRIMARY KEY (series, at))
    STRICT, WITHOUT ROWID`);
  const insert = db.prepare("INSERT OR REPLACE INTO sample VALUES (?, ?, ?)");
  const ids = new Map<SeriesName, number>();
  const count = await fill(
    days,
    async ({ series, at, value }) => {
      db.exec("BEGIN");
      series.forEach((name, i) => {
        const id = ids.get(name) ?? ids.size + 1;
        ids.set(name, id);
        insert.run(id, at[i] as number, value[i] as number);
      });
      db.exec("COMMIT");
    },
    async () => {},
  );
  db.close();
  return statSync(file).size / count;
}

/** Milliseconds of processor time that one turn of this loop takes at most while samples come in: nobody else's load counts. */
async function ingest(append: HistoryStore["append"]): Promise<{ longestTurn: number; written: number }> {
  let written = 0;
  const recorder = createRecorder({
    clock: systemClock,
    intervalMs: 5_000,
    reasonOf: String,
    changed: () => {},
    async append(batch) {
      await append(batch);
      written += batch.at.length;
    },
  });
  const all = sources();
  const begin = performance.now();
  let [sent, longestTurn] = [0, 0];
  let used = process.threadCpuUsage();
  for (;;) {
    const passed = performance.now() - begin;
    if (passed > INGEST_SECONDS * 1_000) break;
    for (const due = Math.floor((passed * INGEST_RATE) / 1_000); sent < due; sent++) {
      const { name, next } = all[sent % all.length] as Source;
      recorder.add(name, START + sent, next());
    }
    await setImmediate();
    const { user, system } = process.threadCpuUsage();
    // the first second compiles
    if (passed > 1_000) longestTurn = Math.max(longestTurn, (user + system - used.user - used.system) / 1_000);
    used = { user, system };
  }
  await recorder.stop();
  return { longestTurn, written };
}

async function queries(store: HistoryStore, name: SeriesName, buckets: number): Promise<number> {
  const now = START + DAYS * DAY;
  const spent: number[] = [];
  for (let round = -3; round < 15; round++) {
    const to = now - ((round + 3) % Math.max(1, DAYS - 30)) * DAY;
    const took = await elapsed(() => store.buckets({ series: name, from: to - 30 * DAY, to, buckets, now }));
    if (round >= 0) spent.push(took);
  }
  return median(spent);
}

export async function run(): Promise<Figure[]> {
  using folder = scratch();
  const path = folder.file("history.db");
  let { store } = await openSqliteHistory(path);
  let count = 0;
  const filled = await elapsed(async () => {
    count = await fill(
      DAYS,
      (batch) => store.append(batch),
      (now) => store.maintain(now, FOR_GOOD),
    );
  });
  await store.close();
  const ours = statSync(path).size / count;
  const plain = await plainBytes(folder.file("plain.db"), Math.min(DAYS, 14));
  const opened = await elapsed(async () => {
    ({ store } = await openSqliteHistory(path));
  });
  const [first] = sources() as [Source];
  const counter = seriesName("ENERGY_COUNTER", "0003BENCH:1");
  const hours = await queries(store, first.name, 200);
  const raw = await queries(store, counter, 2_000);
  const energy = await elapsed(() =>
    store.energy({
      ...{ central: "ccu", from: START, to: START + DAYS * DAY, group: "day", timeZone: "UTC" },
      ...{ now: START + DAYS * DAY, limit: 100_000 },
    }),
  );
  await store.close();
  const other = await openSqliteHistory(folder.file("ingest.db"));
  const idle = await ingest(async () => {});
  const busy = await ingest((batch) => other.store.append(batch));
  await other.store.close();
  const size = `${(count / 1e6).toFixed(2)} million samples`;
  return [
    {
      name: `bytes of a sample on disk, with its hours and days (${size})`,
      unit: "B",
      ours,
      baseline: plain,
      ratio: plain / ours,
      target: { at: "least", value: 4 },
      note: `file of ${(statSync(path).size / 2 ** 20).toFixed(1)} MiB; baseline: a table of series, time, value`,
    },
    { name: "filling it", unit: "samples/s", ours: (count / filled) * 1_000 },
    { name: "opening it", unit: "ms", ours: opened },
    {
      name: "a month of one data point, 200 buckets (hours)",
      unit: "ms",
      ours: hours,
      target: { at: "most", value: 50 },
    },
    {
      name: "a month of one data point, 2,000 buckets (43,200 samples)",
      unit: "ms",
      ours: raw,
    },
    { name: "energy of all, by day", unit: "ms", ours: energy, target: { at: "most", value: 1_000 } },
    {
      name: `longest turn of the loop at ${INGEST_RATE} samples/s`,
      unit: "ms",
      ours: busy.longestTurn,
      target: { at: "most", value: 5 },
      note: `${busy.written} written in ${INGEST_SECONDS} s; without a history ${idle.longestTurn.toFixed(2)} ms`,
    },
  ];
}
