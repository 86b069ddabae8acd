/** From what a device reports to what clients are told: as events, and in hostile mode also as answers. */
import type { RpcStruct, RpcValue } from "../../adapters/ccu/codec/value.ts";
import type { ParameterDescription } from "../../handlers/ports/index.ts";
import { wire } from "./checks.ts";
import type { Value } from "./parameters.ts";
import type { InterfaceProcess } from "./process.ts";
import type { WireEvent } from "./subscriber.ts";
import type { Telegram } from "./world.ts";

/**
 * rfd does not repeat the same value within this time: the default of a parameter in its device files. Those of keys switch
 * it off (taken here for every ACTION), and hs485d, which serves wired devices, has none (protocol 6; OpenCCU-Base:
 * HSSParameter.cpp, HS485Channel.cpp).
 */
const SUPPRESSION_MS = 1500;

export class Telegrams {
  private readonly process: InterfaceProcess;
  private readonly sentAt = new Map<string, { value: unknown; at: number }>();
  private readonly lastTold = new Map<string, Value>();

  constructor(process: InterfaceProcess) {
    this.process = process;
  }

  /** What goes out to clients because of one telegram of a device. */
  events({ address, values }: Telegram): WireEvent[] {
    const set = this.process.around.world.description(address, "VALUES");
    if (!set) return [];
    // An HmIP telegram carries the whole channel; rfd reports what it was told (protocol 6).
    const told = this.process.family === "hmip" ? { ...this.wholeChannel(address), ...values } : values;
    const events: WireEvent[] = [];
    for (const [parameter, value] of Object.entries(told)) {
      const description = set[parameter];
      if (!description || (description.OPERATIONS & 4) === 0) continue;
      if (this.suppressed(address, parameter, value, description.TYPE)) continue;
      const before = this.echo(address, parameter, value, description);
      for (const one of before === undefined ? [value] : [before, value])
        events.push({ address, parameter, value: this.value(address, parameter, description, one) });
    }
    return events;
  }

  private value(address: string, parameter: string, description: ParameterDescription, value: Value): RpcValue {
    const plain = wire(description, value);
    const { name, around } = this.process;
    return around.unkindness?.value(name, address, parameter, description, plain) ?? plain;
  }

  /** Hostile mode: what was told last, to be told again just before the news. */
  private echo(address: string, id: string, value: Value, description: ParameterDescription): Value | undefined {
    const { unkindness } = this.process.around;
    if (!unkindness || description.TYPE === "ACTION") return undefined;
    const key = `${address}.${id}`;
    const before = this.lastTold.get(key);
    this.lastTold.set(key, value);
    return before !== value && before !== undefined && unkindness.echoed(address, id) ? before : undefined;
  }

  private wholeChannel(address: string): Record<string, Value> {
    const whole: Record<string, Value> = {};
    const { world } = this.process.around;
    for (const [parameter, cell] of world.cellsOf(address)) {
      const type = world.description(address, "VALUES")?.[parameter]?.TYPE;
      if (cell.value !== undefined && type !== "ACTION") whole[parameter] = cell.value;
    }
    return whole;
  }

  private suppressed(address: string, parameter: string, value: unknown, type: string): boolean {
    if (this.process.name !== "BidCos-RF" || type === "ACTION") return false;
    const key = `${address}.${parameter}`;
    const before = this.sentAt.get(key);
    const at = this.process.around.clock.now();
    if (before && before.value === value && at - before.at < SUPPRESSION_MS) return true;
    this.sentAt.set(key, { value, at });
    return false;
  }
}

/** The result of a call as it goes out: in hostile mode spelled otherwise, or damaged. */
export function asTold(process: InterfaceProcess, method: string, params: RpcValue[], result: RpcValue): RpcValue {
  const { unkindness, world } = process.around;
  if (!unkindness) return result;
  const [address, key] = params.map(String) as [string, string];
  const told = (id: string, description: ParameterDescription | undefined, value: RpcValue): RpcValue =>
    unkindness.value(process.name, address, id, description, value);
  switch (method) {
    case "getDeviceDescription":
      return unkindness.device(process.name, result as RpcStruct);
    case "getParamsetDescription":
      return unkindness.parameters(process.name, address, result as RpcStruct);
    case "getValue":
      return told(key, world.description(address, "VALUES")?.[key], result);
    case "getParamset": {
      const set = world.description(address, key === "MASTER" || key === "VALUES" ? key : "LINK") ?? {};
      return Object.fromEntries(
        Object.entries(result as RpcStruct).map(([id, value]) => [id, told(id, set[id], value)]),
      );
    }
    default:
      return result;
  }
}
