/** Prometheus' remote read: Snappy, protocol buffers, matchers, and what comes of them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { snappyUncompress } from "hysnappy";
import { PbfReader, PbfWriter } from "pbf";
import { createMemoryHistory } from "../../../adapters/memory/history.ts";
import { historyState, type OpenedHistory } from "../../../handlers/features/history/home/engine.ts";
import {
  answerRemoteRead,
  READ_REQUEST_LIMIT,
  SAMPLES_LIMIT,
} from "../../../handlers/features/history/home/remote-read/answer.ts";
import { compilePattern, selector } from "../../../handlers/features/history/home/remote-read/matchers.ts";
import { decodeReadRequest } from "../../../handlers/features/history/home/remote-read/messages.ts";
import {
  compressSnappy,
  SnappyError,
  uncompressSnappy,
} from "../../../handlers/features/history/home/remote-read/snappy.ts";
import { Refusal } from "../../../handlers/kernel/problem.ts";
import { batchOf, seriesName } from "../../../local/testing/history.ts";
import { createTestSite } from "../../support/site.ts";

const text = (characters: string) => new TextEncoder().encode(characters);
/** Repetitive, as messages are. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 40 })), { maxLength: 30 })
    .map((parts) =>
      Uint8Array.from(
        parts.flatMap(([part, times]) =>
          Array(times)
            .fill([...part])
            .flat(),
        ),
      ),
    ),
);

describe("snappy", () => {
  test("another implementation reads what is packed, and so do we", () =>
    fc.assert(
      fc.property(bytes, (input) => {
        const packed = compressSnappy(input);
        assert.deepEqual(uncompressSnappy(packed, 1e6), input);
        assert.deepEqual(new Uint8Array(snappyUncompress(packed, input.length)), input);
      }),
    ));
  test("long runs and distances", () => {
    const input = new Uint8Array(300_000);
    for (let i = 0; i < input.length; i++) input[i] = (i * i) >>> (i % 70_000 > 100 ? 11 : 3);
    assert.deepEqual(uncompressSnappy(compressSnappy(input), input.length), input);
    assert.throws(() => uncompressSnappy(compressSnappy(input), input.length - 1), SnappyError);
  });
  test("copies of each kind", () => {
    // "abcd", then a copy of one byte of offset, of two, and of four
    const block = [20, 3 << 2, 97, 98, 99, 100, 1 | (0 << 2), 4, (5 << 2) | 2, 4, 0, (5 << 2) | 3, 8, 0, 0, 0];
    assert.deepEqual(uncompressSnappy(Uint8Array.from(block), 100), text("abcdabcdabcdabcdabcd"));
  });
  test("garbage is refused and never grows", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        try {
          assert.ok(uncompressSnappy(input, 1_000).length <= 1_000);
        } catch (error) {
          assert.ok(error instanceof SnappyError);
        }
      }),
    ));
});

type Match = [kind: number, name: string, value: string];

function readRequest(queries: readonly { from: number; to: number; matchers: readonly Match[] }[]): Uint8Array {
  const writer = new PbfWriter();
  for (const query of queries)
    writer.writeMessage(
      1,
      ({ from, to, matchers }, pbf) => {
        pbf.writeVarintField(1, from);
        pbf.writeVarintField(2, to);
        for (const matcher of matchers)
          pbf.writeMessage(
            3,
            ([kind, name, value], inner) => {
              inner.writeVarintField(1, kind);
              inner.writeStringField(2, name);
              inner.writeStringField(3, value);
            },
            matcher,
          );
        pbf.writeMessage(4, (_, hints) => hints.writeVarintField(1, 15_000), {});
      },
      query,
    );
  return writer.finish();
}

interface Read {
  labels: Record<string, string>;
  samples: [at: number, value: number][];
}

/** Results by query. */
function readResponse(message: Uint8Array): Read[][] {
  const label = (tag: number, pair: string[], pbf: PbfReader) => {
    pair[tag - 1] = pbf.readString();
  };
  const sample = (tag: number, pair: [number, number], pbf: PbfReader) => {
    if (tag === 1) pair[1] = pbf.readDouble();
    else pair[0] = pbf.readVarint(true);
  };
  const series = (tag: number, one: Read, pbf: PbfReader) => {
    if (tag === 1) {
      const [name = "", value = ""] = pbf.readMessage(label, []);
      one.labels[name] = value;
    } else one.samples.push(pbf.readMessage(sample, [0, 0]));
  };
  const result = (_: number, all: Read[], pbf: PbfReader) =>
    void all.push(pbf.readMessage(series, { labels: {}, samples: [] }));
  return new PbfReader(message).readFields((_, all: Read[][], pbf) => void all.push(pbf.readMessage(result, [])), []);
}

const START = Date.UTC(2026, 0, 1);
const LEVEL = seriesName("LEVEL");
const POWER = seriesName("POWER", "0002BBBB:6");

