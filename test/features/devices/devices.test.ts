import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inflateSync } from "node:zlib";
import { readIcons } from "../../../adapters/node/about.ts";
import { devicesCommands } from "../../../handlers/features/devices/commands/devices.ts";
import { ICON_KINDS, iconKind } from "../../../handlers/features/devices/icon-kinds.ts";
import { channelsOperations } from "../../../handlers/features/devices/operations/channels.ts";
import { devicesOperations } from "../../../handlers/features/devices/operations/devices.ts";
import { eventGroupsOperations } from "../../../handlers/features/devices/operations/event-groups.ts";
import { idAt } from "../../support/device-ids.ts";
import { device, dimmer, remote, state, states } from "../../support/devices.ts";
import { call, createTestSite, request } from "../../support/site.ts";

/** Edge in pixels: twice the 48 that a list row shows, for dense screens. */
const ICON_SIZE = 96;
const ADDR = "0001AAAA000001";

function twoCentrals() {
  const site = createTestSite({ centrals: ["ccu-a", "ccu-b"] });
  site.putDevices(
    dimmer({ central: "ccu-a" }),
    remote({ central: "ccu-b", interface: "BidCos-RF", name: "Remote Hall" }),
  );
  return site;
}
const list = (site: ReturnType<typeof twoCentrals>, query = "") =>
  request(site, devicesOperations, "GET", "/devices", { query });
const addresses = (reply: { body?: { items: { address: string }[] } }) => reply.body!.items.map((d) => d.address);

describe("GET /devices", () => {
  it("lists the devices of all centrals with paging members and the total as a header", async () => {
    const reply = await list(twoCentrals());
    assert.equal(reply.status, 200);
    assert.deepEqual(addresses(reply), [ADDR, "0002BBBB000002"]);
    assert.deepEqual({ ...reply.body, items: 0 }, { items: 0, page: 1, per_page: 50, total: 2 });
    assert.equal(reply.headers?.["x-total-count"], "2");
    const [lamp] = reply.body.items;
    assert.equal(lamp.name, "Ceiling lamp");
    assert.equal(lamp.central, "ccu-a");
    assert.deepEqual([lamp.rooms, lamp.functions], [["Kitchen"], ["Light"]]);
    assert.equal(lamp.available, true);
  });

  it("filters by central exactly and by parts of other members, whatever the case", async () => {
    const site = twoCentrals();
    for (const [query, expected] of [
      ["central=ccu-b", ["0002BBBB000002"]],
      ["central=CCU-B", []],
      ["central=nowhere", []],
      ["central=", [ADDR, "0002BBBB000002"]],
      ["interface=bidcos", ["0002BBBB000002"]],
      ["model=xdt", [ADDR]],
      ["name=hall", ["0002BBBB000002"]],
      ["address=bbbb", ["0002BBBB000002"]],
      ["model=xdt&name=hall", []],
    ] as const) {
      const reply = await list(site, query);
      assert.deepEqual(addresses(reply), expected, query);
      assert.equal(reply.body.total, expected.length, query);
    }
  });

  it("counts what is no page in range as the default, and answers past the end with nothing", async () => {
    const site = twoCentrals();
    for (const [query, page, rows, items] of [
      ["page=0&per_page=0", 1, 50, 2],
      ["page=-1&per_page=501", 1, 50, 2],
      ["page=x&per_page=1e2", 1, 50, 2],
      ["page=0x1&per_page=1.5", 1, 50, 2],
      ["per_page=500", 1, 500, 2],
      ["page=2&per_page=1", 2, 1, 1],
      ["page=3&per_page=1", 3, 1, 0],
      ["page=1&page=2", 1, 50, 2],
    ] as const) {
      const reply = await list(site, query);
      assert.deepEqual([reply.body.page, reply.body.per_page, reply.body.items.length], [page, rows, items], query);
      assert.equal(reply.body.total, 2);
    }
  });

  it("shows a device as unavailable while it is unreachable or its interface is away", async () => {
    const site = twoCentrals();
    site.home.putValues(idAt(ADDR, "ccu-a"), states({ "0/UNREACH": state(true) }));
    site.putInterfaces("ccu-b", [{ name: "BidCos-RF", connected: false }]);
    assert.deepEqual(
      (await list(site)).body.items.map((d: { available: boolean }) => d.available),
      [false, false],
    );
  });
});

