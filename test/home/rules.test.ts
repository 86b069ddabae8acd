/** What clients may rely on of a home: times of values, what is read of a CCU and when, what is told of its state. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import { createDeviceRegistry } from "../../handlers/home/device-registry.ts";
import { createInstallModes } from "../../handlers/home/install-mode.ts";
import { movementOf, movementParameters } from "../../handlers/home/movement.ts";
import { IDLE, isIdle, moved, ordered, reported, settled, stopped } from "../../handlers/home/targets.ts";
import type { InstallMode } from "../../handlers/model/types.ts";
import { isRejected, toWire } from "../../handlers/model/values.ts";
import { CcuFault } from "../../handlers/ports/index.ts";
import { bidcosSwitch, blind, bool, bundle, float, integer, thermostat } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { START, settle, startHome, watchingSink } from "./support.ts";

const BLIND = "0001BLIND00001";
const SWITCH = "KEQ0000001";
const TRV = "0003ETRV000001";
const LEVEL = "4/VALUES/LEVEL";
const event = (address: string, parameter: string, value: unknown) => ({ address, parameter, value });

describe("times of a value", () => {
  const level = (value: number) => event(`${BLIND}:4`, "LEVEL", value);
  test("changed is when it became what it is, seen is when it was last told", async () => {
    const home = startHome();
    await home.ready([blind()]);
    const times = async () => {
      const { value, changedAt, seenAt, source } = (await home.value(BLIND, LEVEL))!;
      return [value, changedAt - START, seenAt - START, source];
    };
    home.listener().events("HmIP-RF", [level(0.5)]);
    assert.deepEqual(await times(), [0.5, 0, 0, "live"]);
    home.clock.advance(1000);
    home.listener().events("HmIP-RF", [level(0.5)]);
    assert.deepEqual(await times(), [0.5, 0, 1000, "live"], "the same again");
    home.clock.advance(1000);
    home.listener().events("HmIP-RF", [level(0.6)]);
    assert.deepEqual(await times(), [0.6, 2000, 2000, "live"]);
  });
  test("that was read is when the CCU had it, else when it was read; never in the future", async () => {
    for (const [at, changed] of [
      [undefined, 20_000],
      [START + 5000, 5000],
      [START + 99_000, 20_000],
    ] as const) {
      const home = startHome();
      await home.ready([blind()]);
      home.clock.advance(20_000);
      home.listener().values("HmIP-RF", [{ ...level(0.4), ...(at === undefined ? {} : { at }) }]);
      const read = await home.value(BLIND, LEVEL);
      assert.deepEqual([read?.value, read!.changedAt - START, read!.seenAt - START], [0.4, changed, 20_000]);
    }
  });
  test("decide: nothing older ever takes the place of something newer", async () => {
    const told = fc.record({
      value: fc.integer({ min: 0, max: 9 }),
      at: fc.integer({ min: 0, max: 60 }),
      pushed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 12 }), async (all) => {
        const home = startHome();
        await home.ready([blind()]);
        home.clock.advance(60_000);
        /** Seconds since the start of what is shown, by the CCU's own time. */
        let shown: { value: number; changed: number } | undefined;
        for (const { value, at, pushed } of all) {
          home.clock.advance(1000);
          const now = (home.clock.now() - START) / 1000;
          const one = level(value / 10);
          if (pushed) home.listener().events("HmIP-RF", [one]);
          else home.listener().values("HmIP-RF", [{ ...one, at: START + at * 1000 }]);
          const isOlder = !pushed && shown !== undefined && at < shown.changed;
          if (!isOlder && shown?.value !== value) shown = { value, changed: pushed ? now : Math.min(at, now) };
          const state = await home.value(BLIND, LEVEL);
          assert.deepEqual(
            state && [Math.round((state.value as number) * 10), (state.changedAt - START) / 1000],
            shown && [shown.value, shown.changed],
          );
        }
      }),
      { numRuns: 40, seed: 20261130 },
    );
  });
});

describe("what is read of a CCU", () => {
  const reads = (home: ReturnType<typeof startHome>) =>
    home.calls
      .splice(0)
      .filter(({ method, args }) => method === "getParamset" && args[2] === "MASTER")
      .map(({ args }) => args[1]);
  const answers = {
    getParamset: ((_iface: string, address: string) => ({ TEMPERATURE_OFFSET: address.length })) as never,
  };
  test("is read once: an interface that tells its state again has nothing new to tell", async () => {
    const home = startHome({ answers });
    await home.ready([thermostat()]);
    const background = async () => {
      for (let step = 0; step < 20; step++) {
        home.clock.advance(50);
        await settle();
      }
      return reads(home);
    };
    assert.deepEqual(await background(), [`${TRV}:0`, `${TRV}:1`]);
    home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
    assert.deepEqual(await background(), [], "nothing became loaded");
    home.listener().interfaces([home.status("HmIP-RF", true, false), home.status("BidCos-RF")]);
    assert.deepEqual(await background(), [], "not loaded yet");
    // what was told is fresh; of channel 0 nothing was told that it has
    home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
    assert.deepEqual(await background(), [`${TRV}:0`]);
    // after an absence somebody may have changed it at the CCU
    home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF")]);
    home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
    assert.deepEqual(await background(), [`${TRV}:0`, `${TRV}:1`]);
  });
});

