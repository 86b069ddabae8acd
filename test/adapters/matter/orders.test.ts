/** Orders of a controller that meet another one under way, over a real controller. */
import "../../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ColorControl } from "@matter/main/clusters/color-control";
import { LevelControl } from "@matter/main/clusters/level-control";
import { OnOff } from "@matter/main/clusters/on-off";
import { Thermostat } from "@matter/main/clusters/thermostat";
import { WindowCovering } from "@matter/main/clusters/window-covering";
import { type MatterCommand, MatterCommandError } from "../../../handlers/ports/matter-bridge.ts";
import {
  ALL,
  command as commanded,
  commission,
  idOf,
  partOf,
  type Remote,
  write as sent,
  startBridge,
  until,
  withController,
} from "./bench.ts";

const ONES = ["heating", "dimmer", "shutter", "colour"];
const AT_ONCE = { transitionTime: 0, optionsMask: {}, optionsOverride: {} };

async function bench(t: TestContext, discriminator: number) {
  const { node, told } = await startBridge(t, { endpoints: ALL.filter(({ name }) => ONES.includes(name)) });
  const peer = await commission(node, await withController(t, "one"), 34_567_890, discriminator);
  const part = (name: string): Promise<Remote> => until(name, () => partOf(peer, name));
  const [heating, dimmer, shutter, colour] = await Promise.all(ONES.map(part));
  const thermostat = (attributes: Record<string, unknown>) =>
    node.update(idOf("heating"), { attributes: { thermostat: attributes } });
  const write = (attributes: object) => sent(peer, heating, Thermostat, attributes);
  /** What was ordered since somebody asked. */
  const ordered = () => told.commands.splice(0).map(({ command, args }) => [command, ...Object.values(args)]);
  const command = (at: Remote, cluster: Remote, name: string, fields?: object) =>
    commanded(peer, at, cluster, name, fields);
  return { node, told, heating, dimmer, shutter, colour, thermostat, write, command, ordered };
}

/** A home that takes orders when it is told to. */
function slowHome() {
  const waiting: { command: MatterCommand; done: () => void; refused: (error: Error) => void }[] = [];
  const next = () => until("an order", () => waiting.shift());
  return {
    next,
    does: (command: MatterCommand) =>
      new Promise<void>((done, refused) => void waiting.push({ command, done, refused })),
  };
}

test("a thermostat is told what it shows already: every write is an order", async (t) => {
  const { told, thermostat, write, ordered, heating } = await bench(t, 3_101);
  await thermostat({ systemMode: 4, occupiedHeatingSetpoint: 2_000 });
  await until("shown", () => heating.state.thermostat.occupiedHeatingSetpoint === 2_000);
  for (const attributes of [{ systemMode: 4 }, { systemMode: 4 }, { occupiedHeatingSetpoint: 2_000 }]) {
    await write(attributes);
    await until("heard", () => told.commands.length > 0);
    assert.deepEqual(ordered(), [[Object.keys(attributes)[0], Object.values(attributes)[0]]]);
  }
  await assert.rejects(write({ occupiedHeatingSetpoint: 9_000 }), /status 135/);
  assert.deepEqual(ordered(), [], "what Matter refuses asks for nothing");
});

test("what the home tells in the middle of an order is shown when it is over; heat in the middle of off is heard", async (t) => {
  const { node, told, thermostat, write, heating } = await bench(t, 3_102);
  await thermostat({ systemMode: 4, localTemperature: 2_000 });
  const home = slowHome();
  told.does = home.does;
  await write({ systemMode: 0 });
  const off = await home.next();
  // half of it is done: as the home has it, it heats. Nobody asked for that
  const half = thermostat({ systemMode: 4, localTemperature: 2_050 });
  await node.update(idOf("heating"), { reachable: false });
  await until("unreachable", () => heating.state.bridgedDeviceBasicInformation.reachable === false);
  assert.equal(heating.state.thermostat.systemMode, 0, "what somebody wrote");
  await write({ systemMode: 4 });
  const heat = await home.next();
  assert.deepEqual([off.command.args, heat.command.args], [{ systemMode: 0 }, { systemMode: 4 }]);
  off.done();
  const whole = thermostat({ systemMode: 0 });
  const last = thermostat({ systemMode: 4 });
  heat.done();
  await Promise.all([half, whole, last]);
  await until("the temperature", () => heating.state.thermostat.localTemperature === 2_050);
  await until("heat", () => heating.state.thermostat.systemMode === 4);
});

test("a write that the home refuses, or makes to fit, is shown as the home has it", async (t) => {
  const { told, thermostat, write, heating } = await bench(t, 3_103);
  await thermostat({ systemMode: 4, occupiedHeatingSetpoint: 2_000 });
  told.does = () => Promise.reject(new MatterCommandError("timeout", "the CCU is slow"));
  await write({ systemMode: 0 });
  await until("it heats still", () => heating.state.thermostat.systemMode === 4);
  told.does = async () => {
    // told while the order is under way, and shown after it
    void thermostat({ occupiedHeatingSetpoint: 2_150 });
  };
  await write({ occupiedHeatingSetpoint: 2_137 });
  await until("halves of a degree", () => heating.state.thermostat.occupiedHeatingSetpoint === 2_150);
});

