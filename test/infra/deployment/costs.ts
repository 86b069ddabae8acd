import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  asBuilt,
  batches,
  costOf,
  deploymentLines,
  homeLines,
  MEMORY,
  MONTH_S,
  total,
} from "../../../infra/costs/bill.ts";
import { COUNTS, valuesOf } from "../../../infra/costs/counts.ts";
import { costDocument, DOCUMENT, METRICS_IN_ALARMS, QUEUES_ASKED, steps } from "../../../infra/costs/document.ts";
import { PRICES, type PriceName } from "../../../infra/costs/prices.ts";
import { SHAPES } from "../../../infra/stack-functions.ts";
import { askedOf, synthesize } from "../synthesized.ts";

const counts = valuesOf();
const amountOf = (lines: ReturnType<typeof homeLines>, price: PriceName, group?: string): number =>
  lines
    .filter((line) => line.price === price && (!group || line.for === group))
    .reduce((sum, { amount }) => sum + amount, 0);
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < expected * 1e-6 + 1e-9, `${actual} ${expected}`);

test("the document says what is computed: node infra/costs/document.ts", () => {
  assert.equal(readFileSync(DOCUMENT, "utf8"), costDocument());
});

test("counts of the deployment are those of the stack", () => {
  const { ofType } = askedOf(synthesize().resources);
  assert.equal(ofType("AWS::Lambda::EventSourceMapping").length, QUEUES_ASKED);
  assert.equal(ofType("AWS::CloudWatch::Alarm").length, METRICS_IN_ALARMS);
  for (const name of ["rest", "socket", "ingest", "tick"] as const)
    assert.equal(MEMORY[name] * 1024, SHAPES[name].memory);
});

describe("the bill", () => {
  test("without a window every report is a message", () => {
    const { messages, events } = batches(counts, 0);
    near(messages, (counts.eventsPerDay / counts.eventsPerReport / 86_400) * MONTH_S);
    near(events, counts.eventsPerReport);
  });

  test("no window loses an event, and no message is larger than a relay's", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 86_400, noNaN: true }), (window) => {
        const { messages, events } = batches(counts, window);
        near(messages * events, (counts.eventsPerDay / 86_400) * MONTH_S);
        assert.ok(events <= counts.batchEvents + 1e-9);
      }),
    );
  });

  test("while nobody looks: messages, acknowledgements and writes, by hand", () => {
    const lines = homeLines(counts, { client: false });
    const [states, documents] = [(4 * 365) / 12, (3 * 365) / 12];
    // windows of 30 minutes, each begun by a report: a little less than 48 a day, of 420 events
    const messages = amountOf(lines, "iotRule") - states - documents;
    assert.ok(messages > 1_400 && messages < 1_460, `${messages}`);
    near(amountOf(lines, "iotMessage", "acknowledgements"), (messages / 8 + documents) * 2);
    // 420 events are 11 KB in the log; once a day the values of 60 devices
    const values = 60 * (365 / 12);
    near(amountOf(lines, "tableWrite", "state in the table"), messages * 11 + values + states + documents * 4);
  });

  test("a client's frames and pings, by hand", () => {
    const lines = homeLines(counts, { client: true });
    near(amountOf(lines, "socketMessage", "frames to the client"), 20_000 * (365 / 12));
    near(amountOf(lines, "socketMessage", "pings and the open socket"), 2 * 2 * 60 * 24 * (365 / 12));
    near(amountOf(lines, "socketMinute"), 43_800);
    near(costOf({ for: "", price: "socketMinute", amount: 43_800 }, PRICES), 0.01095);
  });

  test("without a client nothing is paid for sockets", () => {
    const lines = homeLines(counts, { client: false });
    for (const price of ["socketMessage", "socketMinute"] as const) assert.equal(amountOf(lines, price), 0);
  });

  test("no step of the design makes it dearer, no amount is negative", () => {
    for (const client of [true, false]) {
      const sums = steps().map(({ design }) => total(homeLines(counts, { client }, design), PRICES));
      for (const [index, sum] of sums.entries())
        assert.ok(index === 0 || sum <= (sums[index - 1] ?? 0) + 1e-9, `${client} ${index}`);
    }
    const all = [
      ...homeLines(counts, { client: true }, asBuilt(counts)),
      ...deploymentLines(counts, { queues: 2, metrics: 8 }),
    ];
    assert.ok(all.every(({ amount }) => amount >= 0 && Number.isFinite(amount)));
  });

  test("every figure says where it comes from", () => {
    for (const [name, { note, unit }] of Object.entries(COUNTS)) assert.ok(note && unit, name);
    for (const [name, { read }] of Object.entries(PRICES)) assert.match(read, /^20\d\d-\d\d$/, name);
  });
});
