import assert from "node:assert/strict";
import { test } from "node:test";
import { READ_BACK_MS } from "../../handlers/home/configuration.ts";
import { reachableCentrals } from "../../handlers/home/reachable-centrals.ts";
import { CONFIRM_TIMEOUT_MS, MOVING_TIMEOUT_MS, SETTLE_MS } from "../../handlers/home/targets.ts";
import type { DataPoint } from "../../handlers/model/types.ts";
import { isRejected, toWire } from "../../handlers/model/values.ts";
import { CcuFault, type TypedValue } from "../../handlers/ports/index.ts";
import { bidcosSwitch, blind, bundle, choice, float, parameter, thermostat } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { settle, startHome } from "./support.ts";

/** For writes that may begin whenever it suits. */
const NO_DEADLINE = Number.POSITIVE_INFINITY;

const BLIND = "0001BLIND00001";
const SWITCH = "KEQ0000001";
const THERMOSTAT = "0003ETRV000001";

async function home(answers: Parameters<typeof startHome>[0] = {}) {
  const started = startHome(answers);
  await started.ready([blind(), bidcosSwitch(), thermostat()]);
  started.listener().events("HmIP-RF", [{ address: `${BLIND}:4`, parameter: "LEVEL", value: 0 }]);
  started.take();
  started.calls.splice(0);
  const centrals = reachableCentrals(new Map([[started.engine.central, started.engine]]));
  const point = async (address: string, channel: number, name: string): Promise<DataPoint> =>
    (await started.home.device(idAt(address, "home")))!.channels.find((c) => c.number === channel)!.values.get(name)!;
  const write = async (address: string, channel: number, values: Record<string, unknown>) => {
    const typed = await Promise.all(
      Object.entries(values).map(async ([name, value]) => {
        const dataPoint = await point(address, channel, name);
        const result = toWire(dataPoint, value);
        assert.ok(!isRejected(result));
        return { dataPoint, value: result };
      }),
    );
    return centrals.writeValues((await started.home.device(idAt(address, "home")))!, typed, { deadline: NO_DEADLINE });
  };
  const push = (parameter: string, value: unknown) =>
    started.listener().events("HmIP-RF", [{ address: `${BLIND}:4`, parameter, value }]);
  const shown = async (key: string) => {
    const state = await started.value(BLIND, key);
    return state?.optimistic ? state.optimistic.value : state?.value;
  };
  /** The state of the blind follows each of its values: told in test/model/custom. */
  const take = (type?: string) => started.take(type).filter(({ payload }) => payload.state === undefined);
  return { ...started, take, centrals, point, write, push, shown };
}
type Told = [string, unknown, unknown];
const told = (events: { type: string; payload: Record<string, unknown> }[]): Told[] =>
  events.map(({ type, payload: p }) =>
    type === "datapoint.value_changed" ? ["value", p.value, p.previous] : [`rollback ${p.reason}`, p.sent, p.present],
  );

test("a written value is shown at once; its confirmation says nothing new", async () => {
  const h = await home();
  await h.write(BLIND, 4, { LEVEL: 1 });
  assert.deepEqual(told(h.take()), [["value", 1, 0]]);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 1);
  assert.deepEqual(
    h.calls.map((c) => [c.method, ...c.args.slice(0, 4)]),
    [["setValue", "HmIP-RF", `${BLIND}:4`, "LEVEL", { type: "FLOAT", value: 1 }]],
  );
  h.push("LEVEL", 1.001);
  assert.deepEqual(told(h.take()), [["value", 1.001, 1]], "what differs is the CCU's value");
  h.clock.advance(CONFIRM_TIMEOUT_MS);
  assert.deepEqual(h.take("datapoint.optimistic_rolled_back"), [], "confirmed is confirmed");
});

test("an event with the same value confirms in silence", async () => {
  const h = await home();
  await h.write(BLIND, 4, { LEVEL: 1 });
  h.take();
  h.push("LEVEL", 1);
  assert.deepEqual(h.take(), []);
  const state = await h.value(BLIND, "4/VALUES/LEVEL");
  assert.deepEqual([state?.value, state?.optimistic], [1, undefined]);
});

