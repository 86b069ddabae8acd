/** What keeps the devices of one interface going: teams, replacement, repair, firmware, reception (sections 8.1, 12, 14). */

import { repairRssi } from "../../handlers/model/values.ts";
import {
  CcuFault,
  type Clock,
  type Deadline,
  type DeviceDescription,
  type InterfaceTraffic,
  type Log,
  type ParamsetDescription,
  type RadioPath,
  refuseExpired,
  type TypedValue,
} from "../../handlers/ports/index.ts";
import { isStruct, type RpcValue } from "./codec/value.ts";
import { unsupported } from "./faults.ts";
import { deviceOf, type Inventory } from "./inventory.ts";
import { notCarriedOut } from "./links.ts";
import { listOf, normaliseDevice, normaliseDevices } from "./normalise.ts";
import { castParamset, validate, wireStruct } from "./typed-value.ts";
import type { Wire } from "./wire.ts";

const WRITE = 2;
const MASTER = "MASTER";
/** Replacing copies configuration and links of all channels over the air. */
const REPLACE_TIMEOUT_MS = 300_000;
/** BidCos answers when the whole image is in the device, some minutes later (14.4). */
const UPDATE_TIMEOUT_MS = 1_800_000;
/** A device that cannot be updated now says so at once; who is still silent after this has begun. */
export const UPDATE_BEGUN_MS = 10_000;

export class InterfaceUpkeep {
  readonly #wire: Wire;
  readonly #inventory: Inventory;
  readonly #clock: Clock;
  readonly #log: Log;

