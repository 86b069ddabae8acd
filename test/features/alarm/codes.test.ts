/** Codes as operators keep them: PINs go in and never come out, whatever is asked, logged or written down. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { alarmCommands } from "../../../handlers/features/alarm/commands.ts";
import { codeOperations } from "../../../handlers/features/alarm/operations/codes.ts";
import { CODES_LIMIT, PIN_LEAST, PIN_LIMIT, PINS_LIMIT } from "../../../handlers/features/alarm/schemas/limits.ts";
import type { RecordKind } from "../../../handlers/ports/index.ts";
import { collectRecords } from "../../../handlers/records/all-records.ts";
import { device } from "../../support/devices.ts";
import { call, NOW, request } from "../../support/site.ts";
import { alarmBench } from "./engine-double.ts";

const CANARY = "canary-4711-pin";
const PERMS = { arm: true, disarm: true, silence: false };
const PIN = { name: "Anna", kind: "pin", pin: CANARY, perms: PERMS, enabled: true };

async function bench(options: Parameters<typeof alarmBench>[0] = {}) {
  const made = await alarmBench(options);
  const { site } = made;
  const ask = (method: "GET" | "PUT" | "POST" | "DELETE", id?: string, body?: unknown) =>
    request(site, codeOperations, method, id === undefined ? "/alarm/codes" : "/alarm/codes/{id}", {
      ...(id !== undefined && { params: { id } }),
      ...(body !== undefined && { body }),
    });
  const run = (name: string, args: unknown = {}) => call(site, alarmCommands, `alarm_panel.codes_${name}`, args);
  /** What the PIN would do over MQTT. */
  const works = async (pin: string) => {
    await made.running.gate.load();
    const [zone] = made.running.engine.status();
    const verdict = await made.running.gate.check("disarm", zone?.zone as never, {
      source: "mqtt",
      actor: "",
      zone: "z",
      code: pin,
    });
    return verdict.ok;
  };
  await site.store.put("alarm-zone", "z", { name: "Haus", position: 0, sensors: [], outputs: [] });
  await made.running.reload();
  return { ...made, ask, run, works };
}

describe("a PIN", () => {
  it("is stored as a hash and works; it is told to nobody", async () => {
    const { site, ask, run, works } = await bench();
    const made = await ask("POST", undefined, {
      ...PIN,
      zones: ["z", "z"],
      duress: true,
      valid_from_ms: 1,
      valid_until_ms: NOW,
    });
    assert.equal(made.status, 201);
    const { id, ...answer } = made.body;
    assert.deepEqual(answer, {
      ...{ name: "Anna", kind: "pin", perms: PERMS, enabled: true, zones: ["z"], duress: true },
      ...{ valid_from_ms: 1, valid_until_ms: NOW, created_ms: NOW, updated_ms: NOW },
    });
    assert.equal(await works(CANARY), true);
    assert.equal(await works(`${CANARY}!`), false);
    assert.deepEqual((await ask("GET", id)).body, made.body);
    assert.deepEqual((await ask("GET")).body, [made.body]);
    assert.deepEqual(await run("list"), { data: { codes: [made.body] } });
    const record = await site.store.get<{ hash: string }>("alarm-code", id);
    assert.match(record?.value.hash ?? "", /^hashed:/);
  });

  it("is in no answer, log, journal, audit entry or event, whether it was right, wrong or unacceptable", async () => {
    const { site, ask, run, running, works } = await bench();
    const answers: unknown[] = [];
    const { body } = await ask("POST", undefined, PIN);
    answers.push(
      body,
      await ask("GET"),
      await ask("GET", body.id),
      await ask("PUT", body.id, { ...PIN, name: "Bert" }),
    );
    answers.push(
      await run("create", { code: PIN }),
      await run("update", { id: body.id, code: PIN }),
      await run("list"),
    );
    // what is wrong with these is said, and not what they were
    for (const wrong of [
      { ...PIN, name: "" },
      { ...PIN, pin: `${CANARY}\u0000` },
      { ...PIN, pin: CANARY.repeat(9) },
      { ...PIN, pin: [CANARY] },
      { ...PIN, kind: "remote_key" },
    ])
      answers.push(await ask("POST", undefined, wrong), await run("create", { code: wrong }));
    await works(`${CANARY}?`);
    await running.engine.journal({ zone_id: "z", class: "fault", event: "invalid_code", source: "mqtt", actor: "" });
    answers.push(await ask("DELETE", body.id), await ask("PUT", body.id, PIN));
    const kinds: RecordKind[] = ["alarm-journal", "audit", "alarm-zone", "alarm-state", "alarm-incident", "alarm-code"];
    const stored = await Promise.all(kinds.map((kind) => collectRecords(site.store, kind)));
    const everything = JSON.stringify([answers, stored, site.logged, site.published.map(({ payload }) => payload)]);
    assert.equal(everything.includes(CANARY), false);
    assert.equal(JSON.stringify(answers).includes("hashed:"), false);
  });

  it("is needed for a new one, and in a change an empty one keeps what is stored", async () => {
    const { ask, works } = await bench();
    const { pin: _pin, ...without } = PIN;
    for (const body of [without, { ...PIN, pin: "" }]) assert.equal((await ask("POST", undefined, body)).status, 422);
    const { id } = (await ask("POST", undefined, PIN)).body;
    for (const body of [without, { ...PIN, pin: "" }]) {
      assert.equal((await ask("PUT", id, { ...body, name: "Berta" })).status, 204);
      assert.equal(await works(CANARY), true);
    }
    assert.equal((await ask("PUT", id, { ...PIN, pin: "another" })).status, 204);
    assert.deepEqual([await works(CANARY), await works("another")], [false, true]);
    assert.equal((await ask("GET", id)).body.created_ms, NOW);
  });

  it("has so many characters", async () => {
    const { ask } = await bench();
    const status = async (pin: string) => (await ask("POST", undefined, { ...PIN, pin })).status;
    assert.equal(await status("4".repeat(PIN_LEAST - 1)), 422);
    assert.equal(await status("4".repeat(PIN_LEAST)), 201);
    assert.equal(await status("4".repeat(PIN_LIMIT)), 201);
    assert.equal(await status("4".repeat(PIN_LIMIT + 1)), 422);
  });

  it("that becomes a key is forgotten", async () => {
    const { ask, site } = await bench();
    const { id } = (await ask("POST", undefined, PIN)).body;
    const key = {
      ...PIN,
      kind: "remote_key",
      binding: { channel_address: "A:1", zone_id: "z", parameter: "PRESS_SHORT", action: "disarm" },
    };
    const { pin: _pin, ...noPin } = key;
    assert.equal((await ask("PUT", id, noPin)).status, 204);
    assert.equal((await site.store.get<{ hash?: string }>("alarm-code", id))?.value.hash, undefined);
    assert.equal((await ask("PUT", id, { ...PIN, pin: "" })).status, 422);
  });
});

