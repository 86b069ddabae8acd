/** The bridge as controllers have it: matter.js' own controller over loopback. Numbers are reports of real users. */
import "../../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ColorControlClient } from "@matter/main/behaviors/color-control";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { LevelControlClient } from "@matter/main/behaviors/level-control";
import { OnOffClient } from "@matter/main/behaviors/on-off";
import { ThermostatClient } from "@matter/main/behaviors/thermostat";
import { WindowCoveringClient } from "@matter/main/behaviors/window-covering";
import { qrModules, qrSvg } from "../../../adapters/matter/qr-svg.ts";
import {
  CUSTOM_ROWS,
  type CustomRow,
  type CustomSight,
} from "../../../handlers/features/matter/home/mapping/custom.ts";
import {
  clustersOf,
  DEVICE_TYPES,
  type DeviceTypeName,
} from "../../../handlers/features/matter/home/mapping/device-types.ts";
import { MatterCommandError } from "../../../handlers/ports/matter-bridge.ts";
import {
  ALL,
  commission,
  endpoint,
  idOf,
  partOf,
  partsOf,
  type Remote,
  startBridge,
  until,
  withController,
} from "./bench.ts";

const NO_OPTIONS = { optionsMask: {}, optionsOverride: {} };

test("a controller finds every endpoint with its type, clusters and names; what changes it hears at once", async (t) => {
  const { node } = await startBridge(t);
  const peer = await commission(node, await withController(t, "one"));
  await until("all endpoints", () => partsOf(peer).length === ALL.length);
  for (const spec of ALL) {
    const part = partOf(peer, spec.name);
    assert.ok(part, spec.name);
    const { state } = part;
    const types = state.descriptor.deviceTypeList.map(({ deviceType }: { deviceType: number }) => deviceType);
    assert.equal(types[0], DEVICE_TYPES[spec.type as DeviceTypeName].id, spec.name);
    assert.ok(types.includes(0x0013), "a bridged node");
    assert.equal(types.includes(0x0011), spec.features.includes("battery"), "a power source");
    for (const cluster of clustersOf({ type: spec.type as DeviceTypeName, extra: spec.extra as never }))
      assert.ok(state[cluster], `${spec.name} ${cluster}`);
    assert.equal(state.bridgedDeviceBasicInformation.uniqueId, spec.id);
    assert.equal(state.bridgedDeviceBasicInformation.reachable, true);
    assert.equal(part.number, node.numbers().get(spec.id));
  }
  const shown: [name: string, attributes: Record<string, Record<string, unknown>>][] = [
    ["plug", { onOff: { onOff: true }, powerSource: { batChargeLevel: 1 } }],
    ["siren", { onOff: { onOff: true }, booleanState: { stateValue: true } }],
    ["dimmer", { onOff: { onOff: true }, levelControl: { currentLevel: 100 } }],
    ["white", { colorControl: { colorTemperatureMireds: 300, colorMode: 2, enhancedColorMode: 2 } }],
    ["colour", { colorControl: { currentHue: 85, currentSaturation: 254, colorMode: 0, enhancedColorMode: 0 } }],
    [
      "shutter",
      {
        windowCovering: {
          currentPositionLiftPercent100ths: 2_500,
          targetPositionLiftPercent100ths: 2_500,
          operationalStatus: { global: 1, lift: 1, tilt: 0 },
        },
      },
    ],
    [
      "blind",
      { windowCovering: { currentPositionLiftPercent100ths: 10_000, currentPositionTiltPercent100ths: 5_000 } },
    ],
    [
      "heating",
      {
        thermostat: {
          localTemperature: 2_150,
          occupiedHeatingSetpoint: 1_900,
          systemMode: 0,
        },
        temperatureMeasurement: { measuredValue: 2_150 },
        relativeHumidityMeasurement: { measuredValue: 4_800 },
      },
    ],
    ["lock", { doorLock: { lockState: 1 } }],
    ["smoke", { smokeCoAlarm: { smokeState: 2, batteryAlert: 1, expressedState: 1 } }],
    ["contact", { booleanState: { stateValue: false } }],
    ["motion", { occupancySensing: { occupancy: { occupied: true } } }],
    ["warm", { temperatureMeasurement: { measuredValue: -1_270 } }],
    ["damp", { relativeHumidityMeasurement: { measuredValue: 10_000 } }],
    ["bright", { illuminanceMeasurement: { measuredValue: 20_001 } }],
    ["heavy", { pressureMeasurement: { measuredValue: 1_013 } }],
    ["air", { carbonDioxideConcentrationMeasurement: { measuredValue: 800 } }],
    ["dust", { pm25ConcentrationMeasurement: { measuredValue: 12.5 } }],
    ["coarse", { pm10ConcentrationMeasurement: { measuredValue: 20 } }],
    ["power", { electricalPowerMeasurement: { activePower: 23_500 } }],
    ["energy", { electricalEnergyMeasurement: { cumulativeEnergyImported: { energy: 5_000_000 } } }],
  ];
  for (const [name, attributes] of shown) await node.update(idOf(name), { attributes });
  for (const [name, attributes] of shown)
    for (const [cluster, values] of Object.entries(attributes))
      for (const [attribute, value] of Object.entries(values))
        await until(`${name} ${cluster}.${attribute} is ${JSON.stringify(value)}`, () => {
          const seen = partOf(peer, name).state[cluster][attribute];
          return typeof value === "object"
            ? JSON.stringify(seen, big).includes(JSON.stringify(value).slice(1, -1))
            : Number(seen) === Number(value);
        });
  await node.update(idOf("plug"), { reachable: false });
  await until("unreachable", () => partOf(peer, "plug").state.bridgedDeviceBasicInformation.reachable === false);
  // one bad value costs itself, not the others
  await node.update(idOf("dimmer"), {
    attributes: { levelControl: { currentLevel: 9_999 }, onOff: { onOff: false }, nothing: { of: "this" } },
  });
  await until("off", () => partOf(peer, "dimmer").state.onOff.onOff === false);
  await node.update(idOf("heating"), {
    attributes: { thermostat: { localTemperature: -327_680, occupiedHeatingSetpoint: 2_200 } },
  });
  await until("22 °C", () => partOf(peer, "heating").state.thermostat.occupiedHeatingSetpoint === 2_200);
});

