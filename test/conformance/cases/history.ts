/** The past of data points, energy, diagrams. */
import assert from "node:assert/strict";
import { DIAGRAM_BODY_LIMIT } from "../../../handlers/features/history/diagrams.ts";
import { historyState } from "../../../handlers/features/history/home/engine.ts";
import { batchOf, seriesName } from "../../../local/testing/history.ts";
import { NOW } from "../../support/site.ts";
import type { Case } from "../case.ts";
import { DIMMER } from "../household.ts";
import type { World } from "../world.ts";
import { BAD, NOT_FOUND, UNREADY } from "./support.ts";

/** Its samples lie in a store of their own. */
export const HISTORY_WITHOUT_CCU: readonly string[] = [
  "GET /history",
  "GET /history/recording",
  "PUT /history/recording",
  "GET /energy",
];

const HOUR = 3_600_000;
const METER = "0001METER00001";
const iso = (ms: number) => new Date(ms).toISOString();
const TEMPERATURE = seriesName("ACTUAL_TEMPERATURE", `${METER}:1`, "ccu-main");
const storeOf = ({ running }: World) => {
  const opened = running.site.state(historyState).opened;
  assert.ok(opened);
  return opened.store;
};
const past = async (world: World): Promise<void> => {
  const store = storeOf(world);
  await store.append(
    batchOf(TEMPERATURE, [
      [NOW - 4 * HOUR, 20],
      [NOW - 3.5 * HOUR, 22],
      [NOW - HOUR, 25.5],
    ]),
  );
  await store.append(
    batchOf(seriesName("ENERGY_COUNTER", `${METER}:1`, "ccu-main"), [
      [NOW - 4 * HOUR, 1_000],
      [NOW - 3 * HOUR, 1_100.5],
      [NOW - 2 * HOUR, 20],
    ]),
  );
};
/** A CCU that is no longer there. */
const GONE = "ccu-old";
const pastOfGone = async (world: World): Promise<void> => {
  const meter = (parameter: string) => seriesName(parameter, `${METER}:1`, GONE);
  await storeOf(world).append(batchOf(meter("ACTUAL_TEMPERATURE"), [[NOW - HOUR, 19]]));
  await storeOf(world).append(
    batchOf(meter("ENERGY_COUNTER"), [
      [NOW - 2 * HOUR, 7],
      [NOW - HOUR, 9.5],
    ]),
  );
};
const series = (parameter = "ACTUAL_TEMPERATURE") =>
  `central=ccu-main&interface_id=ccu-main-HmIP-RF&channel=${METER}:1&parameter=${parameter}`;
const range = `from=${iso(NOW - 4 * HOUR)}&to=${iso(NOW)}`;
const SERIES_BODY = {
  central: "ccu-main",
  interface_id: "ccu-main-HmIP-RF",
  channel: `${DIMMER}:1`,
  parameter: "LEVEL",
};
const OF_DIMMER = `central=ccu-main&interface_id=ccu-main-HmIP-RF&channel=${DIMMER}:1&parameter=LEVEL`;
const HISTORY = "GET /history";
const RECORDING = "GET /history/recording";
const DECIDE = "PUT /history/recording";
const ENERGY = "GET /energy";

const history = (what: string, query: string, expect: Case["expect"], rest: Partial<Case> = {}): Case => ({
  operation: HISTORY,
  case: what,
  given: past,
  query,
  expect,
  ...rest,
});