describe("a keypad's slot and a remote's key", () => {
  const slot = { name: "Flur", kind: "keypad_slot", perms: PERMS, enabled: true };
  const key = { name: "Schlüssel", kind: "remote_key", perms: PERMS, enabled: true };

  it("are bound, with their defaults", async () => {
    const { ask } = await bench();
    const made = await ask("POST", undefined, { ...slot, binding: { device_address: "WKP", slot: 8, zone_id: "z" } });
    assert.deepEqual(made.body.binding, { device_address: "WKP", slot: 8, zone_id: "z", arm_mode: "full" });
    const place = { channel_address: "KEY:1", zone_id: "z", parameter: "PRESS_LONG" };
    for (const [action, stored] of [
      ["arm:", "arm:full"],
      ["arm:night", "arm:night"],
      ["disarm", "disarm"],
      ["silence", "silence"],
      ["panic", "panic"],
    ])
      assert.equal(
        (await ask("POST", undefined, { ...key, binding: { ...place, action } })).body.binding.action,
        stored,
      );
  });

  it("belong to one CCU: an address that two have needs its name, with one owner it is found", async () => {
    const { ask, site } = await bench({ centrals: ["alpha", "beta"] });
    const channels = { 1: { type: "VIRTUAL_KEY", values: {} } };
    for (const central of ["alpha", "beta"])
      site.putDevices(device({ central, address: "HmIP-RCV-1", model: "HmIP-RCV-50", channels }));
    site.putDevices(device({ central: "beta", address: "WKP", model: "HmIP-WKP", channels }));
    const press = { channel_address: "HmIP-RCV-1:1", zone_id: "z", parameter: "PRESS_SHORT", action: "disarm" };
    const wkp = { device_address: "WKP", slot: 1, zone_id: "z" };
    const made = async (kind: object, binding: object) => {
      const { status, body } = await ask("POST", undefined, { ...kind, binding });
      return status === 201 ? body.binding.central : [status, body.detail];
    };
    const [status, detail] = await made(key, press);
    assert.equal(status, 400);
    assert.match(detail, /alpha, beta/);
    assert.equal((await made(key, { ...press, central: "" }))[0], 400, "an empty name is none");
    assert.equal(await made(key, { ...press, central: "beta" }), "beta");
    assert.equal((await made(key, { ...press, central: "gamma" }))[0], 400, "there is no such CCU");
    assert.equal(await made(slot, wkp), "beta", "it has one owner");
    assert.equal(await made(slot, { ...wkp, device_address: "LATER" }), undefined, "nobody knows it yet");
    const { id } = (await ask("GET")).body.find(({ kind }: { kind: string }) => kind === "remote_key");
    assert.equal((await ask("PUT", id, { ...key, binding: press })).status, 400);
    assert.equal((await ask("GET", id)).body.binding.central, "beta", "nothing has changed");
  });

  it("with a binding that is none are refused", async () => {
    const { ask, site } = await bench();
    const wkp = { device_address: "WKP", slot: 1, zone_id: "z" };
    const press = { channel_address: "KEY:1", zone_id: "z", parameter: "PRESS_SHORT", action: "disarm" };
    const bad = [
      ...[undefined, null, 7, [], {}, "slot", { ...wkp, slot: 0 }, { ...wkp, slot: 9 }, { ...wkp, extra: 1 }].map(
        (binding) => ({ ...slot, binding }),
      ),
      ...[{ ...wkp, zone_id: "" }, { ...wkp, arm_mode: "party" }, press].map((binding) => ({ ...slot, binding })),
      ...[
        undefined,
        { ...press, action: "open" },
        { ...press, parameter: "PRESS" },
        { ...press, action: "arm:party" },
        wkp,
      ].map((binding) => ({ ...key, binding })),
      { ...slot, binding: wkp, duress: true },
      { ...slot, binding: wkp, pin: "4711" },
    ];
    for (const body of bad) {
      const refused = await ask("POST", undefined, body);
      assert.equal(refused.status, 422, JSON.stringify(body));
      assert.ok(refused.body.errors[0].field);
    }
    assert.deepEqual(await collectRecords(site.store, "alarm-code"), []);
  });
});

