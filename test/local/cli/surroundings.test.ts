/** What a command makes of its surroundings: terminals, colours, slow and hostile endpoints. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { type TestContext, test } from "node:test";
import { startProgress } from "../../../local/cli/progress.ts";
import { jsonText, printable, type Terminal } from "../../../local/cli/terminal.ts";
import { parseValue, unitOf, valueText } from "../../../local/cli/values.ts";
import { cli, type Options } from "./cli.ts";

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

/** An endpoint that answers as it is told. */
async function endpoint(t: TestContext, answer: (method: string, path: string) => Answer) {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const [status, body, headers] = answer(request.method ?? "", request.url ?? "");
    const type = typeof body === "string" ? "text/html" : "application/json";
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (argv: readonly string[], options: Options = {}) =>
    cli(argv, { ...options, env: { CCU_ANYWHERE_URL: url, CCU_ANYWHERE_TOKEN: "token", ...options.env } });
}

const device = {
  address: "A1",
  central: "demo",
  name: "Lamp",
  model: "X",
  available: false,
  availability: { LowBattery: true },
  rooms: ["\u001b[2J\u202eden\u009b"],
};

test("colours are for terminals whose user has not refused them", async (t) => {
  const run = await endpoint(t, () => [200, { items: [device], page: 1, per_page: 500, total: 1 }]);
  const seen = async (options: Options) => {
    const { code, out } = await run(["devices"], options);
    assert.equal(code, 0);
    return out.includes("\u001b[");
  };
  assert.equal(await seen({ tty: true }), true);
  assert.equal(await seen({ tty: true, env: { NO_COLOR: "" } }), true, "empty means nothing (no-color.org)");
  assert.equal(await seen({ tty: true, env: { NO_COLOR: "1" } }), false);
  assert.equal(await seen({ tty: true, env: { TERM: "dumb" } }), false);
  assert.equal(await seen({}), false);
  const json = await run(["devices", "--json"], { tty: true });
  assert.ok(!json.out.includes("\u001b"), "never in JSON");
});