describe("cacheable answers", () => {
  it("do not depend on the clock: the same revision gives the same bytes an hour later", async () => {
    const site = twoCentrals();
    site.home.putValues(idAt(ADDR, "ccu-a"), states({ "1/LEVEL": state(0.5), "0/UNREACH": state(false) }));
    const cacheable = [...devicesOperations, ...channelsOperations].filter((o) => o.spec.cacheable);
    assert.equal(cacheable.length, 4);
    const bodies = () =>
      Promise.all(
        cacheable.map(async ({ spec }) =>
          JSON.stringify(
            (await request(site, cacheable, spec.method, spec.path, { params: { addr: ADDR, no: "1" } })).body,
          ),
        ),
      );
    const before = await bodies();
    const revision = site.home.revision();
    site.clock.advance(3_600_000);
    assert.deepEqual(await bodies(), before);
    assert.equal(site.home.revision(), revision);
  });

  it("are given up when a value changes", () => {
    const site = twoCentrals();
    const before = site.home.revision();
    site.home.putValues(idAt(ADDR, "ccu-a"), states({ "0/UNREACH": state(true) }));
    assert.ok(site.home.revision() > before);
  });
});

describe("GET /devices/{addr}", () => {
  it("adds firmware, availability and channels", async () => {
    const site = twoCentrals();
    site.home.putValues(
      idAt(ADDR, "ccu-a"),
      states({ "0/UNREACH": state(false), "0/LOW_BAT": state(true), "0/RSSI_DEVICE": state(-60) }),
    );
    const { status, body } = await request(site, devicesOperations, "GET", "/devices/{addr}", {
      params: { addr: ADDR },
    });
    assert.equal(status, 200);
    assert.equal(body.firmware.Current, "1.0.0");
    assert.deepEqual(
      [body.availability.IsReachable, body.availability.LowBattery, body.availability.SignalStrength],
      [true, true, -60],
    );
    assert.deepEqual(
      body.channels.map((c: { number: number }) => c.number),
      [0, 1],
    );
  });

  it("refuses an unknown address with 404, also one of another spelling", async () => {
    for (const addr of ["NOPE", "0001aaaa000001", `${ADDR}:1`, "__proto__", "constructor"]) {
      const reply = await request(twoCentrals(), devicesOperations, "GET", "/devices/{addr}", { params: { addr } });
      assert.equal(reply.status, 404, addr);
      assert.equal(reply.body.code, "not_found");
    }
  });
});

describe("channels", () => {
  it("are listed in order, and labelled in the client's language", async () => {
    const site = twoCentrals();
    const path = "/devices/{addr}/channels";
    const { body } = await request(site, channelsOperations, "GET", path, { params: { addr: ADDR } });
    assert.deepEqual(
      body.map((c: { address: string }) => c.address),
      [`${ADDR}:0`, `${ADDR}:1`],
    );
    assert.deepEqual([body[1].room, body[1].rooms, body[1].functions], ["Kitchen", ["Kitchen"], ["Light"]]);
    assert.equal(body[1].data_points_count, 12);
    const german = await request(site, channelsOperations, "GET", path, {
      params: { addr: ADDR },
      headers: { "accept-language": "fr-CH, de;q=0.9" },
    });
    assert.notEqual(german.body[0].type_label, body[0].type_label);
    assert.equal((await request(site, channelsOperations, "GET", path, { params: { addr: "NOPE" } })).status, 404);
  });

  it("are found by number; other numbers are 404, other texts 400", async () => {
    const site = twoCentrals();
    const get = (no: string, addr = ADDR) =>
      request(site, channelsOperations, "GET", "/devices/{addr}/channels/{no}", { params: { addr, no } });
    assert.equal((await get("1")).body.type, "DIMMER_VIRTUAL_RECEIVER");
    for (const [no, status] of [
      ["2", 404],
      ["9999", 404],
      ["10000", 400],
      ["-1", 400],
      ["1.0", 400],
      ["0x1", 400],
      ["1e0", 400],
      [" 1", 400],
      ["one", 400],
    ] as const)
      assert.equal((await get(no)).status, status, no);
    assert.equal((await get("1", "NOPE")).status, 404);
  });
});

