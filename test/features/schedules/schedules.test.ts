import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { schedulesCommands } from "../../../handlers/features/schedules/commands.ts";
import { schedulesOperations } from "../../../handlers/features/schedules/operations.ts";
import type { TypedValue } from "../../../handlers/ports/index.ts";
import { idAt } from "../../support/device-ids.ts";
import { dimmer, state, states } from "../../support/devices.ts";
import { blinds, doorLock, lights, scheduled, switches, thermostat } from "../../support/schedules.ts";
import { call, createTestSite, fault, request, type TestSite, type TestSiteOptions } from "../../support/site.ts";

const HEATING = "0010AAAA000010";
const SIX = "0010AAAA000099";
const CLASSIC = "XEQ0000010";
const WALL = "XEQ0000011";
const SWITCHES = "0011AAAA000011";
const DIMMER = "0001AAAA000001";
const CHANNEL = "/devices/{addr}/channels/{no}";
const SCHEDULE = "/devices/{addr}/schedule";

const DAY = { base_temperature: 17, periods: [{ start_time: "06:00", end_time: "09:00", temperature: 21 }] };
const monday = (prefix: string): Record<string, unknown> =>
  Object.fromEntries(
    Array.from({ length: 13 }, (_, i) => [
      [`${prefix}ENDTIME_MONDAY_${i + 1}`, [360, 540][i] ?? 1440],
      [`${prefix}TEMPERATURE_MONDAY_${i + 1}`, [17, 21][i] ?? 17],
    ]).flat() as [string, number][],
  );

/** A home with every kind of schedule; `raw` is what the CCU has, by address. */
function home(raw: Record<string, Record<string, unknown>> = {}, options: TestSiteOptions = {}) {
  const site = createTestSite({
    ccu: { getParamset: (_iface: string, address: string) => raw[address] ?? {} },
    ...options,
  });
  site.putDevices(dimmer(), ...scheduled());
  return site;
}
type Method = "GET" | "PUT" | "POST";
const send = (site: TestSite, method: Method, path: string, params: Record<string, string>, body?: unknown) =>
  request(site, schedulesOperations, method, path, { params, ...(body === undefined ? {} : { body }) });
const get = (site: TestSite, addr: string) => send(site, "GET", SCHEDULE, { addr });
const put = (site: TestSite, addr: string, body: unknown) => send(site, "PUT", SCHEDULE, { addr }, body);

/** The last MASTER that was written: channel and plain values. */
function master(site: TestSite): { channel: unknown; values: Record<string, unknown> } {
  const [device, channel, typed] = site.centralCalls.findLast(({ method }) => method === "writeMaster")?.args ?? [];
  assert.ok(device, "no MASTER was written");
  const values = Object.entries(typed as Record<string, TypedValue>).map(([name, { value }]) => [name, value]);
  return { channel, values: Object.fromEntries(values) };
}
const wrote = (site: TestSite) => site.centralCalls.filter(({ method }) => method.startsWith("write")).length;
const audit = async (site: TestSite) =>
  (await site.store.list<Record<string, unknown>>("audit")).items.map(({ value }) => value);

