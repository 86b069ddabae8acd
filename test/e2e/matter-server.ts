/**
 * `npm start` with its Matter bridge on this machine's loopback interface, as a process of its own: as a person runs it, with
 * mDNS on the port that everybody has.
 */
import "../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { ServerNode } from "@matter/main";
import { logTo } from "../../adapters/matter/environment.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { partsOf, type Remote, silent, until as soon, withController } from "../adapters/matter/bench.ts";
import { LoopbackNetwork } from "../adapters/matter/loopback-network.ts";
import { type Added, isAdded, tell } from "../support/many-devices.ts";
import { centralsSetting, freePort, scratchFolder, serverEnvironment, startServer, until } from "../support/program.ts";
import { commissionHouse, expose, type House, houseAt, nameOf, offered, type Row } from "./matter-house.ts";

// matter.js writes to the console by itself
logTo(silent);

const MDNS_PORT = 5353;

/** The network in which controllers find the server. */
export const lan = (): LoopbackNetwork => new LoopbackNetwork(MDNS_PORT);

export interface MatterServer extends House {
  readonly port: number;
  end(signal: NodeJS.Signals): Promise<unknown>;
  output(): string;
}

/** Matter on, on loopback alone. @param port UDP; 0: any free one */
export const matterEnvironment = (port: number): Record<string, string> => ({
  CCU_ANYWHERE_NORTH_MATTER_ENABLED: "true",
  CCU_ANYWHERE_NORTH_MATTER_LISTEN: `:${port}`,
  CCU_ANYWHERE_NORTH_MATTER_MDNS_INTERFACE: "lo",
});

/** Starts it; again with what it has kept after it has ended, on the same port. */
export async function matterServers(
  t: TestContext,
  ccus: readonly Simulator[],
  more: Record<string, string> = {},
): Promise<() => Promise<MatterServer>> {
  const port = await freePort();
  const env = serverEnvironment(scratchFolder(t), {
    ...centralsSetting(...ccus.map(({ central }) => central)),
    ...matterEnvironment(port),
    ...more,
  });
  return async () => {
    const { url, end, output } = await startServer(t, env);
    return { ...houseAt(url), port, end, output };
  };
}

/** Its node is there, with so many endpoints. */
export const whole = (house: House, endpoints: number) =>
  until(`${endpoints} endpoints`, async () => {
    const { body } = await house.ask("GET", "/matter/status");
    return body.listening && body.endpoint_count === endpoints && body;
  });

const isMain = ({ device_address, dp_kind, dp_key }: Row): boolean =>
  isAdded(device_address) && (dp_kind === "custom" || (dp_kind === "generic" && dp_key === "STATE"));

/** Shows those of support/many-devices.ts. @returns their rows */
export async function exposeAdded(house: House, count: number): Promise<Row[]> {
  const rows = await until(`${count} rows`, async () => {
    const found = (await offered(house, count)).filter(isMain);
    return found.length === count && found;
  });
  await expose(house, rows);
  return rows;
}

export interface Controlled {
  readonly controller: ServerNode;
  readonly peer: Remote;
}

/** A controller that has the bridge and sees so many endpoints. */
export async function controlled(
  t: TestContext,
  house: House,
  name: string,
  endpoints: number,
  network = lan(),
): Promise<Controlled> {
  const controller = await withController(t, name, network);
  const peer = await commissionHouse(house, controller);
  await soon(`${endpoints} parts`, () => partsOf(peer).length === endpoints);
  return { controller, peer };
}

/** Of each device that was added its part in the controller. */
export function partsByAddress(peer: Remote, rows: readonly Row[]): Map<string, Remote> {
  const parts = new Map(partsOf(peer).map((part) => [part.state.bridgedDeviceBasicInformation.nodeLabel, part]));
  return new Map(
    rows.map((row) => {
      const part = parts.get(nameOf(row));
      assert.ok(part, nameOf(row));
      return [row.device_address, part];
    }),
  );
}

/** What a controller sees of it: a contact is open, a socket is on. A closed contact is `true` in Matter. */
export const seen = ({ kind }: Pick<Added, "kind">, { state }: Remote): boolean =>
  kind === "contact" ? !state.booleanState.stateValue : state.onOff.onOff;

/** All that a controller hears of it from now on, in order. */
export function hearing({ kind }: Pick<Added, "kind">, { events }: Remote): boolean[] {
  const heard: boolean[] = [];
  if (kind === "contact") events.booleanState.stateValue$Changed.on((value: boolean) => void heard.push(!value));
  else events.onOff.onOff$Changed.on((value: boolean) => void heard.push(value));
  return heard;
}

export interface Shown {
  readonly device: Added;
  readonly part: Remote;
}

/** Devices that were added, each with its part in the controller. */
export function shownOf(added: readonly Added[], peer: Remote, rows: readonly Row[]): Shown[] {
  const parts = partsByAddress(peer, rows);
  return added.map((device) => ({ device, part: parts.get(device.address) }));
}

/**
 * A controller reads before it subscribes: what it sees of two changes after that is told by a subscription. At rest it must
 * have been off.
 */
export async function subscribed(ccu: Simulator, { device, part }: Shown): Promise<void> {
  for (const isOn of [true, false]) {
    tell(ccu, device, isOn);
    await soon(`the subscription to ${device.address}`, () => seen(device, part) === isOn);
  }
}
