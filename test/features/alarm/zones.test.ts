/** Zones, sensors and outputs over REST: what is written is read back, and bad input changes nothing. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { zoneOperations } from "../../../handlers/features/alarm/operations/zones.ts";
import {
  ALARM_ID_LIMIT,
  OUTPUTS_LIMIT,
  ROW_CONFIG_LIMIT,
  SENSORS_LIMIT,
  ZONE_CONFIG_LIMIT,
  ZONES_LIMIT,
} from "../../../handlers/features/alarm/schemas/limits.ts";
import { readJournal } from "../../../handlers/records/alarm-journal.ts";
import { collectRecords } from "../../../handlers/records/all-records.ts";
import { request } from "../../support/site.ts";
import { alarmDevices, LAMP, SIREN as SIREN_CHANNEL, SMOKE } from "./alarm-home.ts";
import { type AlarmBench, alarmBench } from "./engine-double.ts";

const SENSOR = {
  ...{ central: "ccu-main", interface_id: "HmIP-RF", channel_address: "ABC:1", parameter: "STATE", type: "door" },
};
const SIREN = { class: "acoustic_siren", central: "ccu-main", channel_address: "SIR:3" };

async function bench() {
  const made = await alarmBench();
  const ask = (method: "GET" | "PUT" | "POST" | "DELETE", path: string, body?: unknown, id?: string) =>
    request(made.site, zoneOperations, method, path, {
      ...(id && { params: { id } }),
      ...(body !== undefined && { body }),
    });
  const zone = async (name = "Haus", config: object = {}): Promise<string> =>
    (await ask("POST", "/alarm/zones", { name, config })).body.id;
  return { ...made, ask, zone };
}
const everything = async ({ site }: AlarmBench) => JSON.stringify(await collectRecords(site.store, "alarm-zone"));

describe("a zone", () => {
  it("is made with an id of ours, and read back as it was written", async () => {
    const { ask } = await bench();
    const config = { modes: { full: { exit_delay_s: 30 } }, a_member_of_a_page: [1] };
    const made = await ask("POST", "/alarm/zones", { id: "mine", name: "  Haus ", position: 2, config });
    assert.equal(made.status, 201);
    assert.match(made.body.id, /^[0-9a-f-]{36}$/);
    assert.deepEqual({ ...made.body, id: "" }, { id: "", name: "Haus", position: 2, config });
    const { id } = made.body;
    assert.deepEqual((await ask("GET", "/alarm/zones/{id}", undefined, id)).body, made.body);
    assert.deepEqual((await ask("GET", "/alarm/zones")).body, [made.body]);
  });

  it("keeps what a change does not name", async () => {
    const { ask, zone } = await bench();
    const id = await zone("Haus", { modes: { full: {} } });
    assert.equal((await ask("PUT", "/alarm/zones/{id}", { id: "other", name: "Keller" }, id)).status, 204);
    assert.deepEqual((await ask("GET", "/alarm/zones/{id}", undefined, id)).body, {
      ...{ id, name: "Keller", position: 0 },
      config: { modes: { full: {} } },
    });
  });

  it("goes with its sensors and outputs, but not while it is armed", async () => {
    const all = await bench();
    const { ask, zone, set } = all;
    const id = await zone();
    await ask("PUT", "/alarm/zones/{id}/sensors", [SENSOR], id);
    for (const state of ["arming", "armed", "pending", "triggered"] as const) {
      set(id, { state });
      assert.equal((await ask("DELETE", "/alarm/zones/{id}", undefined, id)).status, 409);
    }
    set(id, { state: "disarmed" });
    assert.equal((await ask("DELETE", "/alarm/zones/{id}", undefined, id)).status, 204);
    assert.equal((await ask("GET", "/alarm/zones/{id}", undefined, id)).status, 404);
    assert.equal((await ask("GET", "/alarm/zones/{id}/sensors", undefined, id)).status, 404);
    assert.equal(await everything(all), "[]");
  });

  it("is told when it is made, changed and removed: in the journal, the audit log, and to whoever shows panels", async () => {
    const { ask, zone, site } = await bench();
    const id = await zone();
    await ask("PUT", "/alarm/zones/{id}", { name: "Keller" }, id);
    await ask("DELETE", "/alarm/zones/{id}", undefined, id);
    const journal = await readJournal(site.store, { limit: 10 });
    assert.deepEqual(
      journal.map((entry) => [entry.class, entry.event, entry.zone_id, entry.actor]),
      ["zone_removed", "zone_changed", "zone_created"].map((event) => ["config", event, id, "operator"]),
    );
    const audit = (await collectRecords<{ action: string; user: string }>(site.store, "audit")).map(
      ({ value }) => value,
    );
    assert.deepEqual(
      audit.map(({ action, user }) => [action, user]),
      Array(3).fill(["alarm_config_change", "operator"]),
    );
    const panels = site.published.filter(({ broadcast }) => broadcast.name === "alarm.panel_changed");
    assert.deepEqual(
      panels.map(({ payload }) => [payload.unique_id, payload.name, payload.removed]),
      [
        [`openccu-loom_alarm_${id}`, "Haus", undefined],
        [`openccu-loom_alarm_${id}`, "Keller", undefined],
        [`openccu-loom_alarm_${id}`, "Keller", true],
      ],
    );
  });

  it("with a name or a configuration that is none is refused, and nothing changes", async () => {
    const all = await bench();
    const id = await all.zone();
    const before = await everything(all);
    const bad: unknown[] = [
      {},
      { name: "" },
      { name: "  " },
      { name: 7 },
      { name: "a\u0000b" },
      { name: "x".repeat(201) },
      { name: "Haus", position: 1.5 },
      { name: "Haus", config: [] },
      { name: "Haus", config: { modes: { full: { exit_delay_s: -1 } } } },
      { name: "Haus", config: { modes: [] } },
      { name: "Haus", config: { text: "x".repeat(ZONE_CONFIG_LIMIT) } },
    ];
    for (const body of bad) {
      assert.equal((await all.ask("POST", "/alarm/zones", body)).status, 422, JSON.stringify(body).slice(0, 80));
      assert.equal((await all.ask("PUT", "/alarm/zones/{id}", body, id)).status, 422);
    }
    assert.equal((await all.ask("POST", "/alarm/zones", { name: "Haus", nonsense: true })).status, 400);
    assert.equal(await everything(all), before);
  });

  it("takes unknown choices as the default: the write does not fail", async () => {
    const { zone, site, running } = await bench();
    const id = await zone("Haus", { post_trigger: "explode", modes: { full: {}, party: {} }, central_loss: "?" });
    assert.equal(running.engine.zone(id)?.zone.config.post_trigger, "return_to_armed");
    assert.deepEqual(Object.keys(running.engine.zone(id)?.zone.config.modes ?? {}), ["full"]);
    assert.ok(site);
  });

  it("that nobody knows is not found", async () => {
    const { ask } = await bench();
    for (const [method, path, body] of [
      ["GET", "/alarm/zones/{id}"],
      ["PUT", "/alarm/zones/{id}", { name: "Haus" }],
      ["DELETE", "/alarm/zones/{id}"],
      ["GET", "/alarm/zones/{id}/sensors"],
      ["PUT", "/alarm/zones/{id}/sensors", []],
      ["GET", "/alarm/zones/{id}/outputs"],
      ["PUT", "/alarm/zones/{id}/outputs", []],
    ] as const)
      for (const id of ["nowhere", "__proto__", "x".repeat(ALARM_ID_LIMIT)])
        assert.equal((await ask(method, path, body, id)).status, 404, `${method} ${path} ${id}`);
    assert.equal((await ask("GET", "/alarm/zones/{id}", undefined, "x".repeat(ALARM_ID_LIMIT + 1))).status, 400);
  });

  it("is one of so many", async () => {
    const { site, ask, running } = await bench();
    for (let n = 1; n < ZONES_LIMIT; n += 1)
      await site.store.put("alarm-zone", `z${n}`, { name: `Z${n}`, position: n, sensors: [], outputs: [] });
    await running.reload();
    assert.equal((await ask("POST", "/alarm/zones", { name: "the last" })).status, 201);
    assert.equal((await ask("POST", "/alarm/zones", { name: "one more" })).status, 400);
  });

  it("whose stored configuration cannot be read is listed, and can be mended", async () => {
    const { site, ask, running } = await bench();
    await site.store.put("alarm-zone", "z", { name: "Haus", config: { modes: 7 }, sensors: [SENSOR], outputs: [] });
    await running.reload();
    assert.equal((await ask("GET", "/alarm/zones")).body.length, 1);
    assert.equal(running.engine.zone("z"), undefined);
    assert.equal(
      (await ask("PUT", "/alarm/zones/{id}", { name: "Haus", config: { modes: { full: {} } } }, "z")).status,
      204,
    );
    assert.equal(running.engine.zone("z")?.zone.name, "Haus");
  });
});

describe("sensors and outputs", () => {
  it("are replaced as a whole; ids that are brought are kept, and missing ones are made", async () => {
    const { ask, zone } = await bench();
    const id = await zone();
    const rows = [{ ...SENSOR, id: "front-door", name: "Haustür", config: { modes: ["full"], chime: true } }, SENSOR];
    assert.equal((await ask("PUT", "/alarm/zones/{id}/sensors", rows, id)).status, 204);
    const [first, second] = (await ask("GET", "/alarm/zones/{id}/sensors", undefined, id)).body;
    assert.deepEqual(first, rows[0]);
    assert.match(second.id, /^[0-9a-f-]{36}$/);
    await ask("PUT", "/alarm/zones/{id}/sensors", [{ ...SENSOR, id: "" }], id);
    const [only, ...none] = (await ask("GET", "/alarm/zones/{id}/sensors", undefined, id)).body;
    assert.match(only.id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(none, []);

    const outputs = [
      { ...SIREN, id: "o", config: { duration_s: 60 } },
      { id: "n", class: "notification", central: "", channel_address: "" },
    ];
    assert.equal((await ask("PUT", "/alarm/zones/{id}/outputs", outputs, id)).status, 204);
    assert.deepEqual((await ask("GET", "/alarm/zones/{id}/outputs", undefined, id)).body, outputs);
    assert.equal((await ask("GET", "/alarm/zones/{id}/sensors", undefined, id)).body.length, 1);
  });

  it("that cannot be are refused by name, and the list stays as it was", async () => {
    const all = await bench();
    const id = await all.zone();
    await all.ask("PUT", "/alarm/zones/{id}/sensors", [{ ...SENSOR, id: "s" }], id);
    await all.ask("PUT", "/alarm/zones/{id}/outputs", [{ ...SIREN, id: "o" }], id);
    const before = await everything(all);
    const sensors: unknown[] = [
      {},
      [{}],
      [{ ...SENSOR, type: "ghost" }],
      [{ ...SENSOR, type: "" }],
      [{ ...SENSOR, channel_address: "" }],
      [{ ...SENSOR, central: "" }],
      [{ ...SENSOR, config: { hold_time: "long" } }],
      [{ ...SENSOR, config: { text: "x".repeat(ROW_CONFIG_LIMIT) } }],
      [
        { ...SENSOR, id: "same" },
        { ...SENSOR, id: "same" },
      ],
      [{ ...SENSOR, id: "a/b" }],
    ];
    for (const body of sensors)
      assert.equal((await all.ask("PUT", "/alarm/zones/{id}/sensors", body, id)).status, 422, JSON.stringify(body));
    const outputs: unknown[] = [
      [{ ...SIREN, class: "bell" }],
      [{ ...SIREN, class: "" }],
      [{ ...SIREN, channel_address: "" }],
      [{ ...SIREN, config: { duration_s: "long" } }],
      [{ class: "sysvar_mirror", central: "ccu-main", channel_address: "" }],
      [{ class: "sysvar_mirror", central: "ccu-main", channel_address: "", config: { sysvar_name: "" } }],
      [{ class: "sysvar_mirror", central: "", channel_address: "", config: { sysvar_name: "Alarm" } }],
      // what no CCU can hold, or shows as something else
      ...["漢字", "Alarm 🚨", "a\u0000b", "$" + "{roomKitchen}"].map((sysvar_name) => [
        { class: "sysvar_mirror", central: "ccu-main", channel_address: "", config: { sysvar_name } },
      ]),
    ];
    for (const body of outputs) {
      const refused = await all.ask("PUT", "/alarm/zones/{id}/outputs", body, id);
      assert.equal(refused.status, 422, JSON.stringify(body));
      assert.match(refused.body.errors[0].field, /^0/);
    }
    assert.equal(await everything(all), before);
  });

  it("whose channel cannot do what they shall are refused, by what it can do; one that nobody knows is taken", async () => {
    const { ask, zone, site } = await bench();
    for (const device of alarmDevices()) site.home.putDevice(device);
    const id = await zone();
    const put = (kind: string, channel_address: string, central = "ccu-main") =>
      ask(
        "PUT",
        "/alarm/zones/{id}/outputs",
        [
          { class: "notification", central: "", channel_address: "" },
          { class: kind, central, channel_address },
        ],
        id,
      );
    const refused = async (kind: string, address: string, reason: string) => {
      const { status, body } = await put(kind, address);
      assert.deepEqual(
        [status, body.errors],
        [422, [{ field: "1.class", reason: `${address} cannot be ${kind}: ${reason}` }]],
      );
    };
    await refused("smoke_sounder", SIREN_CHANNEL, "it can be acoustic_siren, optical_siren, chirp");
    await refused("acoustic_siren", LAMP, "it can be switched_siren, alarm_light");
    await refused("alarm_light", SMOKE, "it can be smoke_sounder");
    await refused("alarm_light", "SMOKE00001:0", "it can be no output of a device");
    assert.deepEqual((await ask("GET", "/alarm/zones/{id}/outputs", undefined, id)).body, []);
    for (const [kind, address, central] of [
      ["smoke_sounder", SMOKE],
      ["acoustic_siren", "SIREN00001:99"],
      ["alarm_light", "UNKNOWN0001:1"],
      ["alarm_light", SMOKE, "ccu-away"],
    ] as const)
      assert.equal((await put(kind, address, central)).status, 204, `${kind} ${address}`);
  });

  it("belong to one zone: an id of another's is refused", async () => {
    const { ask, zone } = await bench();
    const [one, other] = [await zone("one"), await zone("other")];
    await ask("PUT", "/alarm/zones/{id}/sensors", [{ ...SENSOR, id: "s" }], one);
    assert.equal((await ask("PUT", "/alarm/zones/{id}/sensors", [{ ...SENSOR, id: "s" }], other)).status, 422);
    assert.equal((await ask("PUT", "/alarm/zones/{id}/sensors", [{ ...SENSOR, id: "s" }], one)).status, 204);
  });

  it("are so many at most", async () => {
    const { ask, zone } = await bench();
    const id = await zone();
    const many = (row: object, count: number) => Array.from({ length: count }, () => row);
    assert.equal((await ask("PUT", "/alarm/zones/{id}/sensors", many(SENSOR, SENSORS_LIMIT), id)).status, 204);
    assert.equal((await ask("PUT", "/alarm/zones/{id}/sensors", many(SENSOR, SENSORS_LIMIT + 1), id)).status, 422);
    assert.equal((await ask("PUT", "/alarm/zones/{id}/outputs", many(SIREN, OUTPUTS_LIMIT), id)).status, 204);
    assert.equal((await ask("PUT", "/alarm/zones/{id}/outputs", many(SIREN, OUTPUTS_LIMIT + 1), id)).status, 422);
  });

  it("written by two at once are those of one of them, never a mixture", async () => {
    const { ask, zone } = await bench();
    const id = await zone();
    const list = (name: string) => Array.from({ length: 5 }, (_, n) => ({ ...SENSOR, id: `${name}${n}` }));
    await Promise.all(["a", "b"].map((name) => ask("PUT", "/alarm/zones/{id}/sensors", list(name), id)));
    const ids = (await ask("GET", "/alarm/zones/{id}/sensors", undefined, id)).body.map(
      (row: { id: string }) => row.id[0],
    );
    assert.equal(new Set(ids).size, 1);
  });
});
