/**
 * Every registered kind of custom data point as Home Assistant has it: its configuration is one that Home Assistant takes,
 * whatever the device reports no state is one that it complains about, and what people choose is an order that is understood.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CUSTOM } from "../../../handlers/features/mqtt/home/discovery/custom.ts";
import { deviceDiscovery, deviceStates } from "../../../handlers/features/mqtt/home/state/device.ts";
import { topicsOf } from "../../../handlers/features/mqtt/home/topics.ts";
import { Refusal } from "../../../handlers/kernel/problem.ts";
import { customDataPointsOf } from "../../../handlers/model/custom/bind.ts";
import { plan } from "../../../handlers/model/custom/plan.ts";
import { REGISTRATIONS } from "../../../handlers/model/custom/registry.ts";
import { type DataPoint, type Device, type ValueState, valueKey } from "../../../handlers/model/types.ts";
import { bounds } from "../../../handlers/model/values.ts";
import { centralState } from "../../../local/testing/home-parts.ts";
import { NOON, thing } from "../../model/custom/things.ts";
import { type Entity, HomeAssistant, type Order } from "./home-assistant.ts";

const VIEW = { topics: topicsOf("base"), locale: "en", version: "1", subDevices: false } as const;
const central = centralState("ccu-main");

function shown(device: Device, values: ReadonlyMap<string, ValueState>, subDevices = false) {
  const homeAssistant = new HomeAssistant();
  const sight = { device, central, values, available: true };
  const view = { ...VIEW, subDevices };
  const { tree, spoken } = deviceDiscovery(sight, view);
  for (const [topic, { payload }] of tree) homeAssistant.receive(topic, payload);
  for (const [topic, { payload }] of deviceStates(sight, view))
    if (spoken.has(topic)) homeAssistant.receive(topic, payload);
  return homeAssistant;
}

/** Orders that people can give to an entity, whatever its state. */
function orders(homeAssistant: HomeAssistant, entity: Entity): Order[] {
  const { config, component } = entity;
  const order = (member: string, value: unknown, variables?: Record<string, unknown>) =>
    config[member] === undefined || value === null || value === undefined
      ? []
      : [homeAssistant.order(entity, member, value, variables)];
  const json = (value: object): Order => ({ topic: String(config.command_topic), payload: JSON.stringify(value) });
  const all = (values: unknown) => (values as unknown[] | undefined) ?? [];
  switch (component) {
    case "climate":
      return [
        ...order("temperature_command_topic", config.max_temp),
        ...all(config.modes).flatMap((mode) => order("mode_command_topic", mode)),
        ...all(config.preset_modes)
          .filter((preset) => preset !== "away")
          .flatMap((preset) => order("preset_mode_command_topic", preset)),
      ];
    case "cover":
      return [
        ...[config.payload_open, config.payload_close, config.payload_stop].flatMap((payload) =>
          order("command_topic", payload),
        ),
        ...order("set_position_topic", 40, { position: 40 }),
        ...order("tilt_command_topic", 40, { tilt_position: 40 }),
      ];
    case "light":
      return [
        json({ state: "ON" }),
        json({ state: "OFF" }),
        json({ state: "ON", brightness: 100 }),
        ...all(config.supported_color_modes).map((mode) =>
          mode === "hs"
            ? json({ state: "ON", color: { h: 120, s: 80 } })
            : mode === "color_temp"
              ? json({ state: "ON", color_temp: config.max_mireds })
              : json({ state: "ON" }),
        ),
        ...all(config.effect_list).map((effect) => json({ state: "ON", effect })),
      ];
    case "lock":
      return [config.payload_lock, config.payload_unlock, config.payload_open].flatMap((payload) =>
        order("command_topic", payload),
      );
    case "siren":
      return [
        ...order("command_topic", config.payload_on, {
          ...(config.available_tones ? { tone: all(config.available_tones)[0] } : {}),
          ...(config.support_duration ? { duration: 5 } : {}),
          ...(config.support_volume_set ? { volume_level: 0.4 } : {}),
        }),
        ...order("command_topic", config.payload_off),
      ];
    case "switch":
      return [config.payload_on, config.payload_off].flatMap((payload) => order("command_topic", payload));
    case "valve":
      return [config.payload_open, config.payload_close].flatMap((payload) => order("command_topic", payload));
    default:
      return order("command_topic", 'Grüße "von" allen');
  }
}

