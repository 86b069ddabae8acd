import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BACKGROUND_BATCH, BACKGROUND_GAP_MS } from "../../handlers/home/configuration.ts";
import { customDataPointsOf } from "../../handlers/model/custom/bind.ts";
import { isInUse } from "../../handlers/model/custom/describe.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import { CcuFault } from "../../handlers/ports/index.ts";
import { bidcosSwitch, bundle, choice, float, input, integer, maintenance, thermostat } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { settle, startHome } from "./support.ts";

type Home = ReturnType<typeof startHome>;
const THERMOSTAT = "0003ETRV000001";
const OFFSET = "1/MASTER/TEMPERATURE_OFFSET";
const INPUT = "0002INPUT00001";
const MODE = "1/MASTER/CHANNEL_OPERATION_MODE";

/** Time for as many batches in the background. */
async function batches(home: Home, count = 4): Promise<void> {
  for (let i = 0; i < count; i++) {
    home.clock.advance(BACKGROUND_GAP_MS);
    await settle();
  }
}
/** Channels whose configuration was read. */
const readsOf = (home: Home) =>
  home.calls
    .splice(0)
    .flatMap(({ method, args: [, address, key] }) => (method === "getParamset" && key === "MASTER" ? [address] : []));
const offset = (value: number) => ({ getParamset: (() => ({ TEMPERATURE_OFFSET: value })) as never });

/** A BidCos thermostat whose offset is a data point, as the HmIP one's is. */
const bidcosThermostat = (address: string) =>
  bundle("BidCos-RF", "HM-CC-RT-DN", address, {
    4: { type: "CLIMATECONTROL_RT_TRANSCEIVER", values: {}, master: { TEMPERATURE_OFFSET: float(3, -3.5, 3.5, "°C") } },
  });

describe("configuration that somebody changed on the CCU", () => {
  it("while the server was down: read anew at the start where that costs no radio, and said to be old until then", async () => {
    const first = startHome({ answers: offset(1) });
    await first.ready([thermostat()]);
    await batches(first);
    assert.equal((await first.value(THERMOSTAT, OFFSET))?.value, 1);
    await first.engine.stop();
    const second = startHome({ store: first.store, answers: offset(2) });
    await second.ready([thermostat()]);
    const kept = await second.value(THERMOSTAT, OFFSET);
    assert.deepEqual([kept?.value, kept?.source], [1, "cache"]);
    await batches(second);
    const read = await second.value(THERMOSTAT, OFFSET);
    assert.deepEqual([read?.value, read?.source], [2, "live"]);
    readsOf(second);
    second.listener().interfaces([second.status("HmIP-RF", false), second.status("BidCos-RF")]);
    assert.equal((await second.value(THERMOSTAT, OFFSET))?.source, "stale", "nobody knows while the CCU is away");
    second.listener().interfaces([second.status("HmIP-RF"), second.status("BidCos-RF")]);
    await batches(second);
    assert.ok(readsOf(second).includes(`${THERMOSTAT}:1`), "an interface that was away is read anew as well");
  });

  it("BidCos: not at a start, but on demand, and the kept value says that it is one", async () => {
    const address = "KEQ0000009";
    const first = startHome({ answers: offset(1) });
    await first.ready([bidcosThermostat(address)]);
    await first.engine.reloadConfiguration((await first.home.device(idAt(address, "home")))!);
    await first.engine.stop();
    const second = startHome({ store: first.store, answers: offset(2) });
    await second.ready([bidcosThermostat(address)]);
    await batches(second);
    assert.deepEqual(readsOf(second), []);
    const key = "4/MASTER/TEMPERATURE_OFFSET";
    assert.equal((await second.value(address, key))?.source, "cache");
    second.engine.refreshConfiguration();
    await batches(second);
    const read = await second.value(address, key);
    assert.deepEqual([read?.value, read?.source], [2, "live"]);
  });

  it("a reload of a device or one channel reads it at once, hidden parameters too", async () => {
    const home = startHome({ answers: offset(1) });
    await home.ready([thermostat(), bidcosSwitch()]);
    await batches(home);
    home.answers.getParamset = (() => ({ TEMPERATURE_OFFSET: 3, TRANSMIT_TRY_MAX: 4 })) as never;
    readsOf(home);
    const device = async (address: string) => (await home.home.device(idAt(address, "home")))!;
    await home.engine.reloadConfiguration(await device(THERMOSTAT), 0);
    assert.deepEqual(readsOf(home), [`${THERMOSTAT}:0`]);
    await home.engine.reloadConfiguration(await device(THERMOSTAT));
    assert.equal((await home.value(THERMOSTAT, OFFSET))?.value, 3);
    await home.engine.reloadConfiguration(await device("KEQ0000001"));
    assert.equal((await home.value("KEQ0000001", "1/MASTER/TRANSMIT_TRY_MAX"))?.value, 4);
  });

  it("whatever anybody reads is known, and an operation mode decides anew what a channel is", async () => {
    const home = startHome({ answers: { getParamset: (() => ({ CHANNEL_OPERATION_MODE: 3 })) as never } });
    await home.ready([input()]);
    await batches(home);
    const usage = async (parameter: string) =>
      (await home.home.device(idAt(INPUT, "home")))!.channels[1]!.values.get(parameter)!.usage;
    assert.equal(await usage("PRESS_SHORT"), "no_create");
    home.listener().paramset("HmIP-RF", `${INPUT}:1`, "MASTER", { CHANNEL_OPERATION_MODE: 1 });
    assert.equal((await home.value(INPUT, MODE))?.value, "KEY_BEHAVIOR");
    assert.notEqual(await usage("PRESS_SHORT"), "no_create");
    home.listener().paramset("HmIP-RF", "NOBODY:1", "MASTER", { CHANNEL_OPERATION_MODE: 1 });
    home.listener().paramset("HmIP-RF", `${INPUT}:1`, "VALUES", { STATE: true });
    assert.equal((await home.value(INPUT, "1/VALUES/STATE"))?.value, true);
    assert.deepEqual(home.errors, []);
  });

  it("HmIP-RGBW from RGBW to 4_PWM: the custom data points change", async () => {
    const MODES = ["4_PWM", "RGB", "RGBW", "2_TUNABLE_WHITE"];
    const light = () => ({
      type: "UNIVERSAL_LIGHT_RECEIVER",
      values: { LEVEL: float(7, 0, 1.01, "100%"), HUE: integer(7, 0, 361), SATURATION: float(7, 0, 1.005) },
    });
    const rgbw = bundle("HmIP-RF", "HmIP-RGBW", "0004RGBW000001", {
      0: { ...maintenance(), master: { DEVICE_OPERATION_MODE: choice(3, MODES, "4_PWM") } },
      ...{ 1: light(), 2: light(), 3: light(), 4: light() },
    });
    const home = startHome({ answers: { getParamset: (() => ({ DEVICE_OPERATION_MODE: 2 })) as never } });
    await home.ready([rgbw]);
    await batches(home);
    const lights = async () => {
      const device = (await home.home.device(idAt("0004RGBW000001", "home")))!;
      const values = await home.home.values(idOf(device));
      return customDataPointsOf(device).points.filter((point) => isInUse(point, values)).length;
    };
    assert.equal(await lights(), 1, "all outputs are one light");
    const key = "0/MASTER/DEVICE_OPERATION_MODE";
    assert.equal((await home.value("0004RGBW000001", key))?.value, "RGBW");
    home.answers.getParamset = (() => ({ DEVICE_OPERATION_MODE: 0 })) as never;
    await home.engine.reloadConfiguration((await home.home.device(idAt("0004RGBW000001", "home")))!);
    assert.equal((await home.value("0004RGBW000001", key))?.value, "4_PWM");
    assert.equal(await lights(), 4);
  });
});

