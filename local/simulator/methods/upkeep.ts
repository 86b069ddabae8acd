/** Teams, replacement, repair and firmware of devices (protocol 8.1, 12, 14). */
import { RpcFault, type RpcStruct, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { SimDevice } from "../kinds.ts";
import type { InterfaceProcess } from "../process.ts";
import { pend } from "./master.ts";
import { deviceOn, fault, type Method, type MethodTable, unreachable, word } from "./shared.ts";

/** Percent of air time that must be left for an image. */
const IMAGE_PERCENT = 60;

/** HmIP names the method and fails. */
const onBidcosOnly = (run: Method["run"]): Method => ({
  families: ["bidcos", "hmip"],
  wired: false,
  run: (process, params) => {
    if (process.family === "hmip") throw fault.general(process, "");
    return run(process, params);
  },
});

function wholeDevice(process: InterfaceProcess, target: RpcValue): SimDevice {
  const device = deviceOn(process, word(target));
  if (word(target).includes(":")) throw new RpcFault(-4, "Device address expected");
  return device;
}

// ---------------------------------------------------------------- teams

function setTeam(process: InterfaceProcess, [target, team]: RpcValue[]): RpcValue {
  const channel = word(target);
  deviceOn(process, channel);
  const { teams } = process.around;
  if (!teams.isPossible(channel, word(team))) throw fault.device(process);
  setImmediate(() => teams.join(channel, word(team)));
  return "";
}

// ---------------------------------------------------------------- replacement

const typeOf = (device: SimDevice): string => device.descriptions[0]?.TYPE ?? "";

function isReplaceable(old: SimDevice, by: SimDevice): boolean {
  return old !== by && typeOf(old) === typeOf(by) && old.kind?.builtIn !== true;
}

function listReplaceableDevices(process: InterfaceProcess, [target]: RpcValue[]): RpcValue {
  const newcomer = wholeDevice(process, target);
  const others = process.around.world.onInterface(process.name).filter((one) => isReplaceable(one, newcomer));
  return process.onTheWire(others.flatMap(({ descriptions }) => descriptions.slice(0, 1)));
}

function replaceDevice(process: InterfaceProcess, [from, to]: RpcValue[]): RpcValue {
  const old = wholeDevice(process, from);
  const newcomer = wholeDevice(process, to);
  if (!isReplaceable(old, newcomer)) throw fault.general(process, "");
  if (unreachable(process, newcomer)) throw fault.general(process, "UNREACH");
  process.links.move(old.address, newcomer.address);
  for (const [key, count] of process.usage) {
    if (!key.startsWith(`${old.address}:`)) continue;
    process.usage.delete(key);
    process.usage.set(`${newcomer.address}${key.slice(old.address.length)}`, count);
  }
  setImmediate(() => {
    process.around.world.substitute(old.address, newcomer.address);
    pend(process, newcomer);
  });
  return true;
}

// ---------------------------------------------------------------- repair

function restoreConfigToDevice(process: InterfaceProcess, [target]: RpcValue[]): RpcValue {
  const device = wholeDevice(process, target);
  if (unreachable(process, device)) throw fault.general(process, "UNREACH");
  process.radio++;
  process.around.air?.transmit();
  pend(process, device);
  return "";
}

function clearConfigCache(process: InterfaceProcess, [target]: RpcValue[]): RpcValue {
  wholeDevice(process, target);
  return "";
}

// ---------------------------------------------------------------- firmware

async function updateFirmware(process: InterfaceProcess, [target]: RpcValue[]): Promise<RpcValue> {
  const wired = process.name === "BidCos-Wired";
  // hs485d takes a list of devices, the others one (8.1).
  if (wired !== Array.isArray(target)) throw fault.device(process);
  const device = wholeDevice(process, Array.isArray(target) ? target[0] : target);
  const { firmware, air } = process.around;
  if (!firmware.isNewer(device)) throw new RpcFault(-7, "Interface not capable");
  if (process.family === "hmip") {
    if (!/^(NEW_FIRMWARE_AVAILABLE|DELIVER_FIRMWARE_IMAGE)$/.test(firmware.state(device)))
      throw fault.general(process, "");
    firmware.deliver(device);
    return true;
  }
  if (air && air.level > 100 - IMAGE_PERCENT) throw new RpcFault(-8, "Not enough DutyCycle available");
  if (unreachable(process, device)) throw new RpcFault(-9, "Device not in range");
  if (air) air.level += IMAGE_PERCENT;
  process.radio++;
  await firmware.transfer(device);
  return true;
}

function installFirmware(process: InterfaceProcess, [target]: RpcValue[]): RpcValue {
  const device = wholeDevice(process, target);
  const { firmware } = process.around;
  if (firmware.state(device) !== "READY_FOR_UPDATE") throw fault.general(process, "");
  firmware.install(device);
  return true;
}

function refreshFirmware(process: InterfaceProcess): RpcValue {
  process.around.firmware.look(process.around.world.onInterface(process.name));
  return "";
}

// ---------------------------------------------------------------- reception

/** Nothing was received. */
const NOT_MEASURED = 65536;

function rssiInfo(process: InterfaceProcess): RpcValue {
  const { world, gateway } = process.around;
  const info: RpcStruct = {};
  for (const { address } of world.onInterface(process.name)) {
    const level = (id: string) => world.value(`${address}:0`, id) ?? NOT_MEASURED;
    if (world.has(`${address}:0`, "RSSI_DEVICE"))
      info[address] = { [gateway]: [level("RSSI_PEER"), level("RSSI_DEVICE")] };
  }
  return info;
}

export const upkeepMethods: MethodTable = {
  listTeams: onBidcosOnly((process) => process.onTheWire(process.around.teams.list())),
  setTeam: onBidcosOnly(setTeam),
  listReplaceableDevices: { families: ["bidcos", "hmip"], run: listReplaceableDevices },
  replaceDevice: { families: ["bidcos", "hmip"], run: replaceDevice },
  restoreConfigToDevice: onBidcosOnly(restoreConfigToDevice),
  clearConfigCache: { ...onBidcosOnly(clearConfigCache), wired: true },
  // The image goes out while other devices are served.
  updateFirmware: { families: ["bidcos", "hmip"], beside: true, run: updateFirmware },
  installFirmware: { families: ["hmip"], run: installFirmware },
  refreshDeployedDeviceFirmwareList: { families: ["bidcos", "hmip"], wired: false, run: refreshFirmware },
  rssiInfo: { families: ["bidcos", "hmip"], wired: false, run: rssiInfo },
};
