/** What of the 303 device types known from the field can be shown in Matter. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { candidatesOf, endpointId } from "../../handlers/features/matter/home/mapping/candidates.ts";
import { customRow } from "../../handlers/features/matter/home/mapping/custom.ts";
import { CLUSTERS, clustersOf, DEVICE_TYPES } from "../../handlers/features/matter/home/mapping/device-types.ts";
import { ORDERS } from "../../handlers/features/matter/home/mapping/orders.ts";
import { CALCULATED_ROWS } from "../../handlers/features/matter/home/mapping/values.ts";
import { calculatedOf } from "../../handlers/model/calculated/points.ts";
import { customDataPointsOf } from "../../handlers/model/custom/bind.ts";
import { readDevices, skip } from "./collected.ts";

const options = { locale: "en", secondary: false } as const;

/** Nothing of them is a device for people, or nothing that Matter knows: gateways, wind, filling levels, ramps of valves … */
const WITHOUT =
  /^(263 160|263 167|CMM|HB-UNI-RGB-LED-CTRL|HB-UNI-Sen-PRESS|HM-CC-SCD|HM-Sen-(EP|Wa-Od|X)|HM-Sys-sRP-Pl|HMW-Sen-SC-12-(DR|FM)|HmIP-(CCU3|DLS|FAL230-C10|FALMOT-C12|PMFS|RFUSB|SPDR)|HmIPW-FAL230-C6|RPI-RF-MOD|ZEL STG RM FSA)$/;

test("every device type that is one for people can be shown, and the others are known by name", { skip }, () => {
  const devices = readDevices();
  assert.ok(devices.length >= 303);
  const without = devices
    .filter((device) => candidatesOf(device, options).every(({ verdict }) => verdict === "unmappable"))
    .map(({ model }) => model);
  assert.deepEqual(
    without.filter((model) => !WITHOUT.test(model)),
    [],
  );
});

test("every kind of custom and every calculated data point has a row: shown, or with the reason why not", {
  skip,
}, () => {
  for (const device of readDevices()) {
    for (const custom of customDataPointsOf(device).points) {
      const row = customRow(custom);
      assert.ok(row, `${device.model} ${custom.profile.kind}`);
      assert.ok(row.projection ? row.attributes : row.reason, custom.profile.kind);
    }
    for (const channel of device.channels)
      for (const { name } of calculatedOf(device, channel)) assert.ok(CALCULATED_ROWS[name], name);
  }
});

test("a verdict has its reason, clusters are real, ids differ, and what is not known yet shows nothing wrong", {
  skip,
}, () => {
  const ids = new Set<string>();
  const devices = readDevices();
  for (const [at, device] of devices.entries())
    for (const candidate of candidatesOf({ ...device, address: `D${at}` }, options)) {
      const { key, verdict, reason, projection } = candidate;
      const what = `${device.model} ${key.kind} ${key.name}`;
      assert.equal(verdict === "mappable", reason === undefined, what);
      assert.equal(verdict === "unmappable", projection === undefined, what);
      assert.ok(candidate.name.startsWith(device.name), what);
      const id = endpointId(key);
      assert.match(id, /^[0-9a-f]{32}$/);
      assert.ok(!ids.has(id), what);
      ids.add(id);
      const attributes = candidate.attributes(new Map());
      if (projection === undefined) continue;
      assert.ok(DEVICE_TYPES[projection.type]);
      for (const cluster of clustersOf(projection)) assert.ok(CLUSTERS[cluster], cluster);
      for (const cluster of Object.keys(attributes ?? {}))
        assert.ok(clustersOf(projection).includes(cluster as keyof typeof CLUSTERS), `${what} ${cluster}`);
      for (const value of Object.values(attributes ?? {}).flatMap((members) => Object.values(members)))
        assert.ok(value !== undefined && !Number.isNaN(value), `${what} ${JSON.stringify(attributes)}`);
    }
  assert.ok(ids.size > 1_000, `${ids.size}`);
});

test("whatever takes orders of the home takes those of Matter", { skip }, () => {
  for (const device of readDevices())
    for (const { custom, projection, point } of candidatesOf(device, options))
      if (custom && projection && projection.type !== "smokeCoAlarm")
        assert.ok(ORDERS[custom.profile.kind], device.model);
      else if (point) assert.equal(projection?.type, "onOffPlugInUnit");
});
