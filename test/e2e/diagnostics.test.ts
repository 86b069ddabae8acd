/**
 * A fault is looked for as people do it: levels, the log as a list and as it comes, a capture, a recording that becomes a
 * simulated CCU, the event bus, figures. At home, and through the cloud, where streams end by themselves. In every place
 * where a secret can be given one was planted: none of it stands in anything that the diagnostics tell.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { systemClock } from "../../adapters/node/clock.ts";
import { createLog } from "../../adapters/node/log.ts";
import { createLogBook } from "../../adapters/node/log-book.ts";
import { features, sectionsOf } from "../../handlers/api.ts";
import { startCloud } from "../../local/cloud/start.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings, secretTexts } from "../../local/settings.ts";
import { startSimulator } from "../../local/simulator/index.ts";
import { basic } from "../support/client.ts";
import { cloudOfTest, passwordCost } from "../support/cloud.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";

/** In every planted secret, and in nothing else. */
const CANARY = "Xy7canary";
let planted = 0;
const canary = (): string => {
  planted += 1;
  return `${CANARY}${planted}0123456789`;
};
const CCU = { username: "Admin", password: canary() };
const LAMP = "0001D3C99C6A01";

interface Place {
  url: string;
  headers: Record<string, string>;
  site?: string;
  lines: string[];
  folder: string;
}

async function prepare(t: TestContext) {
  const simulator = await startSimulator({ auth: CCU, sessions: 10 });
  afterwards(t, () => simulator.stop());
  const folder = scratchFolder(t);
  const env = serverEnvironment(folder, { CCU_ANYWHERE_CENTRALS: JSON.stringify([simulator.central]) });
  const settings = loadSettings({ argv: [], env });
  const lines: string[] = [];
  const logBook = createLogBook({ clock: systemClock });
  const write = (line: string) => void lines.push(line);
  const log = createLog({ level: "info", service: "test", write, hide: secretTexts(settings), book: logBook });
  return { settings, lines, folder, log, logBook };
}

async function atHome(t: TestContext): Promise<Place> {
  const { lines, folder, ...parts } = await prepare(t);
  const running = await startOnPrem({ ...parts, liveDemo: false, passwordCost, validateResponses: true });
  afterwards(t, () => running.stop());
  return { url: running.urls[0] ?? "", headers: basic(ADMIN.name, ADMIN.password), lines, folder };
}

async function throughTheCloud(t: TestContext): Promise<Place> {
  const { lines, folder, ...parts } = await prepare(t);
  const cloud = await startCloud({ ...(await cloudOfTest()), ...parts });
  afterwards(t, () => cloud.stop());
  const headers = basic(`${ADMIN.name}@${cloud.site}`, ADMIN.password);
  return { url: cloud.urls[0] ?? "", headers, site: cloud.site, lines, folder };
}

