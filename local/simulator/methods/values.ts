/** getValue, setValue and the paramsets (protocol 11, 12). */
import { RpcFault, type RpcStruct, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { ParameterDescription, ParamsetDescription } from "../../../handlers/ports/index.ts";
import { hmipMaster, hmipValue, rfdMaster, rfdValue, wire } from "../checks.ts";
import { wireParamsetDescription } from "../descriptions.ts";
import type { SimDevice } from "../kinds.ts";
import type { Value } from "../parameters.ts";
import type { InterfaceProcess } from "../process.ts";
import { plainDefault } from "../world.ts";
import { putMasterHmip, putMasterRfd } from "./master.ts";
import { descriptionOf, deviceOn, EVERYONE, exchange, fault, isJava, type MethodTable, word } from "./shared.ts";

const hasReadBit = (description: ParameterDescription): boolean => (description.OPERATIONS & 1) !== 0;

function unreadable(device: SimDevice, address: string, id: string): boolean {
  return device.kind?.channels[Number(address.split(":")[1])]?.values?.[id]?.unreadable === true;
}

async function getValue(process: InterfaceProcess, [channel, parameter]: RpcValue[]): Promise<RpcValue> {
  const address = word(channel);
  const id = word(parameter);
  const device = deviceOn(process, address);
  const description = descriptionOf(process, address, "VALUES")[id];
  if (!description) throw fault.parameter(process, id);
  const value = process.around.world.value(address, id);
  if (process.family === "bidcos") {
    // Reading a sleeping device, or what only ever arrives as an event, fails (11.1); the others are asked by radio.
    if (!hasReadBit(description) || device.battery || unreadable(device, address, id)) throw fault.general(process, "");
    await exchange(process, device);
    return wire(description, value ?? plainDefault(description));
  }
  if (process.family === "virtual") return wire(description, value ?? plainDefault(description));
  if (!hasReadBit(description)) throw fault.parameter(process, id);
  if (value === undefined) throw fault.noValue(id);
  return wire(description, value);
}

async function setValue(process: InterfaceProcess, params: RpcValue[]): Promise<RpcValue> {
  const [channel, parameter, given, rxMode] = params;
  const address = word(channel);
  const id = word(parameter);
  if (params.length < 3 && isJava(process.family)) throw fault.arguments();
  if (params.length > 3 && isJava(process.family)) throw fault.arguments();
  const device = deviceOn(process, address);
  const description = descriptionOf(process, address, "VALUES")[id];
  if (!description) throw fault.parameter(process, id);
  checkRxMode(rxMode);
  const value = accepted(process, description, given);
  if (process.family === "bidcos" && (description.OPERATIONS & 2) === 0) {
    process.around.world.poke(address, id, value);
    return "";
  }
  if (device.family === "bidcos" && id === "STICKY_UNREACH") {
    process.around.world.report(address, { [id]: value });
    return "";
  }
  await exchange(process, device, rxMode === "BURST" || (device.kind?.rxMode ?? 1) === 2);
  act(process, address, { [id]: value });
  return "";
}

function checkRxMode(rxMode: RpcValue): void {
  if (rxMode !== undefined && rxMode !== "BURST" && rxMode !== "WAKEUP") throw new RpcFault(-5, "Unknown rx_mode");
}

function accepted(process: InterfaceProcess, description: ParameterDescription, given: RpcValue): Value {
  if (isJava(process.family)) {
    const value = (description.OPERATIONS & 2) === 0 ? undefined : hmipValue(description, given);
    if (value === undefined) throw fault.value();
    return value;
  }
  const value = rfdValue(description, given);
  if (value === undefined) throw fault.general(process, "");
  return value;
}

/** After the answer: the device acts in its own time. */
function act(process: InterfaceProcess, address: string, values: Record<string, Value>): void {
  setImmediate(() => process.around.actuators.command(address, values));
}

async function putValues(process: InterfaceProcess, address: string, set: RpcStruct, rxMode: RpcValue): Promise<void> {
  const device = deviceOn(process, address);
  const descriptions = descriptionOf(process, address, "VALUES");
  const values: Record<string, Value> = {};
  for (const [id, given] of Object.entries(set)) {
    const description = descriptions[id];
    if (!description && isJava(process.family)) throw fault.parameter(process, id);
    // rfd swallows what it cannot use, parameter by parameter (11.4).
    const value =
      description && (isJava(process.family) ? accepted(process, description, given) : rfdValue(description, given));
    if (value !== undefined) values[id] = value;
  }
  if (Object.keys(values).length === 0) return;
  await exchange(process, device, rxMode === "BURST");
  act(process, address, values);
}

// ---------------------------------------------------------------- paramsets

function isPeer(process: InterfaceProcess, key: string): boolean {
  return key.includes(":") || process.around.world.devices.has(key);
}

async function getParamset(process: InterfaceProcess, [target, which]: RpcValue[]): Promise<RpcValue> {
  const address = word(target);
  const key = word(which);
  const device = deviceOn(process, address);
  if (key === "MASTER") return masterValues(process, address);
  if (key === "VALUES")
    return process.family === "bidcos" ? readByRadio(process, device, address) : cached(process, address);
  return linkValues(process, address, key);
}

function masterValues(process: InterfaceProcess, address: string): RpcStruct {
  const descriptions = descriptionOf(process, address, "MASTER");
  const stored = process.around.world.master(address) ?? new Map<string, Value>();
  const loose = process.family === "virtual";
  const values: RpcStruct = {};
  for (const [id, value] of stored) {
    const description = descriptions[id];
    // From the second plan on the group server forgets the types of the week programme (protocol 3.2).
    if (loose && /^P[23]_/.test(id)) values[id] = String(value);
    else values[id] = wire(description, value);
  }
  return values;
}

/** All or nothing: one parameter that cannot be read spoils the paramset (11.2). */
async function readByRadio(process: InterfaceProcess, device: SimDevice, address: string): Promise<RpcStruct> {
  const set = descriptionOf(process, address, "VALUES");
  const readable = Object.entries(set).filter(([, description]) => hasReadBit(description));
  if (device.battery || readable.some(([id]) => unreadable(device, address, id))) throw fault.general(process, "");
  if (!address.endsWith(":0")) await exchange(process, device);
  const values: RpcStruct = {};
  for (const [id, description] of readable) {
    values[id] = wire(description, process.around.world.value(address, id) ?? plainDefault(description));
  }
  return values;
}

/** HmIP: what is known; groups: what is known, else DEFAULT, which looks like a reading and is none (7.3). */
function cached(process: InterfaceProcess, address: string): RpcStruct {
  const values: RpcStruct = {};
  for (const [id, description] of Object.entries(descriptionOf(process, address, "VALUES"))) {
    if (!hasReadBit(description)) continue;
    const known = process.around.world.value(address, id);
    const value = process.family === "virtual" ? (known ?? plainDefault(description)) : known;
    if (value !== undefined) values[id] = wire(description, value);
  }
  return values;
}

function linkDescription(process: InterfaceProcess, address: string, key: string): ParamsetDescription {
  if (!isPeer(process, key) && key !== "LINK" && isJava(process.family)) throw fault.device(process);
  return descriptionOf(process, address, "LINK");
}

/** What the channel has stored for its link with the peer: receivers and senders keep their own. */
function linkHalf(process: InterfaceProcess, address: string, peer: string): Map<string, Value> | undefined {
  return process.links.find(peer, address)?.values ?? process.links.find(address, peer)?.senderValues;
}

/** `key` is the peer. rfd takes any unknown word for a peer and answers defaults (10.2). */
export function linkValues(process: InterfaceProcess, address: string, key: string): RpcStruct {
  const stored = linkHalf(process, address, key);
  if (!stored && isJava(process.family))
    throw isPeer(process, key) ? fault.paramset(process, key) : fault.device(process);
  const values: RpcStruct = {};
  for (const [id, description] of Object.entries(linkDescription(process, address, key))) {
    values[id] = wire(description, stored?.get(id) ?? plainDefault(description));
  }
  return values;
}

function putLink(process: InterfaceProcess, address: string, key: string, set: RpcStruct): void {
  const stored = linkHalf(process, address, key);
  if (!stored) throw fault.paramset(process, key);
  const descriptions = linkDescription(process, address, key);
  for (const [id, given] of Object.entries(set)) {
    const description = descriptions[id];
    const value =
      description && (isJava(process.family) ? hmipMaster(description, given).store : rfdMaster(description, given));
    if (value !== undefined) stored.set(id, value);
  }
}

async function putParamset(process: InterfaceProcess, params: RpcValue[]): Promise<RpcValue> {
  const [target, which, given, rxMode] = params;
  const address = word(target);
  const key = word(which);
  if ((params.length < 3 || params.length > 3) && isJava(process.family)) throw fault.arguments();
  const device = deviceOn(process, address);
  checkRxMode(rxMode);
  const set = (typeof given === "object" && given !== null ? given : {}) as RpcStruct;
  if (key === "VALUES") await putValues(process, address, set, rxMode);
  else if (key !== "MASTER") putLink(process, address, key, set);
  else if (process.around.world.value(`${device.address}:0`, "UNREACH") === true)
    throw fault.general(process, "UNREACH");
  else if (isJava(process.family)) putMasterHmip(process, address, set);
  else putMasterRfd(process, address, set);
  return "";
}

function getParamsetDescription(process: InterfaceProcess, [target, which]: RpcValue[]): RpcValue {
  const address = word(target);
  const key = word(which);
  const named = key === "MASTER" || key === "VALUES" || key === "SERVICE";
  if (named) return wireParamsetDescription(descriptionOf(process, address, key));
  if (isJava(process.family) && key !== "LINK" && !process.links.find(key, address)) throw fault.paramset(process, key);
  return wireParamsetDescription(descriptionOf(process, address, "LINK"));
}

/** Identity of a description: per channel type on rfd, per channel on HmIP. */
function getParamsetId(process: InterfaceProcess, [target, which]: RpcValue[]): RpcValue {
  const address = word(target);
  const device = deviceOn(process, address);
  const description = device.descriptions.find((d) => d.ADDRESS === address);
  const part = isJava(process.family) ? (address.split(":")[1] ?? "root") : description?.TYPE.toLowerCase();
  return `${device.descriptions[0]?.TYPE.toLowerCase()}_${part}_${word(which).toLowerCase()}`;
}

export const valueMethods: MethodTable = {
  getValue: { families: EVERYONE, run: getValue },
  setValue: { families: EVERYONE, run: setValue },
  getParamset: { families: EVERYONE, run: getParamset },
  putParamset: { families: EVERYONE, run: putParamset },
  getParamsetDescription: { families: EVERYONE, run: getParamsetDescription },
  getParamsetId: { families: EVERYONE, run: getParamsetId },
};