describe("pairing that was switched on at the CCU itself", () => {
  for (const [seconds, active, left] of [
    [60, true, 60],
    [0, false, undefined],
    [Number.NaN, undefined, undefined],
  ] as const)
    test(`is followed when an interface connects: ${seconds} s`, async () => {
      const home = startHome({ answers: { getInstallMode: (() => seconds) as never } });
      await home.ready([]);
      await settle();
      const modes = (await home.home.hub("home"))?.installModes ?? [];
      const mode = modes.find((one) => one.interface === "HmIP-RF");
      assert.deepEqual(
        [mode?.active, mode?.until],
        active === undefined ? [undefined, undefined] : [active, left === undefined ? 0 : START + left * 1000],
      );
    });
  test("is asked of interfaces that can pair, and a CCU that cannot tell is left alone", async () => {
    const home = startHome({ interfaces: ["HmIP-RF", "CUxD"] });
    await home.engine.start();
    home.listener().interfaces([home.status("HmIP-RF"), home.status("CUxD")]);
    await settle();
    assert.deepEqual(
      home.calls.filter(({ method }) => method === "getInstallMode").map(({ args }) => args[0]),
      ["HmIP-RF"],
    );
    assert.deepEqual(home.errors, []);
    const broken = startHome({
      answers: {
        getInstallMode: (() => {
          throw new TypeError("ours");
        }) as never,
      },
    });
    await broken.ready([]);
    await settle();
    assert.equal(broken.errors.length, 2, "our own faults are told");
  });
  test("that is over counts for nothing", () => {
    const clock = createManualClock(START);
    const { sink, seen } = watchingSink(clock);
    const put: (readonly InstallMode[])[] = [];
    const install = createInstallModes({ central: "home", clock, events: sink }, (list) => void put.push(list));
    install.set("HmIP-RF", START + 10_000);
    install.set("HmIP-RF", START);
    assert.deepEqual(
      seen.map(({ payload }) => payload.remaining_s),
      [10, 0],
    );
    install.stop();
    clock.advance(60_000);
    assert.equal(seen.length, 2);
  });
});

describe("an expected absence", () => {
  test("is told with the state that the central has, running or not", async () => {
    for (const [connected, healthy, state] of [
      [true, true, "running"],
      [false, false, "degraded"],
    ] as const) {
      const home = startHome();
      await home.ready([]);
      if (!connected) home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF", false)]);
      home.take();
      home.engine.expectAbsence("reboot", 60_000);
      const [told] = home.take("system.status_changed");
      assert.deepEqual(
        [told?.payload.healthy, told?.payload.reason, told?.payload.central_state],
        [healthy, "reboot", state],
      );
    }
  });
});

describe("kept values", () => {
  test("are counted: restored, written, removed; a device that was never seen adds nothing", async () => {
    const home = startHome();
    await home.ready([blind(), bidcosSwitch()]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1), event(`${BLIND}:4`, "LEVEL_2", 0.2)]);
    assert.equal(home.engine.keptValues().restored, 0);
    await home.engine.stop();
    const { values, flushes, flushed, unreadable, removed } = home.engine.keptValues();
    assert.deepEqual([values, flushed, unreadable, removed], [2, 2, 0, 0]);
    assert.ok(flushes >= 1);
    const next = startHome({ store: home.store });
    await next.ready([blind(), bidcosSwitch(), thermostat()]);
    assert.deepEqual([next.engine.keptValues().restored, next.engine.keptValues().values], [2, 2]);
    assert.deepEqual(
      [(await next.value(BLIND, LEVEL))?.value, (await next.value(BLIND, LEVEL))?.source],
      [0.1, "cache"],
    );
    next.listener().removed("HmIP-RF", [BLIND]);
    await next.engine.stop();
    assert.deepEqual([next.engine.keptValues().removed, next.engine.keptValues().values], [2, 0]);
  });
  test("are written when the program ends, not only at their pace", async () => {
    const home = startHome();
    await home.ready([blind()]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
    await home.engine.stop();
    const next = startHome({ store: home.store });
    await next.ready([blind()]);
    assert.equal((await next.value(BLIND, LEVEL))?.value, 0.1);
  });
  test("of a central that is forgotten are gone when that is done", async () => {
    const home = startHome();
    await home.ready([blind()]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
    home.clock.advance(5000);
    await settle();
    assert.equal((await home.store.list("value")).items.length, 1);
    await home.engine.forget();
    assert.equal((await home.store.list("value")).items.length, 0);
    assert.deepEqual(await home.home.devices(), []);
  });
});

