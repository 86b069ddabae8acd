/** The port `HistoryStore` in memory: for tests, and for who wants no file. */
import type { HistoryStore } from "../../handlers/ports/history.ts";
import { HistoryEngine } from "../../handlers/records/history/engine.ts";
import type { Row } from "../../handlers/records/history/fold.ts";
import { historyReads } from "../../handlers/records/history/serve.ts";
import type { Chunk, ChunkPlace, HistoryTables, RowTier, SeriesRecord } from "../../handlers/records/history/tables.ts";

/** Of what is held in memory, about: two doubles for a sample, ten members for a row. */
const SAMPLE_BYTES = 16;
const ROW_BYTES = 80;

interface Past {
  record: SeriesRecord;
  chunks: (Chunk & { open: boolean })[];
  rows: Record<RowTier, Map<number, Row>>;
}

const byStart = <T extends { start: number }>(all: Iterable<T>): T[] => [...all].sort((a, b) => a.start - b.start);

/** The tables of a history, in memory. A transaction that throws leaves what it did: nothing here can fail. */
export function createMemoryHistoryTables(): HistoryTables {
  const pasts: Past[] = [];
  let tail: { series: number; at: number; value: number }[] = [];
  const past = (series: number): Past => pasts[series - 1] as Past;
  const rowsOf = (tier: RowTier, series: number): Row[] => byStart(past(series).rows[tier].values());
  const place = ({ start, end, open, samples }: Past["chunks"][number]): ChunkPlace => ({
    ...{ start, end, open },
    count: samples.at.length,
  });
  const chunkSamples = () =>
    pasts.reduce((sum, { chunks }) => sum + chunks.reduce((all, { samples }) => all + samples.at.length, 0), 0);

  return {
    transaction: (work) => work(),
    allSeries: () => pasts.map(({ record }) => ({ ...record })),
    addSeries(record) {
      const added = { ...record, id: pasts.length + 1 };
      pasts.push({ record: added, chunks: [], rows: { hour: new Map(), day: new Map() } });
      return { ...added };
    },
    putSeries(record) {
      past(record.id).record = { ...record };
    },
    addTail: (series, at, value) => void tail.push({ series, at, value }),
    tail: () => tail,
    clearTail() {
      tail = [];
    },
    chunkPlaces: (series, from, to) =>
      past(series)
        .chunks.filter(({ start, end }) => start < to && end >= from)
        .map(place),
    chunkBefore(series, before) {
      const found = past(series).chunks.findLast(({ start }) => start < before);
      return found && place(found);
    },
    firstChunk(series) {
      const [first] = past(series).chunks;
      return first && place(first);
    },
    readChunk(series, { start }) {
      const { at = [], value = [] } = past(series).chunks.find((chunk) => chunk.start === start)?.samples ?? {};
      return { at: [...at], value: [...value] };
    },
    putChunk(series, chunk, open) {
      const others = past(series).chunks.filter(({ start }) => start !== chunk.start);
      past(series).chunks = byStart([
        ...others.map((one) => ({ ...one, open: one.open && !open })),
        { ...chunk, open },
      ]);
    },
    deleteChunk(series, { start }) {
      past(series).chunks = past(series).chunks.filter((chunk) => chunk.start !== start);
    },
    chunkSamples,
    rows: (tier, series, from, to) => rowsOf(tier, series).filter(({ start }) => start >= from && start < to),
    rowBefore: (tier, series, before) => rowsOf(tier, series).findLast(({ start }) => start < before),
    firstRow: (tier, series) => rowsOf(tier, series)[0],
    putRow: (tier, series, row) => void past(series).rows[tier].set(row.start, { ...row }),
    deleteRows(tier, series, before) {
      const old = rowsOf(tier, series).filter(({ start }) => start < before);
      for (const { start } of old) past(series).rows[tier].delete(start);
      return old.length;
    },
    bytes() {
      const rows = pasts.reduce((sum, { rows: { hour, day } }) => sum + hour.size + day.size, 0);
      return (chunkSamples() + tail.length) * SAMPLE_BYTES + rows * ROW_BYTES;
    },
    shrink: () => false,
    close() {},
  };
}

export function createMemoryHistory(tables: HistoryTables = createMemoryHistoryTables()): HistoryStore {
  const engine = new HistoryEngine(tables);
  const reads = historyReads(engine);
  return {
    append: async (batch) => engine.append(batch),
    buckets: async (query) => reads.buckets(query),
    energy: async (query) => reads.energy(query),
    series: async () => reads.series(),
    samples: async (query) => reads.samples(query),
    async maintain(now, retention) {
      for (const _ of engine.maintain(now, retention)) await Promise.resolve();
    },
    status: async () => reads.status(),
    close: async () => tables.close(),
  };
}