  constructor(parts: { wire: Wire; inventory: Inventory; clock: Clock; log: Log }) {
    this.#wire = parts.wire;
    this.#inventory = parts.inventory;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  traffic(): InterfaceTraffic {
    return { interface: this.#wire.name, ...this.#wire.queue.traffic, ...this.#wire.client.counts };
  }

  // ---- teams

  async teams(): Promise<DeviceDescription[]> {
    if (this.#wire.family !== "bidcos-rf" && this.#wire.family !== "other") return [];
    return (await this.#descriptions("listTeams", [])).filter((team) => team.ADDRESS.includes(":"));
  }

  async setTeam(channel: string, team: string, deadline: Deadline): Promise<void> {
    const { family, name } = this.#wire;
    if (family !== "bidcos-rf" && family !== "hmip" && family !== "other")
      throw unsupported(`${name} does not support teams`);
    try {
      await this.#wire.act("setTeam", [channel, team === channel ? "" : team], deadline);
    } catch (error) {
      throw notCarriedOut(this.#wire, "setTeam", error as CcuFault);
    }
    this.#inventory.changed([channel]);
  }

  // ---- replacement

  async replaceable(address: string): Promise<DeviceDescription[]> {
    // HmIP answers with an empty body, which is an empty list here (measured, 3.2).
    if (this.#wire.family === "virtual" || this.#wire.family === "cuxd") return [];
    return (await this.#descriptions("listReplaceableDevices", [address])).filter((one) => one.PARENT === "");
  }

  async replace(old: string, replacement: string, deadline: Deadline): Promise<void> {
    this.#mustHaveDevices("replace devices");
    const done = await this.#wire.act("replaceDevice", [old, replacement], deadline, REPLACE_TIMEOUT_MS);
    if (done === false || done === 0) {
      throw new CcuFault("permanent", `the CCU did not replace ${old} by ${replacement}`);
    }
    this.#inventory.doubted([old]);
    this.#inventory.changed([replacement]);
  }

  // ---- repair

  /**
   * BidCos has a method for it. HmIP only names it and fails (12): what mends a device there is to write its complete
   * stored configuration once more, as far as it is valid.
   */
  async restoreConfig(address: string, deadline: Deadline): Promise<void> {
    const { family, name } = this.#wire;
    if (family === "bidcos-rf") await this.#wire.act("restoreConfigToDevice", [deviceOf(address)], deadline);
    else if (family === "hmip") await this.#rewrite(deviceOf(address), deadline);
    else throw unsupported(`${name} cannot send a configuration again`);
  }

  async #rewrite(device: string, deadline: Deadline): Promise<void> {
    const root = this.#known(device);
    let first: CcuFault | undefined;
    for (const part of [device, ...(root.CHILDREN ?? [])]) {
      const description = this.#inventory.paramset(part, MASTER);
      if (!description) continue;
      try {
        await this.#rewritePart(part, description, deadline);
      } catch (error) {
        const fault = error as CcuFault;
        // One channel that refuses must not keep the others from their configuration; a device that is away does.
        if (fault.class !== "permanent") throw fault;
        first ??= fault;
      }
    }
    if (first) throw first;
  }

  async #rewritePart(address: string, description: ParamsetDescription, deadline: Deadline): Promise<void> {
    const stored = castParamset(await this.#wire.read("getParamset", [address, MASTER]), description);
    const values: Record<string, TypedValue> = {};
    for (const [name, value] of Object.entries(stored)) {
      const parameter = Object.hasOwn(description, name) ? description[name] : undefined;
      if (!parameter || (parameter.OPERATIONS & WRITE) === 0) continue;
      const typed = { type: parameter.TYPE, value } as TypedValue;
      if (isValid(address, name, typed, description)) values[name] = typed;
      else this.#log.warn("a stored value is not valid and is not sent again", { address, parameter: name });
    }
    if (Object.keys(values).length === 0) return;
    const params: RpcValue[] = [address, MASTER, wireStruct(values)];
    const job = { channel: address, configuration: true as const, priority: "low" as const, deadline };
    refuseExpired(await this.#wire.write(job, "putParamset", params));
  }

  // ---- firmware

  async updateFirmware(address: string, deadline: Deadline): Promise<void> {
    this.#mustHaveDevices("update devices");
    const device = deviceOf(address);
    this.#known(device);
    if (this.#wire.family === "hmip") await this.#updateHmip(device, deadline);
    // hs485d takes a list (8.1).
    else await this.#begin("updateFirmware", [this.#wire.family === "bidcos-wired" ? [device] : device], deadline);
    this.#inventory.changed([device]);
  }

  /** The state decides, as the CCU knows it now, not as it was when the list was read (14.4). */
  async #updateHmip(device: string, deadline: Deadline): Promise<void> {
    const description = normaliseDevice(await this.#wire.read("getDeviceDescription", [device]));
    const state = description?.FIRMWARE_UPDATE_STATE?.replace(/^LIVE_/, "");
    if (state === "UP_TO_DATE") throw new CcuFault("permanent", `${device} has the newest firmware`);
    if (state === "DO_UPDATE_PENDING" || state === "PERFORMING_UPDATE") {
      throw new CcuFault("permanent", `${device} is being updated`);
    }
    const ready = state === "READY_FOR_UPDATE";
    await this.#begin(ready ? "installFirmware" : "updateFirmware", [device], deadline);
  }

  /** Resolves when the CCU says that it is done, or has not said no for a while: then it is at it. */
  #begin(method: string, params: readonly RpcValue[], deadline: Deadline): Promise<void> {
    return new Promise((resolve, reject) => {
      let begun = false;
      const cancel = this.#clock.after(UPDATE_BEGUN_MS, () => {
        begun = true;
        resolve();
      });
      const done = (fault: CcuFault | undefined) => {
        cancel();
        if (begun) this.#ended(String(params[0]), fault);
        else if (fault) reject(fault);
        else resolve();
      };
      this.#wire.beside(method, params, deadline, UPDATE_TIMEOUT_MS).then(
        (ok) => done(ok === false || ok === 0 ? new CcuFault("permanent", `${method}: the CCU refuses`) : undefined),
        (fault: CcuFault) => done(fault),
      );
    });
  }

  #ended(device: string, fault: CcuFault | undefined): void {
    if (fault) this.#log.warn("the update of a device failed", { device, reason: fault.message });
    this.#inventory.changed([device]);
  }

  /** Whether this interface has firmware to look for. */
  get hasFirmware(): boolean {
    return this.#wire.family === "bidcos-rf" || this.#wire.family === "hmip";
  }

  async refreshFirmware(): Promise<void> {
    await this.#wire.read("refreshDeployedDeviceFirmwareList", []);
    await this.#inventory.synchronise();
  }

  // ---- reception

  async radioPaths(): Promise<RadioPath[]> {
    const { family } = this.#wire;
    if (family !== "bidcos-rf" && family !== "hmip" && family !== "other") return [];
    const info = await this.#readIfKnown("rssiInfo", []);
    if (!isStruct(info)) return [];
    const paths: RadioPath[] = [];
    for (const [device, peers] of Object.entries(info)) {
      for (const [peer, levels] of Object.entries(isStruct(peers) ? peers : {})) {
        const [received, sent] = listOf(levels).map(level);
        paths.push({
          device,
          peer,
          ...(received === undefined ? {} : { received }),
          ...(sent === undefined ? {} : { sent }),
        });
      }
    }
    return paths;
  }

  // ---- inside

  async #descriptions(method: string, params: readonly RpcValue[]): Promise<DeviceDescription[]> {
    const listed = listOf(await this.#readIfKnown(method, params));
    return normaliseDevices(listed, this.#wire.damaged);
  }

  /** An interface process that lacks the method (Homegear, old firmware) has nothing to tell. */
  async #readIfKnown(method: string, params: readonly RpcValue[]): Promise<RpcValue> {
    try {
      return await this.#wire.read(method, params);
    } catch (error) {
      if ((error as CcuFault).class === "unsupported") return "";
      throw error;
    }
  }

  #known(device: string): DeviceDescription {
    const description = this.#inventory.description(device);
    if (!description) throw new CcuFault("permanent", `the CCU does not know ${device}`, -2);
    return description;
  }

  #mustHaveDevices(what: string): void {
    const { family, name } = this.#wire;
    if (family === "virtual" || family === "cuxd") throw unsupported(`${name} cannot ${what}`);
  }
}

function isValid(address: string, name: string, value: TypedValue, description: ParamsetDescription): boolean {
  try {
    validate(address, MASTER, { [name]: value }, description);
    wireStruct({ [name]: value });
    return true;
  } catch {
    return false;
  }
}

/** dBm; `undefined` where it was not measured: 65536, and what cannot be a level (6, 8.1). */
const level = (raw: RpcValue): number | undefined =>
  typeof raw === "number" ? (repairRssi(Math.trunc(raw)) ?? undefined) : undefined;