test("another value than was sent wins without a rollback, once the drive is at rest", async () => {
  const h = await home();
  await h.write(BLIND, 4, { LEVEL: 1 });
  h.take();
  h.push("LEVEL", 0.4);
  const level = { address: `${BLIND}:4`, parameter: "LEVEL", value: 0.6 };
  h.listener().events("HmIP-RF", [level, { ...level, parameter: "PROCESS", value: 1 }]);
  assert.deepEqual(told(h.take()), [["value", true, undefined]], "on the way nothing else is shown");
  h.listener().events("HmIP-RF", [level, { ...level, parameter: "PROCESS", value: 0 }]);
  assert.deepEqual(told(h.take()), [
    ["value", false, true],
    ["value", 0.6, 1],
  ]);
  h.clock.advance(MOVING_TIMEOUT_MS);
  assert.deepEqual(h.take("datapoint.optimistic_rolled_back"), []);
});

test("where nothing tells of movements another value wins at once", async () => {
  const h = await home();
  const push = (value: number) =>
    h.listener().events("HmIP-RF", [{ address: `${THERMOSTAT}:1`, parameter: "SET_POINT_TEMPERATURE", value }]);
  push(17);
  await h.write(THERMOSTAT, 1, { SET_POINT_TEMPERATURE: 21.3 });
  h.take();
  push(21.5);
  assert.deepEqual(told(h.take()), [["value", 21.5, 21.3]]);
});

test("no confirmation within 30 s: rolled back, and the former value is told", async () => {
  const h = await home();
  await h.write(BLIND, 4, { LEVEL: 1 });
  h.take();
  h.clock.advance(CONFIRM_TIMEOUT_MS - 1);
  assert.deepEqual(h.take(), []);
  h.clock.advance(1);
  const events = h.take();
  assert.deepEqual(told(events.filter((e) => e.type !== "hub.metrics_changed")), [
    ["rollback timeout", 1, 0],
    ["value", 0, 1],
  ]);
  assert.equal(events[0]!.topic, `device.${BLIND}.channels.4.data_points.LEVEL`);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 0);
});

test("a write that fails is rolled back before the caller learns of it", async () => {
  const h = await home({
    answers: {
      setValue: (() => {
        throw new CcuFault("radio", "unreachable", -1);
      }) as never,
    },
  });
  await assert.rejects(h.write(BLIND, 4, { LEVEL: 1 }), { name: "CcuFault", class: "radio" });
  assert.deepEqual(told(h.take()), [
    ["value", 1, 0],
    ["rollback send_error", 1, 0],
    ["value", 0, 1],
  ]);
});

test("a burst: the timer starts anew, the first of two events settles nothing, the second does", async () => {
  const h = await home();
  await h.write(BLIND, 4, { LEVEL: 1 });
  h.clock.advance(20_000);
  await h.write(BLIND, 4, { LEVEL: 0.5 });
  h.take();
  h.clock.advance(20_000);
  assert.deepEqual(h.take("datapoint.optimistic_rolled_back"), [], "20 s after the second send");
  h.push("LEVEL", 1);
  assert.deepEqual(h.take(), [], "the confirmation of the first send shows nothing");
  assert.equal(await h.shown("4/VALUES/LEVEL"), 0.5);
  h.push("LEVEL", 0.5);
  assert.deepEqual(h.take(), []);
  assert.equal((await h.value(BLIND, "4/VALUES/LEVEL"))?.optimistic, undefined);
});

test("a burst whose older send fails keeps the newer one", async () => {
  const outcomes: PromiseWithResolvers<void>[] = [];
  const h = await home({
    answers: {
      setValue: (() => {
        outcomes.push(Promise.withResolvers<void>());
        return outcomes.at(-1)!.promise;
      }) as never,
    },
  });
  const first = h.write(BLIND, 4, { LEVEL: 1 });
  await settle();
  const second = h.write(BLIND, 4, { LEVEL: 0.5 });
  await settle();
  h.take();
  outcomes[0]!.reject(new CcuFault("radio", "busy", -1));
  await assert.rejects(first);
  assert.deepEqual(h.take(), []);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 0.5);
  outcomes[1]!.resolve();
  await second;
  h.push("LEVEL", 0.5);
  assert.equal((await h.value(BLIND, "4/VALUES/LEVEL"))?.optimistic, undefined);
});

test("the same value again while it is on its way is not sent twice, and shares its fate", async () => {
  const outcome = Promise.withResolvers<void>();
  const h = await home({ answers: { setValue: (() => outcome.promise) as never } });
  const first = h.write(BLIND, 4, { LEVEL: 1 });
  await settle();
  const again = h.write(BLIND, 4, { LEVEL: 1 });
  await settle();
  assert.equal(h.calls.length, 1);
  outcome.reject(new CcuFault("transport", "gone"));
  await assert.rejects(first);
  await assert.rejects(again);
});

