import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createMetricsExposition } from "../../adapters/prometheus/exposition.ts";
import { FAMILIES, PREFIX } from "../../handlers/features/diagnostics/families.ts";
import { DURATION_BUCKETS_MS, metered, requestCounts } from "../../handlers/kernel/request-meter.ts";
import type { MetricFamily } from "../../handlers/ports/index.ts";

const FIGURES: readonly MetricFamily[] = [
  { name: "a_total", help: "So many", type: "counter", samples: [{ value: 3, labels: { central: 'a"b\n\\' } }] },
  { name: "b", help: "So much", type: "gauge", samples: [{ value: 1.5 }] },
  {
    name: "c_seconds",
    help: "How long",
    type: "histogram",
    samples: [
      { part: "bucket", labels: { le: "0.1" }, value: 1 },
      { part: "bucket", labels: { le: "+Inf" }, value: 2 },
      { part: "sum", value: 4 },
      { part: "count", value: 2 },
    ],
  },
];

describe("the exposition", () => {
  it("writes both formats, in any order, as often as it is asked", async () => {
    const { write } = createMetricsExposition();
    for (const format of ["openmetrics", "prometheus", "openmetrics", "prometheus"] as const) {
      const { type, text } = await write(FIGURES, format);
      assert.match(type, format === "prometheus" ? /^text\/plain; version=0\.0\.4/ : /^application\/openmetrics-text/);
      assert.ok(text.includes(String.raw`a_total{central="a\"b\n\\"} 3`), text.slice(0, 300));
      assert.ok(text.includes(`# TYPE ${format === "prometheus" ? "a_total" : "a"} counter`));
      assert.ok(text.includes('c_seconds_bucket{le="+Inf"} 2\nc_seconds_sum 4\nc_seconds_count 2'));
      assert.equal(text.endsWith("# EOF\n"), format === "openmetrics");
      // what Node knows of the process, under its usual names in both formats
      assert.match(text, /^process_cpu_user_seconds_total [\d.]+/m);
      assert.match(text, /^nodejs_heap_size_used_bytes \d+/m);
    }
  });

  it("leaves the process out where that is wanted", async () => {
    const { text } = await createMetricsExposition({ process: false }).write([], "prometheus");
    assert.equal(text.trim(), "");
  });
});

describe("requests", () => {
  const clock = { now: () => 0 };
  it("counts answers by method and class, in the bucket of their time, sync and async", async () => {
    const counts = requestCounts.create({ clock: clock as never });
    let now = 0;
    const took = [0, 1, 2, 30_000, 30_001];
    const dispatch = metered(
      (request) => {
        now += took.shift() ?? 0;
        const reply = { status: request.path === "/x" ? 404 : 200, headers: {} };
        return request.method === "PUT" ? Promise.resolve(reply) : reply;
      },
      counts,
      { now: () => now },
    );
    const ask = (method: string, path = "/") => dispatch({ method, path } as never);
    for (const [method, path] of [["GET"], ["GET", "/x"], ["PUT"], ["GET"], ["BREW"]] as [string, string?][])
      await ask(method, path);
    assert.deepEqual(Object.fromEntries(counts.answered), { "GET 2xx": 2, "GET 4xx": 1, "PUT 2xx": 1, "other 2xx": 1 });
    assert.deepEqual(counts.durations, [2, 1, ...Array(DURATION_BUCKETS_MS.length - 3).fill(0), 1, 1]);
    assert.equal(counts.sum, 60_004);
  });
});

it("the documentation has every family, and no other", () => {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "diagnostics.md"), "utf8");
  const documented = [...page.matchAll(/^\| `(ccu_anywhere_\w+)(?:\{([\w, ]*)\})?` \| (\w+) \| (.*) \|$/gm)];
  assert.deepEqual(
    documented.map(([, name, labels = "", type, help]) => [name, labels, type, help]),
    Object.entries(FAMILIES).map(([name, family]) => [
      PREFIX + name,
      "labels" in family ? family.labels.join(", ") : "",
      family.type,
      family.help,
    ]),
  );
});
