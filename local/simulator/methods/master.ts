/** Writing configuration: what is stored, what is refused, and CONFIG_PENDING (protocol 12). */
import type { RpcStruct } from "../../../adapters/ccu/codec/value.ts";
import type { ParamsetDescription } from "../../../handlers/ports/index.ts";
import { hmipMaster, rfdMaster } from "../checks.ts";
import type { SimDevice } from "../kinds.ts";
import type { InterfaceProcess } from "../process.ts";
import { descriptionOf, deviceOn, fault } from "./shared.ts";

/** How long the device keeps CONFIG_PENDING: a transfer of a moment, or until a sleeper wakes (12), seconds. */
const TRANSFER_SECONDS = { bidcos: 1.1, hmip: 2, wakeUp: 160 } as const;
/** Channels whose stored configuration contains a parameter that they lack: every further write fails, for ever. */
const poisoned = new WeakMap<InterfaceProcess, Set<string>>();

function poisonedChannels(process: InterfaceProcess): Set<string> {
  const set = poisoned.get(process) ?? new Set<string>();
  poisoned.set(process, set);
  return set;
}

export function pend(process: InterfaceProcess, device: SimDevice): void {
  const { world, clock } = process.around;
  const maintenance = `${device.address}:0`;
  setImmediate(() => world.report(maintenance, { CONFIG_PENDING: true }));
  const rxMode = device.kind?.rxMode ?? 1;
  // A contact that only sends (no wake-up, no burst) takes it when it is next heard: see `heard`.
  if (device.family === "bidcos" && device.battery && (rxMode & 0b1011) === 0) return;
  const sleeps = device.family === "bidcos" && device.battery;
  const seconds = sleeps ? TRANSFER_SECONDS.wakeUp : TRANSFER_SECONDS[device.family === "bidcos" ? "bidcos" : "hmip"];
  clock.after(seconds * 1000, () => world.report(maintenance, { CONFIG_PENDING: false }));
}

/** A sleeping device has sent something: the CCU uses the moment. */
export function heard(process: InterfaceProcess, device: SimDevice): void {
  const { world } = process.around;
  const maintenance = `${device.address}:0`;
  if (world.value(maintenance, "CONFIG_PENDING") === true) world.report(maintenance, { CONFIG_PENDING: false });
}

export function putMasterRfd(process: InterfaceProcess, address: string, set: RpcStruct): void {
  const device = deviceOn(process, address);
  const descriptions = descriptionOf(process, address, "MASTER");
  const master = process.around.world.master(address);
  let changed = false;
  for (const [id, given] of Object.entries(set)) {
    const description = descriptions[id];
    const value = description && rfdMaster(description, given);
    if (value === undefined || master?.get(id) === value) continue;
    master?.set(id, value);
    changed = true;
  }
  if (!changed) return;
  process.radio++;
  process.around.air?.transmit();
  pend(process, device);
}

/** Everything that can be written: it is sent even where nothing changed, and ends what is stuck (12, rule 6). */
function isComplete(descriptions: ParamsetDescription, set: RpcStruct): boolean {
  const writable = Object.entries(descriptions).filter(([, { OPERATIONS }]) => (OPERATIONS & 2) !== 0);
  return writable.length > 0 && writable.every(([id]) => Object.hasOwn(set, id));
}

export function putMasterHmip(process: InterfaceProcess, address: string, set: RpcStruct): void {
  const device = deviceOn(process, address);
  const descriptions = descriptionOf(process, address, "MASTER");
  const master = process.around.world.master(address);
  const stuck = poisonedChannels(process);
  if (stuck.has(address)) throw fault.value();
  let faulty = false;
  let changed = false;
  for (const [id, given] of Object.entries(set)) {
    const description = descriptions[id];
    if (!description) {
      stuck.add(address);
      throw fault.value();
    }
    const { store, fault: wrong } = hmipMaster(description, given);
    changed ||= master?.get(id) !== store;
    faulty ||= wrong;
    master?.set(id, store);
  }
  if (faulty) {
    // The flag stays until a complete valid write repairs it (12, rule 6).
    setImmediate(() => process.around.world.report(`${device.address}:0`, { CONFIG_PENDING: true }));
    throw fault.value();
  }
  if (!changed && !isComplete(descriptions, set)) return;
  process.radio++;
  process.around.air?.transmit();
  pend(process, device);
}