test("several values go as one paramset; what is no state is not shown, and is sent every time", async () => {
  const h = await home();
  await h.write(SWITCH, 1, { STATE: true, ON_TIME: 5 });
  await h.write(SWITCH, 1, { STATE: true, ON_TIME: 5 });
  assert.deepEqual(
    h.calls.map((c) => c.method),
    ["putParamset", "putParamset"],
  );
  assert.deepEqual(h.calls[0]!.args.slice(2, 4), [
    "VALUES",
    { STATE: { type: "BOOL", value: true }, ON_TIME: { type: "FLOAT", value: 5 } },
  ]);
  assert.deepEqual(told(h.take()), [["value", true, null]]);
  const key = await h.value(SWITCH, "1/VALUES/ON_TIME");
  assert.equal(key, undefined);
});

test("a press is sent each time and never shown", async () => {
  const h = await home();
  await h.write(SWITCH, 2, { PRESS_SHORT: true });
  await h.write(SWITCH, 2, { PRESS_SHORT: true });
  assert.equal(h.calls.length, 2);
  assert.deepEqual(h.take(), []);
});

test("a combined parameter shows the levels inside it", async () => {
  const h = await home();
  await h.write(BLIND, 4, { COMBINED_PARAMETER: "L=50,L2=30" });
  assert.deepEqual(
    h.take().map((e) => [e.payload.parameter, e.payload.value]),
    [
      ["LEVEL", 0.5],
      ["LEVEL_2", 0.3],
    ],
  );
  h.clock.advance(CONFIRM_TIMEOUT_MS);
  const back = h.take("datapoint.optimistic_rolled_back");
  assert.deepEqual(
    back.map((e) => [e.payload.parameter, e.payload.sent, e.payload.present]),
    [
      ["LEVEL", 0.5, 0],
      ["LEVEL_2", 0.3, null],
    ],
  );
  assert.equal((await h.value(BLIND, "4/VALUES/LEVEL_2"))?.source, "unobserved");
});

test("a removed device takes its pending write with it", async () => {
  const h = await home();
  await h.write(BLIND, 4, { LEVEL: 1 });
  h.listener().removed("HmIP-RF", [BLIND]);
  h.take();
  h.clock.advance(CONFIRM_TIMEOUT_MS);
  assert.deepEqual(h.take("datapoint.optimistic_rolled_back"), []);
});

test("configuration is read back, and the new values are shown", async () => {
  const h = await home({ answers: { getParamset: (() => ({ TRANSMIT_TRY_MAX: 4 })) as never } });
  const device = (await h.home.device(idAt(SWITCH, "home")))!;
  const value: TypedValue = { type: "INTEGER", value: 4 };
  await h.centrals.writeMaster(device, 1, { TRANSMIT_TRY_MAX: value }, { deadline: NO_DEADLINE });
  assert.deepEqual(
    h.calls.map((c) => [c.method, ...c.args.slice(0, 4)]),
    [["putParamset", "BidCos-RF", `${SWITCH}:1`, "MASTER", { TRANSMIT_TRY_MAX: value }]],
  );
  h.clock.advance(READ_BACK_MS);
  await settle();
  assert.ok(h.calls.some((c) => c.method === "getParamset" && c.args[1] === `${SWITCH}:1`));
  assert.equal((await h.value(SWITCH, "1/MASTER/TRANSMIT_TRY_MAX"))?.value, 4);
});

test("reloading reads BidCos value by value and HmIP as a paramset; single faults are normal", async () => {
  const h = await home({
    answers: {
      getValue: ((_i: string, _a: string, name: string) => {
        if (name === "WORKING") throw new CcuFault("no_value", "never reported", -5);
        return true;
      }) as never,
      getParamset: (() => ({ LEVEL: 0.25, COMBINED_PARAMETER: "x" })) as never,
    },
  });
  await h.centrals.reloadValues((await h.home.device(idAt(SWITCH, "home")))!, 1);
  assert.deepEqual(
    h.calls.map((c) => [c.method, c.args[2]]),
    [
      ["getValue", "STATE"],
      ["getValue", "WORKING"],
      ["getValue", "INHIBIT"],
    ],
  );
  assert.equal((await h.value(SWITCH, "1/VALUES/STATE"))?.value, true);
  await h.centrals.reloadValues((await h.home.device(idAt(BLIND, "home")))!, 4);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 0.25);
  assert.equal(await h.shown("4/VALUES/COMBINED_PARAMETER"), undefined, "what cannot be read is not");
});