const big = (_key: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);

test("every command comes home with its arguments; what the home refuses is a status", async (t) => {
  const { node, told } = await startBridge(t);
  const peer = await commission(node, await withController(t, "one"));
  await until("all endpoints", () => partsOf(peer).length === ALL.length);
  const act = async (name: string, cluster: Remote, command: string, args?: object) => {
    told.commands.length = 0;
    await partOf(peer, name).act((agent: Remote) => agent.get(cluster)[command](args));
    return told.commands.map(({ endpoint: of, ...rest }) => {
      assert.equal(of, idOf(name));
      return `${rest.cluster}.${rest.command} ${JSON.stringify(rest.args)}`;
    });
  };
  for (const command of ["on", "off", "toggle"])
    assert.deepEqual(await act("plug", OnOffClient, command), [`onOff.${command} {}`]);
  assert.deepEqual(
    await act("dimmer", LevelControlClient, "moveToLevelWithOnOff", { level: 100, transitionTime: 20, ...NO_OPTIONS }),
    ['levelControl.moveToLevel {"level":100,"transitionTime":20,"withOnOff":true}'],
  );
  await node.update(idOf("dimmer"), { attributes: { onOff: { onOff: true }, levelControl: { currentLevel: 100 } } });
  assert.deepEqual(
    await act("dimmer", LevelControlClient, "step", { stepMode: 1, stepSize: 30, transitionTime: null, ...NO_OPTIONS }),
    ['levelControl.moveToLevel {"level":70,"transitionTime":null,"withOnOff":false}'],
  );
  await node.update(idOf("white"), { attributes: { onOff: { onOff: true } } });
  assert.deepEqual(
    await act("white", ColorControlClient, "moveToColorTemperature", {
      colorTemperatureMireds: 300,
      transitionTime: 0,
      ...NO_OPTIONS,
    }),
    ['colorControl.moveToColorTemperature {"colorTemperatureMireds":300,"transitionTime":0}'],
  );
  await node.update(idOf("colour"), { attributes: { onOff: { onOff: true } } });
  assert.deepEqual(
    await act("colour", ColorControlClient, "moveToHueAndSaturation", {
      hue: 85,
      saturation: 200,
      transitionTime: 0,
      ...NO_OPTIONS,
    }),
    ['colorControl.moveToHueAndSaturation {"hue":85,"saturation":200,"transitionTime":0}'],
  );
  assert.deepEqual(
    await act("colour", ColorControlClient, "moveToColor", {
      colorX: 20_000,
      colorY: 20_000,
      transitionTime: 0,
      ...NO_OPTIONS,
    }),
    ['colorControl.moveToColor {"colorX":20000,"colorY":20000,"transitionTime":0}'],
  );
  // what a controller leaves out stays as it is, in Matter's own units
  await node.update(idOf("colour"), {
    attributes: { colorControl: { currentHue: 85, currentSaturation: 254, colorMode: 0, enhancedColorMode: 0 } },
  });
  for (const [command, args, told] of [
    ["moveToHue", { hue: 20, direction: 0 }, { hue: 20, saturation: 254 }],
    ["moveToSaturation", { saturation: 127 }, { hue: 85, saturation: 127 }],
    ["stepHue", { stepMode: 3, stepSize: 90 }, { hue: 250, saturation: 254 }],
    ["stepSaturation", { stepMode: 3, stepSize: 54 }, { hue: 85, saturation: 200 }],
  ] as const)
    assert.deepEqual(
      await act("colour", ColorControlClient, command, { ...args, transitionTime: 0, ...NO_OPTIONS }),
      [`colorControl.moveToHueAndSaturation ${JSON.stringify({ ...told, transitionTime: 0 })}`],
      command,
    );
  for (const [command, name] of [
    ["upOrOpen", "open"],
    ["downOrClose", "close"],
    ["stopMotion", "stop"],
  ] as const)
    assert.deepEqual(await act("blind", WindowCoveringClient, command), [`windowCovering.${name} {}`]);
  assert.deepEqual(
    await act("shutter", WindowCoveringClient, "goToLiftPercentage", { liftPercent100thsValue: 2_500 }),
    ['windowCovering.goToLift {"percent100ths":2500}'],
  );
  assert.deepEqual(await act("blind", WindowCoveringClient, "goToTiltPercentage", { tiltPercent100thsValue: 5_000 }), [
    'windowCovering.goToTilt {"percent100ths":5000}',
  ]);
  assert.deepEqual(await act("lock", DoorLockClient, "lockDoor", {}), ["doorLock.lock {}"]);
  assert.deepEqual(await act("lock", DoorLockClient, "unlockDoor", {}), ["doorLock.unlock {}"]);
  told.commands.length = 0;
  await partOf(peer, "heating").setStateOf(ThermostatClient, { occupiedHeatingSetpoint: 2_150 });
  await partOf(peer, "heating").setStateOf(ThermostatClient, { systemMode: 0 });
  await until("both", () => told.commands.length === 2);
  assert.deepEqual(
    told.commands.map(({ command, args }) => [command, args]),
    [
      ["occupiedHeatingSetpoint", { occupiedHeatingSetpoint: 2_150 }],
      ["systemMode", { systemMode: 0 }],
    ],
  );
  told.commands.length = 0;
  await node.update(idOf("heating"), { attributes: { thermostat: { systemMode: 4, occupiedHeatingSetpoint: 1_800 } } });
  assert.deepEqual(told.commands, [], "what the home says asks for nothing");
  assert.equal(partOf(peer, "plug").state.onOff.onOff, false, "a command shows nothing by itself");
  told.refuses = new MatterCommandError("busy", "the CCU is not there");
  await assert.rejects(act("plug", OnOffClient, "on"), /156|busy/i);
  // a write is answered at once; what the home refuses is shown as it was
  await partOf(peer, "heating").setStateOf(ThermostatClient, { occupiedHeatingSetpoint: 2_500 });
  await until("as it was", () => partOf(peer, "heating").state.thermostat.occupiedHeatingSetpoint === 1_800);
  told.refuses = new Error("boom");
  await assert.rejects(act("lock", DoorLockClient, "unlockDoor", {}), /failure|\(1\)|code 1/i);
});

