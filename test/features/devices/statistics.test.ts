import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ccuCommands } from "../../../handlers/features/system/commands/ccu.ts";
import { centralCommands } from "../../../handlers/features/system/commands/central.ts";
import { countDevices } from "../../../handlers/model/device-statistics.ts";
import { centralHealth, interfaceHealth, overallScore } from "../../../handlers/model/system-health.ts";
import { type ValueState, valueKey } from "../../../handlers/model/types.ts";
import { idAt } from "../../support/device-ids.ts";
import { device, dimmer, maintenance } from "../../support/devices.ts";
import { message } from "../../support/hub.ts";
import {
  call,
  centralState,
  createTestSite,
  fault,
  identity,
  interfaceState,
  NOW,
  type TestSite,
} from "../../support/site.ts";

const all = [...ccuCommands, ...centralCommands];
const run = async (site: TestSite, name: string, args: unknown = {}) => {
  const result = await call(site, all, name, args, identity("admin"));
  // biome-ignore lint/suspicious/noExplicitAny: results of many shapes
  return ("data" in result ? JSON.parse(JSON.stringify(result.data)) : result.error.code) as any;
};
const live = (value: unknown): ValueState => ({ value, source: "live", changedAt: NOW, seenAt: NOW });
const key = (parameter: string) => valueKey(0, "VALUES", parameter);

const contact = (address: string, updatable?: boolean) =>
  device({
    address,
    model: "HM-XSC",
    interface: "BidCos-RF",
    name: "Door",
    channels: { 0: { type: "MAINTENANCE", values: maintenance } },
    description: updatable === undefined ? {} : { UPDATABLE: updatable },
  });

describe("figures about devices", () => {
  const known = (site = createTestSite()) => {
    site.putDevices(dimmer(), contact("LEQ1", true), contact("LEQ2", false));
    site.home.putValues(
      idAt("LEQ1"),
      new Map([
        [key("UNREACH"), live(true)],
        [key("LOW_BAT"), live(true)],
      ]),
    );
    site.home.putValues(idAt("LEQ2"), new Map([[key("RSSI_DEVICE"), live(-88)]]));
    return site;
  };

  it("are counted by interface and in all", async () => {
    const site = known();
    assert.deepEqual(await run(site, "ccu.device_statistics"), {
      by_interface: {
        "ccu-main-BidCos-RF": { total: 2, unreachable: 1, firmware_updatable: 1 },
        "ccu-main-HmIP-RF": { total: 1, unreachable: 0, firmware_updatable: 0 },
      },
      total_devices: 3,
      unreachable_devices: 1,
      firmware_updatable_devices: 1,
    });
    site.putInterfaces("ccu-main", [{ name: "BidCos-RF", connected: false }, { name: "HmIP-RF" }, { name: "CUxD" }]);
    const { by_interface } = await run(site, "ccu.device_statistics");
    assert.equal(by_interface["ccu-main-BidCos-RF"].unreachable, 2, "nobody can be asked");
    assert.deepEqual(by_interface["ccu-main-CUxD"], { total: 0, unreachable: 0, firmware_updatable: 0 });
    assert.deepEqual(countDevices([], []), {});
  });

  it("tell how each is heard; null is not zero", async () => {
    const { devices } = await run(known(), "ccu.get_signal_quality");
    assert.deepEqual(
      devices.map((d: Record<string, unknown>) => [d.address, d.is_reachable, d.signal_strength, d.low_battery]),
      [
        ["0001AAAA000001", true, null, null],
        ["LEQ1", false, null, true],
        ["LEQ2", true, -88, null],
      ],
    );
  });

  it("count messages of all CCUs, null before any told them", async () => {
    const site = createTestSite({ centrals: ["a", "b"] });
    site.putHub("a", { serviceMessages: [message(1, "x")], alarmMessages: [message(2, "y"), message(3, "z")] });
    site.putHub("b", { serviceMessages: [message(1, "x")], unread: ["alarmMessages"] });
    assert.deepEqual(await run(site, "ccu.get_hub_data"), { service_messages: 2, alarm_messages: 2 });
    for (const name of ["a", "b"]) site.putHub(name, { observed: false });
    assert.deepEqual(await run(site, "ccu.get_hub_data"), { service_messages: null, alarm_messages: null });
  });

  it("tell what waits in front of the interfaces", async () => {
    const traffic = [{ interface: "HmIP-RF", inFlight: 1, waiting: 7, superseded: 3, throttled: 2 }];
    const site = createTestSite({ centrals: ["a", "b"], ccu: { traffic: () => traffic }, unreachable: ["b"] });
    assert.deepEqual(await run(site, "ccu.throttle_stats"), {
      throttles: [
        {
          interface_id: "a-HmIP-RF",
          in_flight: 1,
          waiting: 7,
          superseded: 3,
          burst_downgrades: 0,
          waited_for_burst_slot: 2,
        },
      ],
    });
    assert.equal(await run(createTestSite({ unreachable: ["ccu-main"] }), "ccu.throttle_stats"), "unavailable");
  });
});

