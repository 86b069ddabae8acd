/**
 * Whatever of the device types known from the field can be shown is an endpoint of matter.js: while nothing is known of it,
 * and with the least, the most and the middle of what each of its parameters can be. matter.js looks at the limits of each
 * attribute, and at what they are to each other.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMatterBridge } from "../../adapters/matter/bridge.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import {
  type Candidate,
  candidatesOf,
  powerAttributes,
} from "../../handlers/features/matter/home/mapping/candidates.ts";
import { healthOf } from "../../handlers/model/availability.ts";
import { listDataPoints } from "../../handlers/model/find.ts";
import type { Values } from "../../handlers/model/shown-value.ts";
import { type DataPoint, type Device, valueKey } from "../../handlers/model/types.ts";
import { fromWire } from "../../handlers/model/values.ts";
import type { MatterAttributes, MatterEndpoint } from "../../handlers/ports/matter-bridge.ts";
import { SETTINGS, silent, storageIn } from "../adapters/matter/bench.ts";
import { LoopbackNetwork } from "../adapters/matter/loopback-network.ts";
import { state } from "../support/devices.ts";
import { readDevices, skip } from "./collected.ts";

/** Where between least and most. */
const SHARES = [0, 0.3, 0.5, 0.99, 1];

function valueFor({ description: { TYPE, MIN, MAX, VALUE_LIST } }: DataPoint, share: number): unknown {
  if (TYPE === "BOOL") return share >= 0.5;
  if (TYPE === "ENUM") return Math.round(((VALUE_LIST?.length ?? 1) - 1) * share);
  const [min, max] = [Number(MIN), Number(MAX)];
  if (!Number.isFinite(min) || !Number.isFinite(max)) return undefined;
  const value = min + (max - min) * share;
  return TYPE === "INTEGER" ? Math.round(value) : TYPE === "FLOAT" ? value : undefined;
}

function valuesFor(device: Device, share: number): Values {
  const values = new Map();
  for (const channel of [device.root, ...device.channels])
    for (const point of listDataPoints(channel)) {
      const value = point.paramset === "VALUES" ? valueFor(point, share) : undefined;
      if (value !== undefined)
        values.set(valueKey(point.channel, "VALUES", point.parameter), state(fromWire(point, value as never)));
    }
  return values;
}

test("whatever can be shown is an endpoint, and all that its parameters can be can be shown", { skip }, async (t) => {
  const warnings: string[] = [];
  const log = {
    ...silent,
    warn: (text: string, about?: object) => void warnings.push(`${text} ${JSON.stringify(about)}`),
  };
  const bridge = createMatterBridge({ log, clock: systemClock, network: async () => new LoopbackNetwork() });
  const listener = {
    ...{ command: async () => {}, fabricAdded() {}, fabricRemoved() {}, progress() {}, windowEnded() {}, reset() {} },
  };
  const node = await bridge.open({ settings: SETTINGS, storage: storageIn(new Map()), endpoints: [], listener });
  t.after(() => node.close());
  const isNew = new Set<string>();
  const once = (what: unknown): boolean => {
    const text = JSON.stringify(what);
    return !isNew.has(text) && isNew.add(text).size > 0;
  };
  let endpoints = 0;
  let shown = 0;
  for (const device of readDevices())
    for (const candidate of candidatesOf(device, { locale: "en", secondary: true })) {
      const { projection, features } = candidate;
      if (projection === undefined) continue;
      const told = [new Map(), ...SHARES.map((share) => valuesFor(device, share))].flatMap((values) =>
        attributesOf(candidate, values),
      );
      const fresh = told.filter((attributes) => once([projection, features, attributes]));
      if (fresh.length === 0) continue;
      const name = `${device.model} ${candidate.key.name}`.slice(0, 32);
      const spec: MatterEndpoint = {
        ...{
          id: "00000001",
          type: projection.type,
          extra: projection.extra ?? [],
          features,
          name,
          product: "p",
          serial: "s",
        },
        reachable: true,
        attributes: told[0] ?? {},
      };
      for (const attributes of fresh) {
        await node.remove(spec.id);
        await node
          .put({ ...spec, attributes })
          .catch((error) => warnings.push(`${name}: ${error} ${JSON.stringify(attributes)}`));
        endpoints += 1;
      }
      for (const attributes of fresh) {
        await node.update(spec.id, { attributes });
        shown += 1;
      }
    }
  assert.deepEqual(warnings.slice(0, 20), []);
  t.diagnostic(`${endpoints} different endpoints, ${shown} changes`);
});

function attributesOf({ attributes, features, device }: Candidate, values: Values): MatterAttributes[] {
  const found = attributes(values);
  if (found === undefined) return [];
  const hasBattery = features.includes("battery") || features.includes("batteryLevel");
  return [{ ...found, ...(hasBattery ? powerAttributes(healthOf(device, values)) : {}) }];
}