test("two fabrics; a window closes behind each; without one nobody comes in; one is revoked", async (t) => {
  const { node, told } = await startBridge(t, { endpoints: ALL.slice(0, 2) });
  const one = await withController(t, "one");
  const two = await withController(t, "two");
  const first = await commission(node, one);
  assert.equal(told.ended, 1);
  await assert.rejects(
    two.peers.commission({ passcode: 34_567_890, discriminator: 1_234, timeout: 1_500 } as never),
    "the window is closed",
  );
  const second = await commission(node, two, 76_543_210, 77);
  assert.deepEqual(
    told.fabrics.map(({ index }) => index),
    [1, 2],
  );
  assert.ok(
    told.fabrics.every(({ rootPublicKey, compressedId }) => rootPublicKey.length === 130 && compressedId.length === 16),
  );
  assert.deepEqual(
    node.fabrics().map(({ label }) => label),
    ["one", "two"],
  );
  await until("both see", () => partsOf(first).length === 2 && partsOf(second).length === 2);
  await node.update(idOf("plug"), { attributes: { onOff: { onOff: true } } });
  await until("both hear", () => [first, second].every((peer) => partOf(peer, "plug").state.onOff.onOff === true));
  assert.equal(await node.removeFabric(9), false);
  assert.equal(await node.removeFabric(1), true);
  await until("one is gone", () => told.removed.includes(1));
  assert.equal(told.resets, 0);
  await node.update(idOf("plug"), { attributes: { onOff: { onOff: false } } });
  await until("the other still hears", () => partOf(second, "plug").state.onOff.onOff === false);
});