describe("reading a schedule", () => {
  it("asks the channel that has it, and tells the active profile from 0 and by name", async () => {
    const site = home({ [`${HEATING}:1`]: monday("P1_") });
    site.home.putValues(idAt(HEATING), states({ "1/ACTIVE_PROFILE": state(3) }));
    const { status, body } = await get(site, HEATING);
    assert.deepEqual(
      [status, body.active_profile, body.active_profile_index, body.profiles.P1.weekdays],
      [200, "P3", 2, { MONDAY: DAY }],
    );
    assert.deepEqual(site.calls[0]?.args, ["HmIP-RF", `${HEATING}:1`, "MASTER"]);
  });

  it("asks the device itself where the schedule is the device's, and says so with channel 0", async () => {
    const site = home({ [CLASSIC]: monday(""), [WALL]: { WEEK_PROGRAM_POINTER: 1 } });
    const classic = (await get(site, CLASSIC)).body;
    assert.deepEqual(classic.channel, { address: CLASSIC, number: 0, device_address: CLASSIC });
    assert.deepEqual(classic.profiles, { P1: { weekdays: { MONDAY: DAY } } });
    const again = await send(site, "GET", `${CHANNEL}/schedule`, { addr: CLASSIC, no: "0" });
    assert.deepEqual(again.body, classic);
    assert.equal((await get(site, WALL)).body.active_profile, "P2");
  });

  it("does not invent an active profile", async () => {
    const site = home();
    assert.equal("active_profile" in (await get(site, HEATING)).body, false);
  });

  it("tells domain and colour of other programs", async () => {
    const site = home();
    const of = async (addr: string) => {
      const { domain, color_capable, kind } = (await get(site, addr)).body;
      return [kind, domain, color_capable];
    };
    assert.deepEqual(await of(SWITCHES), ["simple", "switch", false]);
    assert.deepEqual(await of(lights().address), ["simple", "light", true]);
    assert.deepEqual(await of(doorLock().address), ["simple", "lock", false]);
  });

  it("refuses what has none, and passes on what the CCU says", async () => {
    assert.equal((await get(home(), DIMMER)).status, 404);
    assert.equal((await get(home(), "NOPE")).status, 404);
    assert.equal((await send(home(), "GET", `${CHANNEL}/schedule`, { addr: HEATING, no: "7" })).status, 404);
    assert.equal((await get(home({}, { ccu: { getParamset: fault() } }), HEATING)).status, 502);
    assert.equal((await get(home({}, { unreachable: ["ccu-main"] }), HEATING)).status, 503);
  });
});

describe("writing a schedule", () => {
  const heating = (profiles: unknown) => ({
    channel: { address: "", number: 1, device_address: "" },
    kind: "climate",
    profiles,
  });

  it("writes only the days given, where the schedule lives, and is in the audit log", async () => {
    const site = home();
    assert.equal((await put(site, HEATING, heating({ P2: { weekdays: { MONDAY: DAY } } }))).status, 202);
    assert.deepEqual(master(site), { channel: 1, values: monday("P2_") });
    assert.deepEqual(
      (await audit(site)).map(({ action, device_address, channel_no, note }) => [
        action,
        device_address,
        channel_no,
        note,
      ]),
      [["schedule_write", HEATING, 1, "P2 MONDAY"]],
    );
    await put(site, CLASSIC, heating({ P1: { weekdays: { MONDAY: DAY } } }));
    assert.deepEqual(master(site), { channel: null, values: monday("") });
  });

  it("accepts what it answered", async () => {
    const raw = {
      "01_WP_WEEKDAY": 65,
      "01_WP_FIXED_HOUR": 22,
      "01_WP_FIXED_MINUTE": 5,
      "01_WP_CONDITION": "ASTRO_IF_BEFORE_FIXED",
      "01_WP_ASTRO_TYPE": "SUNSET",
      "01_WP_ASTRO_OFFSET": -20,
      "01_WP_TARGET_CHANNELS": 9,
      "01_WP_LEVEL": 1,
      // no duration has this text: it must survive nevertheless
      "01_WP_DURATION_BASE": "BASE_100_MS",
      "01_WP_DURATION_FACTOR": 31,
    };
    const site = home({ [`${SWITCHES}:9`]: raw });
    const { body } = await get(site, SWITCHES);
    assert.equal(body.simple_entries[0].duration, "3100ms");
    assert.equal((await put(site, SWITCHES, body)).status, 202);
    for (const [name, value] of Object.entries(master(site).values))
      if (name.startsWith("01_")) assert.equal(value, (raw as Record<string, unknown>)[name], name);
  });

  it("ends the program with an empty list", async () => {
    const site = home({ [`${SWITCHES}:9`]: { "01_WP_WEEKDAY": 127, "01_WP_LEVEL": 1 } });
    const empty = { channel: { address: "", number: 9, device_address: "" }, kind: "simple", simple_entries: [] };
    assert.equal((await put(site, SWITCHES, empty)).status, 202);
    const { values } = master(site);
    assert.equal(Object.keys(values).length, 150);
    assert.ok(Object.values(values).every((value) => value === 0));
  });

  it("writes nothing where anything is wrong, and names all of it", async () => {
    const site = home();
    const hot = { base_temperature: 31, periods: [{ start_time: "9:00", end_time: "8:00", temperature: 20 }] };
    const { status, body } = await put(site, HEATING, heating({ P1: { weekdays: { MONDAY: hot, TUESDAY: DAY } } }));
    assert.deepEqual([status, body.code], [400, "validation"]);
    assert.deepEqual(
      [...new Set(body.errors.map(({ field }: { field: string }) => field))],
      ["profiles.P1.weekdays.MONDAY.periods[0].end_time", "profiles.P1.weekdays.MONDAY.base_temperature"],
    );
    for (const wrong of [
      heating({}),
      heating(undefined),
      heating({ P1: { weekdays: {} } }),
      heating({ P4: { weekdays: {} } }),
    ])
      assert.equal((await put(site, HEATING, wrong)).status, 400);
    const simple = { ...heating(undefined), kind: "simple" };
    assert.equal((await put(site, SWITCHES, simple)).body.detail, "simple_entries is missing");
    assert.equal((await put(site, HEATING, simple)).body.errors[0].field, "kind");
    assert.equal(wrote(site), 0);
    assert.deepEqual(await audit(site), []);
  });

  it("is a 502 without a trace in the audit log where the CCU refuses", async () => {
    const site = home({}, { writing: fault() });
    assert.equal((await put(site, HEATING, heating({ P1: { weekdays: { MONDAY: DAY } } }))).status, 502);
    assert.deepEqual(await audit(site), []);
  });
});

