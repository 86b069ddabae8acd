/**
 * Custom and calculated data points on every device type that is known from the field, against the table of what is
 * registered where. `npm run test:corpus`; neither the devices nor the table are part of this repository.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CustomDPSummary } from "../../handlers/features/values/answers/custom-data-points.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import { batteryOf } from "../../handlers/model/calculated/battery.ts";
import { calculatedOf } from "../../handlers/model/calculated/points.ts";
import { customDataPointsOf } from "../../handlers/model/custom/bind.ts";
import { describeCustom } from "../../handlers/model/custom/describe.ts";
import { plan } from "../../handlers/model/custom/plan.ts";
import type { Device, ValueState } from "../../handlers/model/types.ts";
import { type Layout, readDevices, readTable, rowsOf, SHARED, skip, type Table } from "./collected.ts";

const BATTERIES = join(SHARED, "facts", "battery-models.json");

/** `channel category kind primary`, as the table has it, on the channels that the device has. */
function expected(table: Table, device: Device): Set<string> {
  const numbers = new Set(device.channels.map(({ number }) => number));
  const byChannel = new Map<string, string>();
  for (const entry of rowsOf(table, device.model)) {
    const { category } = entry;
    const [first] = entry.channel_layout;
    const layouts = entry.channel_layout_note
      ? entry.base_channels.map((primary) => ({ ...first!, primary }))
      : entry.channel_layout;
    for (const { primary, secondary } of layouts) {
      const root = primary === null || Number.isNaN(Number(primary));
      const places: [string, boolean][] = root
        ? [["-", true]]
        : [[String(primary), true], ...secondary.map((n): [string, boolean] => [String(n), false])];
      for (const [place, isPrimary] of places)
        if (place === "-" || numbers.has(Number(place)))
          byChannel.set(place, `${place} ${category} ${entry.kind} ${isPrimary}`);
    }
  }
  return new Set(byChannel.values());
}

/**
 * The table speaks of channels by number; on these two models the channel of that number is something else (it lacks
 * the very parameter that the thing is named after).
 */
const NOT_THERE = new Set(["HmIP-LSC: 2 light light_rgbw false", "HmIP-WGTC: 3 light light false"]);

test("custom data points are exactly on the models and channels of the table", { skip }, (t) => {
  const table = readTable();
  const devices = readDevices();
  let count = 0;
  for (const device of devices) {
    const found = customDataPointsOf(device).points.map(
      ({ channel, primary, profile }) => `${channel.number ?? "-"} ${profile.category} ${profile.kind} ${primary}`,
    );
    const wanted = [...expected(table, device)].filter((one) => !NOT_THERE.has(`${device.model}: ${one}`));
    assert.deepEqual(found.sort(), wanted.sort(), device.model);
    count += found.length;
  }
  t.diagnostic(`${count} custom data points on ${devices.length} devices`);
});

/** Operations that the table has for all of a category, where these devices have nothing to do it with: they say so. */
const NOTHING_TO_DO = (kind: string, operation: string): boolean =>
  (kind === "climate_simple" && operation !== "set_temperature") || (kind === "lock" && operation === "open");

/** `parameter channel` of all parts that the device has, of either paramset. */
function partsOf(device: Device, layout: Layout, own: number | null): string[] {
  const channels = new Map([device.root, ...device.channels].map((channel) => [channel.number, channel]));
  const places = [
    [own, layout.fields_on_own_channel] as const,
    ...[layout.fields_on_other_channels, layout.fields_on_fixed_channels].flatMap((fields) =>
      Object.entries(fields).map(
        ([place, some]) => [Number.isNaN(Number(place)) ? null : Number(place), some] as const,
      ),
    ),
  ];
  return places.flatMap(([number, fields]) =>
    Object.values(fields).flatMap(({ parameter }) => {
      const channel = channels.get(number);
      return channel?.values.has(parameter) || channel?.master.has(parameter) ? [`${parameter} ${number ?? "-"}`] : [];
    }),
  );
}

test("every part of the table that a device has is a part here, and every operation is known", { skip }, (t) => {
  const table = readTable();
  let parts = 0;
  for (const device of readDevices())
    for (const row of rowsOf(table, device.model))
      for (const layout of row.channel_layout)
        for (const place of [layout.primary, ...layout.secondary]) {
          const own = place === null || Number.isNaN(Number(place)) ? null : Number(place);
          const custom = customDataPointsOf(device).points.find(
            ({ channel, profile }) => channel.number === own && profile.kind === row.kind,
          );
          if (!custom) continue;
          const bound = new Set(
            Object.values(custom.fields).map(({ point }) => `${point.parameter} ${point.channel ?? "-"}`),
          );
          for (const part of partsOf(device, layout, own)) {
            assert.ok(bound.has(part), `${device.model} ${custom.name}: ${part}`);
            parts += 1;
          }
          for (const { name } of row.operations)
            assert.ok(
              Object.hasOwn(custom.profile.operations, name) || NOTHING_TO_DO(row.kind, name),
              `${device.model} ${custom.name}: ${name}`,
            );
        }
  t.diagnostic(`${parts} parts`);
});

