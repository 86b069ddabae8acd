import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { PASSWORD_QUEUE_LIMIT } from "../../adapters/node/passwords.ts";
import { openSecretKey } from "../../adapters/node/secret-key.ts";
import { createSecrets } from "../../adapters/node/secrets.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import { scratch } from "./scratch.ts";

const key = randomBytes(32);
const secrets = createSecrets({ key, cost: 4 });

test("tokens are base64url of the asked length and never the same", () => {
  assert.match(secrets.token(), /^[A-Za-z0-9_-]{43}$/);
  assert.match(secrets.token(16), /^[A-Za-z0-9_-]{22}$/);
  assert.equal(new Set(Array.from({ length: 500 }, () => secrets.token())).size, 500);
  assert.match(secrets.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a password fits its own hash only; the same password has another hash each time", async () => {
  const [one, two] = await Promise.all([secrets.hashPassword("grün 🍏"), secrets.hashPassword("grün 🍏")]);
  assert.notEqual(one, two);
  assert.ok(!one.includes("grün"));
  assert.equal(await secrets.checkPassword("grün 🍏", one), true);
  assert.equal(await secrets.checkPassword("grün 🍏", two), true);
  assert.equal(await secrets.checkPassword("grun 🍏", one), false);
  assert.equal(await secrets.checkPassword("", one), false);
});

test("the default cost is the contract's 12", async () => {
  const hash = await createSecrets({ key }).hashPassword("pw");
  assert.match(hash, /^\$2[ab]\$12\$/);
});

test("72 bytes are hashed, 73 are refused and never fit, although bcrypt itself would compare the first 72", async () => {
  const longest = "é".repeat(36);
  const hash = await secrets.hashPassword(longest);
  assert.equal(await secrets.checkPassword(longest, hash), true);
  await assert.rejects(secrets.hashPassword(`${longest}x`), RangeError);
  assert.equal(await secrets.checkPassword(`${longest}x`, hash), false);
});

test("what is no hash, or one of absurd cost, fits nothing and costs nothing", async () => {
  for (const hash of ["", "x", "$2b$31$", `$2b$31$${"a".repeat(53)}`, "pw"])
    assert.equal(await secrets.checkPassword("pw", hash), false);
});

test("hashing leaves the event loop free", async () => {
  const slow = createSecrets({ key, cost: 12 });
  let turns = 0;
  let done = false;
  const count = () => {
    turns++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await slow.hashPassword("pw");
  done = true;
  // On the event loop itself bcryptjs would leave a handful of turns (slices of 100 ms).
  assert.ok(turns > 50, `${turns} turns`);
});

test("as many passwords as the limit allows wait, one more is refused with 429", async () => {
  const busy = createSecrets({ key, cost: 4 });
  const waiting = Array.from({ length: PASSWORD_QUEUE_LIMIT }, () => busy.hashPassword("pw"));
  await assert.rejects(busy.hashPassword("pw"), (error) => error instanceof Refusal && error.status === 429);
  await Promise.all(waiting);
  await busy.hashPassword("pw");
});

test("the idle thread does not keep a program alive, a waiting check does", () => {
  const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { createSecrets } from ${url("../../adapters/node/secrets.ts")};
    const secrets = createSecrets({ key: new Uint8Array(32), cost: 4 });
    console.log(await secrets.checkPassword("pw", await secrets.hashPassword("pw")));`;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { timeout: 20_000 });
  assert.equal(status, 0);
  assert.equal(String(stdout), "true\n");
});

test("what was sealed is opened under the same key, and never under another or altered", () => {
  for (const plain of ["", "hunter2", "ä🍳".repeat(1000)]) {
    const sealed = secrets.seal(plain);
    assert.equal(secrets.open(sealed), plain);
    assert.notEqual(sealed, secrets.seal(plain));
    assert.ok(plain === "" || !Buffer.from(sealed, "base64").includes(plain));
    assert.equal(createSecrets({ key: randomBytes(32) }).open(sealed), null);
  }
  const bytes = Buffer.from(secrets.seal("hunter2"), "base64");
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes);
    altered[at] = (altered[at] ?? 0) ^ 1;
    assert.equal(secrets.open(altered.toString("base64")), null, `byte ${at}`);
  }
  for (let length = 0; length < bytes.length; length++)
    assert.equal(secrets.open(bytes.subarray(0, length).toString("base64")), null);
  assert.equal(secrets.open("not base64 !!"), null);
  assert.equal(secrets.open("hunter2"), null);
  assert.throws(() => createSecrets({ key: randomBytes(31) }), RangeError);
});

test("the key is made at the first start, kept, and readable by its owner only", () => {
  using folder = scratch();
  const data = folder.file("var");
  const first = openSecretKey(data);
  assert.equal(first.length, 32);
  assert.equal(statSync(`${data}/secret.key`).mode & 0o777, 0o600);
  assert.equal(statSync(data).mode & 0o777, 0o700);
  chmodSync(`${data}/secret.key`, 0o644);
  assert.deepEqual(openSecretKey(data), first);
  assert.equal(statSync(`${data}/secret.key`).mode & 0o777, 0o600);
  assert.notDeepEqual(openSecretKey(folder.file("other")), first);
});

test("a file that is no key is refused by name, not replaced, and not shown", () => {
  using folder = scratch();
  const path = folder.file("secret.key");
  for (const text of ["", "hunter2", randomBytes(31).toString("base64"), `${randomBytes(32).toString("base64")}x`]) {
    writeFileSync(path, text);
    assert.throws(
      () => openSecretKey(folder.path),
      (error: Error) => error.message.includes(path) && (text === "" || !error.message.includes(text)),
    );
    assert.equal(readFileSync(path, "utf8"), text);
  }
});