describe("the active profile", () => {
  const choose = (site: TestSite, addr: string, profile: string) =>
    send(site, "POST", `${SCHEDULE}/active-profile`, { addr }, { profile });

  it("is a value of HmIP thermostats", async () => {
    const site = home();
    site.home.putValues(idAt(HEATING), states({ "1/ACTIVE_PROFILE": state(1) }));
    assert.equal((await choose(site, HEATING, "P3")).status, 202);
    const [, values] = site.centralCalls[0]!.args as [
      unknown,
      { dataPoint: { parameter: string }; value: TypedValue }[],
    ];
    assert.deepEqual(
      values.map(({ dataPoint, value }) => [dataPoint.parameter, value]),
      [["ACTIVE_PROFILE", { type: "INTEGER", value: 3 }]],
    );
    const [entry] = await audit(site);
    assert.deepEqual(
      [entry?.action, entry?.changes],
      ["active_profile", [{ parameter: "ACTIVE_PROFILE", before: "P1", after: "P3" }]],
    );
  });

  it("is configuration of classic wall thermostats", async () => {
    const site = home();
    assert.equal((await choose(site, WALL, "P3")).status, 202);
    assert.deepEqual(master(site), { channel: null, values: { WEEK_PROGRAM_POINTER: 2 } });
  });

  it("must be one that the thermostat has: the last one, and one past it", async () => {
    const site = home();
    assert.equal((await choose(site, SIX, "P6")).status, 202);
    assert.equal((await choose(site, HEATING, "P3")).status, 202);
    const before = wrote(site);
    for (const [addr, profile] of [
      [SIX, "P7"],
      [HEATING, "P4"],
      [HEATING, "p1"],
      [HEATING, "P01"],
      [CLASSIC, "P1"],
      [SWITCHES, "P1"],
    ] as const)
      assert.equal((await choose(site, addr, profile)).status, 400, `${addr} ${profile}`);
    assert.equal(wrote(site), before);
  });

  it("stays where an operator locked the channel", async () => {
    const site = home();
    site.putDevices(thermostat("L", 3, { flags: { 1: { hidden: false, locked: true } } }));
    assert.equal((await choose(site, "L", "P1")).status, 423);
  });
});

