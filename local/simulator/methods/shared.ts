import { RpcFault, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { ParamsetDescription } from "../../../handlers/ports/index.ts";
import type { SimDevice } from "../kinds.ts";
import type { Family } from "../parameters.ts";
import type { InterfaceProcess } from "../process.ts";

export interface Method {
  /** Interface processes that carry it out. */
  families: readonly Family[];
  /** Answers system.listMethods on these although they do not work, or is missing there although they do. */
  listed?: readonly Family[];
  /** `false`: hs485d does not know it. */
  wired?: boolean;
  /** It takes minutes, and rfd serves others meanwhile. */
  beside?: true;
  run(process: InterfaceProcess, params: RpcValue[]): RpcValue | Promise<RpcValue>;
}
export type MethodTable = Readonly<Record<string, Method>>;

export const EVERYONE: readonly Family[] = ["bidcos", "hmip", "virtual", "cuxd"];
export const isJava = (family: Family): boolean => family === "hmip" || family === "virtual";

/** The faults of section 9, in the words of each family. */
export const fault = {
  device: (p: InterfaceProcess) => new RpcFault(-2, isJava(p.family) ? "Invalid device" : "Unknown instance"),
  paramset: (p: InterfaceProcess, key: string) =>
    isJava(p.family) ? new RpcFault(-3, `Unknown Paramset: ${key}`) : new RpcFault(-3, "Unknown paramset"),
  parameter: (p: InterfaceProcess, id: string) =>
    new RpcFault(-5, isJava(p.family) ? `Unknown Parameter for value key: ${id}` : "Unknown parameter"),
  noValue: (id: string) => new RpcFault(-5, `Unknown Parameter value for value key: ${id}`),
  value: () => new RpcFault(-5, "Invalid parameter or value"),
  /** Java tells why; rfd does not. */
  general: (p: InterfaceProcess, why: "UNREACH" | "TIMEOUT" | "DUTY_CYCLE" | "") =>
    new RpcFault(-1, isJava(p.family) ? (why ? `Generic error (${why})` : "Generic error") : "Failure"),
  arguments: () => new RpcFault(-321, "java.lang.NullPointerException"),
};

export const word = (value: RpcValue): string => (typeof value === "string" ? value : "");

export function deviceOn(process: InterfaceProcess, address: string): SimDevice {
  const device = process.around.world.device(address);
  if (!device || device.interface !== process.name || !device.paramsets.has(address)) throw fault.device(process);
  return device;
}

/** Description of MASTER or VALUES. */
export function descriptionOf(process: InterfaceProcess, address: string, key: string): ParamsetDescription {
  const device = deviceOn(process, address);
  const set = device.paramsets.get(address)?.get(key);
  if (!set) throw fault.paramset(process, key);
  return set;
}

export function unreachable(process: InterfaceProcess, device: SimDevice): boolean {
  return process.around.world.value(`${device.address}:0`, "UNREACH") === true;
}

/** HmIP gives up when more than this many telegrams are on their way at once (protocol 13). */
const HMIP_PARALLEL = 20;

/** One exchange with the device over the air, with everything that can go wrong there. */
export async function exchange(process: InterfaceProcess, device: SimDevice, burst = false): Promise<void> {
  const { air, radioTime, clock } = process.around;
  process.radio++;
  if (air && process.family !== "virtual" && !air.transmit(burst)) throw fault.general(process, "DUTY_CYCLE");
  if (process.writing >= HMIP_PARALLEL && process.family === "hmip") throw fault.general(process, "TIMEOUT");
  process.writing++;
  try {
    if (radioTime > 0) await new Promise<void>((resolve) => clock.after(radioTime, resolve));
    else await new Promise<void>((resolve) => setImmediate(resolve));
  } finally {
    process.writing--;
  }
  if (unreachable(process, device)) throw fault.general(process, "UNREACH");
}
