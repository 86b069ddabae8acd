/**
 * The client of the old documentation: a page that is logged in by cookie opens a plain WebSocket, writes `devices/#`,
 * resumes with `since`, answers pings and takes a snapshot when its cursor is lost. Time is the test's own.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, type TestContext, test } from "node:test";
import type { Page } from "playwright-core";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../adapters/memory/event-log.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { about } from "../../adapters/node/about.ts";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { ensureAdmin } from "../../handlers/auth/first-admin.ts";
import { deviceRemoved } from "../../handlers/broadcasts/broadcasts.ts";
import { type Log, siteId } from "../../handlers/ports/index.ts";
import { EVENT_LOG_KEEP } from "../../handlers/records/event-log.ts";
import { PING_INTERVAL_MS, READ_TIMEOUT_MS } from "../../handlers/stream/limits.ts";
import { listen } from "../../local/listen.ts";
import { composeSite } from "../../local/site.ts";
import { ADMIN, afterwards, until } from "../support/program.ts";
import { logIn, NO_BROWSER, openBrowser, openPage } from "./browser.ts";
import { unexpected } from "./dashboard.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

async function startSite(t: TestContext) {
  // cookies end by the browser's own clock
  const clock = createManualClock(Date.now());
  const id = siteId("home");
  const running = await composeSite({
    id,
    store: createMemoryStore({ clock }).site(id),
    eventLog: createMemoryEventLog({ keep: EVENT_LOG_KEEP }),
    clock,
    secrets: createSecrets({ key: randomBytes(32), cost: 4 }),
    log: silent,
    about: about(clock.now()),
    settings: {
      locale: "en",
      centrals: [],
      callbackPorts: { xmlrpc: 8120, binrpc: 8129 },
      allowSetup: false,
      csrf: true,
      corsOrigins: [],
      rateLimit: false,
    },
    validateResponses: true,
  });
  await ensureAdmin(running.site, ADMIN.name, ADMIN.password);
  const listening = await listen(running, { addresses: [{ host: "127.0.0.1", port: 0 }] });
  afterwards(t, async () => {
    running.hub.close();
    await listening.close(0);
    await running.stop();
  });
  const publish = async (count: number) => {
    for (let i = 0; i < count; i += 1)
      running.site.events.publish(deviceRemoved, {
        central: "ccu",
        interface_id: "ccu-HmIP-RF",
        device_address: `DEV${i}`,
      });
    await running.site.events.flushed();
    return (await running.site.eventLog.bounds()).newest;
  };
  return { url: listening.urls[0]!, clock, publish };
}

/** What the page's script remembers. */
interface Client {
  frames: { op?: string; topics?: string[]; seq?: number; topic?: string; oldest_seq?: number }[];
  pings: number;
  snapshot: { devices: unknown[]; generated_at: string } | null;
  closed: number | null;
}

/** The script of such a page: as people write it, without any library. */
const CLIENT = `(since) => {
  const client = window.client = { frames: [], pings: 0, snapshot: null, closed: null };
  const socket = client.socket = new WebSocket("ws://" + location.host + "/api/v1/events");
  socket.onopen = () => socket.send(JSON.stringify({ op: "subscribe", topics: ["devices/#"], since }));
  socket.onclose = (event) => { client.closed = event.code; };
  socket.onmessage = async (message) => {
    const frame = JSON.parse(message.data);
    if (frame.op === "ping") {
      socket.send(JSON.stringify({ op: "pong" }));
      client.pings += 1;
      return;
    }
    client.frames.push(frame);
    if (frame.op === "replay_lost") client.snapshot = await (await fetch("/api/v1/snapshot?include=data_points")).json();
  };
}`;
const open = (page: Page, since: number) => page.evaluate(`(${CLIENT})(${since})`);
const look = (page: Page) =>
  page.evaluate(
    "(({ frames, pings, snapshot, closed }) => ({ frames, pings, snapshot, closed }))(window.client)",
  ) as Promise<Client>;
const seqs = ({ frames }: Client) => frames.filter(({ op }) => op === undefined).map(({ seq }) => seq);
const ops = ({ frames }: Client) => frames.filter(({ op }) => op !== undefined).map(({ op }) => op);

describe("a plain browser client", { skip: NO_BROWSER }, () => {
  test("resumes, answers pings, and takes a snapshot when its cursor is lost", async (t) => {
    const { url, clock, publish } = await startSite(t);
    const { page, errors, foreign } = await openPage(await openBrowser(t), url);
    await logIn(page, url, ADMIN);
    await page.locator(".glance").waitFor();
    errors.splice(0);
    // the page's own stream is not what is tested
    await page.goto(`${url}/icon.svg`);

    // a cursor from long ago
    const trimmed = await publish(4 * EVENT_LOG_KEEP);
    await open(page, 1);
    const lost = await until("the snapshot", async () => {
      const client = await look(page);
      return client.snapshot && client;
    });
    assert.deepEqual(ops(lost), ["subscribed", "replay_lost"]);
    assert.deepEqual(lost.frames[0]?.topics, ["devices/#"], "acknowledged as it was written");
    assert.ok((lost.frames[1]?.oldest_seq ?? 0) > 2);
    assert.ok(Array.isArray(lost.snapshot?.devices));

    // live from here on
    const live = await publish(3);
    await until("live events", async () => seqs(await look(page)).length === 3);
    assert.deepEqual(seqs(await look(page)), [trimmed + 1, trimmed + 2, trimmed + 3]);
    assert.equal((await look(page)).frames.at(-1)?.topic?.startsWith("device."), true);

    // pongs alone keep it open, far longer than a silent client may stay; each has until the ping after next to arrive
    for (let ping = 1; ping <= 4; ping += 1) {
      clock.advance(PING_INTERVAL_MS);
      await until("the ping", async () => (await look(page)).pings === ping);
    }
    assert.ok(4 * PING_INTERVAL_MS > READ_TIMEOUT_MS);
    assert.equal((await look(page)).closed, null);
    assert.ok(!ops(await look(page)).includes("error"));

    // away, and back with its cursor: what happened meanwhile, once and in order
    await page.evaluate("window.client.socket.close()");
    await until("the close", async () => (await look(page)).closed !== null);
    const missed = await publish(5);
    await open(page, live);
    const resumed = await until("the end of the replay", async () => {
      const client = await look(page);
      return ops(client).includes("replay_done") && client;
    });
    assert.deepEqual(seqs(resumed), [live + 1, live + 2, live + 3, live + 4, missed]);
    assert.deepEqual(ops(resumed), ["subscribed", "replay_done"]);
    assert.deepEqual(unexpected(errors), []);
    assert.deepEqual(foreign, []);
  });
});