describe("channel flags", () => {
  const PATH = "/devices/{addr}/channels/{no}/flags";
  const params = { addr: ADDR, no: "1" };

  it("change one by one, are stored, told to the engine and audited", async () => {
    const site = twoCentrals();
    assert.deepEqual((await request(site, channelsOperations, "GET", PATH, { params })).body, {
      hidden: false,
      locked: false,
    });
    const reply = await request(site, channelsOperations, "PUT", PATH, { params, body: { locked: true } });
    assert.deepEqual([reply.status, reply.body], [200, { hidden: false, locked: true }]);
    assert.deepEqual((await site.store.get("flags", idAt(`${ADDR}:1`, "ccu-a")))?.value, {
      hidden: false,
      locked: true,
    });
    assert.deepEqual(site.centralCalls, [{ method: "recordsChanged", args: ["ccu-a", "flags"] }]);
    const { items } = await site.store.list<{ action: string; note: string }>("audit");
    assert.deepEqual([items[0]?.value.action, items[0]?.value.note], ["channel_flags", "hidden=false locked=true"]);
  });

  it("keep what the request leaves out, and stay quiet where nothing changes", async () => {
    const site = twoCentrals();
    site.putDevices(dimmer({ central: "ccu-a", flags: { 1: { hidden: true, locked: false } } }));
    assert.deepEqual((await request(site, channelsOperations, "PUT", PATH, { params, body: {} })).body, {
      hidden: true,
      locked: false,
    });
    assert.deepEqual(site.centralCalls, []);
  });

  it("of two operators at once keep what each has said", async () => {
    const site = twoCentrals();
    const change = (body: object) => request(site, channelsOperations, "PUT", PATH, { params, body });
    await Promise.all([change({ hidden: true }), change({ locked: true })]);
    const kept = await site.store.get("flags", idAt(`${ADDR}:1`, "ccu-a"));
    assert.deepEqual(kept?.value, { hidden: true, locked: true });
  });

  it("refuse what is not a flag", async () => {
    const site = twoCentrals();
    for (const body of [{ hidden: "true" }, { locked: 1 }, { visible: true }, [], "x"])
      assert.equal((await request(site, channelsOperations, "PUT", PATH, { params, body })).status, 400);
    const missing = { params: { addr: "NOPE", no: "1" }, body: { hidden: true } };
    assert.equal((await request(site, channelsOperations, "PUT", PATH, missing)).status, 404);
    assert.equal(
      (await request(site, channelsOperations, "GET", PATH, { params: { addr: ADDR, no: "7" } })).status,
      404,
    );
    const away = createTestSite({ centrals: ["ccu-a"], unreachable: ["ccu-a"] });
    away.putDevices(dimmer({ central: "ccu-a" }));
    assert.equal(
      (await request(away, channelsOperations, "PUT", PATH, { params, body: { hidden: true } })).status,
      503,
    );
    assert.equal(await away.store.get("flags", `${ADDR}:1`), undefined);
  });
});

describe("event groups", () => {
  const PATH = "/devices/{addr}/channels/{no}/event-groups";

  it("tell what a channel announces and what it last announced", async () => {
    const site = twoCentrals();
    const params = { addr: "0002BBBB000002", no: "1" };
    const quiet = await request(site, eventGroupsOperations, "GET", PATH, { params });
    assert.deepEqual(quiet.body[0].event_types, ["press_short", "press_long"]);
    assert.equal("last_triggered_event" in quiet.body[0], false);
    site.home.putValues(
      idAt(params.addr, "ccu-b"),
      states({
        "1/PRESS_SHORT": state(true),
        "1/PRESS_LONG": state(true, { changedAt: Date.UTC(2026, 0, 1, 11, 30) }),
      }),
    );
    const { body } = await request(site, eventGroupsOperations, "GET", PATH, { params });
    assert.deepEqual(
      [body[0].kind, body[0].available, body[0].channel_address],
      ["keypress", true, `${params.addr}:1`],
    );
    assert.deepEqual(body[0].last_triggered_event, {
      parameter: "PRESS_LONG",
      value: true,
      triggered_at: "2026-01-01T11:30:00.000Z",
    });
  });

  it("are empty for a channel without any, 404 for no channel", async () => {
    const site = twoCentrals();
    assert.deepEqual(
      (await request(site, eventGroupsOperations, "GET", PATH, { params: { addr: ADDR, no: "1" } })).body,
      [],
    );
    assert.equal(
      (await request(site, eventGroupsOperations, "GET", PATH, { params: { addr: ADDR, no: "9" } })).status,
      404,
    );
  });
});

