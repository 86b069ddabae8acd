/** Which code lets whom do what: sources, permissions, validity, lockout and duress. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createCodeHashing } from "../../../adapters/node/code-hashing.ts";
import { createCodeGate, WAITING_LIMIT } from "../../../handlers/features/alarm/home/codes/gate.ts";
import { LOCKOUT_MS, WRONG_CODES } from "../../../handlers/features/alarm/home/codes/lockout.ts";
import { ZoneConfig } from "../../../handlers/features/alarm/home/config/zone.ts";
import type { Zone } from "../../../handlers/features/alarm/home/config/zones.ts";
import type { CodeVerdict, Verb } from "../../../handlers/features/alarm/home/seams.ts";
import type { CodeHashing } from "../../../handlers/ports/code-hashing.ts";
import type { CodeRecord } from "../../../handlers/records/alarm-codes.ts";
import { createTestSite } from "../../support/site.ts";

const START = Date.UTC(2026, 10, 30);
const ALL = { arm: true, disarm: true, silence: true };
/** A hash is the code behind a dollar sign: the gate does not know what a hash is. */
const plainly: CodeHashing = { hash: async (code) => `$${code}`, check: async (code, hash) => hash === `$${code}` };

const zoneWith = (code_policy: Record<string, unknown> = {}): Zone => ({
  ...{ id: "z", name: "Haus", position: 0, sensors: [], outputs: [] },
  config: ZoneConfig.parse({ code_policy }),
});

async function bench(codes: Record<string, Partial<CodeRecord>>, hashing: CodeHashing | undefined = plainly) {
  const { clock, store, log } = createTestSite({ now: START });
  const standard = { name: "Anna", kind: "pin", perms: ALL, enabled: true, created_ms: START, updated_ms: START };
  for (const [id, code] of Object.entries(codes)) await store.put("alarm-code", id, { ...standard, ...code });
  const gate = createCodeGate({ store, clock, log, hashing });
  await gate.load();
  const check = (source: string, code?: string, verb: Verb = "disarm", zone = zoneWith()): Promise<CodeVerdict> =>
    gate.check(verb, zone, { source, actor: "x", zone: zone.id, ...(code !== undefined && { code }) });
  return { clock, store, log, gate, check };
}
const refused = (event: string, details?: Record<string, unknown>) => ({
  ok: false,
  event,
  ...(details && { details }),
});
const ANNA = { a: { hash: "$4711" } };

describe("an operator", () => {
  it("needs no code, and is refused with a wrong one", async () => {
    const { check } = await bench(ANNA);
    for (const source of ["rest-operator", "ws-operator", "hmcli"]) {
      assert.deepEqual(await check(source), { ok: true });
      assert.deepEqual(await check(source, ""), { ok: true });
      assert.deepEqual(await check(source, "4711"), { ok: true, actor: "Anna" });
      assert.deepEqual(await check(source, "4712"), refused("invalid_code"));
    }
  });

  it("is never locked out", async () => {
    const { check } = await bench(ANNA);
    for (let n = 0; n <= WRONG_CODES; n += 1) await check("rest-operator", "4712");
    assert.deepEqual(await check("rest-operator", "4711"), { ok: true, actor: "Anna" });
  });

  it("may say that he is being forced", async () => {
    const { check } = await bench({ ...ANNA, d: { name: "Anna (Zwang)", hash: "$9999", duress: true } });
    assert.deepEqual(await check("rest-operator", "9999"), { ok: true, duress: true });
  });

  it("is not kept from anything by a code that cannot be checked", async () => {
    const broken = { hash: plainly.hash, check: () => Promise.reject(new Error("no memory")) };
    const { check } = await bench(ANNA, broken);
    assert.deepEqual(await check("rest-operator", "4711"), { ok: true });
  });
});

describe("a bound device", () => {
  it("has shown what it must", async () => {
    const { check } = await bench(ANNA);
    for (const source of ["keypad", "remote", "engine"]) assert.deepEqual(await check(source), { ok: true });
  });
});