describe("devices", () => {
  test("are built of what was told last, whatever changes afterwards", () => {
    const home = createMemoryHome();
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const devices = createDeviceRegistry({ central: "home", home, log, config: { name: "home" } as never });
    const made = (channels: object) => bundle("HmIP-RF", "HmIP-X", "A1", channels as never);
    devices.put(made({ 1: { type: "X", values: { STATE: bool(7) } } }));
    devices.put(
      made({ 1: { type: "X", values: { LEVEL: float(7, 0, 1) } }, 2: { type: "X", values: { STATE: bool(7) } } }),
    );
    devices.follow({ names: { A1: { name: "Lamp", id: 1 } } } as never);
    const { device } = devices.get("A1")!;
    assert.deepEqual(
      [device.name, device.channels.map(({ values }) => [...values.keys()])],
      ["Lamp", [["LEVEL"], ["STATE"]]],
    );
  });
});

describe("faults of writes", () => {
  const write = async (fault: unknown) => {
    const home = startHome({
      answers: {
        setValue: (() => {
          throw fault;
        }) as never,
      },
    });
    await home.ready([bidcosSwitch()]);
    const device = (await home.home.device(idAt(SWITCH, "home")))!;
    const dataPoint = device.channels.find(({ number }) => number === 1)!.values.get("STATE")!;
    const value = toWire(dataPoint, true);
    assert.ok(!isRejected(value));
    await assert.rejects(
      home.engine.writeValues(device, [{ dataPoint, value }], { deadline: Number.POSITIVE_INFINITY }),
      (error) => error === fault,
    );
    await home.engine.stop();
    const { items } = await home.store.list<{ summary: string; severity: string }>("incident");
    return items
      .map((item) => item.value)
      .filter(({ summary }) => /write/.test(summary))
      .map(({ severity }) => severity);
  };
  test("are told where they say something of the home: not what the interface lacks, nor what is ours", async () => {
    assert.deepEqual(await write(new CcuFault("permanent", "no")), ["warning"]);
    assert.deepEqual(await write(new CcuFault("duty_cycle", "no")), ["error"]);
    assert.deepEqual(await write(new CcuFault("unsupported", "no")), []);
    assert.deepEqual(await write(new TypeError("ours")), []);
  });
});

describe("movements", () => {
  const channel = (...names: string[]) => ({ values: new Map(names.map((name) => [name, {}])) }) as never;
  test("are told by PROCESS and WORKING alone, where a channel has one, else by the direction", () => {
    for (const [names, wanted] of [
      [["LEVEL"], []],
      [["PROCESS", "ACTIVITY_STATE"], ["PROCESS"]],
      [
        ["WORKING", "WORKING_SLATS", "DIRECTION"],
        ["WORKING", "WORKING_SLATS"],
      ],
      [
        ["ACTIVITY_STATE", "DIRECTION"],
        ["ACTIVITY_STATE", "DIRECTION"],
      ],
      [["DIRECTION"], ["DIRECTION"]],
    ] as const)
      assert.deepEqual(movementParameters(channel(...names)), wanted);
  });
  test("one that moves is enough, rest is said, nothing is nothing", () => {
    for (const value of [true, "NOT_STABLE", "UP", "DOWN"])
      assert.equal(movementOf(["STABLE", value]), "moving", String(value));
    for (const value of [false, "STABLE", "NONE"])
      assert.equal(movementOf([value, undefined]), "resting", String(value));
    for (const value of ["UNKNOWN", "UNDEFINED", null, undefined, 0, 1])
      assert.equal(movementOf([value]), undefined, String(value));
    assert.equal(movementOf([]), undefined);
  });
});

describe("a target after STOP", () => {
  const halted = () => {
    const sent = settled(ordered(IDLE, { id: 1, value: 1 }, 0), 1, "sent", 0).target;
    return stopped(sent, 0);
  };
  test("waits for the rest of the STOP: what moves, or says nothing, is not there yet", () => {
    assert.equal(halted().halted, true);
    for (const [movement, idle] of [
      ["moving", false],
      ["unsaid", false],
      ["resting", true],
      ["none", true],
    ] as const)
      assert.equal(isIdle(reported(halted(), 0.5, movement, 10)), idle, movement);
    assert.equal(isIdle(moved(halted(), "moving", 10)), false);
    assert.equal(isIdle(moved(halted(), "resting", 10)), true);
  });
});