describe("device icon", () => {
  it("is a PNG of our own for a known device, without credentials", async () => {
    const get = (addr: string) =>
      request(twoCentrals(), devicesOperations, "GET", "/devices/{addr}/icon", { params: { addr }, as: null });
    const reply = await get(ADDR);
    assert.deepEqual([reply.status, reply.type], [200, "image/png"]);
    assert.equal(Buffer.from(reply.body).subarray(1, 4).toString(), "PNG");
    assert.equal((await get("NOPE")).status, 404);
  });

  it("has a drawing of every kind: right size, something drawn, background clear", () => {
    const seen = new Set<string>();
    const icons = readIcons();
    assert.deepEqual(Object.keys(icons).sort(), [...ICON_KINDS].sort());
    for (const kind of ICON_KINDS) {
      const png = Buffer.from(icons[kind] ?? "", "base64");
      assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [ICON_SIZE, ICON_SIZE]);
      const pixels = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
      assert.equal(pixels.length, ICON_SIZE * (ICON_SIZE * 4 + 1));
      const alpha = (x: number, y: number) => pixels[y * (ICON_SIZE * 4 + 1) + 1 + x * 4 + 3]!;
      const side = [...Array(ICON_SIZE).keys()];
      const drawn = side.flatMap((y) => side.filter((x) => alpha(x, y) > 128)).length;
      assert.ok(drawn > 500 && drawn < 6000, `${kind}: ${drawn} pixels`);
      assert.equal(alpha(0, 0), 0, `${kind}: the corner is clear`);
      seen.add(png.toString("base64"));
    }
    assert.equal(seen.size, ICON_KINDS.length);
  });

  it("shows what the device is for, its most telling channel first", () => {
    for (const [model, types, kind] of [
      ["HmIP-A", ["MAINTENANCE", "SWITCH_VIRTUAL_RECEIVER"], "switch"],
      [
        "HmIP-B",
        [
          "MAINTENANCE",
          "KEY_TRANSCEIVER",
          "SWITCH_TRANSMITTER",
          "SWITCH_VIRTUAL_RECEIVER",
          "ENERGIE_METER_TRANSMITTER",
        ],
        "switch",
      ],
      ["HmIP-C", ["MAINTENANCE", "HEATING_CLIMATECONTROL_TRANSCEIVER", "HEATING_SHUTTER_CONTACT_RECEIVER"], "climate"],
      ["HM-D", ["SHUTTER_CONTACT"], "contact"],
      ["HM-E", ["MAINTENANCE", "BLIND"], "blind"],
      ["HM-F", ["MAINTENANCE", "KEY", "DIMMER"], "dimmer"],
      ["HM-G", ["MAINTENANCE", "KEY"], "remote"],
      ["HM-H", ["POWERMETER_IGL"], "meter"],
      ["HmIP-I", ["ALARM_SWITCH_VIRTUAL_RECEIVER"], "siren"],
      ["HmIP-J", ["SMOKE_DETECTOR"], "smoke"],
      ["HmIP-HAP", ["MAINTENANCE"], "gateway"],
      ["HmIP-K", ["MAINTENANCE"], "generic"],
    ] as const)
      assert.equal(iconKind({ model, channels: types.map((type) => ({ type })) }), kind, model);
  });
});

describe("commands devices.list and devices.get", () => {
  it("answer the small rows of the stream", async () => {
    const site = twoCentrals();
    const listed = await call(site, devicesCommands, "devices.list", { anything: 1 });
    assert.ok("data" in listed);
    const { devices } = listed.data as { devices: Record<string, unknown>[] };
    assert.deepEqual(devices[1], {
      address: "0002BBBB000002",
      central: "ccu-b",
      interface: "BidCos-RF",
      interface_id: "ccu-b-BidCos-RF",
      model: "HmIP-XRC2",
      name: "Remote Hall",
      available: true,
      channels_count: 2,
      rooms: [],
      functions: [],
    });
    const got = await call(site, devicesCommands, "devices.get", { address: ADDR });
    assert.ok("data" in got);
    const { channels } = got.data as { channels: unknown[] };
    assert.deepEqual(channels[1], {
      address: `${ADDR}:1`,
      number: 1,
      type: "DIMMER_VIRTUAL_RECEIVER",
      name: "Ceiling lamp:1",
    });
  });

  it("refuse an unknown or missing address", async () => {
    const site = twoCentrals();
    const code = async (args: unknown) => {
      const result = await call(site, devicesCommands, "devices.get", args);
      return "error" in result ? result.error.code : undefined;
    };
    assert.equal(await code({ address: "NOPE" }), "not_found");
    assert.equal(await code({}), "bad_request");
    assert.equal(await code({ address: "" }), "bad_request");
    assert.equal(await code({ address: 7 }), "bad_request");
  });
});

it("a device without a name is called by model and address", async () => {
  const site = createTestSite();
  site.putDevices(device({ address: "0009", model: "HmIP-X", channels: {} }));
  const { body } = await request(site, devicesOperations, "GET", "/devices");
  assert.equal(body.items[0].name, "HmIP-X_0009");
});