describe("everybody else", () => {
  it("needs the code, as soon as there is one; a wrong or missing one is refused and named", async () => {
    const { check } = await bench(ANNA);
    for (const source of ["mqtt", "sysvar", "schedule", ""]) {
      assert.deepEqual(await check(source), refused("code_missing"));
      assert.deepEqual(await check(source, "4712"), refused("invalid_code"));
      assert.deepEqual(await check(source, "4711"), { ok: true, actor: "Anna" });
    }
  });

  it("needs none where there is none that counts: of another kind, zone, time, or switched off", async () => {
    const elsewhere = { hash: "$4711", zones: ["other"] };
    const early = { hash: "$4711", valid_from_ms: START + 1 };
    const late = { hash: "$4711", valid_until_ms: START - 1 };
    for (const code of [elsewhere, early, late, { hash: "$4711", enabled: false }, { kind: "keypad_slot" as const }]) {
      const { check } = await bench({ a: code });
      assert.deepEqual(await check("mqtt", undefined, "disarm", zoneWith({ require_disarm: true })), { ok: true });
      assert.deepEqual(await check("mqtt", "4711"), { ok: true });
    }
  });

  it("is asked for one as the zone demands it", async () => {
    const { check } = await bench(ANNA);
    const ask = async (verb: Verb, policy: Record<string, unknown>, source = "mqtt") =>
      (await check(source, undefined, verb, zoneWith(policy))).ok;
    assert.equal(await ask("arm", {}), true);
    assert.equal(await ask("arm", { require_arm: true }), false);
    assert.equal(await ask("disarm", { require_disarm: false }), true);
    assert.equal(await ask("disarm", { require_disarm: null }), false);
    assert.equal(await ask("disarm", { require_disarm: true }), false);
    assert.equal(await ask("silence", {}), true);
    assert.equal(await ask("silence", { require_silence: { mqtt: true } }), false);
    assert.equal(await ask("silence", { require_silence: { mqtt: true } }, "sysvar"), true);
  });

  it("may do what the code permits: each permission by itself", async () => {
    for (const permitted of ["arm", "disarm", "silence"] as const) {
      const perms = { arm: false, disarm: false, silence: false, [permitted]: true };
      const { check } = await bench({ a: { hash: "$4711", perms } });
      for (const verb of ["arm", "disarm", "silence"] as const)
        assert.deepEqual(
          await check("mqtt", "4711", verb),
          verb === permitted ? { ok: true, actor: "Anna" } : refused("code_permission_denied"),
        );
    }
  });

  it("that uses the same code as somebody who may, may", async () => {
    const perms = { arm: true, disarm: false, silence: false };
    const { check } = await bench({ a: { hash: "$4711", perms }, b: { name: "Bert", hash: "$4711" } });
    assert.deepEqual(await check("mqtt", "4711"), { ok: true, actor: "Bert" });
  });

  it("with a code of duress is let through, and it is told", async () => {
    const { check } = await bench({ ...ANNA, d: { name: "Z", hash: "$4711", duress: true } });
    assert.deepEqual(await check("mqtt", "4711"), { ok: true, duress: true });
  });

  it("is refused where nobody knows whether there is a code: none was read, or one cannot be read", async () => {
    const { store, clock, log } = await bench({});
    const intent = { source: "mqtt", actor: "", zone: "z" };
    const early = createCodeGate({ store, clock, log, hashing: plainly });
    assert.equal((await early.check("disarm", zoneWith(), intent)).ok, false);
    assert.equal((await early.check("disarm", zoneWith(), { ...intent, source: "rest-operator", code: "1" })).ok, true);
    assert.deepEqual(early.required(zoneWith()), { arm: false, disarm: true });
    await store.put("alarm-code", "damaged", { name: "Anna", kind: "pin" });
    await early.load();
    assert.equal((await early.check("disarm", zoneWith(), intent)).ok, false);
    assert.equal((await early.check("disarm", zoneWith(), { ...intent, code: "4711" })).ok, false);
    await store.delete("alarm-code", "damaged");
    await early.load();
    assert.equal((await early.check("disarm", zoneWith(), intent)).ok, true);
  });

  it("is refused where no code can be checked", async () => {
    for (const hashing of [undefined, { hash: plainly.hash, check: () => Promise.reject(new Error("no memory")) }]) {
      const { store, clock, log } = await bench(ANNA);
      const gate = createCodeGate({ store, clock, log, hashing });
      await gate.load();
      const verdict = await gate.check("disarm", zoneWith(), { source: "mqtt", actor: "", zone: "z", code: "4711" });
      assert.equal(verdict.ok, false);
    }
  });

  it("has each attempt compared with every code, whichever is right", async () => {
    let compared = 0;
    const counting: CodeHashing = {
      hash: plainly.hash,
      check(code, hash) {
        compared += 1;
        return plainly.check(code, hash);
      },
    };
    const { check } = await bench({ a: { hash: "$1111" }, b: { hash: "$2222" }, c: { hash: "$3333" } }, counting);
    for (const code of ["1111", "3333", "4444"]) {
      compared = 0;
      await check("mqtt", code);
      assert.equal(compared, 3);
    }
  });
});