describe("codes", () => {
  it("that contradict themselves are refused", async () => {
    const { ask } = await bench();
    const bad = [
      { ...PIN, name: " " },
      { ...PIN, kind: "finger" },
      { ...PIN, perms: { arm: true } },
      { ...PIN, perms: undefined },
      { ...PIN, enabled: undefined },
      { ...PIN, valid_from_ms: 2, valid_until_ms: 1 },
      { ...PIN, valid_from_ms: -1 },
      { ...PIN, zones: [""] },
    ];
    for (const body of bad) assert.equal((await ask("POST", undefined, body)).status, 422, JSON.stringify(body));
    assert.equal((await ask("POST", undefined, { ...PIN, unknown: 1 })).status, 400);
  });

  it("that nobody knows are not found", async () => {
    const { ask, run } = await bench();
    for (const [method, body] of [["GET"], ["PUT", PIN], ["DELETE"]] as const)
      assert.equal((await ask(method, "nowhere", body)).status, 404);
    for (const [name, args] of [
      ["update", { id: "nowhere", code: PIN }],
      ["delete", { id: "nowhere" }],
    ] as const) {
      const answer = await run(name, args);
      assert.equal("error" in answer && answer.error.code, "not_found");
    }
  });

  it("are as many as there may be, and PINs fewer", async () => {
    const { ask, site } = await bench();
    const record = {
      name: "x",
      kind: "pin",
      hash: "hashed:",
      perms: PERMS,
      enabled: true,
      created_ms: 0,
      updated_ms: 0,
    };
    for (let n = 1; n < PINS_LIMIT; n += 1) await site.store.put("alarm-code", `p${n}`, record);
    assert.equal((await ask("POST", undefined, PIN)).status, 201);
    assert.equal((await ask("POST", undefined, PIN)).status, 400);
    const key = {
      name: "K",
      kind: "keypad_slot",
      perms: PERMS,
      enabled: true,
      binding: { device_address: "W", slot: 1, zone_id: "z" },
    };
    for (let n = PINS_LIMIT + 1; n < CODES_LIMIT; n += 1)
      await site.store.put("alarm-code", `k${n}`, { ...record, kind: "keypad_slot" });
    assert.equal((await ask("POST", undefined, key)).status, 201);
    assert.equal((await ask("POST", undefined, key)).status, 400);
  });

  it("are asked for by panels as soon as they count", async () => {
    const { ask, site } = await bench();
    const { id } = (await ask("POST", undefined, PIN)).body;
    await ask("DELETE", id);
    const flags = site.published
      .filter(({ broadcast }) => broadcast.name === "alarm.panel_changed")
      .map(({ payload }) => payload.code_disarm_required);
    assert.deepEqual(flags, [false, true, false]);
  });

  it("are written down when they change: by their id, never by more", async () => {
    const { ask, run, site } = await bench();
    const { id } = (await ask("POST", undefined, PIN)).body;
    await run("update", { id, code: PIN });
    await run("delete", { id });
    const journal = await collectRecords<Record<string, unknown>>(site.store, "alarm-journal");
    assert.deepEqual(
      journal.map(({ value }) => [value.event, value.source, value.actor, value.details]),
      [
        ["code_created", "rest", "operator", { code: id }],
        ["code_changed", "ws", "admin", { code: id }],
        ["code_removed", "ws", "admin", { code: id }],
      ],
    );
  });

  it("are not kept where nothing hashes them", async () => {
    const { ask, run } = await bench({ hashing: null });
    for (const [method, id, body] of [
      ["GET"],
      ["POST", undefined, PIN],
      ["GET", "x"],
      ["PUT", "x", PIN],
      ["DELETE", "x"],
    ] as const)
      assert.equal((await ask(method, id, body)).status, 503);
    const answer = await run("list");
    assert.equal("error" in answer && answer.error.code, "unavailable");
  });
});
