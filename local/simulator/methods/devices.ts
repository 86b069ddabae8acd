/** Devices, pairing, radio, messages, metadata (protocol 8, 14). */
import { RpcFault, type RpcStruct, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { wireDescription } from "../descriptions.ts";
import type { InterfaceProcess } from "../process.ts";
import { pend } from "./master.ts";
import { descriptionOf, deviceOn, EVERYONE, exchange, fault, isJava, type MethodTable, word } from "./shared.ts";

function getDeviceDescription(process: InterfaceProcess, [target]: RpcValue[]): RpcValue {
  const address = word(target);
  const found = deviceOn(process, address).descriptions.find((d) => d.ADDRESS === address);
  if (!found) throw fault.device(process);
  return wireDescription(process.family, found);
}

/** Flags: 1 reset to factory, 2 force, 4 defer until reachable. */
function deleteDevice(process: InterfaceProcess, [target, flags]: RpcValue[]): RpcValue {
  const device = deviceOn(process, word(target));
  if ((device.descriptions[0]?.FLAGS ?? 0) & 8) throw fault.general(process, "");
  const force = (typeof flags === "number" ? flags : 0) & 6;
  const away = process.around.world.value(`${device.address}:0`, "UNREACH") === true;
  if (away && !force) throw fault.general(process, "UNREACH");
  setImmediate(() => process.around.world.remove(device.address));
  return "";
}

// ---------------------------------------------------------------- pairing

function setInstallMode(process: InterfaceProcess, [on, seconds, mode]: RpcValue[]): RpcValue {
  // HmIP takes (on) or (on, seconds) only (eq-3/occu issue 40).
  if (isJava(process.family) && mode !== undefined) throw new RpcFault(-321, "java.lang.IllegalArgumentException");
  const time = typeof seconds === "number" ? Math.min(600, seconds) : 60;
  process.installUntil = on === true || on === 1 ? process.around.clock.now() + time * 1000 : 0;
  return "";
}

function getInstallMode(process: InterfaceProcess): RpcValue {
  return Math.max(0, Math.ceil((process.installUntil - process.around.clock.now()) / 1000));
}

function setInstallModeWithWhitelist(process: InterfaceProcess, [on, seconds, list]: RpcValue[]): RpcValue {
  for (const entry of Array.isArray(list) ? list : []) {
    const { ADDRESS, KEY_MODE, KEY } = (entry ?? {}) as RpcStruct;
    const sgtin = typeof ADDRESS === "string" && /^[0-9A-F]{24}$/i.test(ADDRESS);
    const key = KEY_MODE !== "LOCAL" || (typeof KEY === "string" && /^[0-9A-F]{32}$/i.test(KEY));
    if (!sgtin || !key) throw fault.value();
  }
  return setInstallMode(process, [on, seconds]);
}

// ---------------------------------------------------------------- radio, gateways

function listBidcosInterfaces(process: InterfaceProcess): RpcValue {
  const { air, gateway } = process.around;
  const hmip = process.family === "hmip";
  return [
    {
      ADDRESS: gateway,
      DESCRIPTION: hmip ? "" : "Funkmodul im Flur",
      CONNECTED: true,
      DEFAULT: true,
      TYPE: hmip ? "HMIP_CCU2" : "CCU2",
      FIRMWARE_VERSION: "4.4.18",
      DUTY_CYCLE: Math.round(air?.level ?? 0),
    },
  ];
}

async function determineParameter(process: InterfaceProcess, [target, key, parameter]: RpcValue[]): Promise<RpcValue> {
  const device = deviceOn(process, word(target));
  const description = descriptionOf(process, word(target), word(key))[word(parameter)];
  if (!description) throw fault.parameter(process, word(parameter));
  if ((description.OPERATIONS & 8) === 0 && (description.OPERATIONS & 1) === 0)
    throw new RpcFault(-6, "Operation not supported");
  await exchange(process, device);
  return "";
}

// ---------------------------------------------------------------- messages, usage, metadata

function getServiceMessages(process: InterfaceProcess): RpcValue {
  const active = process.serviceMessages().map(({ address, parameter, value }) => [address, parameter, value]);
  // rfd writes an empty list as an empty text (protocol 3.2).
  return active.length === 0 && process.family === "bidcos" ? "" : active;
}

function suppressServiceMessages(process: InterfaceProcess, [channel, parameter, suppress]: RpcValue[]): RpcValue {
  const address = word(channel);
  deviceOn(process, address);
  const set = descriptionOf(process, address, "VALUES");
  const ids = word(parameter) === "" ? Object.keys(set) : [word(parameter)];
  for (const id of ids) {
    if (suppress === true) process.suppressedMessages.add(`${address}.${id}`);
    else process.suppressedMessages.delete(`${address}.${id}`);
  }
  return "";
}

function getSuppressedServiceMessages(process: InterfaceProcess, [channel]: RpcValue[]): RpcValue {
  const prefix = `${word(channel)}.`;
  return [...process.suppressedMessages].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

function reportValueUsage(process: InterfaceProcess, [channel, parameter, count]: RpcValue[]): RpcValue {
  const address = word(channel);
  descriptionOf(process, address, "VALUES");
  const device = deviceOn(process, address);
  const key = `${address}.${word(parameter)}`;
  const before = process.usage.get(key) ?? 0;
  const now = typeof count === "number" ? count : 0;
  process.usage.set(key, now);
  // A classic remote has to be woken up before it takes the central as a peer, or forgets it (14.6).
  const sleeps = process.family === "bidcos" && device.battery && device.kind?.builtIn !== true;
  if (!sleeps || before > 0 === now > 0) return true;
  pend(process, device);
  return false;
}

function getMetadata(process: InterfaceProcess, [address, key]: RpcValue[]): RpcValue {
  const value = process.metadata.get(`${word(address)}/${word(key)}`);
  if (value === undefined && process.family === "bidcos") throw fault.general(process, "");
  return value ?? "";
}

function setMetadata(process: InterfaceProcess, [address, key, value]: RpcValue[]): RpcValue {
  process.metadata.set(`${word(address)}/${word(key)}`, String(value));
  return "";
}

/** rfd answers with a list, the others plainly; the event goes to every client, wherever the ping came from (7.1). */
function ping(process: InterfaceProcess, [caller]: RpcValue[]): RpcValue {
  const address = process.family === "hmip" ? "CENTRAL:0" : "CENTRAL";
  const token = word(caller);
  setImmediate(() => process.emit([{ address, parameter: "PONG", value: token }]));
  return process.family === "bidcos" ? [true] : true;
}

const VERSIONS = { bidcos: "2.6.0", hmip: "", virtual: "", cuxd: "2.11" } as const;

export const deviceMethods: MethodTable = {
  listDevices: { families: EVERYONE, run: (process) => process.onTheWire(process.descriptions()) },
  getDeviceDescription: { families: EVERYONE, run: getDeviceDescription },
  deleteDevice: { families: ["bidcos", "hmip"], run: deleteDevice },
  setInstallMode: { families: ["bidcos", "hmip"], run: setInstallMode },
  setInstallModeWithWhitelist: { families: ["hmip"], run: setInstallModeWithWhitelist },
  getInstallMode: { families: ["bidcos", "hmip"], run: getInstallMode },
  searchDevices: { families: ["bidcos"], run: () => 0 },
  listBidcosInterfaces: { families: ["bidcos", "hmip"], run: listBidcosInterfaces },
  determineParameter: {
    families: ["bidcos", "hmip"],
    run: (process, params) => {
      if (process.family === "hmip") throw fault.general(process, "");
      return determineParameter(process, params);
    },
  },
  getServiceMessages: { families: ["bidcos", "hmip"], run: getServiceMessages },
  suppressServiceMessages: { families: ["hmip"], run: suppressServiceMessages },
  getSuppressedServiceMessages: { families: ["hmip"], run: getSuppressedServiceMessages },
  reportValueUsage: { families: ["bidcos", "hmip"], run: reportValueUsage },
  getMetadata: { families: ["bidcos", "hmip"], run: getMetadata },
  setMetadata: { families: ["bidcos", "hmip"], run: setMetadata },
  ping: { families: EVERYONE, listed: ["bidcos", "hmip", "cuxd"], run: ping },
  getVersion: {
    families: ["bidcos", "hmip", "cuxd"],
    run: (process) => VERSIONS[process.family] || process.around.ccuVersion,
  },
  logLevel: {
    families: ["bidcos", "hmip"],
    run: (process, [level]) => (process.family === "hmip" ? "" : (level ?? 5)),
  },
};