/** What was answered, as text. */
async function read({ url, headers }: Place, path: string, more: Record<string, string> = {}) {
  const answer = await fetch(`${url}/api/v1${path}`, { headers: { ...headers, ...more } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, type: answer.headers.get("content-type") ?? "", bytes, text: bytes.toString() };
}

/** A member at a path, such as `{ a: { b: value } }`. */
const nested = ([first = "", ...rest]: readonly string[], value: unknown): Record<string, unknown> => ({
  [first]: rest.length > 0 ? nested(rest, value) : value,
});

/** Secrets in every place that takes one; whether it is accepted does not matter. */
async function plant({ url, headers, site }: Place): Promise<void> {
  const name = site ? `anna@${site}` : "anna";
  const ask = (method: string, path: string, body?: unknown, as: Record<string, string> = headers) =>
    call(url, method, path, { headers: as, ...(body === undefined ? {} : { body }) }).catch(() => undefined);
  for (const { name: section, fields } of sectionsOf(features))
    for (const field of fields.filter((one) => one.class === "secret"))
      await ask("PUT", `/config/sections/${section}`, nested(field.members, canary()));
  await ask("POST", "/auth/login", { username: name, password: canary() }, {});
  await ask("GET", "/devices", undefined, basic(name, canary()));
  await ask("GET", "/devices", undefined, { authorization: `Bearer ${canary()}` });
  await ask("GET", "/devices", undefined, { cookie: `openccu_loom_session=${canary()}; x=${canary()}` });
  await ask("GET", `/devices?token=${canary()}&password=${canary()}`);
  await ask("PUT", `/devices/${LAMP}/paramsets/MASTER`, {}, { ...headers, "x-edit-token": canary() });
  await ask("POST", "/users", { username: "otto", password: canary(), role: "viewer" });
  await ask("PATCH", "/auth/me/password", { current_password: canary(), new_password: canary() });
  await ask("POST", "/setup", { username: "x", password: canary(), code: canary() }, {});
  const central = { name: "second", host: "127.0.0.1", port: 9, username: "u", interfaces: [{ name: "HmIP-RF" }] };
  await ask("POST", "/centrals", { ...central, password_plain: canary() });
  await ask("POST", "/install-mode/interfaces", { interface: "HmIP-RF", sgtin: canary(), key: canary() });
  await ask("POST", "/relays/pair", { code: canary() }, { authorization: `Bearer ${canary()}` });
  await fetch(`${url}/api/v1/users`, { method: "POST", headers, body: `{"password":"${canary()}"` });
  const form = new FormData();
  form.append("cert", canary());
  form.append("key", `-----BEGIN PRIVATE KEY-----\n${canary()}`);
  await fetch(`${url}/api/v1/admin/tls/certificate`, { method: "POST", headers, body: form });
  await ask("POST", "/auth/tokens", { name: "x", role: "viewer" });
}

for (const [where, start] of [
  ["at home", atHome],
  ["through the cloud", throughTheCloud],
] as const)
  test(`diagnostics, ${where}`, async (t) => {
    const place = await start(t);
    const { url, headers, lines } = place;
    const isHome = place.site === undefined;
    const ask = async (method: string, path: string, status: number, body?: unknown) => {
      const answer = await call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
      assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const told: string[] = [];
    const tell = async (path: string, more?: Record<string, string>) => {
      const answer = await read(place, path, more);
      assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 300)}`);
      told.push(answer.text);
      return answer;
    };
    await until("the home", async () => {
      const { body } = await call(url, "GET", "/system/ccu", { headers });
      return body.entries?.[0]?.readiness.ready;
    });

    await until(
      "the relay",
      async () => (await call(url, "GET", "/diagnostics/log-level", { headers })).status === 200,
    );

    // everything is told from now on, and of what is planted afterwards too
    assert.deepEqual(await ask("PUT", "/diagnostics/log-level", 200, { level: "debug" }), { default: "debug" });
    await ask("PUT", "/diagnostics/log-levels/ccu-anywhere.features", 204, { level: "warn", ttl_seconds: 600 });
    const { overrides } = await ask("GET", "/diagnostics/log-levels", 200);
    assert.partialDeepStrictEqual(overrides, [{ path: "ccu-anywhere.features", permanent: false }]);
    const capture = await ask("POST", "/diagnostics/capture", 202, { duration_seconds: 600, anonymise: true });
    await ask("POST", "/diagnostics/capture", 409);
    const [{ central }] = await ask("POST", "/diagnostics/rpc-recording", 202, { randomize: false });
    const stream = await StreamClient.open(t, url, headers);
    assert.deepEqual((await stream.call("recording.status", {})).data, { recording: true });

    await plant(place);
    await ask("POST", `/devices/${LAMP}/reload`, 200);
    const [{ entries }] = await ask("GET", "/diagnostics/rpc-recording", 200);
    assert.ok(entries > 3, `${entries} recorded`);
    const rows = await ask("GET", `/diagnostics/reliability?central=${central}`, 200);
    const row = rows.find(({ interface: iface }: { interface: string }) => iface === "HmIP-RF");
    assert.ok(row.state.closed && row.state.total_requests > entries / 2, JSON.stringify(row));

    // the log: newest entries, those of the driver with its path, and what a request caused with its trace
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await read(place, `/devices/${LAMP}/channels/3/data-points/STATE/value`, { traceparent });
    const level = (await ask("GET", "/diagnostics/log-level", 200)).default;
    assert.equal(level, "debug");
    const { records, last_seq } = JSON.parse((await tell("/diagnostics/logs?limit=5000")).text);
    assert.ok(records.some(({ logger }: { logger: string }) => logger === "ccu-anywhere.ccu.xmlrpc"));
    assert.ok(records.length > 50 && last_seq >= records.length);
    await tell("/diagnostics/logs?limit=5000&format=ndjson&download=1");

    // as they come; at home it goes on, through the cloud it ends and is asked again
    const begun = last_seq;
    const events: string[] = [];
    if (isHome) {
      const ended = new AbortController();
      const answer = await fetch(`${url}/api/v1/diagnostics/logs/stream?since=${begun}`, {
        headers,
        signal: ended.signal,
      });
      assert.match(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      const reading = (async () => {
        for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read())
          events.push(piece.value);
      })().catch(() => {});
      await ask("POST", `/interfaces/${central}-BidCos-RF/reconnect`, 202);
      await until("an entry", () => events.join("").includes("event: log"));
      ended.abort();
      await reading;
      const last = /id: (\d+)\n(?!.*id: )/s.exec(events.join(""))?.[1] ?? "";
      await until(
        "more",
        async () => Number((await ask("GET", "/diagnostics/logs?limit=1", 200)).last_seq) > Number(last),
      );
    } else {
      await ask("POST", `/interfaces/${central}-BidCos-RF/reconnect`, 202);
      await until("an entry", async () => {
        const { text } = await tell("/diagnostics/logs/stream", { "last-event-id": String(begun) });
        events.push(text);
        return text.includes("event: log");
      });
      assert.match(events[0] ?? "", /^retry: 5000\n\n/);
    }
    told.push(events.join(""));
    const first = /^id: (\d+)$/m.exec(events.join(""))?.[1];
    assert.equal(first, String(begun + 1), "it goes on after the entry that was named");

    // what the home announces
    const tap = tell(`/diagnostics/eventbus/tap?central=${central}&seconds=2`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ask("PUT", `/devices/${LAMP}/channels/4/data-points/STATE/value`, 202, { value: true });
    const { text: tapped, type } = await tap;
    assert.match(type, /^application\/x-ndjson/);
    const seen = tapped
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).type);
    assert.equal(seen[0], "_tap_started");
    assert.ok(seen.length > 1, tapped);

    // figures, one page, radio, incidents, caches
    const { text: figures } = await tell("/metrics");
    assert.match(
      figures,
      new RegExp(`ccu_anywhere_interface_connected\\{central="${central}",interface="HmIP-RF"\\} 1`),
    );
    assert.match(figures, /^nodejs_heap_size_used_bytes \d+$/m);
    if (isHome) assert.match(await (await fetch(`${url}/metrics`, { headers })).text(), /ccu_anywhere_uptime_seconds/);
    await tell("/metrics", { accept: "application/openmetrics-text" });
    const page = JSON.parse((await tell("/diagnostics?anonymize=0")).text);
    assert.ok(page.health.available && page.interfaces.length > 3);
    const hidden = (await tell("/diagnostics")).text;
    assert.ok(!hidden.includes("127.0.0.1"));
    const { devices } = JSON.parse((await tell("/diagnostics/rssi")).text);
    assert.deepEqual((await stream.call("ccu.get_rssi_info", {})).data.devices.length, devices.length);
    await tell("/incidents");
    const stats = JSON.parse((await tell("/admin/values-cache/stats")).text);
    assert.ok(stats.rows >= 0);
    await ask("POST", "/admin/values-cache/reset", 204);

    // the capture, and the recording that becomes a CCU
    const { status, events: count } = await ask("POST", `/diagnostics/capture/${capture.id}/stop`, 200);
    assert.ok(status === "stopped" && count > 50);
    const archive = await read(place, `/diagnostics/capture/${capture.id}/download`);
    assert.equal(archive.type, "application/gzip");
    const captured = gunzipSync(archive.bytes).toString();
    assert.ok(captured.includes("logs.ndjson") && !captured.includes(LAMP));
    told.push(captured);
    assert.deepEqual((await stream.call("recording.stop", {})).data, { recording: false });
    await tell(`/diagnostics/rpc-recording/${central}/download?format=map`);
    const golden = await tell(`/diagnostics/rpc-recording/${central}/download?format=golden`);
    const file = join(place.folder, "recording.json");
    writeFileSync(file, golden.text);
    const replayed = await startSimulator({ recording: file });
    afterwards(t, () => replayed.stop());
    assert.equal(replayed.world.devices.has(LAMP), true);
    assert.equal(replayed.world.devices.size, JSON.parse(golden.text).devices.length);

    await ask("PUT", "/system/startup-capture", 200, { enabled: true, duration_seconds: 60, anonymise: true });
    assert.equal((await ask("GET", "/system/startup-capture", 200)).enabled, true);

    // nothing that was planted stands anywhere
    assert.ok(planted > 25 && lines.length > 50, `${planted} planted, ${lines.length} lines`);
    for (const [what, text] of [
      ["the log", lines.join("\n")],
      ...told.map((one, at) => [`answer ${at}`, one]),
    ] as const) {
      const at = text.indexOf(CANARY);
      assert.ok(at < 0, `${what}: ${text.slice(Math.max(0, at - 300), at + 60)}`);
    }
  });
