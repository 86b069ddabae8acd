/** Samples go to a database of the user's: all of them, in order, however often it is away. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryHistory } from "../../../adapters/memory/history.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import {
  EXPORT_BATCH,
  EXPORT_FIRST_MS,
  EXPORT_INTERVAL_MS,
  EXPORT_PAUSE_MOST_MS,
  exportAddress,
  linesOf,
  startExport,
} from "../../../handlers/features/history/home/export.ts";
import { historySettings } from "../../../handlers/features/history/settings.ts";
import { siteId } from "../../../handlers/ports/index.ts";
import { WebhookFault, type WebhookPost } from "../../../handlers/ports/webhook-sender.ts";
import { batchOf, seriesName } from "../../../local/testing/history.ts";

const START = Date.UTC(2026, 0, 1);
const LEVEL = seriesName("LEVEL");
const SETTINGS = {
  enabled: true,
  kind: "influxdb",
  endpoint: "http://influx.lan:8086",
  org: "home",
  bucket: "ccu",
  token_env: "INFLUX_TOKEN",
} as const;

function exporting({ variable = () => "secret-token" }: { variable?: () => string | undefined } = {}) {
  const clock = createManualClock(START);
  const store = createMemoryStore({ clock }).site(siteId("home"));
  const history = createMemoryHistory();
  const posts: WebhookPost[] = [];
  const answers: (number | Error)[] = [];
  let isWritten = true;
  const logged: string[] = [];
  const write = (message: string, data?: object) => void logged.push(message + JSON.stringify(data ?? {}));
  const log = { debug: write, info: write, warn: write, error: write };
  const webhookSender = {
    async send(post: WebhookPost) {
      posts.push(post);
      const answer = answers.shift() ?? 204;
      if (answer instanceof Error) throw answer;
      return { status: answer };
    },
  };
  const begin = () =>
    startExport({ clock, log, store, webhookSender, variable }, history, SETTINGS, async () => isWritten);
  return {
    ...{ clock, history, posts, answers, logged, begin },
    written: (value: boolean) => {
      isWritten = value;
    },
    pass: async (ms = EXPORT_INTERVAL_MS) => {
      clock.advance(ms);
      for (let turn = 0; turn < 5; turn++) await setImmediate();
    },
  };
}

describe("the export of the history", () => {
  test("what is there, then what comes, each once, with the token of the environment", async () => {
    const { history, posts, begin, pass, clock } = exporting();
    await history.append(batchOf(LEVEL, [[START - 1, 0.5]]));
    const running = begin();
    await pass();
    assert.deepEqual(
      posts.map(({ url, headers, body }) => [url, headers.authorization, body]),
      [
        [
          "http://influx.lan:8086/api/v2/write?org=home&bucket=ccu&precision=ms",
          "Token secret-token",
          `homematic,central=ccu,channel=0001AAAA:1,device=0001AAAA,interface_id=ccu-HmIP-RF,parameter=LEVEL value=0.5 ${START - 1}\n`,
        ],
      ],
    );
    await history.append(batchOf(LEVEL, [[clock.now(), 1]]));
    await pass();
    await pass();
    assert.equal(posts.length, 2);
    assert.match(posts[1]?.body ?? "", / value=1 \d+\n$/);
    await running.stop();
    const again = begin();
    await pass();
    assert.equal(posts.length, 2, "a restart goes on where it was");
    await again.stop();
  });

  test("a database that is away, refuses or does not answer misses nothing", async () => {
    const { history, posts, answers, begin, pass, logged } = exporting();
    await history.append(batchOf(LEVEL, [[START - 1, 1]]));
    const running = begin();
    answers.push(new WebhookFault("ECONNREFUSED"), 503, 401);
    await pass(EXPORT_FIRST_MS);
    assert.equal(running.fault(), "ECONNREFUSED");
    await history.append(batchOf(LEVEL, [[START + 5_000, 2]]));
    for (const [pause, fault] of [
      [20_000, "answered 503"],
      [40_000, "answered 401"],
      [80_000, undefined],
    ] as const) {
      await pass(pause - 1);
      assert.notEqual(running.fault(), fault);
      await pass(1);
      assert.equal(running.fault(), fault);
    }
    assert.match(posts.at(-1)?.body ?? "", / 1767225599999\n.* 1767225605000\n$/s);
    assert.ok(logged.every((line) => !line.includes("secret-token")));
    for (let i = 0; i < 12; i++) answers.push(500);
    await history.append(batchOf(LEVEL, [[START + 150_000, 3]]));
    for (let i = 0; i < 12; i++) await pass(EXPORT_PAUSE_MOST_MS);
    const tried = posts.length;
    await pass(EXPORT_PAUSE_MOST_MS);
    assert.ok(posts.length > tried);
    await running.stop();
  });

  test("samples that are not written yet are waited for", async () => {
    const { history, posts, written, begin, pass } = exporting();
    const running = begin();
    await history.append(batchOf(LEVEL, [[START, 1]]));
    written(false);
    await pass();
    assert.equal(posts.length, 0);
    written(true);
    await pass();
    assert.equal(posts.length, 1);
    await running.stop();
  });

  test("many are sent in requests of a limited size", async () => {
    const { history, posts, begin, pass, clock } = exporting();
    const count = 3 * EXPORT_BATCH;
    await history.append(
      batchOf(
        LEVEL,
        Array.from({ length: count }, (_, i) => [START + i, i] as const),
      ),
    );
    clock.advance(count);
    const running = begin();
    await pass();
    for (let i = 0; i < 200; i++) await setImmediate();
    const lines = posts.flatMap(({ body }) => body.trimEnd().split("\n"));
    assert.ok(posts.every(({ body }) => body.split("\n").length - 1 <= EXPORT_BATCH));
    assert.deepEqual([lines.length, new Set(lines).size], [count, count]);
    await running.stop();
  });

  test("without its token nothing is sent", async () => {
    const { history, posts, begin, pass } = exporting({ variable: () => undefined });
    await history.append(batchOf(LEVEL, [[START - 1, 1]]));
    const running = begin();
    await pass();
    assert.deepEqual([posts.length, running.fault()], [0, "the variable INFLUX_TOKEN is not set"]);
    await running.stop();
  });

  test("names cannot break out of their place; the address keeps its path", () => {
    const name = { ...LEVEL, central: "my ccu,x=1", parameter: "A\nB" };
    assert.equal(
      linesOf([{ series: name, at: [1], value: [2] }]),
      "homematic,central=my\\ ccu\\,x\\=1,channel=0001AAAA:1,device=0001AAAA,interface_id=ccu-HmIP-RF,parameter=AB value=2 1\n",
    );
    assert.equal(
      exportAddress({ ...SETTINGS, endpoint: "https://vm.lan/insert", org: "", bucket: "" }),
      "https://vm.lan/insert/api/v2/write?precision=ms",
    );
  });

  test("the configuration names no variable of our own, and an address", () => {
    const faults = (document: object) =>
      historySettings.schema.safeParse({ export: document }).error?.issues.map(({ path }) => path.join("."));
    for (const own of ["CCU_ANYWHERE_ADMIN", "AWS_SECRET_ACCESS_KEY", "aws_session_token", "NODE_AUTH_TOKEN"])
      assert.deepEqual(faults({ token_env: own }), ["export.token_env"], own);
    assert.deepEqual(faults({ enabled: true }), ["export.endpoint"]);
    assert.deepEqual(faults({ endpoint: "http://a:b@influx.lan" }), ["export.endpoint"]);
    assert.deepEqual(faults({ endpoint: "ftp://influx.lan" }), ["export.endpoint"]);
    assert.equal(faults({ enabled: true, endpoint: "http://influx.lan:8086" }), undefined);
  });
});
