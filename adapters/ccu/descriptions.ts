/**
 * Paramset descriptions, read once per kind of device and kept in the store: a warm start asks the CCU for none. The
 * key is what they depend on: interface, CCU version, device type, firmware, version; inside, channel type and number
 * (channels of one type differ in one device of fifteen).
 */
import {
  CcuFault,
  type DeviceBundle,
  type DeviceDescription,
  type InterfaceName,
  type Log,
  type ParamsetDescription,
  type SiteStore,
} from "../../handlers/ports.ts";
import { channelNumber } from "./normalise.ts";

type Cached = Partial<Record<"MASTER" | "VALUES", ParamsetDescription | null>>;
/** By `<channel type>#<number>`. `null`: announced, but the CCU has no description (one in fifty). */
type TypeRecord = Record<string, Cached>;

export type FetchDescription = (address: string, key: "MASTER" | "VALUES") => Promise<ParamsetDescription>;

const PREFIX = "paramsets";

export class DescriptionCache {
  readonly #store: SiteStore;
  readonly #scope: string;
  readonly #iface: InterfaceName;
  readonly #log: Log;
  readonly #records = new Map<string, Promise<TypeRecord>>();
  #version = "";
  /** Calls that the CCU had to answer, for tests and diagnostics. */
  fetched = 0;

  constructor(store: SiteStore, central: string, iface: InterfaceName, log: Log) {
    this.#store = store;
    this.#iface = iface;
    this.#scope = `${PREFIX}/${central}/${iface}/`;
    this.#log = log;
  }

  /** Descriptions may change with the CCU's own version: another version is another set of records. */
  useVersion(version: string): void {
    if (version === this.#version) return;
    this.#version = version;
    this.#records.clear();
  }

  /** A device with its descriptions. Rejects with `CcuFault` transport (or radio, auth) only: then nothing is known. */
  async bundle(group: readonly DeviceDescription[], fetch: FetchDescription, fresh = false): Promise<DeviceBundle> {
    const device = group[0] as DeviceDescription;
    const key = this.#keyOf(device);
    const record = fresh ? {} : await this.#record(key);
    const bundle: DeviceBundle = { interface: this.#iface, descriptions: [...group], paramsets: {} };
    let changed = false;
    for (const description of group) {
      const slot = `${description.TYPE}#${channelNumber(description.ADDRESS)}`;
      const cached = Object.hasOwn(record, slot) ? (record[slot] as Cached) : {};
      for (const paramset of ["MASTER", "VALUES"] as const) {
        if (!description.PARAMSETS.includes(paramset)) continue;
        if (cached[paramset] === undefined) {
          cached[paramset] = await this.#fetch(description.ADDRESS, paramset, fetch);
          changed ||= cached[paramset] !== undefined;
        }
        const found = cached[paramset];
        if (found)
          bundle.paramsets[description.ADDRESS] = { ...bundle.paramsets[description.ADDRESS], [paramset]: found };
      }
      record[slot] = cached;
    }
    if (changed) {
      this.#records.set(key, Promise.resolve(record));
      await this.#store.put("description", key, record).catch((error: Error) => this.#unstored(error));
    }
    return bundle;
  }

  /** Removes the records of other CCU versions. */
  async sweep(): Promise<void> {
    const current = `${this.#scope}${this.#version}/`;
    let after: string | undefined;
    do {
      const page = await this.#store.list("description", { prefix: this.#scope, ...(after ? { after } : {}) });
      for (const { key } of page.items) if (!key.startsWith(current)) await this.#store.delete("description", key);
      after = page.next;
    } while (after);
  }

  #keyOf(device: DeviceDescription): string {
    // Every CUxD device is set up by its user: no two of a type need be alike.
    const type = this.#iface === "CUxD" ? `${device.TYPE}@${device.ADDRESS}` : device.TYPE;
    return `${this.#scope}${this.#version}/${type}/${device.FIRMWARE ?? ""}/${device.VERSION}`;
  }

  #record(key: string): Promise<TypeRecord> {
    const known = this.#records.get(key);
    if (known) return known;
    const loading = this.#store.get<TypeRecord>("description", key).then(
      (stored) => stored?.value ?? {},
      (error: Error) => {
        this.#unstored(error);
        return {};
      },
    );
    this.#records.set(key, loading);
    return loading;
  }

  /** Without its store the driver works as on its first day. */
  #unstored(error: Error): void {
    this.#log.warn("the description cache does not work", { interface: this.#iface, error: error.message });
  }

  async #fetch(
    address: string,
    paramset: "MASTER" | "VALUES",
    fetch: FetchDescription,
  ): Promise<ParamsetDescription | null | undefined> {
    this.fetched++;
    try {
      return await fetch(address, paramset);
    } catch (error) {
      if (error instanceof CcuFault && (error.class === "permanent" || error.class === "unsupported")) {
        this.#log.debug("announced paramset without a description", { address, paramset, reason: error.message });
        // -1 is any failure, perhaps of this moment: not to be remembered.
        return error.code === -1 ? undefined : null;
      }
      throw error;
    }
  }
}