describe("reading configuration in the background", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      bundle("HmIP-RF", "HmIP-eTRV-2", `0003ETRV${String(i).padStart(6, "0")}`, {
        1: {
          type: "HEATING_CLIMATECONTROL_TRANSCEIVER",
          values: {},
          master: { TEMPERATURE_OFFSET: float(3, -3.5, 3.5, "°C") },
        },
      }),
    );

  it("is bounded: so many paramsets with one call, the next after a pause", async () => {
    const home = startHome({ answers: offset(1) });
    await home.ready(many(BACKGROUND_BATCH + 1));
    await batches(home, 1);
    assert.equal(readsOf(home).length, BACKGROUND_BATCH);
    await settle();
    assert.equal(readsOf(home).length, 0);
    await batches(home, 1);
    assert.equal(readsOf(home).length, 1);
    await batches(home, 3);
    assert.equal(readsOf(home).length, 0, "each once");
  });

  it("a fault of one paramset costs that one; an interface that is away is read when it is back", async () => {
    const home = startHome();
    let away = true;
    home.answers.getParamsets = ((_iface: string, addresses: readonly string[]) => {
      if (away) throw new CcuFault("transport", "away");
      return addresses.map((one, i) =>
        i === 0 ? new CcuFault("permanent", "no") : { TEMPERATURE_OFFSET: one.length },
      );
    }) as never;
    const devices = many(3);
    await home.ready(devices);
    await batches(home);
    const values = async () =>
      Promise.all(
        devices.map(
          async ({ descriptions }) => (await home.value(descriptions[0]!.ADDRESS, OFFSET))?.value !== undefined,
        ),
      );
    assert.deepEqual(await values(), [false, false, false]);
    away = false;
    home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF")]);
    home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
    await batches(home);
    assert.deepEqual(await values(), [false, true, true]);
    assert.deepEqual(home.errors, []);
  });

  it("an error that nobody expects stops neither the background nor the next CONFIG_PENDING", async () => {
    const home = startHome({ answers: offset(1) });
    home.answers.getParamsets = (() => {
      throw new Error("unexpected");
    }) as never;
    home.answers.reloadDevice = (() => undefined) as never;
    await home.ready(many(BACKGROUND_BATCH + 5));
    await batches(home, 4);
    assert.equal(home.errors.length, 2, "both batches were tried");
    const first = "0003ETRV000000";
    const pending = (value: boolean) =>
      home.listener().events("HmIP-RF", [{ address: `${first}:0`, parameter: "CONFIG_PENDING", value }]);
    pending(true);
    pending(false);
    await settle();
  });
});

it("smoke and water detectors are not asked: their radio budget is for alarms", async () => {
  for (const [model, isAsked] of [
    ["HmIP-SWSD", false],
    ["HmIP-SWSD-2", false],
    ["HmIP-SWD", false],
    ["HmIP-SWDO", true],
  ] as const) {
    const home = startHome({ answers: offset(1) });
    const device = input();
    for (const description of device.descriptions) if (!description.PARENT) description.TYPE = model;
    await home.ready([device]);
    await batches(home);
    assert.equal(readsOf(home).length > 0, isAsked, model);
  }
});