describe("figures of the connection", () => {
  test("percent of the radio budget are told when they change; an empty home has a score of its interfaces", async () => {
    const home = startHome();
    await home.ready([bundle("HmIP-RF", "HmIP-X", "A1", { 1: { type: "X", values: { N: integer(5, 0, 9) } } })]);
    const metrics = () =>
      Object.fromEntries(home.take("hub.metrics_changed").map(({ payload }) => [payload.metric, payload.value]));
    home.clock.advance(60_000);
    metrics();
    home.listener().interfaces([{ ...home.status("HmIP-RF"), latencyMs: 12 }, home.status("BidCos-RF")]);
    assert.equal(metrics().connection_latency_ms, 12);
    home.listener().interfaces([{ ...home.status("HmIP-RF"), latencyMs: 12 }, home.status("BidCos-RF")]);
    assert.deepEqual(metrics(), {}, "the same is no news");
  });
});

describe("a start", () => {
  test("waits for the CCU from its first moment, and says so", async () => {
    const home = startHome();
    await home.engine.start();
    const [central] = await home.home.centrals();
    assert.deepEqual([central?.phase, central?.state, central?.available], ["waiting_for_ccu", "starting", false]);
    assert.deepEqual(
      home.take("central.readiness_changed").map(({ payload }) => payload.phase),
      ["waiting_for_ccu"],
    );
  });
  test("knows an operation mode only of channels that have one", () => {
    const { home, log } = { home: createMemoryHome(), log: { debug() {}, info() {}, warn() {}, error() {} } };
    const devices = createDeviceRegistry({ central: "home", home, log, config: { name: "home" } as never });
    const contact = bundle("HmIP-RF", "HmIP-X", "A1", {
      1: { type: "MULTI_MODE_INPUT_TRANSMITTER", values: { STATE: bool(5) }, master: { OTHER: bool(3) } },
    });
    const mode = { value: "KEY_BEHAVIOR", source: "cache", changedAt: 1, seenAt: 1 } as const;
    const { entry } = devices.put(contact, () => new Map([["1/MASTER/CHANNEL_OPERATION_MODE", mode]]))!;
    assert.equal(entry.device.channels[0]!.values.get("STATE")!.visible, true);
  });
});

describe("deliveries that cannot be taken over", () => {
  test("are told by what they were and what went wrong, and end there", async () => {
    const home = startHome();
    await home.ready([blind()]);
    const listener = home.listener() as unknown as Record<string, (...args: unknown[]) => void>;
    const fail = (): never => {
      throw new RangeError("nonsense");
    };
    const broken = new Proxy([], { get: fail, ownKeys: fail });
    for (const [method, args] of [
      ["interfaces", [broken]],
      ["devices", [broken, false]],
      ["removed", ["HmIP-RF", broken]],
      ["events", ["HmIP-RF", broken]],
      ["values", ["HmIP-RF", broken]],
      ["paramset", ["HmIP-RF", `${BLIND}:4`, "VALUES", broken]],
      ["hub", [broken]],
    ] as const)
      listener[method]!(...args);
    await home.engine.stop();
    const { items } = await home.store.list<{ summary: string; detail: string }>("incident");
    const told = items.map((item) => item.value).filter(({ summary }) => summary.endsWith("could not be taken over"));
    const what = ["interface states", "devices", "removed devices", "events", "values", "a paramset", "hub"];
    assert.deepEqual(
      told.map(({ summary }) => summary).sort(),
      what.map((one) => `${one} could not be taken over`).sort(),
    );
    for (const { detail } of told) assert.equal(detail, "nonsense");
  });
});

describe("a blind that was stopped", () => {
  test("is known to stand somewhere again when it has said where", async () => {
    const home = startHome();
    await home.ready([blind()]);
    const device = (await home.home.device(idAt(BLIND, "home")))!;
    const write = (parameter: string, value: unknown) => {
      const dataPoint = device.channels.find(({ number }) => number === 4)!.values.get(parameter)!;
      const typed = toWire(dataPoint, value);
      assert.ok(!isRejected(typed));
      return home.engine.writeValues(device, [{ dataPoint, value: typed }], { deadline: Number.POSITIVE_INFINITY });
    };
    const level = () => home.value(BLIND, LEVEL);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0)]);
    await write("LEVEL", 1);
    assert.deepEqual([(await level())?.optimistic, (await level())?.halted], [{ value: 1 }, undefined]);
    await write("STOP", true);
    assert.deepEqual([(await level())?.optimistic, (await level())?.halted], [undefined, true]);
    home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.4), event(`${BLIND}:4`, "PROCESS", "STABLE")]);
    assert.deepEqual([(await level())?.value, (await level())?.halted], [0.4, undefined]);
  });
});
