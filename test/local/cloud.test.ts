/** `npm run cloud`: what it says and what it refuses. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { reachable } from "../../local/cloud/broker.ts";
import { run } from "../../local/cloud/program.ts";
import { refusedStart, scratchFolder, serverEnvironment, startProgram, until } from "../support/program.ts";

test("relays of other machines are told an address that they can reach", () => {
  const address = (text: string, internal: boolean) => ({ address: text, family: "IPv4", internal }) as never;
  const interfaces = { lo: [address("127.0.0.1", true)], eth0: [address("192.0.2.7", false)] };
  assert.equal(reachable("mqtt://0.0.0.0:1883", interfaces), "mqtt://192.0.2.7:1883");
  assert.equal(reachable("mqtt://[::]:1883", interfaces), "mqtt://192.0.2.7:1883");
  assert.equal(reachable("mqtt://198.51.100.1:1883", interfaces), "mqtt://198.51.100.1:1883");
  assert.equal(reachable("mqtt://0.0.0.0:1883", {}), "mqtt://127.0.0.1:1883");
});

for (const [args, text] of [
  [["--gateway", "some"], /--gateway takes only: none/],
  [["--relay", "some"], /--relay takes only: none/],
  [["--broker", "1883"], /--broker takes HOST:PORT/],
  [["--broker", "127.0.0.1:70000"], /--broker takes HOST:PORT/],
  [["--unknown"], /unknown/],
] as const)
  test(`${args.join(" ")} is refused in a line`, async (t) => {
    const { code, errors } = await refusedStart(run, { args, env: serverEnvironment(scratchFolder(t)) });
    assert.equal(code, 1);
    assert.match(errors, text);
    assert.doesNotMatch(errors, /^ {4}at /m);
  });

for (const [name, args, text] of [
  ["an address of another kind", [], /CCU_ANYWHERE_BROKER_URL takes mqtt:/],
  ["a port for a broker that is elsewhere", ["--broker", "127.0.0.1:0"], /--broker is for the broker of this program/],
] as const)
  test(`${name} is refused in a line`, async (t) => {
    const broker = args.length === 0 ? "ftp://broker.example" : "mqtt://broker.example";
    const env = serverEnvironment(scratchFolder(t), { CCU_ANYWHERE_BROKER_URL: broker });
    const { code, errors } = await refusedStart(run, { args, env });
    assert.equal(code, 1);
    assert.match(errors, text);
  });

/** Everything in a folder that somebody else than its owner may read, write or open. */
const openToOthers = (folder: string): string[] =>
  [".", ...readdirSync(folder, { recursive: true, encoding: "utf8" })].filter(
    (name) => (statSync(join(folder, name)).mode & 0o077) !== 0,
  );

test("what it keeps is for its owner only, also what an earlier version left; the key is not in the table", async (t) => {
  const env = serverEnvironment(join(scratchFolder(t), "data"));
  const folder = env.CCU_ANYWHERE_DATA_DIR ?? "";
  mkdirSync(folder, { mode: 0o700 });
  mkdirSync(join(folder, "dynamodb"), { mode: 0o755 });
  writeFileSync(join(folder, "dynamodb", "left.db"), "", { mode: 0o644 });
  const program = startProgram(t, "cloud.ts", { args: ["--gateway", "none"], env });
  await until("the banner", () => /^ {2}Data {8}\S/m.test(program.output()));
  assert.deepEqual(openToOthers(folder), []);
  const key = readFileSync(join(folder, "secret.key"), "utf8").trim();
  assert.match(program.output(), new RegExp(`CCU_ANYWHERE_SECRET=${key.replaceAll("+", "\\+")}`));
  const held = readdirSync(join(folder, "dynamodb"), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  for (const one of held) {
    const bytes = readFileSync(join(one.parentPath, one.name));
    assert.ok(!bytes.includes(key) && !bytes.includes("sealing-key"), one.name);
  }
  assert.deepEqual(await program.end("SIGTERM"), { code: 0, signal: null });
});

test("without gateway and relay it says what they need, and ends when it is told to", async (t) => {
  const env = serverEnvironment(scratchFolder(t), { CCU_ANYWHERE_RELAY_BROKER_URL: "mqtts://broker.example:8883" });
  const program = startProgram(t, "cloud.ts", { args: ["--gateway", "none", "--relay", "none"], env });
  await until("the banner", () => /^ {2}Data {8}\S/m.test(program.output()));
  const output = program.output();
  for (const name of ["CCU_ANYWHERE_TABLE", "CCU_ANYWHERE_BROKER_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_REGION"])
    assert.match(output, new RegExp(`^ {4}${name}=\\S`, "m"));
  assert.match(output, /CCU_ANYWHERE_RELAY_BROKER_URL=mqtts:\/\/broker\.example:8883$/m);
  assert.match(output, /CCU_ANYWHERE_WS_ENDPOINT is missing/);
  assert.match(output, /npm run relay -- pair <address> home\.[\w-]{43}$/m);
  assert.doesNotMatch(output, /^ {2}Home /m);
  assert.deepEqual(await program.end("SIGTERM"), { code: 0, signal: null });
});
