/** A bridge by matter.js with an endpoint of each type, and controllers, over loopback. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { ServerNode } from "@matter/main";
import { Invoke, Write } from "@matter/main/protocol";
import { createMatterBridge } from "../../../adapters/matter/bridge.ts";
import { systemClock } from "../../../adapters/node/clock.ts";
import type {
  MatterBridge,
  MatterCommand,
  MatterEndpoint,
  MatterFabricInfo,
  MatterListener,
  MatterNode,
  MatterNodeSettings,
} from "../../../handlers/ports/matter-bridge.ts";
import { startController, stopController } from "./controller.ts";
import { LoopbackNetwork } from "./loopback-network.ts";

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

export const SETTINGS: MatterNodeSettings = {
  port: 0,
  mdns: true,
  vendorId: 0xfff1,
  productId: 0x8000,
  vendorName: "CCU Anywhere",
  productName: "Matter bridge",
  nodeLabel: "home",
  softwareVersion: "0.1.0",
  serial: "0123456789abcdef",
  discriminator: 3_840,
  passcode: 20_202_021,
  iterations: 1_000,
};

/** An id as the feature makes them. */
export const idOf = (name: string): string => Buffer.from(name).toString("hex").padEnd(32, "0").slice(0, 32);

export const endpoint = (
  name: string,
  type: string,
  { extra = [], features = [], attributes = {} }: Partial<MatterEndpoint> = {},
): MatterEndpoint => ({
  id: idOf(name),
  type,
  extra,
  features,
  name,
  product: "HmIP-TEST",
  serial: "0001",
  reachable: true,
  attributes,
});

/** One of each type that the feature has. */
export const ALL: readonly MatterEndpoint[] = [
  endpoint("plug", "onOffPlugInUnit", { features: ["battery", "batteryLevel"] }),
  endpoint("siren", "onOffPlugInUnit", { extra: ["booleanState"] }),
  endpoint("dimmer", "dimmableLight"),
  endpoint("white", "colorTemperatureLight"),
  endpoint("colour", "extendedColorLight"),
  endpoint("shutter", "windowCovering"),
  endpoint("blind", "windowCovering", { features: ["tilt"] }),
  endpoint("heating", "thermostat", { extra: ["temperatureMeasurement", "relativeHumidityMeasurement"] }),
  endpoint("lock", "doorLock"),
  endpoint("smoke", "smokeCoAlarm"),
  endpoint("contact", "contactSensor"),
  endpoint("motion", "occupancySensor"),
  endpoint("warm", "temperatureSensor"),
  endpoint("damp", "humiditySensor"),
  endpoint("bright", "lightSensor"),
  endpoint("heavy", "pressureSensor"),
  endpoint("air", "airQualitySensor", { extra: ["carbonDioxideConcentrationMeasurement"] }),
  endpoint("dust", "airQualitySensor", { extra: ["pm25ConcentrationMeasurement"] }),
  endpoint("coarse", "airQualitySensor", { extra: ["pm10ConcentrationMeasurement"] }),
  endpoint("power", "electricalSensor", { extra: ["electricalPowerMeasurement"] }),
  endpoint("energy", "electricalSensor", { extra: ["electricalEnergyMeasurement"] }),
  endpoint("key", "genericSwitch", { features: ["longPress"] }),
  endpoint("simple key", "genericSwitch"),
];

export const loopbackBridge = (warn: (text: string, about?: object) => void = silent.warn): MatterBridge =>
  createMatterBridge({ log: { ...silent, warn }, clock: systemClock, network: async () => new LoopbackNetwork() });

/** What is kept lies in a map, as texts. */
export const storageIn = (kept: Map<string, string>) => ({
  load: async () => new Map(kept),
  put: async (key: string, value: string) => void kept.set(key, value),
  delete: async (key: string) => void kept.delete(key),
});