test("a paramset of values that cannot be read: its values are asked for one by one, those of a group are not", async () => {
  const h = await home({ answers: { getValue: (() => 0.5) as never } });
  const device = (await h.home.device(idAt(BLIND, "home")))!;
  await h.centrals.reloadValues(device, 4);
  const methods = () => new Set(h.calls.splice(0).map(({ method }) => method));
  assert.deepEqual([...methods()], ["getParamset", "getValue"]);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 0.5);
  await h.centrals.reloadValues({ ...device, interface: "VirtualDevices" }, 4);
  assert.deepEqual([...methods()], ["getParamset"], "nothing is behind a group: a value would be invented");
});

test("movements that are told without a value: under way it has longer, at rest it is over", async () => {
  const h = await home();
  await h.write(BLIND, 4, { LEVEL: 1 });
  await settle();
  h.push("PROCESS", 1);
  h.clock.advance(MOVING_TIMEOUT_MS - 1);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 1, "it moves still");
  h.push("PROCESS", 0);
  h.clock.advance(SETTLE_MS - 1);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 1, "the value may follow");
  h.clock.advance(1);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 0, "it did not: the CCU's last word counts");
  assert.deepEqual(h.take("datapoint.optimistic_rolled_back"), []);
});

test("the same again while it is on its way is not sent, and expires with it", async () => {
  const sent = Promise.withResolvers<string>();
  const h = await home({ answers: { setValue: (() => sent.promise) as never } });
  const writes = [h.write(BLIND, 4, { LEVEL: 1 }), h.write(BLIND, 4, { LEVEL: 1 })];
  const faults = writes.map((write) => assert.rejects(write, { name: "CcuFault", class: "transport" }));
  await settle();
  assert.equal(h.calls.length, 1);
  sent.resolve("expired");
  await Promise.all(faults);
});

test("centrals that are added later are found", async () => {
  const engines = new Map<string, typeof h.engine>();
  const centrals = reachableCentrals(engines);
  const h = await home();
  assert.deepEqual(centrals.names(), []);
  engines.set("home", h.engine);
  assert.deepEqual(centrals.names(), ["home"]);
  assert.equal(centrals.ccu("home")?.central, "home");
});

test("reloading ends where nothing works, and a foreign central is refused", async () => {
  const h = await home({
    answers: {
      getValue: (() => {
        throw new CcuFault("transport", "gone");
      }) as never,
    },
  });
  const device = (await h.home.device(idAt(SWITCH, "home")))!;
  await assert.rejects(h.centrals.reloadValues(device), { class: "transport" });
  await assert.rejects(h.centrals.reloadValues({ ...device, central: "other" }), { name: "CcuFault" });
  assert.deepEqual(h.centrals.names(), ["home"]);
  assert.equal(h.centrals.ccu("other"), undefined);
});

test("every report of an ACTION is an event, also where the value is the same; a press is told by its trigger alone", async () => {
  const odd = bundle("BidCos-RF", "HB-UNI-Odd", "OEQ0000006", {
    1: { type: "SENSOR", values: { BELL_RUNG: parameter("ACTION", 4), INSTALL_TEST: parameter("ACTION", 6) } },
  });
  const h = startHome();
  await h.ready([odd, bidcosSwitch()]);
  for (const [address, name, wanted] of [
    ["OEQ0000006:1", "BELL_RUNG", "datapoint.value_changed"],
    ["OEQ0000006:1", "INSTALL_TEST", "datapoint.value_changed"],
    [`${SWITCH}:2`, "PRESS_SHORT", "device.trigger"],
  ] as const) {
    for (let i = 0; i < 3; i++) h.listener().events("BidCos-RF", [{ address, parameter: name, value: true }]);
    const types = h.take().map(({ type }) => type);
    assert.deepEqual(types, [wanted, wanted, wanted], name);
  }
  h.listener().events("BidCos-RF", [{ address: `${SWITCH}:1`, parameter: "STATE", value: true }]);
  h.take();
  h.listener().events("BidCos-RF", [{ address: `${SWITCH}:1`, parameter: "STATE", value: true }]);
  assert.deepEqual(h.take(), [], "a state that stays the same is no news");
});

