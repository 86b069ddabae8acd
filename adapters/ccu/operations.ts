/** What can be asked of one interface: values, paramsets, life cycle of devices (protocol document, sections 8, 11, 12, 14). */
import {
  CcuFault,
  type Clock,
  type Deadline,
  type Log,
  type ParamsetDescription,
  type TypedValue,
  type WriteOptions,
  type WriteOutcome,
} from "../../handlers/ports/index.ts";
import type { RpcValue } from "./codec/value.ts";
import { unsupported } from "./faults.ts";
import type { Inventory } from "./inventory.ts";
import { listOf, normaliseParamset, plainText } from "./normalise.ts";
import type { WriteJob } from "./queue.ts";
import { cast, castParamset, same, toWire, validate, wireStruct } from "./typed-value.ts";
import { Pause } from "./waiting.ts";
import type { Wire } from "./wire.ts";
import { readParamsets } from "./without-hub.ts";

/** A BidCos device takes its new configuration some seconds after the CCU said ok (11.2). */
export const READ_BACK_MS = 5000;
/** deleteDevice: bits of its flags (14.2). */
const RESET = 1;
const FORCE = 2;
const DEFER = 4;
/** Wired bus scan: every device answers on its own. */
const SCAN_TIMEOUT_MS = 300_000;
/** rfd takes no more (8.1). */
export const MAX_INSTALL_SECONDS = 600;

/** When a write may be sent, in the words of the queue. */
export const urgency = ({ priority = "high", deadline }: WriteOptions): Pick<WriteJob, "priority" | "deadline"> => ({
  priority,
  deadline,
});

export class InterfaceOperations {
  readonly #wire: Wire;
  readonly #inventory: Inventory;
  readonly #clock: Clock;
  readonly #log: Log;
  /** LINK descriptions, on demand only (10.2): by address. */
  readonly #links = new Map<string, ParamsetDescription>();
  #installUntil = 0;

