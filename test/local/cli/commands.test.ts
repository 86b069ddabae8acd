/** The commands against the on-prem server: what people see, what programs read, exit codes. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dataOf } from "../../../adapters/client/index.ts";
import { INPUT_LIMIT } from "../../../local/cli/prompt.ts";
import { Interrupted } from "../../../local/cli/terminal.ts";
import { TOPICS_LIMIT } from "../../../local/cli/watch.ts";
import { LAMP } from "../../client/servers.ts";
import { until } from "../../support/program.ts";
import { configFolder } from "./cli.ts";
import { lampIsThere, LAMP_NAME as NAME, LAMP_PATH as PATH, startEndpoint } from "./endpoint.ts";

const folder = configFolder();
const endpoint = await startEndpoint(folder);
await lampIsThere(endpoint);
const { admin, as } = endpoint;
const json = async (argv: readonly string[]) => {
  const ran = await as("admin", [...argv, "--json"]);
  assert.deepEqual([ran.code, ran.err], [0, ""], argv.join(" "));
  return JSON.parse(ran.out);
};

test("info: for people, for programs, for strangers", async () => {
  const people = await as("admin", ["info"]);
  assert.equal(people.code, 0);
  assert.match(people.out, /^API {7}3\.1\.0$/m);
  assert.match(people.out, /^You are {3}cli \(admin\)$/m);
  assert.match(people.out, /^CCU {7}demo raspmatic_rpi4 /m);
  const { info, health, identity, ccus } = await json(["info"]);
  assert.deepEqual([info.api_version, identity.role, ccus[0].name], ["3.1.0", "admin", "demo"]);
  assert.ok(health.components.length > 0);
  const stranger = await as(undefined, ["info"]);
  assert.equal(stranger.code, 0);
  assert.match(stranger.out, /^You are {3}nobody: not logged in$/m);
  // the serials and addresses of CCUs are not for viewers
  assert.match((await as("viewer", ["info"])).out, /^You are {3}cli \(viewer\)$/m);
});

test("devices: a table, an array, filters", async () => {
  const all = await json(["devices"]);
  const total = dataOf(await admin.GET("/devices")).total;
  assert.equal(all.length, total);
  const { out } = await as("admin", ["devices"]);
  const [head = "", ...lines] = out.trimEnd().split("\n");
  assert.match(head, /^ADDRESS +NAME +MODEL +ROOM +STATE +BATTERY$/);
  assert.equal(lines.length, total);
  const at = head.indexOf("NAME");
  for (const line of lines) assert.match(line.slice(at - 2), /^ {2}\S/, "columns stand below their heads");
  const room = all.find((device: { rooms?: string[] }) => device.rooms?.length)?.rooms[0];
  const there = await json(["devices", "--room", room.toUpperCase()]);
  assert.ok(there.length > 0 && there.length < total);
  assert.ok(there.every((device: { rooms: string[] }) => device.rooms.includes(room)));
  for (const device of await json(["devices", "--function", "Heating"]))
    assert.ok(device.functions.includes("Heating"));
  for (const device of await json(["devices", "--unreachable"])) assert.equal(device.available, false);
  for (const device of await json(["devices", "--low-battery"])) assert.equal(device.availability.LowBattery, true);
  const named = await json([
    "devices",
    "--model",
    all[0].model,
    "--name",
    all[0].name,
    "--interface",
    all[0].interface,
  ]);
  assert.ok(named.some((device: { address: string }) => device.address === all[0].address));
  const none = await as("admin", ["devices", "--room", "Nowhere"]);
  assert.deepEqual(none, { code: 0, out: "", err: "No device is like that.\n" });
  assert.deepEqual(await json(["devices", "--room", "Nowhere"]), []);
  const unknown = await as("admin", ["devices", "--central", "attic"]);
  assert.deepEqual([unknown.code, unknown.out], [6, ""]);
  assert.match(unknown.err, /no CCU is called attic; there is demo/);
});

test("get: a device, a channel, a value", async () => {
  const device = await as("admin", ["get", LAMP.address]);
  assert.match(device.out, /^Model +\S/m);
  assert.match(device.out, /^CHANNEL +NAME +TYPE +DATA POINTS$/m);
  assert.equal((await json(["get", LAMP.address])).address, LAMP.address);
  const channel = await as("admin", ["get", `${LAMP.address}:${LAMP.channel}`]);
  assert.match(channel.out, /^PARAMETER +VALUE +SOURCE +MAY +RANGE$/m);
  assert.match(channel.out, /^STATE +(true|false) +live(, \d+ \w+ ago)? +read write event$/m);
  const points = await json(["get", `${LAMP.address}:${LAMP.channel}`]);
  assert.ok(points.some(({ parameter }: { parameter: string }) => parameter === LAMP.parameter));
  assert.ok((await json(["get", `${LAMP.address}:${LAMP.channel}`, "--all"])).length >= points.length);
  const value = await as("admin", ["get", NAME]);
  assert.match(value.out, /^(true|false)\n$/);
  assert.match((await as("admin", ["get", NAME, "--verbose"])).out, /^type +BOOL$/m);
  assert.equal((await json(["get", NAME])).parameter, LAMP.parameter);
  for (const missing of ["ABC0000001", "ABC0000001:1.STATE", `${LAMP.address}:99`, `${LAMP.address}:1.NOTHING`]) {
    const ran = await as("admin", ["get", missing]);
    assert.deepEqual([ran.code, ran.out], [4, ""], missing);
    assert.match(ran.err, /^ccu-anywhere get: .+ \(not_found 404\)\n$/);
  }
});

test("set: what was sent, and why it was not", async () => {
  for (const [text, value] of [
    ["on", true],
    ["false", false],
  ] as const) {
    const ran = await as("admin", ["set", NAME, text]);
    assert.deepEqual(ran, { code: 0, out: `sent: ${NAME} = ${value}\n`, err: "" });
    assert.equal((await json(["get", NAME])).value, value);
  }
  assert.deepEqual(await json(["set", NAME, "on", "--priority", "high"]), {
    outcome: "sent",
    address: LAMP.address,
    channel: LAMP.channel,
    parameter: LAMP.parameter,
    value: true,
  });
  const badly = await as("admin", ["set", NAME, "warm"]);
  assert.deepEqual(badly, {
    code: 6,
    out: "",
    err: 'ccu-anywhere set: "warm" is not true, false, on or off; nothing was sent\n',
  });
  assert.equal((await json(["get", NAME])).value, true);
  const outside = await as("admin", ["set", "000393C9A2B402:1.SET_POINT_TEMPERATURE", "-99"]);
  assert.deepEqual([outside.code, outside.out], [6, ""]);
  assert.match(outside.err, /: Value rejected: SET_POINT_TEMPERATURE: -99 is out of range \(validation 400\)\n$/);
  const viewer = await as("viewer", ["set", NAME, "off"]);
  assert.deepEqual([viewer.code, viewer.out], [3, ""]);
  assert.match(viewer.err, /\(forbidden 403\)\n$/);
  assert.equal((await as("admin", ["set", NAME, "on", "--priority", "now"])).code, 2);
});

test("watch: changes as lines, until enough or Ctrl-C", async () => {
  const turn = (value: boolean) =>
    admin.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", { params: { path: PATH }, body: { value } });
  await turn(false);
  // from a known event on, so that none is missed between the start and the change
  const stream = admin.events("device.*");
  const first = stream[Symbol.asyncIterator]().next();
  await until("the stream", () => stream.state === "live");
  await turn(true);
  await first;
  const since = String((stream.cursor ?? 1) - 1);
  stream.close();
  const people = await as("admin", ["watch", NAME, "--count", "1", "--since", since]);
  assert.equal(people.code, 0);
  assert.match(people.out, new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}${NAME} {2}true( {2}\\(was false\\))?\\n$`));
  const program = await as("admin", ["watch", LAMP.address, "--json", "--count", "1", "--since", since]);
  assert.equal(program.out.split("\n").length, 2);
  assert.equal(JSON.parse(program.out).payload.value, true);

  const ending = new AbortController();
  const ended = await as("admin", ["watch", "device.*", "--central", "demo", "--since", since], {
    signal: ending.signal,
    onOut: () => ending.abort(new Interrupted("SIGINT")),
  });
  assert.equal(ended.code, 130);
  assert.match(ended.err, /^-- ended after \d+ lines?\n$/);
});

test("watch: what was missed is told", async () => {
  const ran = await as("admin", ["watch", "--json", "--count", "1", "--since", "999999999999"]);
  assert.equal(JSON.parse(ran.out).type, "gap");
  const people = await as("admin", ["watch", "--count", "1", "--since", "999999999999"]);
  assert.equal(people.out, "-- gap: changes were missed here (replay_lost)\n");
});

test("limits: topics of a watch, bytes of piped arguments", async () => {
  const topics = (count: number) => Array.from({ length: count }, (_, at) => `device.A${at}.*`);
  const ending = new AbortController();
  ending.abort(new Interrupted("SIGINT"));
  const watch = (count: number) => as("admin", ["watch", ...topics(count)], { signal: ending.signal });
  assert.equal((await watch(TOPICS_LIMIT)).code, 130);
  const { err } = await as("admin", ["watch", ...topics(TOPICS_LIMIT + 1)]);
  assert.match(err, /"device\.A1024\.\*" is one argument too many\n/);
  const call = (bytes: number) => as("admin", ["call", "devices.list", "-"], { input: "{}".padEnd(bytes) });
  assert.equal((await call(INPUT_LIMIT)).code, 0);
  assert.equal((await call(INPUT_LIMIT + 1)).code, 2);
});

test("call: any command", async () => {
  const found = await json(["call", "devices.get", JSON.stringify({ address: LAMP.address })]);
  assert.equal(found.address, LAMP.address);
  const piped = await as("admin", ["call", "devices.get", "-"], { input: JSON.stringify({ address: LAMP.address }) });
  assert.equal(JSON.parse(piped.out).address, LAMP.address);
  for (const [argv, code, why] of [
    [["no.such_command"], 7, /\(unknown_command\)/],
    [["devices.get", '{"address":"ABC0000001"}'], 4, /\(not_found\)/],
    [["devices.get", "{}"], 6, /\((bad_request|validation_error)\)/],
    [["devices.get", "{"], 2, /no JSON/],
    [["devices.get", "[]"], 2, /JSON object/],
    [["devices.get", "null"], 2, /JSON object/],
    [["links.list_all", '{"central":"demo"}', "--central", "attic"], 6, /attic.*\(bad_request\)/],
  ] as const) {
    const ran = await as("admin", ["call", ...argv]);
    assert.deepEqual([ran.code, ran.out], [code, ""], argv.join(" "));
    assert.match(ran.err, why);
  }
});

test("export: a file that is there as a whole, and never in the place of another", async () => {
  const output = join(folder, "lamp.zip");
  const ran = await as("admin", ["export", LAMP.address, "--output", output]);
  assert.equal(ran.code, 0, ran.err);
  const zip = readFileSync(output);
  assert.equal(zip.subarray(0, 2).toString(), "PK");
  assert.equal(ran.out, `${output}: ${zip.length} bytes\n`);
  writeFileSync(output, "mine");
  const refused = await as("admin", ["export", LAMP.address, "-o", output]);
  assert.deepEqual(refused, {
    code: 9,
    out: "",
    err: `ccu-anywhere export: ${output} exists already: --force overwrites it\n`,
  });
  assert.equal(readFileSync(output, "utf8"), "mine");
  assert.equal((await as("admin", ["export", LAMP.address, "-o", output, "--force", "--json"])).code, 0);
  assert.equal(readFileSync(output).subarray(0, 2).toString(), "PK");
  mkdirSync(join(folder, "taken"));
  assert.equal((await as("admin", ["export", LAMP.address, "-o", join(folder, "taken"), "-f"])).code, 9);
  assert.equal((await as("admin", ["export", LAMP.address, "-o", join(folder, "nowhere", "x.zip")])).code, 9);
  assert.equal((await as("admin", ["export", "ABC0000001", "-o", join(folder, "none.zip")])).code, 4);
  assert.ok(!existsSync(join(folder, "none.zip")));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith(".")),
    [],
    "nothing half is left",
  );
  const terminal = await as("admin", ["export", LAMP.address, "-o", "-"], { tty: true });
  assert.equal(terminal.code, 2);
  assert.ok((await as("admin", ["export", LAMP.address, "-o", "-"])).out.startsWith("PK"));
});

test("backup: asked for, listed when it is whole", async () => {
  const asked = await as("admin", ["backup"]);
  assert.deepEqual(asked, { code: 0, out: "started: it is listed when it was found to be whole\n", err: "" });
  const rows = async () => JSON.parse((await as("admin", ["backup", "list", "--json"])).out);
  await until("the backup", async () => (await rows()).length === 1);
  assert.match((await as("admin", ["backup", "list"])).out, /^ID .*CREATED/);
  assert.equal((await as("admin", ["backup", "eat"])).code, 2);
  assert.equal((await as("viewer", ["backup"])).code, 3);
});