test("names from a CCU do not steer the terminal, and JSON means the same", async (t) => {
  const run = await endpoint(t, () => [200, { items: [device], page: 1, per_page: 500, total: 1 }]);
  const { out } = await run(["devices"]);
  assert.match(out, / \ufffd\[2J\ufffdden\ufffd /);
  const json = await run(["devices", "--json"]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  assert.doesNotMatch(json.out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  assert.deepEqual(JSON.parse(json.out), [device]);
  assert.equal(printable("a\nb\u{e0001}"), "a\u{fffd}b\u{fffd}");
  assert.deepEqual(JSON.parse(jsonText("\u{e0001}\n\u2028")), "\u{e0001}\n\u2028");
});

test("what an endpoint answers, as exit codes and one line", async (t) => {
  let answer: Answer = [200, {}];
  const run = await endpoint(t, () => answer);
  const problem = (code: string) => ({ title: "No", detail: "because\u001b[31m\nof that", code });
  for (const [given, exit] of [
    [[400, problem("validation")], 6],
    [[401, problem("unauthorized")], 3],
    [[403, problem("forbidden")], 3],
    [[404, problem("not_found")], 4],
    [[409, problem("conflict")], 6],
    [[423, problem("conflict")], 6],
    [[429, problem("rate_limited"), { "retry-after": "7" }], 8],
    [[500, problem("internal")], 1],
    [[501, problem("unsupported")], 7],
    [[502, problem("upstream_unavailable")], 5],
    [[503, problem("service_unready")], 8],
    [[504, "a proxy's page"], 5],
    [[418, "a teapot's"], 1],
    [[599, "unheard of"], 1],
  ] as [Answer, number][]) {
    answer = given;
    const { code, out, err } = await run(["get", "A1"]);
    assert.deepEqual([code, out], [exit, ""], `${given[0]}`);
    assert.match(err, new RegExp(`^ccu-anywhere get: [^\\n]+ ${given[0]}\\)\\n$`));
    assert.ok(!err.includes("\u001b"));
    if (given[0] === 429) assert.match(err, /try again in 7 s/);
  }
  answer = [200, "no JSON", { "content-type": "application/json" }];
  assert.equal((await run(["get", "A1"])).code, 1);
});

test("an endpoint that is none", async (t) => {
  const run = await endpoint(t, () => [200, "<html>a router's page</html>"]);
  const { code, out, err } = await run(["login", "--token", "x"], { env: { XDG_CONFIG_HOME: "/nowhere" } });
  assert.deepEqual([code, out], [1, ""]);
  assert.match(err, /answers, but is no such endpoint\n$/);
  for (const argv of [["devices"], ["get", "A1"], ["get", "A1:1"], ["get", "A1:1.X"], ["info"], ["export", "A1"]])
    assert.equal((await run([...argv])).code, 1, argv.join(" "));
  assert.equal((await run(["backup", "list"])).code, 1);
});

test("backup: an endpoint that offers it", async (t) => {
  const rows = [{ id: "b1", central: "demo", bytes: 5, created_at: "2026-11-29T00:00:00Z" }];
  const run = await endpoint(t, (method) => (method === "POST" ? [202, { id: "b2" }] : [200, rows]));
  assert.deepEqual(await run(["backup"]), { code: 0, out: "started: b2\n", err: "" });
  assert.deepEqual(JSON.parse((await run(["backup", "--json"])).out), { id: "b2" });
  const { out } = await run(["backup", "list"]);
  assert.equal(out, "ID  CCU   BYTES  CREATED\nb1  demo  5      2026-11-29T00:00:00Z\n");
  assert.deepEqual(JSON.parse((await run(["backup", "list", "--json", "--central", "other"])).out), []);
});

test("a wait is told after a second, on a terminal only, and leaves nothing behind", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const shown = (isTTY: boolean, env: Terminal["env"], ms: number) => {
    let text = "";
    const stderr = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const end = startProgress({ stderr: Object.assign(stderr, { isTTY }), env } as unknown as Terminal, "reading");
    for (let passed = 0; passed < ms; passed++) t.mock.timers.tick(1);
    end();
    t.mock.timers.tick(10_000);
    return text;
  };
  assert.equal(shown(true, {}, 999), "");
  assert.equal(shown(true, {}, 1_000), "\r\u001b[2K| reading … 1 s\r\u001b[2K");
  assert.ok(shown(true, {}, 3_000).endsWith("| reading … 3 s\r\u001b[2K"));
  assert.equal(shown(false, {}, 3_000), "");
  assert.equal(shown(true, { TERM: "dumb" }, 3_000), "");
});

test("a text becomes a value by the type of its data point", () => {
  const of = (type: string | undefined, text: string, value_list?: string[]) =>
    parseValue(text, { parameter: "P", type, value_list });
  assert.deepEqual(
    ["on", "TRUE", "1", "off", "no"].map((text) => of("BOOL", text)),
    [true, true, true, false, false],
  );
  assert.deepEqual(
    ["12", "-3", "+0", "OPEN"].map((text) => of("INTEGER", text)),
    [12, -3, 0, "OPEN"],
  );
  assert.deepEqual(
    ["21.5", "-.5", "1e2", "3."].map((text) => of("FLOAT", text)),
    [21.5, -0.5, 100, 3],
  );
  assert.deepEqual(
    ["AUTO", "1"].map((text) => of("ENUM", text, ["MANU", "AUTO"])),
    ["AUTO", 1],
  );
  assert.equal(of("STRING", "12"), "12");
  assert.deepEqual(of(undefined, '{"a":1}'), { a: 1 });
  assert.equal(of(undefined, "text"), "text");
  for (const [type, text] of [
    ["BOOL", "2"],
    ["ACTION", ""],
    ["INTEGER", "1.5"],
    ["INTEGER", ""],
    ["INTEGER", "0x10"],
    ["FLOAT", "1,5"],
    ["FLOAT", "NaN%"],
    ["FLOAT", "."],
    ["ENUM", "auto"],
  ] as const)
    assert.throws(() => of(type, text, ["AUTO"]), /nothing was sent/, `${type} ${text}`);
  assert.equal(valueText(null), "unknown");
  for (const [point, unit] of [
    [{ unit: "100%", max: 1 }, ""],
    [{ unit: "%", max: 1.01 }, ""],
    [{ unit: "%", max: 1.02 }, "%"],
    [{ unit: "%" }, "%"],
    [{}, ""],
  ] as const)
    assert.equal(unitOf(point), unit);
  assert.equal(valueText("a\u001bb"), "a\ufffdb");
});