test("with the last fabric the node forgets everything, says so when it is there again, and can be commissioned at once", async (t) => {
  const { node, told, kept } = await startBridge(t, {
    endpoints: ALL.filter(({ name }) => name === "plug" || name === "heating"),
  });
  await commission(node, await withController(t, "one"));
  await node.removeFabric(1);
  const third = await withController(t, "three");
  const anew = await commission(node, third, 45_678_901, 99);
  assert.equal(told.resets, 1, "a window waits for the node to be there again");
  await until("it sees again", () => partsOf(anew).length === 2);
  assert.deepEqual(told.removed, [1]);
  assert.deepEqual(
    told.fabrics.map(({ index }) => index),
    [1, 1],
  );
  assert.equal(told.stages.filter((stage) => stage === "case_session_first").length, 2);
  const types = partOf(anew, "plug").state.descriptor.deviceTypeList.map((one: Remote) => one.deviceType);
  assert.deepEqual(types.slice(1).sort(), [0x0011, 0x0013], "a bridged node with a power source, as before");
  const isOn = () => partOf(anew, "plug").state.onOff.onOff;
  for (const onOff of [true, false, true]) {
    await node.update(idOf("plug"), { attributes: { onOff: { onOff } } });
    await until("a live subscription", () => isOn() === onOff);
  }
  assert.ok(
    [...kept.keys()].some((key) => /subscriptions/i.test(key)),
    "who listens is remembered, as before",
  );
});

test("matter.js#3563: an endpoint that goes under a live subscription ends nothing; one that comes is seen", async (t) => {
  const { node } = await startBridge(t, { endpoints: ALL.slice(0, 4) });
  const peer = await commission(node, await withController(t, "one"));
  await until("four", () => partsOf(peer).length === 4);
  const number = node.numbers().get(idOf("siren"));
  await Promise.all([
    node.update(idOf("siren"), { attributes: { onOff: { onOff: true } } }),
    node.remove(idOf("siren")),
    node.update(idOf("siren"), { attributes: { onOff: { onOff: false } } }),
  ]);
  await until("three", () => partsOf(peer).length === 3);
  await node.update(idOf("plug"), { attributes: { onOff: { onOff: true } } });
  await until("the others still speak", () => partOf(peer, "plug").state.onOff.onOff === true);
  await node.put(endpoint("siren", "onOffPlugInUnit", { extra: ["booleanState"] }));
  await until("four again", () => partsOf(peer).length === 4);
  assert.equal(node.numbers().get(idOf("siren")), number, "with its number");
});