describe("health of the connection", () => {
  const state = (part: object) => interfaceState("ccu-main", "HmIP-RF", part);

  it("of an interface: connection, loading, last sign of life", () => {
    for (const [part, score] of [
      [{ lastCallbackAt: NOW }, 100],
      [{ lastCallbackAt: NOW - 59_999 }, 100],
      [{ lastCallbackAt: NOW - 60_000 }, 90],
      [{ lastCallbackAt: NOW - 299_999 }, 90],
      [{ lastCallbackAt: NOW - 300_000 }, 80],
      [{ lastCallbackAt: NOW - 600_000 }, 70],
      [{}, 70],
      [{ loaded: false, lastCallbackAt: NOW }, 70],
      [{ connected: false, lastCallbackAt: NOW }, 0],
    ] as const)
      assert.equal(interfaceHealth(state(part), NOW).score, score, JSON.stringify(part));
  });

  it("of a central: mean of what is configured; of all: mean of those that have told something", () => {
    const fine = state({ lastCallbackAt: NOW });
    const central = centralState("ccu-main");
    assert.equal(centralHealth(central, [fine], NOW).score, 50, "one of two never spoke");
    const two = [fine, state({ connected: false })];
    assert.equal(centralHealth(central, two, NOW).score, 50);
    const starting = centralHealth({ ...central, state: "starting" }, [], NOW);
    assert.equal(starting.score, null);
    assert.equal(overallScore([starting]), null);
    assert.equal(overallScore([starting, centralHealth(central, [fine, fine], NOW)]), 100);
    assert.equal(centralHealth({ ...central, configuredInterfaces: [] }, [], NOW).score, 0);
  });

  it("is a status as well", async () => {
    const site = createTestSite();
    const put = (part: object) =>
      site.putInterfaces("ccu-main", [
        { name: "BidCos-RF", ...part },
        { name: "HmIP-RF", ...part },
      ]);
    for (const [part, status] of [
      [{ lastCallbackAt: NOW }, "healthy"],
      [{ lastCallbackAt: NOW - 300_000 }, "degraded"],
      [{ connected: false }, "unhealthy"],
    ] as const) {
      put(part);
      assert.equal((await run(site, "central.system_health")).status, status);
    }
    assert.deepEqual(await run(createTestSite({ centrals: [] }), "central.system_health"), {
      status: "unknown",
      score: null,
      centrals: [],
    });
  });
});

