/** States of custom data points while events come in: one announcement per change, equal to the state from scratch. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { reachableCentrals } from "../../../handlers/home/reachable-centrals.ts";
import { CONFIRM_TIMEOUT_MS } from "../../../handlers/home/targets.ts";
import { customDataPointsOf, reading } from "../../../handlers/model/custom/bind.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import { startHome } from "../../home/support.ts";
import { idAt } from "../../support/device-ids.ts";
import { bool, bundle, choice, float, maintenance } from "../fixtures.ts";

/** For writes that may begin whenever it suits. */
const NO_DEADLINE = Number.POSITIVE_INFINITY;

const LAMP = "0001LAMP000001";
const lamp = () =>
  bundle("HmIP-RF", "HmIP-BDT", LAMP, {
    0: maintenance(),
    3: { type: "DIMMER_TRANSMITTER", values: { LEVEL: float(5, 0, 1.01) } },
    ...Object.fromEntries(
      [4, 5, 6].map((number) => [
        number,
        { type: "DIMMER_VIRTUAL_RECEIVER", values: { LEVEL: float(7, 0, 1.01), ON_TIME: float(2, 0, 100) } },
      ]),
    ),
  });
const BLIND = "0002BLIND00002";
const blind = () =>
  bundle("HmIP-RF", "HmIP-FBL", BLIND, {
    3: {
      type: "BLIND_TRANSMITTER",
      values: {
        LEVEL: float(5, 0, 1.01),
        LEVEL_2: float(5, 0, 1.01),
        ACTIVITY_STATE: choice(5, ["UNKNOWN", "UP", "DOWN", "STABLE"], "UNKNOWN"),
      },
    },
    4: {
      type: "BLIND_VIRTUAL_RECEIVER",
      values: { LEVEL: float(7, 0, 1.01), LEVEL_2: float(7, 0, 1.01), STOP: bool(2) },
    },
  });

const CHANGED = "custom_data_point.state_changed";
async function home() {
  const started = startHome();
  await started.ready([lamp(), blind()]);
  const push = (address: string, parameter: string, value: unknown) =>
    started.listener().events("HmIP-RF", [{ address, parameter, value }]);
  const states = () =>
    started
      .take()
      .filter(({ type }) => type === CHANGED)
      .map(({ kind, topic, payload }) => ({
        announced: kind,
        topic,
        payload,
        state: payload.state as { state?: string },
      }));
  const invoke = async (name: string, operation: string, params = {}) => {
    const device = (await started.home.device(idAt(LAMP, "home")))!;
    const custom = customDataPointsOf(device).points.find((point) => point.name === name)!;
    const { writes } = plan(custom, await started.home.values(idAt(LAMP, "home")), {
      operation,
      params,
      now: started.clock.now(),
    });
    const centrals = reachableCentrals(new Map([[started.engine.central, started.engine]]));
    for (const { values } of writes) await centrals.writeValues(device, values, { deadline: NO_DEADLINE });
  };
  return { ...started, push, states, invoke };
}

test("the first value makes a state, an equal one says nothing, another one does", async () => {
  const h = await home();
  h.push(`${LAMP}:4`, "LEVEL", 0.4);
  const [first, ...more] = h.states();
  assert.deepEqual(more, []);
  assert.equal(first?.announced, "initial");
  assert.equal(first?.topic, `device.${LAMP}.cdps.LEVEL@4`);
  assert.deepEqual(first?.payload, {
    central: "home",
    device_address: LAMP,
    channel: 4,
    name: "LEVEL@4",
    kind: "light",
    unique_id: `loom_${LAMP.toLowerCase()}_4`,
    state: { state: "ON", brightness: 102, color_mode: "brightness" },
  });
  h.push(`${LAMP}:4`, "LEVEL", 0.4);
  h.push(`${LAMP}:0`, "RSSI_DEVICE", -50);
  assert.deepEqual(h.states(), []);
  h.push(`${LAMP}:4`, "LEVEL", 0);
  assert.deepEqual(
    h.states().map(({ state }) => state),
    [{ state: "OFF", brightness: 0, color_mode: "brightness" }],
  );
});

test("the state follows the values that make it, once per batch", async () => {
  const h = await home();
  h.listener().events("HmIP-RF", [
    { address: `${BLIND}:3`, parameter: "LEVEL", value: 0.5 },
    { address: `${BLIND}:3`, parameter: "LEVEL_2", value: 1 },
    { address: `${BLIND}:3`, parameter: "ACTIVITY_STATE", value: "UP" },
  ]);
  const types = h.take().map(({ type }) => type);
  assert.deepEqual(types, [...Array(3).fill("datapoint.value_changed"), CHANGED]);
});

test("a write changes the state at once, and takes it back where nobody confirms it", async () => {
  const h = await home();
  h.push(`${LAMP}:4`, "LEVEL", 0);
  h.states();
  await h.invoke("LEVEL@4", "set_brightness", { brightness: 1 });
  assert.deepEqual(
    h.states().map(({ state }) => state.state),
    ["ON"],
  );
  h.clock.advance(CONFIRM_TIMEOUT_MS);
  assert.deepEqual(
    h.states().map(({ state }) => state.state),
    ["OFF"],
  );
});

test("a lamp is switched on as bright as it was", async () => {
  const h = await home();
  h.push(`${LAMP}:4`, "LEVEL", 0.3);
  h.push(`${LAMP}:4`, "LEVEL", 0);
  await h.invoke("LEVEL@4", "turn_on");
  const written = h.calls.filter(({ method }) => method === "setValue").map(({ args }) => args[3]);
  assert.deepEqual(written, [{ type: "FLOAT", value: 0.3 }]);
});

test("parts are no entities of their own, what stays one is", async () => {
  const h = await home();
  const device = (await h.home.device(idAt(LAMP, "home")))!;
  const usage = (channel: number, name: string) =>
    device.channels.find((c) => c.number === channel)?.values.get(name)?.usage;
  assert.equal(usage(4, "LEVEL"), "no_create");
  assert.equal(usage(3, "LEVEL"), "ce_visible");
  assert.equal(usage(0, "RSSI_DEVICE"), "data_point");
  assert.equal(usage(0, "UNREACH"), "no_create");
  assert.equal(usage(0, "ERROR_CODE"), "event");
});

test("a state from events equals the state from scratch", async () => {
  const event = fc.record({
    address: fc.constantFrom(`${BLIND}:3`, `${BLIND}:4`, `${LAMP}:3`, `${LAMP}:4`, `${LAMP}:5`),
    parameter: fc.constantFrom("LEVEL", "LEVEL_2", "ACTIVITY_STATE"),
    value: fc.oneof(fc.constantFrom(0, 0.25, 1, 1.01, "UP", "STABLE", ""), fc.double()),
  });
  const batches = fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      const h = await home();
      const known = new Map<string, unknown>();
      for (const batch of all) {
        h.listener().events("HmIP-RF", batch);
        for (const { topic, state } of h.states()) known.set(topic, state);
      }
      for (const address of [LAMP, BLIND]) {
        const device = (await h.home.device(idAt(address, "home")))!;
        const values = await h.home.values(idAt(address, "home"));
        for (const custom of customDataPointsOf(device).points) {
          const told = known.get(`device.${address}.cdps.${custom.name}`);
          const scratch = JSON.parse(JSON.stringify(custom.profile.state(reading(custom, values))));
          if (told !== undefined) assert.deepEqual(told, scratch);
        }
      }
    }),
    { numRuns: 60, seed: 20260101 },
  );
});