test("a light of any span of white is an endpoint, also while nobody knows its colour", async (t) => {
  const { node, told } = await startBridge(t, { endpoints: [] });
  for (const [at, [min, max, now]] of [
    [2_000, 6_535, 4_000],
    [2_700, 6_500, undefined],
    [2_700, 3_000, undefined],
    [1_000, 10_200, 1_000],
    [2_000, 6_535, 10_000],
    [undefined, undefined, undefined],
  ].entries())
    for (const kind of ["light_color_temp", "light_rgbw"] as const) {
      const { projection, attributes } = CUSTOM_ROWS[kind] as CustomRow;
      const view = { state: { state: "ON", color_temp_kelvin: now }, config: { min_kelvin: min, max_kelvin: max } };
      const shown = attributes?.({ view } as unknown as CustomSight) ?? {};
      await node.put(endpoint(`${at} ${kind}`, projection?.type ?? "", { attributes: shown }));
    }
  assert.equal(node.status().endpoints, 12);
  // and from one span to another, as a light has it that is set up anew
  for (const [min, max, now] of [
    [333, 370, 340],
    [100, 1_000, 100],
    [153, 500, 500],
  ])
    await node.update(idOf("0 light_color_temp"), {
      attributes: {
        colorControl: {
          ...{ colorTempPhysicalMinMireds: min, colorTempPhysicalMaxMireds: max },
          ...{ coupleColorTempToLevelMinMireds: min, colorTemperatureMireds: now },
        },
      },
    });
  assert.deepEqual(told.warnings, []);
});

test("presses of keys are events", async (t) => {
  const { node } = await startBridge(t, { endpoints: ALL.filter(({ type }) => type === "genericSwitch") });
  const peer = await commission(node, await withController(t, "one"));
  await until("both", () => partsOf(peer).length === 2);
  const heard: string[] = [];
  const key = partOf(peer, "key");
  for (const event of ["initialPress", "shortRelease", "longPress", "longRelease"])
    key.events.switch[event]?.on(() => void heard.push(event));
  for (const event of ["initialPress", "shortRelease", "initialPress", "longPress", "longRelease"] as const)
    await node.press(idOf("key"), event);
  await until("five", () => heard.length === 5);
  assert.deepEqual(heard, ["initialPress", "shortRelease", "initialPress", "longPress", "longRelease"]);
});

test("what is kept holds numbers over restarts, other orders and removals; nothing is kept that could not be read again", async (t) => {
  const kept = new Map<string, string>();
  const first = await startBridge(t, { kept });
  const numbers = new Map(first.node.numbers());
  await first.close();
  const second = await startBridge(t, { kept, endpoints: [...ALL].reverse().filter((_, at) => at % 3 !== 0) });
  for (const [id, number] of second.node.numbers()) assert.equal(number, numbers.get(id));
  await second.node.put(endpoint("newcomer", "contactSensor"));
  assert.ok(![...numbers.values()].includes(second.node.numbers().get(idOf("newcomer")) as number));
  await second.close();
  const third = await startBridge(t, { kept });
  assert.deepEqual(new Map(third.node.numbers()), numbers);
});

test("whoever subscribed to a node that was killed is told by the next one, from its first day on", async (t) => {
  const { node, kept } = await startBridge(t, { endpoints: ALL.slice(0, 2) });
  const peer = await commission(node, await withController(t, "one"));
  await until("both", () => partsOf(peer).length === 2);
  const isOn = () => partOf(peer, "plug").state.onOff.onOff;
  // a controller reads before it subscribes: what it hears then is told by a subscription
  for (const onOff of [true, false, true]) {
    await node.update(idOf("plug"), { attributes: { onOff: { onOff } } });
    await until("a live subscription", () => isOn() === onOff);
  }
  // the first one is never closed: what it has kept is all that the second one knows
  const next = await startBridge(t, { kept: new Map(kept), endpoints: ALL.slice(0, 2) });
  await next.node.update(idOf("plug"), { attributes: { onOff: { onOff: false } } });
  await until("what happens there", () => isOn() === false);
});

test("the picture of a setup code is that code: its three corners, and a module for each", () => {
  const rows = qrModules("MT:Y.K90AFN00KA0648G00");
  assert.equal(rows.length, 21);
  assert.ok(rows.every((row) => row.length === 21));
  const corner = (x: number, y: number) =>
    rows.slice(y, y + 7).map((row) =>
      row
        .slice(x, x + 7)
        .map((dark) => (dark ? "#" : "."))
        .join(""),
    );
  const finder = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"];
  for (const [x, y] of [
    [0, 0],
    [14, 0],
    [0, 14],
  ] as const)
    assert.deepEqual(corner(x, y), finder);
  assert.match(qrSvg("MT:Y.K90AFN00KA0648G00"), /^<svg [^>]+viewBox="0 0 29 29"/);
});