export const historyCases: Case[] = [
  history("in buckets", `${series()}&${range}&buckets=4`, {
    status: 200,
    headers: { "x-history-tier": "hour" },
    body: (rows) =>
      assert.deepEqual(rows, [
        { ts: iso(NOW - 4 * HOUR), avg: 21, min: 20, max: 22, count: 2, covered_ms: HOUR },
        { ts: iso(NOW - HOUR), avg: 25.5, min: 25.5, max: 25.5, count: 1, covered_ms: HOUR },
      ]),
  }),
  history("200 buckets where nobody says", `${series()}&${range}`, {
    status: 200,
    headers: { "x-history-tier": "raw" },
    body: (rows) => assert.equal(rows.length, 3),
  }),
  ...["0", "-7"].map((buckets) =>
    history(`${buckets} buckets are 200`, `${series()}&${range}&buckets=${buckets}`, {
      status: 200,
      body: (rows) => assert.equal(rows[1].ts, iso(NOW - 4 * HOUR + 25 * ((4 * HOUR) / 200))),
    }),
  ),
  history("2001 buckets are 2000", `${series()}&${range}&buckets=2001`, {
    status: 200,
    body: (rows) => assert.equal(rows[1].ts, iso(NOW - 4 * HOUR + 250 * ((4 * HOUR) / 2_000))),
  }),
  history("no number of buckets", `${series()}&${range}&buckets=1.5`, BAD),
  history("a time with an offset, its plus not encoded", `${series()}&from=2026-01-01T08:00:00+01:00&to=${iso(NOW)}`, {
    status: 200,
    body: (rows) => assert.equal(rows.length, 3),
  }),
  history("a table, by its format", `${series()}&${range}&buckets=4&format=csv`, {
    status: 200,
    headers: { "content-type": "text/csv; charset=utf-8", "x-history-tier": "hour" },
    body: (bytes: Buffer) =>
      assert.equal(
        bytes.toString(),
        `ts,avg,min,max,count,covered_ms\r\n${iso(NOW - 4 * HOUR)},21,20,22,2,3600000\r\n${iso(NOW - HOUR)},25.5,25.5,25.5,1,3600000\r\n`,
      ),
  }),
  history(
    "a table, by what the client accepts",
    `${series()}&${range}`,
    { status: 200, headers: { "content-type": "text/csv; charset=utf-8" } },
    { headers: { accept: "text/csv, */*;q=0.1" } },
  ),
  history("an unknown data point", `${series("NOTHING")}&${range}`, {
    status: 200,
    body: (rows) => assert.deepEqual(rows, []),
  }),
  history(
    "of a CCU that was taken out of the configuration",
    `${series().replaceAll("ccu-main", GONE)}&${range}&buckets=1`,
    { status: 200, body: (rows) => assert.deepEqual([rows.length, rows[0].avg], [1, 19]) },
    { given: pastOfGone },
  ),
  history("of a CCU of which nothing is kept", `${series().replaceAll("ccu-main", GONE)}&${range}`, BAD),
  {
    operation: ENERGY,
    case: "of a CCU that was taken out of the configuration",
    given: pastOfGone,
    query: `central=${GONE}&${range}&group=day`,
    expect: {
      status: 200,
      body: ({ devices }) =>
        assert.deepEqual([devices[0].address, devices[0].name, devices[0].total_consumed_wh], [METER, METER, 2.5]),
    },
  },
  {
    operation: ENERGY,
    case: "of a CCU of which nothing is kept",
    given: past,
    query: `central=${GONE}&${range}&group=day`,
    expect: BAD,
  },
  history("an end before the beginning", `${series()}&from=${iso(NOW)}&to=${iso(NOW - 1)}`, BAD),
  history("an empty range", `${series()}&from=${iso(NOW)}&to=${iso(NOW)}`, BAD),
  history("a time that is none", `${series()}&from=yesterday&to=${iso(NOW)}`, BAD),
  ...["central", "interface_id", "channel", "parameter", "from", "to"].map((name) =>
    history(
      `without ${name}`,
      `${series()}&${range}`
        .split("&")
        .filter((part) => !part.startsWith(`${name}=`))
        .join("&"),
      BAD,
      { unnamed: true },
    ),
  ),
  { operation: HISTORY, case: "switched off", world: "empty", query: `${series()}&${range}`, expect: NOT_FOUND },
  {
    operation: RECORDING,
    case: "as the configuration says",
    query: OF_DIMMER,
    expect: { status: 200, body: { record: true, source: "policy" } },
  },
  {
    operation: RECORDING,
    case: "a text is not recorded",
    query: `central=ccu-main&interface_id=ccu-main-HmIP-RF&channel=${DIMMER}:0&parameter=CONFIG_PENDING`,
    expect: { status: 200, body: { record: false, source: "policy" } },
  },
  { operation: RECORDING, case: "no channel", query: "central=ccu-main&parameter=LEVEL", expect: BAD },
  { operation: RECORDING, case: "switched off", world: "empty", query: OF_DIMMER, expect: UNREADY },
  {
    operation: DECIDE,
    case: "never",
    body: { ...SERIES_BODY, record: false },
    expect: { status: 200, body: { record: false, source: "override" } },
  },
  {
    operation: DECIDE,
    case: "null: as the configuration says",
    body: { ...SERIES_BODY, record: null },
    expect: { status: 200, body: { record: true, source: "policy" } },
  },
  {
    operation: DECIDE,
    case: "absent: the same",
    body: SERIES_BODY,
    expect: { status: 200, body: { record: true, source: "policy" } },
  },
  { operation: DECIDE, case: "a word", body: { ...SERIES_BODY, record: "yes" }, expect: BAD },
  { operation: DECIDE, case: "switched off", world: "empty", body: { ...SERIES_BODY, record: true }, expect: UNREADY },
  {
    operation: ENERGY,
    case: "by hour",
    given: past,
    query: `central=ccu-main&${range}&group=hour`,
    expect: {
      status: 200,
      body: (answer) => {
        const [meter] = answer.devices;
        assert.deepEqual(
          meter.buckets.map((b: { consumed_wh: number; reset: boolean }) => [b.consumed_wh, b.reset]),
          [
            [0, false],
            [100.5, false],
            [20, true],
          ],
        );
        const { address, name, total_consumed_wh } = meter;
        assert.deepEqual(
          { address, name, total_consumed_wh },
          { address: METER, name: METER, total_consumed_wh: 120.5 },
        );
        assert.equal(answer.total_consumed_wh, 120.5);
        assert.equal(answer.from, iso(NOW - 4 * HOUR));
      },
    },
  },
  {
    operation: ENERGY,
    case: "by day of a time zone, of one device",
    given: past,
    query: `central=ccu-main&${range}&device=${METER}&tz=Europe/Berlin`,
    expect: { status: 200, body: { group: "day", devices: [{ buckets: [{ ts: "2025-12-31T23:00:00.000Z" }] }] } },
  },
  {
    operation: ENERGY,
    case: "of a CCU without a meter, by month",
    given: past,
    query: `central=ccu-attic&${range}&group=month`,
    expect: { status: 200, body: { devices: [], total_consumed_wh: 0, total_feed_in_wh: 0 } },
  },
  {
    operation: ENERGY,
    case: "of no such CCU",
    given: past,
    query: `central=nowhere&${range}`,
    expect: BAD,
  },
  { operation: ENERGY, case: "by week", query: `central=ccu-main&${range}&group=week`, expect: BAD },
  { operation: ENERGY, case: "no time zone", query: `central=ccu-main&${range}&tz=Moon/Sea`, expect: BAD },
  { operation: ENERGY, case: "no CCU", unnamed: true, query: range, expect: BAD },
  { operation: ENERGY, case: "an empty range", query: `central=ccu-main&from=${iso(NOW)}&to=${iso(NOW)}`, expect: BAD },
  { operation: ENERGY, case: "switched off", world: "empty", query: `central=ccu-main&${range}`, expect: NOT_FOUND },
];