test("a set temperature is raised by steps, as a command: two at once are two", async (t) => {
  const { told, thermostat, heating, command, ordered } = await bench(t, 3_104);
  await thermostat({ occupiedHeatingSetpoint: 2_000 });
  const raise = (amount: number, mode = 0) => command(heating, Thermostat, "setpointRaiseLower", { mode, amount });
  const home = slowHome();
  told.does = home.does;
  const both = [raise(5), raise(5)];
  await until("both", () => told.commands.length === 2);
  for (const _ of both) (await home.next()).done();
  await Promise.all(both);
  assert.deepEqual(ordered(), [
    ["occupiedHeatingSetpoint", 2_050],
    ["occupiedHeatingSetpoint", 2_100],
  ]);
  told.does = () => Promise.reject(new MatterCommandError("busy", "no CCU"));
  await assert.rejects(raise(5), /status 156/);
  await assert.rejects(raise(5, 1), /status 129/);
});

test("a level that comes while the light is being switched on is heard; steps begin where orders under way end", async (t) => {
  const { node, told, dimmer, command, ordered } = await bench(t, 3_105);
  await node.update(idOf("dimmer"), { attributes: { onOff: { onOff: false }, levelControl: { currentLevel: 100 } } });
  const home = slowHome();
  told.does = home.does;
  const level = (name: string, fields: object) => command(dimmer, LevelControl, name, { ...AT_ONCE, ...fields });
  const orders = [level("moveToLevelWithOnOff", { level: 200 }), level("moveToLevel", { level: 120 })];
  await until("both", () => told.commands.length === 2);
  for (const _ of orders) (await home.next()).done();
  await Promise.all(orders);
  assert.deepEqual(
    ordered().map(([, to]) => to),
    [200, 120],
  );
  const steps = ["step", "stepWithOnOff"].map((name) => level(name, { stepMode: 0, stepSize: 10 }));
  await until("both", () => told.commands.length === 2);
  for (const _ of steps) (await home.next()).done();
  await Promise.all(steps);
  assert.deepEqual(
    ordered().map(([, to]) => to),
    [110, 120],
  );
});

test("a colour that comes while the light is being switched on is heard; with each it is told whether it is for one that is off", async (t) => {
  const { told, colour, command } = await bench(t, 3_107);
  const home = slowHome();
  told.does = home.does;
  assert.equal(colour.state.onOff.onOff, false);
  const asked = (name: string, fields: object) => command(colour, ColorControl, name, { ...AT_ONCE, ...fields });
  const orders = [
    command(colour, OnOff, "on"),
    asked("moveToHueAndSaturation", { hue: 85, saturation: 200 }),
    asked("moveToColorTemperature", { colorTemperatureMireds: 300 }),
    asked("moveToColor", { colorX: 1, colorY: 2, optionsMask: { executeIfOff: true }, optionsOverride: {} }),
    asked("moveToSaturation", {
      saturation: 9,
      optionsMask: { executeIfOff: true },
      optionsOverride: { executeIfOff: true },
    }),
  ];
  await until("all", () => told.commands.length === orders.length);
  const byName = new Map(told.commands.map(({ command, args }) => [JSON.stringify([command, args.saturation]), args]));
  assert.equal(byName.get('["moveToHueAndSaturation",200]')?.executeIfOff, undefined);
  assert.equal(byName.get('["moveToHueAndSaturation",9]')?.executeIfOff, true);
  for (const _ of orders) (await home.next()).done();
  await Promise.all(orders);
});

test("a shutter that moves is sent to where it is shown to be; a stop waits for nothing; its answer comes when it is shown", async (t) => {
  const { node, told, shutter, command, ordered } = await bench(t, 3_106);
  const at = (place: number, moves: number) =>
    node.update(idOf("shutter"), {
      attributes: {
        windowCovering: {
          currentPositionLiftPercent100ths: place,
          operationalStatus: { global: moves, lift: moves, tilt: 0 },
        },
      },
    });
  await at(5_000, 2);
  await until("it moves", () => shutter.state.windowCovering.currentPositionLiftPercent100ths === 5_000);
  const home = slowHome();
  told.does = home.does;
  const order = (name: string, fields?: object) => command(shutter, WindowCovering, name, fields);
  const there = order("goToLiftPercentage", { liftPercent100thsValue: 5_000 });
  const first = await home.next();
  const stop = order("stopMotion");
  const second = await home.next();
  const shown = at(5_500, 0);
  second.done();
  await stop;
  first.done();
  await Promise.all([there, shown]);
  assert.deepEqual(ordered(), [["goToLift", 5_000], ["stop"]]);
  await until("it stands", () => shutter.state.windowCovering.currentPositionLiftPercent100ths === 5_500);
});