describe("reading anew", () => {
  it("reconciles devices and logic layer of every CCU", async () => {
    const site = createTestSite({ centrals: ["a", "b"] });
    assert.deepEqual(await run(site, "central.reconcile"), { reconciled: true });
    assert.deepEqual(site.calls.map(({ central, method }) => `${central} ${method}`).sort(), [
      "a refreshDevices",
      "a refreshHub",
      "b refreshDevices",
      "b refreshHub",
    ]);
    assert.equal(await run(createTestSite({ ccu: { refreshHub: fault() } }), "central.reconcile"), "internal_error");
  });

  it("reloads a channel by either name", async () => {
    const site = createTestSite();
    site.putDevices(dimmer());
    const CHANNEL = "0001AAAA000001:1";
    for (const args of [{ channel_address: CHANNEL }, { channel_address: "", address: CHANNEL }])
      assert.deepEqual(await run(site, "config.reload_channel_config", args), {
        success: true,
        channel_address: CHANNEL,
      });
    for (const [args, code] of [
      [{ channel_address: "" }, "bad_request"],
      [{ address: CHANNEL }, "bad_request"],
      [{ channel_address: "0001AAAA000001" }, "bad_request"],
      [{ channel_address: "0001AAAA000001:x" }, "bad_request"],
      [{ channel_address: "0001AAAA000001:99" }, "not_found"],
      [{ channel_address: "NOBODY:1" }, "not_found"],
    ] as const)
      assert.equal(await run(site, "ccu.reload_channel_config", args), code, JSON.stringify(args));
  });
});

describe("clearing the cache", () => {
  const cleared = { devices: 2, paramsets: 5, values: 9, master: 1 };
  const home = () => {
    const site = createTestSite({ centrals: ["attic", "ccu-main"] });
    site.putDevices(dimmer(), contact("LEQ1"));
    const asked: unknown[] = [];
    const centrals = Object.assign(Object.create(site.centrals), {
      clearCache: async (...args: unknown[]) => {
        asked.push(args);
        return cleared;
      },
    });
    return { site: Object.assign(site, { centrals }), asked };
  };

  it("passes on what each kind names, sums the reports and audits", async () => {
    const { site, asked } = home();
    const place = { central: "ccu-main", interface: "ccu-main-BidCos-RF", device: "LEQ1" };
    for (const [args, scopes] of [
      [
        {},
        [
          ["attic", {}],
          ["ccu-main", {}],
        ],
      ],
      [{ kind: "central", ...place }, [["ccu-main", {}]]],
      [{ kind: "interface", ...place }, [["ccu-main", { interface: "BidCos-RF" }]]],
      [{ kind: "device", ...place }, [["ccu-main", { interface: "BidCos-RF", device: "LEQ1" }]]],
      [{ kind: "interface", central: "ccu-main", interface: "HmIP-RF" }, [["ccu-main", { interface: "HmIP-RF" }]]],
    ] as const) {
      asked.length = 0;
      const report = await run(site, "ccu.cache_clear", args);
      assert.deepEqual(asked, scopes);
      assert.deepEqual(
        [report.devices, report.values, report.centrals_reinit],
        [2 * scopes.length, 9 * scopes.length, scopes.map(([name]) => name)],
      );
    }
    const { items } = await site.store.list<{ action: string; note: string }>("audit");
    assert.deepEqual(
      items.slice(-2).map(({ value }) => [value.action, value.note]),
      [
        ["cache_clear", "kind=device interface=BidCos-RF"],
        ["cache_clear", "kind=interface interface=HmIP-RF"],
      ],
    );
  });

  it("refuses what is not named or not there; nothing is cleared", async () => {
    const { site, asked } = home();
    for (const [args, code] of [
      [{ kind: "central" }, "bad_request"],
      [{ kind: "interface", central: "ccu-main" }, "bad_request"],
      [{ kind: "device", central: "ccu-main", interface: "HmIP-RF" }, "bad_request"],
      [{ kind: "everything" }, "bad_request"],
      [{ kind: "central", central: "nowhere" }, "bad_request"],
      [{ kind: "interface", central: "ccu-main", interface: "CUxD" }, "not_found"],
      [{ kind: "device", central: "ccu-main", interface: "HmIP-RF", device: "LEQ1" }, "not_found"],
      [{ kind: "device", central: "attic", interface: "BidCos-RF", device: "LEQ1" }, "not_found"],
    ] as const)
      assert.equal(await run(site, "ccu.cache_clear", args), code, JSON.stringify(args));
    assert.deepEqual(asked, []);
    const away = createTestSite({ unreachable: ["ccu-main"] });
    assert.equal(await run(away, "ccu.cache_clear"), "unavailable");
    assert.equal(await run(away, "ccu.cache_clear", { kind: "central", central: "ccu-main" }), "unavailable");
  });
});