  constructor(parts: { wire: Wire; inventory: Inventory; clock: Clock; log: Log }) {
    this.#wire = parts.wire;
    this.#inventory = parts.inventory;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  async getValue(channel: string, parameter: string): Promise<unknown> {
    const description = this.#inventory.paramset(channel, "VALUES")?.[parameter];
    return cast(await this.#wire.read("getValue", [channel, parameter]), description);
  }

  async setValue(channel: string, parameter: string, value: TypedValue, options: WriteOptions): Promise<WriteOutcome> {
    validate(channel, "VALUES", { [parameter]: value }, this.#known(channel, "VALUES"));
    const params: RpcValue[] = [channel, parameter, toWire(parameter, value), ...this.#rxMode(options)];
    return this.#wire.write(
      {
        channel,
        ...urgency(options),
        // Two presses are two presses: only values may replace each other.
        ...(value.type === "ACTION" ? {} : { key: `${channel}.${parameter}` }),
      },
      "setValue",
      params,
    );
  }

  async getParamset(address: string, key: string): Promise<Record<string, unknown>> {
    const raw = await this.#wire.read("getParamset", [address, key]);
    return castParamset(raw, this.#inventory.paramset(address, key));
  }

  async getParamsets(
    addresses: readonly string[],
    key: "MASTER" | "VALUES",
  ): Promise<(Record<string, unknown> | CcuFault)[]> {
    const answers = await readParamsets(this.#wire, addresses, key);
    return answers.map((answer, i) =>
      answer instanceof CcuFault ? answer : castParamset(answer, this.#inventory.paramset(addresses[i] as string, key)),
    );
  }

  async putParamset(
    address: string,
    key: string,
    values: Readonly<Record<string, TypedValue>>,
    options: WriteOptions,
  ): Promise<WriteOutcome> {
    const description = await this.#writable(address, key);
    validate(address, key === "MASTER" || key === "VALUES" ? key : "LINK", values, description);
    const wanted = key === "MASTER" ? await this.#changed(address, values) : values;
    // The CCU holds all of it already.
    if (Object.keys(wanted).length === 0) return "sent";
    const params: RpcValue[] = [address, key, wireStruct(wanted), ...this.#rxMode(options)];
    const isConfiguration = key !== "VALUES";
    const job = { channel: address, ...urgency(options), ...(isConfiguration ? { configuration: true as const } : {}) };
    const outcome = await this.#wire.write(job, "putParamset", params);
    if (isConfiguration && outcome === "sent" && this.#wire.isRfd) await this.#readBack(address, key, wanted);
    return outcome;
  }

  async getParamsetDescription(address: string, key: string): Promise<ParamsetDescription> {
    const known = this.#inventory.paramset(address, key);
    if (known) return known;
    if (key === "MASTER" || key === "VALUES") {
      return this.#describe(address, key);
    }
    const stored = this.#links.get(address);
    if (stored) return stored;
    let whole = true;
    const description = await this.#describe(address, "LINK", () => {
      whole = false;
    });
    if (whole) this.#links.set(address, description);
    return description;
  }

  /** `lost` is called for what could not be read. */
  async #describe(address: string, key: string, lost: () => void = () => undefined): Promise<ParamsetDescription> {
    return normaliseParamset(await this.#wire.read("getParamsetDescription", [address, key]), (name) => {
      lost();
      this.#wire.damaged(address, `${key} ${name}`);
    });
  }

  /** Direct links of these devices or channels changed: their descriptions may have appeared or gone. */
  forgetLinks(...addresses: readonly string[]): void {
    for (const address of addresses) this.#links.delete(address);
  }

  async determineParameter(address: string, key: string, parameter: string, deadline: Deadline): Promise<void> {
    // HmIP lists the method and fails (12): asking it would only cost time.
    if (this.#wire.family !== "bidcos-rf" && this.#wire.family !== "other") {
      throw unsupported(`${this.#wire.name} cannot determine parameters`);
    }
    await this.#wire.act("determineParameter", [address, key, parameter], deadline);
  }

  async deleteDevice(
    address: string,
    flags: { reset?: boolean; force?: boolean; defer?: boolean },
    deadline: Deadline,
  ): Promise<void> {
    const bits = (flags.reset ? RESET : 0) | (flags.force ? FORCE : 0) | (flags.defer ? DEFER : 0);
    await this.#wire.act("deleteDevice", [address, bits], deadline);
    this.#inventory.doubted([address]);
  }

  async getInstallMode(): Promise<number> {
    try {
      const seconds = Number(await this.#wire.read("getInstallMode", []));
      if (Number.isFinite(seconds)) return Math.max(0, Math.trunc(seconds));
    } catch (error) {
      // Some HMIPServers set the mode and cannot tell it: then we know what we have asked for (8.1).
      if ((error as CcuFault).class !== "unsupported" || this.#installUntil === 0) throw error;
    }
    return Math.max(0, Math.ceil((this.#installUntil - this.#clock.now()) / 1000));
  }

  async setInstallMode(
    on: boolean,
    seconds: number,
    device: { address?: string; sgtin?: string; key?: string } | undefined,
    deadline: Deadline,
  ): Promise<void> {
    const time = Math.min(MAX_INSTALL_SECONDS, Math.max(1, Math.trunc(seconds)));
    const act = (params: readonly RpcValue[]) => this.#wire.act("setInstallMode", params, deadline);
    if (this.#wire.family === "hmip" && on && device?.sgtin)
      await this.#installWithKey(time, device.sgtin, device.key, deadline);
    // A third argument is an IllegalArgumentException for HmIP; for rfd it is the mode, or the one serial number.
    else if (this.#wire.family === "hmip") await act(on ? [true, time] : [false]);
    else if (device?.address && on) await act([true, time, device.address]);
    else await act(on ? [true, time, 1] : [false]);
    this.#installUntil = on ? this.#clock.now() + time * 1000 : 0;
  }

  async searchDevices(deadline: Deadline): Promise<number> {
    if (this.#wire.family === "hmip" || this.#wire.family === "virtual") {
      throw unsupported(`${this.#wire.name} has no bus to search`);
    }
    return Number(await this.#wire.act("searchDevices", [], deadline, SCAN_TIMEOUT_MS)) || 0;
  }

  async suppress(channel: string, parameter: string, suppressed: boolean, deadline: Deadline): Promise<void> {
    if (this.#wire.family !== "hmip") throw unsupported(`${this.#wire.name} cannot suppress service messages`);
    await this.#wire.act("suppressServiceMessages", [channel, parameter, suppressed], deadline);
  }

  async suppressed(channel: string): Promise<string[]> {
    if (this.#wire.family !== "hmip") throw unsupported(`${this.#wire.name} cannot suppress service messages`);
    return listOf(await this.#wire.read("getSuppressedServiceMessages", [channel])).map(plainText);
  }

  async #installWithKey(seconds: number, sgtin: string, key: string | undefined, deadline: Deadline): Promise<void> {
    const address = sgtin.replaceAll("-", "").toUpperCase();
    const entry: Record<string, RpcValue> = { ADDRESS: address };
    if (key !== undefined) {
      const hex = key.replaceAll("-", "").toUpperCase();
      if (!/^[0-9A-F]{32}$/.test(hex)) {
        throw new CcuFault("permanent", "the key must be the 32 hexadecimal digits of the QR code");
      }
      entry.KEY_MODE = "LOCAL";
      entry.KEY = hex;
    }
    await this.#wire.act("setInstallModeWithWhitelist", [true, seconds, [entry]], deadline);
  }

  #known(address: string, key: "MASTER" | "VALUES"): ParamsetDescription {
    const description = this.#inventory.paramset(address, key);
    if (description) return description;
    if (!this.#inventory.has(address)) throw new CcuFault("permanent", `the CCU does not know ${address}`, -2);
    throw new CcuFault("permanent", `${address} has no paramset ${key}`, -3);
  }

  #writable(address: string, key: string): Promise<ParamsetDescription> | ParamsetDescription {
    return key === "MASTER" || key === "VALUES" ? this.#known(address, key) : this.getParamsetDescription(address, key);
  }

  /** rfd only: HmIP must not get a fourth argument (11.3). */
  #rxMode(options: WriteOptions): RpcValue[] {
    return options.rxMode !== undefined && this.#wire.family === "bidcos-rf" ? [options.rxMode] : [];
  }

  /** What differs from the stored configuration: unchanged parameters are not written again. */
  async #changed(
    address: string,
    values: Readonly<Record<string, TypedValue>>,
  ): Promise<Readonly<Record<string, TypedValue>>> {
    const stored = await this.getParamset(address, "MASTER");
    return Object.fromEntries(Object.entries(values).filter(([name, typed]) => !same(stored[name], typed)));
  }

  /** rfd says ok and ignores: only reading tells what it took (12). */
  async #readBack(address: string, key: string, values: Readonly<Record<string, TypedValue>>): Promise<void> {
    const missing = async () => {
      const stored = await this.getParamset(address, key);
      return Object.entries(values)
        .filter(([name, typed]) => !same(stored[name], typed))
        .map(([name]) => name);
    };
    let names = await missing();
    if (names.length > 0) {
      await new Pause(this.#clock).sleep(READ_BACK_MS);
      names = await missing();
    }
    if (names.length === 0) return;
    this.#log.warn("the CCU did not take what it confirmed", { address, paramset: key, parameters: names });
    throw new CcuFault("permanent", `${address}: the CCU confirmed, but did not take ${names.join(", ")}`);
  }
}
