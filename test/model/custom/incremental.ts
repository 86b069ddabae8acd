/** States that an engine reaches event by event, beside those that the last values alone make. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { calculatedOf } from "../../../handlers/model/calculated/points.ts";
import { customDataPointsOf, reading } from "../../../handlers/model/custom/bind.ts";
import { idOf } from "../../../handlers/model/device-id.ts";
import type { DataPoint, Device, ValueState } from "../../../handlers/model/types.ts";
import { valueKey } from "../../../handlers/model/types.ts";
import { fromWire } from "../../../handlers/model/values.ts";
import type { CcuEvent, DeviceBundle } from "../../../handlers/ports/index.ts";
import { START, startHome } from "../../home/support.ts";
import { reported } from "./wishes.ts";

/** Everything that a custom or calculated data point of the device is made of, and that the CCU pushes. */
function sourcesOf(device: Device): DataPoint[] {
  const customs = customDataPointsOf(device).points.flatMap((custom) =>
    Object.values(custom.fields).map(({ point }) => point),
  );
  const calculated = device.channels.flatMap((channel) =>
    calculatedOf(device, channel).flatMap(({ sources }) => sources),
  );
  return [...new Set([...customs, ...calculated])].filter(
    ({ paramset, operations }) => paramset === "VALUES" && operations.event,
  );
}

type Told = readonly (readonly [DataPoint, unknown])[];
/** Batches of events; `undefined` where nothing of the device makes a state. */
export function batches(device: Device): fc.Arbitrary<Told[]> | undefined {
  const sources = sourcesOf(device);
  if (sources.length === 0) return undefined;
  const one = fc.constantFrom(...sources).chain((point) =>
    fc.tuple(
      fc.constant(point),
      reported(point).filter((value) => value !== null),
    ),
  );
  return fc.array(fc.array(one, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const known = (value: unknown): ValueState => ({ value, source: "live", changedAt: START, seenAt: START });

/** Plays the batches and compares. How many states there were to compare. */
export async function assertSameFromScratch(bundle: DeviceBundle, told: Told[]): Promise<number> {
  const home = startHome();
  await home.ready([bundle]);
  const [device] = await home.home.devices();
  assert.ok(device);
  const last = new Map<string, ValueState>();
  const states = new Map<string, unknown>();
  for (const batch of told) {
    const events = batch.map(
      ([{ channel, parameter }, value]): CcuEvent => ({ address: `${device.address}:${channel}`, parameter, value }),
    );
    home.listener().events(bundle.interface, events);
    for (const [point, value] of batch)
      last.set(valueKey(point.channel, "VALUES", point.parameter), known(fromWire(point, value)));
    for (const { payload } of home.take("custom_data_point.state_changed"))
      states.set(String(payload.name), payload.state);
  }
  const values = await home.home.values(idOf(device));
  let compared = 0;
  for (const custom of customDataPointsOf(device).points) {
    const scratch = plain(custom.profile.state(reading(custom, last)));
    assert.deepEqual(plain(custom.profile.state(reading(custom, values))), scratch, `${custom.name}, as it is read`);
    if (states.has(custom.name)) assert.deepEqual(states.get(custom.name), scratch, `${custom.name}, as it was told`);
    compared += 1;
  }
  for (const channel of device.channels)
    for (const point of calculatedOf(device, channel)) {
      assert.deepEqual(point.value(values), point.value(last), point.name);
      compared += 1;
    }
  assert.deepEqual(home.errors, []);
  return compared;
}