/** What a device reports that keeps to its descriptions; any of it may be missing. */
const plausible = (device: Device): fc.Arbitrary<Map<string, ValueState>> => {
  const points = [device.root, ...device.channels].flatMap((channel) => [
    ...channel.values.values(),
    ...channel.master.values(),
  ]);
  const valueOfPoint = ({ description }: DataPoint): fc.Arbitrary<unknown> => {
    const { min = 0, max = 100 } = bounds(description);
    if (description.VALUE_LIST?.length && description.TYPE !== "INTEGER")
      return fc.constantFrom(...description.VALUE_LIST);
    if (description.TYPE === "FLOAT")
      return fc.double({ min, max, noNaN: true }).map((value) => Math.round(value * 1000) / 1000);
    if (description.TYPE === "INTEGER") return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
    if (description.TYPE === "BOOL" || description.TYPE === "ACTION") return fc.boolean();
    return fc.string({ maxLength: 300 });
  };
  const state = (point: DataPoint) =>
    fc.option(valueOfPoint(point), { nil: undefined }).map((value) => [point, value] as const);
  // a large device would take all the time: some of its values at a time
  return fc
    .tuple(...points.slice(0, 60).map(state))
    .map(
      (found) =>
        new Map(
          found.flatMap(([{ channel, paramset, parameter }, value]) =>
            value === undefined
              ? []
              : [[valueKey(channel, paramset, parameter), { value, source: "live", changedAt: 1, seenAt: 1 }]],
          ),
        ),
    );
};

describe("custom data points as Home Assistant has them", () => {
  it("every category has a component", () => {
    const categories = new Set(REGISTRATIONS.map(({ profile }) => profile.category));
    assert.deepEqual(new Set(Object.keys(CUSTOM)), categories);
  });

  for (const registration of REGISTRATIONS) {
    const { models, profile } = registration;
    it(`${profile.kind}: ${models[0]}`, () => {
      const device = thing(registration);
      fc.assert(
        fc.property(plausible(device), fc.boolean(), (values, subDevices) => {
          const homeAssistant = shown(device, values, subDevices);
          for (const entity of homeAssistant.entities.values()) homeAssistant.stateOf(entity);
        }),
        { numRuns: 20 },
      );
      const homeAssistant = shown(device, new Map());
      const own = customDataPointsOf(device).points.filter((point) => point.profile === profile);
      const entities = [...homeAssistant.entities.values()].filter(
        ({ component }) => component === CUSTOM[profile.category].component && component !== "select",
      );
      for (const custom of own) {
        const entity = entities.find(({ config }) => config.unique_id === custom.uniqueId);
        if (!entity) continue; // not in use as the device is set up
        for (const { topic, payload } of orders(homeAssistant, entity)) understood(custom, topic, payload);
      }
    });
  }
});

/** As commands/custom.ts reads it: the operation exists, and takes these arguments. */
function understood(
  custom: ReturnType<typeof customDataPointsOf>["points"][number],
  topic: string,
  payload: string,
): void {
  const named = /\/set\/([^/]+)$/.exec(topic)?.[1];
  let json: Record<string, unknown> = {};
  let word = payload;
  if (payload.startsWith("{")) {
    const { operation, ...rest } = JSON.parse(payload);
    json = rest;
    word = String(operation);
  }
  try {
    plan(custom, new Map(), { operation: named ?? word, params: json, now: NOON });
  } catch (error) {
    assert.ok(error instanceof Refusal, `${topic} ${payload}: ${error}`);
    assert.fail(`${topic} ${payload}: ${error.message}`);
  }
}