describe("copies", () => {
  const copy = (site: TestSite, addr: string, target_device_address: string) =>
    send(site, "POST", "/devices/{addr}/schedules/copy", { addr }, { target_device_address });
  const copyProfile = (site: TestSite, addr: string, no: string, source: number, to: string, target: number) =>
    send(
      site,
      "POST",
      `${CHANNEL}/week_profile/copy`,
      { addr, no },
      {
        source_profile: source,
        target_channel_address: to,
        target_profile: target,
      },
    );

  it("take a whole heating schedule to a thermostat with at least as many profiles", async () => {
    const site = home({ [`${HEATING}:1`]: monday("P3_"), [CLASSIC]: monday("") });
    assert.equal((await copy(site, HEATING, SIX)).status, 202);
    assert.deepEqual(master(site), { channel: 1, values: monday("P3_") });
    assert.equal((await copy(site, CLASSIC, SIX)).status, 202);
    assert.deepEqual(master(site).values, monday("P1_"));
    assert.equal((await copy(site, SIX, HEATING)).status, 422);
    assert.equal((await copy(site, HEATING, CLASSIC)).status, 422);
  });

  it("take a program to a device of the same kind", async () => {
    const site = home({ [`${SWITCHES}:9`]: { "02_WP_WEEKDAY": 4, "02_WP_LEVEL": 1, "02_WP_TARGET_CHANNELS": 8 } });
    site.putDevices(switches("TWIN"));
    assert.equal((await copy(site, SWITCHES, "TWIN")).status, 202);
    const { values } = master(site);
    assert.deepEqual([values["02_WP_WEEKDAY"], values["02_WP_TARGET_CHANNELS"], values["01_WP_WEEKDAY"]], [4, 8, 0]);
  });

  it("are refused to the same device, to another kind, from and to nothing", async () => {
    const site = home();
    const statuses = [];
    for (const [from, to] of [
      [HEATING, HEATING],
      [HEATING, SWITCHES],
      [SWITCHES, blinds().address],
      [DIMMER, HEATING],
      [HEATING, DIMMER],
      [HEATING, "NOPE"],
    ] as const)
      statuses.push((await copy(site, from, to)).status);
    assert.deepEqual(statuses, [422, 422, 422, 404, 404, 404]);
    assert.equal(wrote(site), 0);
  });

  it("take one profile into another, also between the layouts", async () => {
    const site = home({ [`${HEATING}:1`]: monday("P1_"), [CLASSIC]: monday("") });
    assert.equal((await copyProfile(site, HEATING, "1", 1, `${HEATING}:1`, 2)).status, 202);
    assert.deepEqual(master(site), { channel: 1, values: monday("P2_") });
    assert.equal((await copyProfile(site, HEATING, "1", 1, CLASSIC, 1)).status, 202);
    assert.deepEqual(master(site), { channel: null, values: monday("") });
  });

  it("have profiles that exist on both sides", async () => {
    const site = home();
    const statuses = [];
    for (const [source, to, target] of [
      [1, `${HEATING}:1`, 1],
      [4, `${SIX}:1`, 1],
      [1, CLASSIC, 2],
      [7, `${SIX}:1`, 1],
      [1, `${SWITCHES}:9`, 1],
      [1, `${DIMMER}:1`, 1],
    ] as const)
      statuses.push((await copyProfile(site, HEATING, "1", source, to, target)).status);
    assert.deepEqual(statuses, [422, 422, 422, 400, 422, 404]);
    assert.equal(wrote(site), 0);
  });
});