export interface Told {
  commands: MatterCommand[];
  fabrics: MatterFabricInfo[];
  removed: number[];
  stages: string[];
  warnings: string[];
  ended: number;
  resets: number;
  /** Thrown by the next commands. */
  refuses?: Error | undefined;
  /** Called with each stage. */
  hears?: ((stage: string) => void) | undefined;
  /** What the home does with the next commands. */
  does?: ((command: MatterCommand) => Promise<void>) | undefined;
}

export async function startBridge(
  t: TestContext,
  options: { kept?: Map<string, string>; endpoints?: readonly MatterEndpoint[] } = {},
) {
  const told: Told = { commands: [], fabrics: [], removed: [], stages: [], warnings: [], ended: 0, resets: 0 };
  const listener: MatterListener = {
    async command(command) {
      if (told.refuses) throw told.refuses;
      told.commands.push(command);
      await told.does?.(command);
    },
    fabricAdded: (fabric) => void told.fabrics.push(fabric),
    fabricRemoved: (index) => void told.removed.push(index),
    progress(stage) {
      told.stages.push(stage);
      told.hears?.(stage);
    },
    windowEnded: () => void told.ended++,
    reset: () => void told.resets++,
  };
  const { kept = new Map<string, string>(), endpoints = ALL } = options;
  const bridge = loopbackBridge(
    (text, about) => void told.warnings.push(`${text} ${(about as { error?: unknown })?.error}`),
  );
  const node = await bridge.open({ settings: SETTINGS, storage: storageIn(kept), endpoints, listener });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await node.close();
  };
  t.after(close);
  return { node, told, kept, close };
}

type Peer = Awaited<ReturnType<ServerNode["peers"]["commission"]>>;
type Part = Parameters<Peer["parts"]["add"]>[0];

/** A part of a peer, loosely: what a test reads and does differs with each type. */
// biome-ignore lint/suspicious/noExplicitAny: states and commands have as many shapes as there are clusters
export type Remote = any;

export async function withController(t: TestContext, name: string, network?: LoopbackNetwork): Promise<ServerNode> {
  const controller = await startController(name, network);
  t.after(() => stopController(controller));
  return controller;
}

/** Commissions by a window of its own. */
export async function commission(
  node: MatterNode,
  controller: ServerNode,
  passcode = 34_567_890,
  discriminator = 1_234,
) {
  await node.openWindow({ passcode, discriminator });
  return controller.peers.commission({ passcode, discriminator });
}

export async function until<T>(what: string, look: () => T | undefined | false, ms = 6_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) assert.fail(`${what} did not happen`);
    await pause(5);
  }
}

/**
 * Writes attributes as they are: matter.js' own way for controllers sends nothing where its copy has the value already.
 * Rejects with the first status that is none of success.
 */
export async function write(peer: Peer, part: Remote, cluster: Remote, attributes: object): Promise<void> {
  const data = Object.entries(attributes).map(([name, value]) =>
    Write.Attribute({ endpoint: part.number, cluster, attributes: name, value } as never),
  );
  const statuses: Remote = await peer.interaction.write(Write(...data));
  for (const { status } of statuses ?? []) if (status !== 0) throw new Error(`status ${status}`);
}

/**
 * A command at once: matter.js' own way for controllers sends none before the answer to the last one is there.
 * Rejects with a status that is none of success.
 */
export async function command(peer: Peer, part: Remote, cluster: Remote, name: string, fields?: object): Promise<void> {
  const request = Invoke({
    commands: [Invoke.ConcreteCommandRequest({ endpoint: part, cluster, command: name, fields } as never)],
  });
  const answers: AsyncIterable<Iterable<Remote>> = peer.interaction.invoke({
    ...request,
    batchDuration: false,
  } as never);
  for await (const chunk of answers) for (const { status } of chunk) if (status) throw new Error(`status ${status}`);
}

/** Endpoints behind the aggregator. */
export function partsOf(peer: Peer): Remote[] {
  const [aggregator] = [...peer.parts] as Part[];
  return aggregator ? [...(aggregator as Remote).parts] : [];
}
export const partOf = (peer: Peer, name: string): Remote =>
  partsOf(peer).find((part) => part.state.bridgedDeviceBasicInformation?.nodeLabel === name);