/** Every value at its default: what a device reports that was just paired. */
function defaultsOf(device: Device): Map<string, ValueState> {
  const values = new Map<string, ValueState>();
  for (const { number, values: runtime, master } of [device.root, ...device.channels])
    for (const [name, points] of [["VALUES", runtime] as const, ["MASTER", master] as const])
      for (const { parameter, description } of points.values())
        values.set(`${number ?? "-"}/${name}/${parameter}`, {
          value: description.DEFAULT ?? null,
          source: "live",
          changedAt: 1,
          seenAt: 1,
        });
  return values;
}

test("every one has a state, unknown and known, and takes what it says it takes", { skip }, (t) => {
  const now = Date.UTC(2026, 0, 1);
  let planned = 0;
  let refused = 0;
  for (const device of readDevices())
    for (const values of [new Map<string, ValueState>(), defaultsOf(device)])
      for (const custom of customDataPointsOf(device).points) {
        const summary = CustomDPSummary.parse(JSON.parse(JSON.stringify(describeCustom(device, custom, values))));
        assert.notEqual(summary.unique_id, "", `${device.model} ${custom.name}`);
        assert.ok(summary.supported_operations.length > 0, `${device.model} ${custom.name} takes nothing`);
        for (const operation of summary.supported_operations)
          try {
            plan(custom, values, { operation, now });
            planned += 1;
          } catch (error) {
            // an argument is missing: that much is known without one
            assert.ok(error instanceof Refusal && error.status === 422, `${device.model} ${operation}: ${error}`);
            refused += 1;
          }
      }
  t.diagnostic(`${planned} operations planned, ${refused} want arguments`);
});

test("names and keys are unique on each device", { skip }, () => {
  for (const device of readDevices()) {
    const { points } = customDataPointsOf(device);
    const calculated = device.channels.flatMap((channel) => calculatedOf(device, channel));
    for (const list of [points.map(({ name }) => name), [...points, ...calculated].map(({ uniqueId }) => uniqueId)])
      assert.equal(new Set(list).size, list.length, `${device.model}: ${list.join()}`);
  }
});

interface Cells {
  model: string;
  battery: string;
  quantity: number;
  voltage_max: number;
}

test("batteries are those of the table", { skip }, () => {
  const { ordered_entries } = JSON.parse(readFileSync(BATTERIES, "utf8")) as { ordered_entries: Cells[] };
  const rows = ordered_entries.map((row) => ({ ...row, key: row.model.toLowerCase() }));
  const isUnknown = ({ battery }: Cells) => battery === "UNKNOWN";
  for (const { model } of [...readDevices(), ...ordered_entries]) {
    const key = model.toLowerCase();
    const hidden = rows.some((row) => isUnknown(row) && key.startsWith(row.key));
    const row = rows.find((one) => one.key === key) ?? rows.find((one) => key.startsWith(one.key));
    const found = batteryOf(model);
    const wanted = hidden || !row || isUnknown(row) ? undefined : `${row.quantity} ${row.battery} ${row.voltage_max}`;
    assert.equal(found && `${found.cells} ${found.type} ${found.full}`, wanted, model);
  }
});

test("calculated data points: each kind on as many devices as have its sources", { skip }, (t) => {
  const counts: Record<string, number> = {};
  for (const device of readDevices()) {
    const values = defaultsOf(device);
    for (const channel of device.channels)
      for (const point of calculatedOf(device, channel)) {
        counts[point.name] = (counts[point.name] ?? 0) + 1;
        point.value(values);
        point.value(new Map());
      }
  }
  for (const name of ["DEW_POINT", "DEW_POINT_SPREAD", "ENTHALPY", "VAPOR_CONCENTRATION"])
    assert.equal(counts[name], counts.DEW_POINT, name);
  assert.ok(counts.FROST_POINT! > 0 && counts.APPARENT_TEMPERATURE! > 0 && counts.OPERATING_VOLTAGE_LEVEL! > 0);
  t.diagnostic(JSON.stringify(counts));
});