describe("week profiles", () => {
  const profile = async (site: TestSite, addr: string, no: string) =>
    (await send(site, "GET", `${CHANNEL}/week_profile`, { addr, no })).body;

  it("describe a thermostat", async () => {
    const site = home();
    site.home.putValues(idAt(SIX), states({ "1/ACTIVE_PROFILE": state(2, { optimistic: { value: 5 } }) }));
    assert.deepEqual(await profile(site, SIX, "1"), {
      address: `${SIX}:1`,
      unique_id: "loom_week_profile_0010aaaa000099_week_profile",
      schedule_type: "climate",
      min_temp: 5,
      max_temp: 30,
      has_climate_schedule: true,
      profile_count: 6,
      available_profiles: ["P1", "P2", "P3", "P4", "P5", "P6"],
      current_profile: "P5",
    });
  });

  it("describe a program: its channels, and which follow it; nothing asks the CCU", async () => {
    const site = home();
    const unknown = await profile(site, SWITCHES, "9");
    assert.equal("schedule_enabled" in unknown, false);
    site.home.putValues(idAt(SWITCHES), states({ "9/WEEK_PROGRAM_CHANNEL_LOCKS": state(0b001010) }));
    const body = await profile(site, SWITCHES, "9");
    assert.deepEqual(body.schedule_enabled, {
      "1_1": true,
      "1_2": false,
      "1_3": true,
      "2_1": false,
      "2_2": true,
      "2_3": true,
    });
    assert.deepEqual(body.available_target_channels["2_1"], {
      channel_no: 6,
      channel_address: `${SWITCHES}:6`,
      name: body.available_target_channels["2_1"].name,
      channel_type: "primary",
      unique_id: "loom_schedule_channel_switch_0011aaaa000011_schedule_channel_lock_2_1",
    });
    assert.deepEqual([body.schedule_type, body.has_climate_schedule], ["default", false]);
    assert.deepEqual(site.calls, []);
  });

  it("let channels follow or not: one, or all by command", async () => {
    const site = home();
    const written = () => {
      const [, values] = site.centralCalls.findLast(({ method }) => method === "writeValues")!.args as [
        unknown,
        { dataPoint: { parameter: string }; value: TypedValue }[],
      ];
      return values.map(({ dataPoint, value }) => [dataPoint.parameter, value.value]);
    };
    const path = `${CHANNEL}/week_profile/channel-locks/{key}`;
    const params = { addr: SWITCHES, no: "9", key: "2_1" };
    assert.equal((await send(site, "PUT", path, params, { enabled: false })).status, 202);
    assert.deepEqual(written(), [["COMBINED_PARAMETER", "WPTCLS=8,WPTCL=0"]]);
    assert.deepEqual(site.centralCalls.at(-1)?.method, "reloadValues");
    await call(site, schedulesCommands, "schedules.set_enabled", { device_address: SWITCHES, enabled: true });
    assert.deepEqual(written(), [["COMBINED_PARAMETER", "WPTCLS=63,WPTCL=2"]]);
    site.putDevices(switches("OLD", { combined: false }));
    await send(site, "PUT", path, { ...params, addr: "OLD" }, { enabled: true });
    assert.deepEqual(written(), [
      ["WEEK_PROGRAM_TARGET_CHANNEL_LOCKS", 8],
      ["WEEK_PROGRAM_TARGET_CHANNEL_LOCK", 2],
    ]);
    assert.equal((await send(site, "PUT", path, { ...params, key: "4_1" }, { enabled: true })).status, 404);
    assert.equal((await send(site, "PUT", path, { ...params, addr: HEATING, no: "1" }, { enabled: true })).status, 404);
  });
});

describe("schedule commands", () => {
  it("list the devices that have a schedule", async () => {
    const result = await call(home(), schedulesCommands, "schedules.list_devices");
    assert.ok("data" in result);
    const { devices } = result.data as { devices: { address: string }[] };
    assert.equal(devices.length, scheduled().length);
    assert.equal(
      devices.some(({ address }) => address === DIMMER),
      false,
    );
  });

  it("take an address without a channel for channel 0", async () => {
    const result = await call(home(), schedulesCommands, "schedules.climate.get", { channel_address: CLASSIC });
    assert.ok("data" in result);
  });

  it("need no channel in the schedule that is sent", async () => {
    const site = home();
    const profile = { kind: "climate", profiles: { P1: { weekdays: { MONDAY: DAY } } } };
    const args = { channel_address: `${HEATING}:1`, profile };
    assert.deepEqual(await call(site, schedulesCommands, "schedules.climate.set", args), {
      data: { saved: true, channel_address: `${HEATING}:1` },
    });
    assert.deepEqual(master(site).values, monday("P1_"));
  });
});