describe("a lockout", () => {
  const wrong = async (check: (source: string, code: string) => Promise<CodeVerdict>, times: number) => {
    for (let n = 0; n < times; n += 1) assert.deepEqual(await check("mqtt", "0000"), refused("invalid_code"));
  };

  it("begins with the fifth wrong code, for its source alone, and lasts a minute", async () => {
    const { check, clock } = await bench(ANNA);
    await wrong(check, WRONG_CODES - 1);
    assert.equal((await check("mqtt", "4711")).ok, true);
    await wrong(check, WRONG_CODES);
    assert.deepEqual(await check("mqtt", "4711"), refused("code_locked_out", { remaining_s: 60 }));
    assert.equal((await check("sysvar", "4711")).ok, true);
    clock.advance(LOCKOUT_MS - 1);
    assert.deepEqual(await check("mqtt", "4711"), refused("code_locked_out", { remaining_s: 1 }));
    clock.advance(1);
    assert.equal((await check("mqtt", "4711")).ok, true);
  });

  it("lasts twice as long each time, up to a quarter of an hour, until a code is right", async () => {
    const { check, clock } = await bench(ANNA);
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      await wrong(check, WRONG_CODES);
      assert.deepEqual(await check("mqtt", "0000"), refused("code_locked_out", { remaining_s: minutes * 60 }));
      clock.advance(minutes * 60_000);
    }
    assert.equal((await check("mqtt", "4711")).ok, true);
    await wrong(check, WRONG_CODES);
    assert.deepEqual(await check("mqtt", "0000"), refused("code_locked_out", { remaining_s: 60 }));
  });

  it("does not count codes that are missing", async () => {
    const { check } = await bench(ANNA);
    for (let n = 0; n < 2 * WRONG_CODES; n += 1) await check("mqtt");
    assert.equal((await check("mqtt", "4711")).ok, true);
  });

  it("grants no more attempts to whoever sends them all at once", async () => {
    let compared = 0;
    const counting: CodeHashing = {
      hash: plainly.hash,
      async check() {
        compared += 1;
        return false;
      },
    };
    const { check } = await bench(ANNA, counting);
    const verdicts = await Promise.all(Array.from({ length: WAITING_LIMIT + 5 }, () => check("mqtt", "0000")));
    assert.equal(compared, WRONG_CODES);
    const events = verdicts.map((verdict) => (verdict.ok ? "ok" : verdict.event));
    assert.equal(events.filter((event) => event === "code_locked_out").length, WAITING_LIMIT + 5 - WRONG_CODES);
  });

  it("is over in its own time where the clock was set back", async () => {
    const { log, store } = await bench(ANNA);
    let now = START;
    const clock = { now: () => now, after: () => () => {} };
    const own = createCodeGate({ store, clock, log, hashing: plainly });
    await own.load();
    const check = (code: string) => own.check("disarm", zoneWith(), { source: "mqtt", actor: "", zone: "z", code });
    for (let n = 0; n < WRONG_CODES; n += 1) await check("0000");
    now = START - 86_400_000;
    assert.deepEqual(await check("4711"), refused("code_locked_out", { remaining_s: 60 }));
  });
});

describe("what panels say", () => {
  it("is that a code is asked for, where one counts and the zone demands it", async () => {
    const { gate } = await bench(ANNA);
    assert.deepEqual(gate.required(zoneWith()), { arm: false, disarm: true });
    assert.deepEqual(gate.required(zoneWith({ require_arm: true, require_disarm: false })), {
      arm: true,
      disarm: false,
    });
    const { gate: none } = await bench({});
    assert.deepEqual(none.required(zoneWith({ require_arm: true, require_disarm: true })), {
      arm: false,
      disarm: false,
    });
  });
});

it("real hashes are told apart", async () => {
  const hashing = createCodeHashing({ memoryKiB: 64 });
  const { check } = await bench({ a: { hash: await hashing.hash("4711") } }, hashing);
  assert.deepEqual(await check("mqtt", "4711"), { ok: true, actor: "Anna" });
  assert.deepEqual(await check("mqtt", "4712"), refused("invalid_code"));
});