async function reading() {
  const store = createMemoryHistory();
  const site = createTestSite();
  const opened = { store, recorder: { flush: async () => {} } } as unknown as OpenedHistory;
  Object.assign(site.state(historyState), { on: true, opened });
  return {
    store,
    site,
    read: async (...queries: Parameters<typeof readRequest>[0]) => {
      const { body, headers, type } = await answerRemoteRead(site, compressSnappy(readRequest(queries)));
      assert.deepEqual([headers?.["content-encoding"], type], ["snappy", "application/x-protobuf"]);
      return readResponse(uncompressSnappy(body as Uint8Array, 1e8));
    },
  };
}

describe("remote read", () => {
  test("samples of what is meant, both ends included, for each query", async () => {
    const { store, read } = await reading();
    await store.append(
      batchOf(
        LEVEL,
        [0, 1, 2, 3].map((i) => [START + i * 1_000, i / 4] as const),
      ),
    );
    await store.append(batchOf(POWER, [[START, 230.5]]));
    const labels = {
      ...{ __name__: "homematic_value", central: "ccu", channel: "0001AAAA:1", device: "0001AAAA" },
      ...{ interface_id: "ccu-HmIP-RF", parameter: "LEVEL" },
    };
    assert.deepEqual(
      await read(
        { from: START + 1_000, to: START + 2_000, matchers: [[0, "parameter", "LEVEL"]] },
        {
          from: START,
          to: START,
          matchers: [
            [2, "__name__", "homematic_.*"],
            [3, "device", "0001.+|X"],
          ],
        },
        { from: START, to: START + 1, matchers: [[0, "__name__", "up"]] },
        { from: START + 1, to: START, matchers: [] },
      ),
      [
        [
          {
            labels,
            samples: [
              [START + 1_000, 0.25],
              [START + 2_000, 0.5],
            ],
          },
        ],
        [
          {
            labels: { ...labels, channel: "0002BBBB:6", device: "0002BBBB", parameter: "POWER" },
            samples: [[START, 230.5]],
          },
        ],
        [],
        [],
      ],
    );
  });

  test("more samples than are told are told as averages", async () => {
    const { store, read } = await reading();
    await store.append(
      batchOf(
        LEVEL,
        Array.from({ length: SAMPLES_LIMIT + 1 }, (_, i) => [START + i * 10, i % 2] as const),
      ),
    );
    const [one] = await read({ from: START, to: START + SAMPLES_LIMIT * 10, matchers: [] });
    assert.equal(one?.[0]?.samples.length, 2_000);
    const [all] = await read({ from: START, to: START + SAMPLES_LIMIT * 10 - 1, matchers: [] });
    assert.equal(all?.[0]?.samples.length, SAMPLES_LIMIT);
  });

  test("what is no request is refused, and not ours to blame", async () => {
    const { site } = await reading();
    const refused = (body: Uint8Array) =>
      assert.rejects(answerRemoteRead(site, body), (error) => error instanceof Refusal && error.status === 400);
    await refused(text("hello"));
    await refused(compressSnappy(text("no protocol buffer at all, but long enough to be read as one")));
    await refused(compressSnappy(new Uint8Array(READ_REQUEST_LIMIT + 1)));
    await refused(compressSnappy(readRequest([{ from: 0, to: 1, matchers: [[7, "a", "b"]] }])));
    await refused(compressSnappy(readRequest([{ from: 0, to: 1, matchers: [[2, "a", "(a+)+$"]] }])));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), async (garbage) => {
        await decodeReadRequest(garbage).catch((error: unknown) => assert.ok(error instanceof Error));
      }),
    );
  });

  test("switched off it is not there", async () => {
    await assert.rejects(answerRemoteRead(createTestSite(), new Uint8Array()), { status: 404 });
  });
});

describe("matchers", () => {
  test("patterns as pages make them", () => {
    const of = (pattern: string, ...values: string[]) => values.map(compilePattern(pattern));
    assert.deepEqual(of("LEVEL|POWER", "LEVEL", "POWER", "LEVE", "LEVEL|POWER"), [true, true, false, false]);
    assert.deepEqual(of(".*TEMPERATURE", "ACTUAL_TEMPERATURE", "TEMPERATURE", "TEMPERATURES"), [true, true, false]);
    assert.deepEqual(of("A.+", "AB", "A", "BA"), [true, false, false]);
    assert.deepEqual(of("^(a\\.b|c\\-d)$", "a.b", "axb", "c-d"), [true, false, true]);
    assert.deepEqual(of("", "", "x"), [true, false]);
  });
  for (const pattern of ["(a+)+", "[ab]", "a{3}", "a.b", "a\\d", "a\\", ".*.*.*.*", "a?"])
    test(`${pattern} is refused`, () => assert.throws(() => compilePattern(pattern), RangeError));
  test("a label that is absent is empty", () => {
    assert.equal(selector([{ kind: "=", name: "job", value: "" }])(LEVEL), true);
    assert.equal(selector([{ kind: "!=", name: "job", value: "" }])(LEVEL), false);
    assert.equal(selector([{ kind: "!~", name: "parameter", value: "LEV.*" }])(LEVEL), false);
  });
});
