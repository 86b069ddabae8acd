/** Codes as argon2id: the same hashes by Node and by the library, and nothing that is none is ever right. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { argon2InThread } from "../../../adapters/node/argon2-thread.ts";
import { type Argon2, CODE_QUEUE_LIMIT, createCodeHashing, nativeArgon2 } from "../../../adapters/node/code-hashing.ts";

/** So that a test does not take 64 MiB and 50 ms for each. */
const CHEAP = { memoryKiB: 64 };
/** Of the reference implementation's tests (phc-winner-argon2, test.c): "password" with the salt "somesalt". */
const REFERENCE = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

const bothWays: [string, Argon2][] = [["the library", argon2InThread]];
const native = nativeArgon2();
if (native) bothWays.push(["Node", native]);

describe("a code's hash", () => {
  it("has the contract's cost, a salt of its own and unpadded base64", async () => {
    const hashing = createCodeHashing();
    const [first, second] = [await hashing.hash("4711"), await hashing.hash("4711")];
    assert.match(first, /^\$argon2id\$v=19\$m=65536,t=1,p=4\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(first, second);
    assert.equal(await hashing.check("4711", first), true);
    assert.equal(await hashing.check("4712", first), false);
  });

  for (const [name, argon2] of bothWays)
    it(`of the reference implementation is understood by ${name}`, async () => {
      const hashing = createCodeHashing({ argon2 });
      assert.equal(await hashing.check("password", REFERENCE), true);
      assert.equal(await hashing.check("Password", REFERENCE), false);
    });

  it("made by the one is understood by the other", async () => {
    const [library, own] = [createCodeHashing({ ...CHEAP, argon2: argon2InThread }), createCodeHashing(CHEAP)];
    assert.equal(await own.check("ein Wort", await library.hash("ein Wort")), true);
    assert.equal(await library.check("ein Wort", await own.hash("ein Wort")), true);
    assert.equal(await library.check("kein Wort", await own.hash("ein Wort")), false);
  });

  it("that is none fits no code, and one that would cost gigabytes is not computed", async () => {
    let computed = 0;
    const hashing = createCodeHashing({
      async argon2() {
        computed += 1;
        return new Uint8Array(32);
      },
    });
    const salt = "c2FsdHNhbHRzYWx0c2FsdA";
    const tag = "A".repeat(43);
    const odd = [
      "",
      "4711",
      "$2b$12$abcdefghijklmnopqrstuv",
      `$argon2i$v=19$m=65536,t=1,p=4$${salt}$${tag}`,
      `$argon2id$v=16$m=65536,t=1,p=4$${salt}$${tag}`,
      `$argon2id$v=19$m=262145,t=1,p=4$${salt}$${tag}`,
      `$argon2id$v=19$m=65536,t=11,p=4$${salt}$${tag}`,
      `$argon2id$v=19$m=65536,t=0,p=4$${salt}$${tag}`,
      `$argon2id$v=19$m=65536,t=1,p=17$${salt}$${tag}`,
      `$argon2id$v=19$m=31,t=1,p=4$${salt}$${tag}`,
      `$argon2id$v=19$m=65536,t=1,p=4$${salt}$`,
    ];
    for (const hash of odd) assert.equal(await hashing.check("4711", hash), false, hash);
    assert.equal(computed, 0);
    await hashing.check("4711", `$argon2id$v=19$m=262144,t=10,p=16$${salt}$${tag}`);
    assert.equal(computed, 1);
  });

  it("is computed one after the other, and past the limit not at all", async () => {
    let running = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    const hashing = createCodeHashing({
      async argon2() {
        running += 1;
        most = Math.max(most, running);
        await gate.promise;
        running -= 1;
        return new Uint8Array(32);
      },
    });
    const all = Array.from({ length: CODE_QUEUE_LIMIT }, () => hashing.hash("4711"));
    await assert.rejects(hashing.hash("4711"), /too many codes/);
    gate.resolve();
    await Promise.all(all);
    assert.equal(most, 1);
    await hashing.hash("4711");
  });

  it("that cannot be computed keeps nobody else from his", async () => {
    let fails = true;
    const hashing = createCodeHashing({
      async argon2() {
        if (fails) throw new Error("no memory");
        return new Uint8Array(32);
      },
    });
    await assert.rejects(hashing.hash("4711"), /no memory/);
    fails = false;
    await hashing.hash("4711");
  });
});