// ---------------------------------------------------------------- diagrams

const ID = "11111111-2222-4333-8444-555555555555";
const one = { id: ID };
const kept =
  (owner: string, visibility: "private" | "shared" = "private") =>
  async ({ store }: World): Promise<void> => {
    const diagram = { id: ID, name: "Living room", visibility, owner, config: { lines: [1] } };
    await store.put("diagram", ID, { ...diagram, created_at_ms: NOW - 5, updated_at_ms: NOW - 5 });
  };
const LIST = "GET /diagrams";
const CREATE = "POST /diagrams";
const READ = "GET /diagrams/{id}";
const UPDATE = "PUT /diagrams/{id}";
const REMOVE = "DELETE /diagrams/{id}";
const FORBIDDEN = { status: 403, code: "forbidden" } as const;

export const diagramCases: Case[] = [
  {
    operation: LIST,
    case: "shared ones",
    given: kept("somebody", "shared"),
    expect: { status: 200, body: { diagrams: [{ id: ID, owner: "somebody", visibility: "shared" }] } },
  },
  {
    operation: LIST,
    case: "private ones of others are not told",
    given: kept("somebody"),
    expect: { status: 200, body: ({ diagrams }) => assert.deepEqual(diagrams, []) },
  },
  {
    operation: CREATE,
    case: "private at first",
    body: { name: " Heating " },
    expect: {
      status: 201,
      body: {
        name: "Heating",
        visibility: "private",
        owner: "otto",
        config: {},
        created_at_ms: NOW,
        updated_at_ms: NOW,
      },
    },
  },
  {
    operation: CREATE,
    case: "shared, with whatever the page needs",
    body: { name: "Heating", visibility: "shared", config: { a: [null, { b: 1 }] } },
    expect: { status: 201, body: { visibility: "shared", config: { a: [null, { b: 1 }] } } },
  },
  { operation: CREATE, case: "an empty name", body: { name: " " }, expect: BAD },
  { operation: CREATE, case: "no name", body: { config: {} }, expect: BAD },
  { operation: CREATE, case: "a visibility that is none", body: { name: "x", visibility: "public" }, expect: BAD },
  {
    operation: CREATE,
    case: "at the limit of bytes",
    raw: JSON.stringify({ name: "x", config: { a: "x".repeat(DIAGRAM_BODY_LIMIT - 30) } }).padEnd(DIAGRAM_BODY_LIMIT),
    expect: { status: 201 },
  },
  {
    operation: READ,
    case: "a shared one",
    params: one,
    given: kept("somebody", "shared"),
    expect: { status: 200, body: one },
  },
  {
    operation: READ,
    case: "one's own",
    as: "operator",
    params: one,
    given: kept("otto"),
    expect: { status: 200, body: one },
  },
  { operation: READ, case: "a private one of others", params: one, given: kept("somebody"), expect: FORBIDDEN },
  { operation: READ, case: "unknown", params: one, expect: NOT_FOUND },
  {
    operation: UPDATE,
    case: "what is absent stays",
    params: one,
    given: kept("otto"),
    body: { name: "Kitchen" },
    expect: {
      status: 200,
      body: {
        name: "Kitchen",
        visibility: "private",
        config: { lines: [1] },
        created_at_ms: NOW - 5,
        updated_at_ms: NOW,
      },
    },
  },
  {
    operation: UPDATE,
    case: "an admin may",
    as: "admin",
    params: one,
    given: kept("otto"),
    body: { name: "Kitchen", visibility: "shared", config: {} },
    expect: { status: 200, body: { owner: "otto", visibility: "shared" } },
  },
  { operation: UPDATE, case: "an empty name", params: one, given: kept("otto"), body: { name: "" }, expect: BAD },
  {
    operation: UPDATE,
    case: "one of others, though shared",
    params: one,
    given: kept("somebody", "shared"),
    body: { name: "x" },
    expect: FORBIDDEN,
  },
  { operation: UPDATE, case: "unknown", params: one, body: { name: "x" }, expect: NOT_FOUND },
  { operation: REMOVE, case: "one's own", params: one, given: kept("otto"), expect: { status: 204 } },
  { operation: REMOVE, case: "one of others", params: one, given: kept("somebody", "shared"), expect: FORBIDDEN },
  { operation: REMOVE, case: "unknown", params: one, expect: NOT_FOUND },
];