test("a value whose status says that it is none is unknown, in whichever order both come", async () => {
  const sensor = bundle("HmIP-RF", "HmIP-STHO", "0004STHO000001", {
    1: {
      type: "CLIMATE_TRANSCEIVER",
      values: {
        ACTUAL_TEMPERATURE: float(5, -3276.8, 3276.7),
        ACTUAL_TEMPERATURE_STATUS: choice(5, ["NORMAL", "UNKNOWN", "OVERFLOW", "UNDERFLOW"], "NORMAL"),
        OPERATING_VOLTAGE: float(5, 0, 25.2),
        OPERATING_VOLTAGE_STATUS: choice(5, ["NORMAL", "UNKNOWN", "OVERFLOW", "EXTERNAL"], "NORMAL"),
      },
    },
  });
  const h = startHome();
  await h.ready([sensor]);
  const address = "0004STHO000001:1";
  const event = (name: string, value: unknown) => ({ address, parameter: name, value });
  const state = (name: string) => h.value("0004STHO000001", `1/VALUES/${name}`);
  const temperature = (value: number) => event("ACTUAL_TEMPERATURE", value);
  const status = (value: number) => event("ACTUAL_TEMPERATURE_STATUS", value);
  for (const [bad, word] of [
    [1, "UNKNOWN"],
    [2, "OVERFLOW"],
    [3, "UNDERFLOW"],
  ] as const)
    for (const batches of [
      [[temperature(3276.7), status(bad)]],
      [[status(bad), temperature(3276.7)]],
      [[status(bad)], [temperature(3276.7)]],
    ]) {
      h.listener().events("HmIP-RF", [temperature(20.5), status(0)]);
      assert.deepEqual(
        [(await state("ACTUAL_TEMPERATURE"))?.value, (await state("ACTUAL_TEMPERATURE"))?.status],
        [20.5, undefined],
      );
      h.take();
      for (const batch of batches) h.listener().events("HmIP-RF", batch);
      const now = await state("ACTUAL_TEMPERATURE");
      assert.deepEqual([now?.value, now?.status], [null, word]);
      const shown = h.take().filter(({ payload }) => payload.parameter === "ACTUAL_TEMPERATURE");
      assert.deepEqual(told(shown), [["value", null, 20.5]], "the number was never shown");
    }
  h.listener().events("HmIP-RF", [status(0)]);
  assert.equal((await state("ACTUAL_TEMPERATURE"))?.value, null, "what it is worth now is not known before it is told");
  h.listener().events("HmIP-RF", [event("OPERATING_VOLTAGE", 3.1), event("OPERATING_VOLTAGE_STATUS", 3)]);
  assert.equal((await state("OPERATING_VOLTAGE"))?.value, 3.1, "supplied from outside: still a voltage");
  h.listener().values("HmIP-RF", [event("OPERATING_VOLTAGE", 25.2), event("OPERATING_VOLTAGE_STATUS", 2)]);
  h.clock.advance(60_000);
  h.listener().values("HmIP-RF", [event("OPERATING_VOLTAGE", 25.2), event("OPERATING_VOLTAGE_STATUS", 2)]);
  assert.equal((await state("OPERATING_VOLTAGE"))?.value, null, "read in bulk as well");
});

test("what became of a write: superseded is silent, expired is a fault and taken back", async () => {
  const outcomes: PromiseWithResolvers<string>[] = [];
  const asked = () => {
    outcomes.push(Promise.withResolvers<string>());
    return outcomes.at(-1)!.promise;
  };
  const h = await home({ answers: { setValue: asked as never } });
  const first = h.write(BLIND, 4, { LEVEL: 1 });
  await settle();
  const second = h.write(BLIND, 4, { LEVEL: 0.5 });
  await settle();
  h.take();
  outcomes[0]!.resolve("superseded");
  await first;
  assert.deepEqual(h.take(), []);
  assert.equal(await h.shown("4/VALUES/LEVEL"), 0.5);
  outcomes[1]!.resolve("expired");
  await assert.rejects(second, { name: "CcuFault", class: "transport" });
  assert.deepEqual(told(h.take()), [
    ["rollback send_error", 0.5, 0],
    ["value", 0, 0.5],
  ]);
});
