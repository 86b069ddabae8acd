/** What follows from what a CCU says: who is told, what is read anew, what is remembered. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { centralConfig } from "../../handlers/home/central-config.ts";
import { createDeviceRegistry } from "../../handlers/home/device-registry.ts";
import { reachableCentrals } from "../../handlers/home/reachable-centrals.ts";
import { IDLE, ordered, reported, settled } from "../../handlers/home/targets.ts";
import { rememberedKey } from "../../handlers/model/custom/profile.ts";
import { unIgnoredBy } from "../../handlers/model/unignore.ts";
import { CcuFault } from "../../handlers/ports/index.ts";
import {
  bidcosSwitch,
  blind,
  bool,
  bundle,
  choice,
  float,
  integer,
  maintenance,
  parameter,
  thermostat,
} from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { settle, startHome } from "./support.ts";

const BLIND = "0001BLIND00001";
const SWITCH = "KEQ0000001";
const TRV = "0003ETRV000001";
const event = (address: string, name: string, value: unknown) => ({ address, parameter: name, value });
const reads = (home: ReturnType<typeof startHome>, method = "getParamset") =>
  home.calls.filter((call) => call.method === method).length;

describe("a device that is told to be configured again and again", () => {
  const edge = (home: ReturnType<typeof startHome>) => {
    for (const value of [true, false]) home.listener().events("HmIP-RF", [event(`${TRV}:0`, "CONFIG_PENDING", value)]);
  };
  test("is read once more when that is over, not once for each time", async () => {
    const waiting: (() => void)[] = [];
    const home = startHome({
      answers: { reloadDevice: (() => new Promise<void>((resolve) => void waiting.push(resolve))) as never },
    });
    await home.ready([thermostat()]);
    edge(home);
    await settle();
    assert.equal(reads(home, "reloadDevice"), 1);
    for (let time = 0; time < 3; time++) edge(home);
    await settle();
    assert.equal(reads(home, "reloadDevice"), 1, "it is being read");
    waiting.shift()!();
    await settle();
    assert.equal(reads(home, "reloadDevice"), 2);
    waiting.shift()!();
    await settle();
    assert.equal(reads(home, "reloadDevice"), 2, "nothing came meanwhile");
    edge(home);
    await settle();
    assert.equal(reads(home, "reloadDevice"), 3);
    waiting.shift()!();
    await settle();
  });
  test("is left alone when the home ends", async () => {
    const waiting: (() => void)[] = [];
    const home = startHome({
      answers: { reloadDevice: (() => new Promise<void>((resolve) => void waiting.push(resolve))) as never },
    });
    await home.ready([thermostat()]);
    edge(home);
    await settle();
    edge(home);
    await home.engine.stop();
    waiting.shift()!();
    await settle();
    assert.equal(reads(home, "reloadDevice"), 1);
  });
});

describe("configuration that cannot be read", () => {
  test("of an interface that is away is asked for when it is there again: no fault of ours", async () => {
    let away = true;
    const home = startHome({
      answers: {
        getParamsets: ((_iface: string, addresses: string[]) => {
          if (away) throw new CcuFault("transport", "away");
          return addresses.map(() => ({ TEMPERATURE_OFFSET: 1 }));
        }) as never,
      },
    });
    await home.ready([
      bundle("HmIP-RF", "HmIP-eTRV-2", TRV, {
        1: { type: "HEATING_CLIMATECONTROL_TRANSCEIVER", master: { TEMPERATURE_OFFSET: float(3, -3.5, 3.5) } },
      }),
    ]);
    const background = async () => {
      for (let step = 0; step < 10; step++) {
        home.clock.advance(50);
        await settle();
      }
    };
    await background();
    assert.deepEqual(home.errors, []);
    assert.equal(reads(home, "getParamsets"), 1, "nothing works now: not asked again and again");
    away = false;
    home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF")]);
    home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
    await background();
    assert.equal((await home.value(TRV, "1/MASTER/TEMPERATURE_OFFSET"))?.value, 1);
  });
});

describe("a batch", () => {
  test("concerns the devices that it speaks of: the others stay as they were", async () => {
    const home = startHome();
    await home.ready([blind(), bidcosSwitch()]);
    const revision = (address: string) => home.home.revision("values", idAt(address, "home"));
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
    const before = revision(BLIND);
    home.listener().events("BidCos-RF", [event(`${SWITCH}:1`, "STATE", true)]);
    assert.equal(revision(BLIND), before);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.2)]);
    assert.notEqual(revision(BLIND), before);
  });
  test("that reads nothing of a value leaves it unknown", async () => {
    const home = startHome();
    await home.ready([blind()]);
    for (const nothing of ["", null, undefined]) {
      home.listener().values("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", nothing)]);
      assert.equal(await home.value(BLIND, "4/VALUES/LEVEL"), undefined, String(nothing));
    }
    assert.deepEqual(home.take("datapoint.value_changed"), []);
  });
  test("of values that had grown stale is told even where nothing changed; of configuration it is no news", async () => {
    const home = startHome();
    await home.ready([thermostat()]);
    const tell = () => {
      home.listener().paramset("HmIP-RF", `${TRV}:1`, "VALUES", { LEVEL: 0.5 });
      home.listener().paramset("HmIP-RF", `${TRV}:1`, "MASTER", { TEMPERATURE_OFFSET: 1 });
    };
    tell();
    home.take();
    tell();
    assert.deepEqual(home.take("datapoint.value_changed"), [], "live and the same");
    home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF")]);
    home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
    home.take();
    tell();
    assert.deepEqual(
      home.take("datapoint.value_changed").map(({ payload }) => payload.parameter),
      ["LEVEL"],
    );
    assert.equal((await home.value(TRV, "1/MASTER/TEMPERATURE_OFFSET"))?.source, "live");
  });
  test("of the first value ever says nothing of one before", async () => {
    const home = startHome();
    await home.ready([blind()]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
    const [first] = home.take("datapoint.value_changed");
    assert.deepEqual([first?.kind, "previous" in first!.payload], ["initial", false]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.2)]);
    const [second] = home.take("datapoint.value_changed");
    assert.deepEqual([second?.kind, second?.payload.previous], ["change", 0.1]);
  });
});

describe("custom data points", () => {
  test("follow a value that several of them have a part in", async () => {
    const channel = {
      type: "UNIVERSAL_LIGHT_RECEIVER",
      values: {
        LEVEL: float(7, 0, 1),
        HUE: integer(7, 0, 360),
        SATURATION: float(7, 0, 1),
        COLOR_TEMPERATURE: integer(7, 1000, 10_000),
      },
    };
    const mode = choice(3, ["RGBW", "RGB", "2_TUNABLE_WHITE", "4_PWM"], "RGBW");
    const lamp = bundle("HmIP-RF", "HmIP-RGBW", "A1", {
      0: { ...maintenance(), master: { DEVICE_OPERATION_MODE: mode } },
      1: channel,
      2: channel,
      3: channel,
      4: channel,
    });
    const home = startHome();
    await home.ready([lamp]);
    for (const number of [1, 2])
      home
        .listener()
        .events("HmIP-RF", [
          ...[event(`A1:${number}`, "LEVEL", 1), event(`A1:${number}`, "HUE", 120)],
          ...[event(`A1:${number}`, "SATURATION", 1), event(`A1:${number}`, "COLOR_TEMPERATURE", 2700)],
        ]);
    home.take();
    home.listener().paramset("HmIP-RF", "A1:0", "MASTER", { DEVICE_OPERATION_MODE: "2_TUNABLE_WHITE" });
    const told = home
      .take("custom_data_point.state_changed")
      .map(({ payload }) => [payload.name, (payload.state as { color_mode: string }).color_mode]);
    assert.deepEqual(
      told.filter(([name]) => name === "LEVEL@1" || name === "LEVEL@2"),
      [
        ["LEVEL@1", "color_temp"],
        ["LEVEL@2", "color_temp"],
      ],
    );
  });
  test("remember how bright they were, as long as they were on", async () => {
    const dimmer = bundle("HmIP-RF", "HmIP-BDT", "A1", {
      3: { type: "DIMMER_TRANSMITTER", values: { LEVEL: float(5, 0, 1) } },
      4: { type: "DIMMER_VIRTUAL_RECEIVER", values: { LEVEL: float(7, 0, 1) } },
    });
    const home = startHome();
    await home.ready([dimmer]);
    const remembered = async () => (await home.value("A1", rememberedKey(4, "LEVEL")))?.value;
    for (const [level, kept] of [
      [0, undefined],
      [0.3, 0.3],
      [0, 0.3],
      [0.8, 0.8],
      [0, 0.8],
    ] as const) {
      home.listener().events("HmIP-RF", [event("A1:4", "LEVEL", level)]);
      assert.equal(await remembered(), kept, String(level));
    }
  });
});

describe("a central", () => {
  test("that has ended gets ready no more, whatever its driver still tells", async () => {
    const home = startHome();
    await home.engine.start();
    await home.engine.stop();
    home.take();
    home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
    for (const { payload } of home.take("central.readiness_changed")) assert.equal(payload.phase, "waiting_for_ccu");
    assert.equal((await home.home.centrals())[0]?.phase, "waiting_for_ccu");
  });
  test("tells of its settings what differs from the usual", () => {
    const config = (behavior?: object, un_ignore?: string[]) =>
      centralConfig({
        name: "ccu",
        host: "h",
        interfaces: [{ name: "HmIP-RF" }],
        ...(behavior && { behavior }),
        ...(un_ignore && { visibility: { un_ignore } }),
      } as never);
    const plain = { name: "ccu", host: "h", interfaces: ["HmIP-RF"] };
    assert.deepEqual(config(), plain);
    assert.deepEqual(config({ light_last_brightness: true, use_group_channel_for_cover_state: true }), plain);
    assert.deepEqual(config({ light_last_brightness: false }), { ...plain, behaviour: { lastBrightness: false } });
    assert.deepEqual(config({ use_group_channel_for_cover_state: false }), {
      ...plain,
      behaviour: { groupPosition: false },
    });
    assert.deepEqual(config({}, ["LEVEL"]), { ...plain, unIgnore: ["LEVEL"] });
  });
  test("that nobody can add is not added; one that is not there does nothing", async () => {
    const none = reachableCentrals(new Map());
    assert.deepEqual(
      [await none.add({} as never), await none.remove("x"), none.names(), none.ccu("x")],
      [false, false, [], undefined],
    );
    assert.deepEqual([await none.recordsChanged("x", "flags"), none.keptValues().values], [0, 0]);
    assert.equal(none.expectAbsence("x", "reboot", 1), undefined);
    const device = { central: "x", address: "A1" } as never;
    await assert.rejects(none.reloadValues(device), CcuFault);
    await assert.rejects(none.clearCache("x", {}), CcuFault);
    await assert.rejects(none.forgetKeptValues(device), CcuFault);
  });
  test("tells damage as a warning, with the place", async () => {
    const home = startHome();
    await home.ready([blind()]);
    home.listener().damaged?.("HmIP-RF", BLIND, "a description");
    await home.engine.stop();
    const { items } = await home.store.list<Record<string, unknown>>("incident");
    const told = items.map(({ value }) => value).find(({ detail }) => detail === `${BLIND}: a description`);
    assert.deepEqual([told?.severity, told?.summary], ["warning", "the CCU sent something that cannot be read"]);
  });
});

describe("a device", () => {
  test("that is new is looked up among what was kept, once", () => {
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const devices = createDeviceRegistry({
      central: "home",
      home: createMemoryHome(),
      log,
      config: { name: "home" } as never,
    });
    const asked: string[] = [];
    const keptOf = (address: string) => void asked.push(address);
    const made = () => bundle("HmIP-RF", "HmIP-X", "A1", { 1: { type: "X", values: { STATE: bool(7) } } });
    for (let time = 0; time < 3; time++) devices.put(made(), keptOf as never);
    devices.put({ interface: "HmIP-RF", descriptions: [], paramsets: {} }, keptOf as never);
    assert.deepEqual(asked, ["A1"]);
  });
  test("whose error was never told tells the first one where it is one, by number, word or flag", async () => {
    for (const [type, none, one] of [
      [choice(5, ["NO_ERROR", "JAMMED", "BROKEN"]), "NO_ERROR", "JAMMED"],
      [integer(5, 0, 9), 0, 1],
      [bool(5), false, true],
    ] as const) {
      const home = startHome();
      await home.ready([
        bundle("BidCos-RF", "HM-X", "A1", { 1: { type: "X", values: { ERROR_X: type, OTHER: parameter("BOOL", 5) } } }),
      ]);
      const tell = (value: unknown) => {
        home.listener().events("BidCos-RF", [event("A1:1", "ERROR_X", value)]);
        return home.take("device.trigger").length;
      };
      assert.deepEqual([tell(none), tell(none), tell(one), tell(one), tell(none)], [0, 0, 1, 0, 1]);
      assert.deepEqual(home.errors, []);
    }
  });
});

describe("what stays as it is", () => {
  test("a value that was never stopped says nothing of a stop, a stopped one until it rests", async () => {
    const home = startHome();
    await home.ready([blind()]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.5)]);
    const plain = (await home.value(BLIND, "4/VALUES/LEVEL"))!;
    assert.deepEqual(
      Object.entries(plain).filter(([, value]) => value !== undefined),
      Object.entries({ value: 0.5, source: "live", changedAt: plain.changedAt, seenAt: plain.seenAt }),
    );
  });
  test("devices that people see as before are not replaced, whatever they wish to see", () => {
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const behaviour = { lastBrightness: false };
    const devices = createDeviceRegistry({
      central: "home",
      home: createMemoryHome(),
      log,
      config: { name: "home", behaviour } as never,
    });
    const { entry } = devices.put(bidcosSwitch())!;
    assert.equal(devices.setUnIgnored(unIgnoredBy(["STATE"])), 0, "it is seen already");
    assert.equal(entry.device.revision, 1);
    assert.equal(devices.setUnIgnored(unIgnoredBy(["STATE", "INHIBIT"])), 1);
    assert.equal(entry.device.revision, 2);
    assert.deepEqual(entry.device.behaviour, behaviour);
    const plain = createDeviceRegistry({
      central: "home",
      home: createMemoryHome(),
      log,
      config: { name: "home" } as never,
    });
    assert.equal("behaviour" in plain.put(bidcosSwitch())!.entry.device, false);
  });
  test("a device that got more channels has the states of those, too", async () => {
    const receiver = { type: "SWITCH_VIRTUAL_RECEIVER", values: { STATE: bool(7) } };
    const relay = (...numbers: number[]) =>
      bundle("HmIP-RF", "HmIP-FSM", "A1", Object.fromEntries(numbers.map((number) => [number, receiver])));
    const home = startHome();
    await home.ready([relay(2)]);
    home.listener().devices([relay(2, 3)], false);
    home.take();
    home.listener().events("HmIP-RF", [event("A1:3", "STATE", true)]);
    assert.deepEqual(
      home.take("custom_data_point.state_changed").map(({ payload }) => [payload.name, payload.state]),
      [["STATE@3", { is_on: true }]],
    );
  });
  test("a fault of the CCU while a device is read anew is normal, and no error of ours", async () => {
    const home = startHome({
      answers: {
        getParamset: (() => {
          throw new CcuFault("radio", "away");
        }) as never,
      },
    });
    await home.ready([thermostat()]);
    home.listener().paramset("HmIP-RF", `${TRV}:1`, "MASTER", { TEMPERATURE_OFFSET: 1 });
    for (const value of [true, false]) home.listener().events("HmIP-RF", [event(`${TRV}:0`, "CONFIG_PENDING", value)]);
    await settle();
    assert.ok(reads(home) > 0);
    assert.deepEqual(home.errors, []);
  });
  test("figures of kept values are those of all centrals together", async () => {
    const zero = { values: 0, bytes: 0, restored: 0, unreadable: 0, removed: 0, flushes: 0, flushed: 0 };
    assert.deepEqual(reachableCentrals(new Map()).keptValues(), zero);
    const home = startHome();
    await home.ready([blind()]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
    home.clock.advance(5000);
    await settle();
    const one = home.engine.keptValues();
    assert.deepEqual([one.values, one.flushes > 0, one.bytes > 0], [1, true, true]);
    assert.deepEqual(reachableCentrals(new Map([["a", home.engine]])).keptValues(), one);
    const both = reachableCentrals(
      new Map([
        ["a", home.engine],
        ["b", home.engine],
      ]),
    ).keptValues();
    assert.deepEqual(both, Object.fromEntries(Object.entries(one).map(([name, value]) => [name, 2 * value])));
  });
});

describe("an older order that is answered while the newer one moves", () => {
  test("leaves the newer one the time of a movement, where a movement was told", () => {
    const sent = (id: number, value: number, from = IDLE) =>
      settled(ordered(from, { id, value }, 0), id, "sent", 0).target;
    const both = sent(2, 0.8, sent(1, 0.3));
    for (const [movement, moving] of [
      ["moving", true],
      ["unsaid", false],
    ] as const) {
      const after = reported(both, 0.3, movement, 10);
      assert.deepEqual([after.orders.map(({ id }) => id), after.moving], [[2], moving]);
    }
  });
});
