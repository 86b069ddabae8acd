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
} from "../../handlers/ports/index.ts";
import { collectRecords } from "../../handlers/records/all-records.ts";
import type { RpcValue } from "./codec/value.ts";
import type { DamageReport } from "./damage.ts";
import { isNoAnswer, isSilent } from "./faults.ts";
import { channelNumber, normaliseParamset } from "./normalise.ts";
import { type CachedParamsets, pack, type TypeRecord, unpack } from "./packed-descriptions.ts";

export interface WantedDescription {
  address: string;
  paramset: "MASTER" | "VALUES";
  /** Where it belongs in the record. */
  slot: string;
}
/** What the CCU answered, as it came. */
export type DescriptionAnswer = RpcValue | CcuFault;
/** One answer per wanted description, in their order. Rejects with `CcuFault` where the CCU is not there. */
export type FetchDescriptions = (wanted: readonly WantedDescription[]) => Promise<DescriptionAnswer[]>;

const PARAMSETS = ["MASTER", "VALUES"] as const;

const PREFIX = "paramsets";

export class DescriptionCache {
  readonly #store: SiteStore;
  readonly #scope: string;
  readonly #iface: InterfaceName;
  readonly #log: Log;
  readonly #records = new Map<string, Promise<TypeRecord>>();
  readonly #damaged: DamageReport;
  #version = "";
  /** Devices whose descriptions were not answered properly the last time: to be asked again. */
  readonly incomplete = new Set<string>();
  /** Calls that the CCU had to answer, for tests and diagnostics. */
  fetched = 0;

  /** `damaged` is told which descriptions could not be read. */
  constructor(
    store: SiteStore,
    central: string,
    iface: InterfaceName,
    log: Log,
    damaged: DamageReport = () => undefined,
  ) {
    this.#damaged = damaged;
    this.#store = store;
    this.#iface = iface;
    this.#scope = `${PREFIX}/${central}/${iface}/`;
    this.#log = log;
  }

  /** Descriptions may change with the CCU's own version: another version is another set of records, and the former goes. */
  useVersion(version: string): void {
    if (version !== this.#version) this.#records.clear();
    this.#version = version;
  }

  /**
   * A device with its descriptions. Rejects with `CcuFault` transport (or radio, auth) only: then nothing is known. What is
   * no answer, or cannot be read in full, is not kept, and the device is `incomplete`.
   */
  async bundle(group: readonly DeviceDescription[], fetch: FetchDescriptions, fresh = false): Promise<DeviceBundle> {
    const root = group[0] as DeviceDescription;
    const key = this.#keyOf(root);
    const known = await this.#record(key);
    let record = fresh ? {} : known;
    const missing = group.flatMap((description) => missingOf(record, description));
    /** Read in part: good enough for now. */
    const partly: TypeRecord = {};
    let complete = true;
    if (missing.length > 0) {
      this.fetched += missing.length;
      const answers = await fetch(missing);
      for (const [i, wanted] of missing.entries()) {
        const { found, whole } = this.#judge(wanted, answers[i]);
        const before = known[wanted.slot]?.[wanted.paramset];
        if (found !== undefined && whole) ownSlot(record, wanted.slot)[wanted.paramset] = found;
        // asked anew and not answered: what was known is known
        else if (before) ownSlot(record, wanted.slot)[wanted.paramset] = before;
        else if (found) ownSlot(partly, wanted.slot)[wanted.paramset] = found;
        complete &&= whole;
      }
      const packed = pack(record);
      // what was read just now shares its objects like what was stored
      record = unpack(packed);
      this.#records.set(key, Promise.resolve(record));
      await this.#store.put("description", key, packed).catch((error: Error) => this.#unstored(error));
    }
    if (complete) this.incomplete.delete(root.ADDRESS);
    else this.incomplete.add(root.ADDRESS);
    return bundleOf(this.#iface, group, record, partly);
  }

  /**
   * Forgets what is kept of the types of these devices, or everything of the interface.
   * @returns how many descriptions were kept
   */
  async forget(devices?: readonly DeviceDescription[]): Promise<number> {
    const keys = devices ? new Set(devices.map((device) => this.#keyOf(device))) : await this.#keys();
    let forgotten = 0;
    for (const key of keys) {
      forgotten += descriptionsIn(await this.#record(key));
      this.#records.delete(key);
      await this.#store.delete("description", key).catch((error: Error) => this.#unstored(error));
    }
    return forgotten;
  }

  /** Removes the records of other CCU versions. */
  async sweep(): Promise<void> {
    const current = `${this.#scope}${this.#version}/`;
    for (const key of await this.#keys()) if (!key.startsWith(current)) await this.#store.delete("description", key);
  }

  async #keys(): Promise<string[]> {
    return (await collectRecords(this.#store, "description", { prefix: this.#scope })).map(({ key }) => key);
  }

  #keyOf(device: DeviceDescription): string {
    // Every CUxD device is set up by its user: no two of a type need be alike.
    const type = this.#iface === "CUxD" ? `${device.TYPE}@${device.ADDRESS}` : device.TYPE;
    return [this.#scope + this.#version, type, device.FIRMWARE, device.VERSION].join("/");
  }

  #record(key: string): Promise<TypeRecord> {
    const known = this.#records.get(key);
    if (known) return known;
    const loading = this.#store.get("description", key).then(
      (stored) => unpack(stored?.value),
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

  /** `found` is `null` where there is none, for good, and `undefined` where there was none this time. */
  #judge(wanted: WantedDescription, answer: DescriptionAnswer): Judgement {
    const { address, paramset } = wanted;
    if (!(answer instanceof CcuFault)) {
      let whole = true;
      const found = normaliseParamset(answer, (name) => {
        whole = false;
        this.#damaged(address, `${paramset} ${name}`);
      });
      return { found, whole };
    }
    if (isNoAnswer(answer) || isSilent(answer)) {
      this.#damaged(address, `description of ${paramset}`, answer.message);
      return { found: undefined, whole: false };
    }
    if (answer.class !== "permanent" && answer.class !== "unsupported") throw answer;
    this.#log.debug("announced paramset without a description", { address, paramset, reason: answer.message });
    // -1 is any failure, perhaps of this moment: not to be remembered.
    return { found: answer.code === -1 ? undefined : null, whole: true };
  }
}

interface Judgement {
  found: ParamsetDescription | null | undefined;
  /** Everything of it could be read. */
  whole: boolean;
}

/** Announced ones that do not exist are none. */
const descriptionsIn = (record: TypeRecord): number =>
  Object.values(record).reduce((sum, { MASTER, VALUES }) => sum + (MASTER ? 1 : 0) + (VALUES ? 1 : 0), 0);

const slotOf = (description: DeviceDescription): string => `${description.TYPE}#${channelNumber(description.ADDRESS)}`;

function ownSlot(record: TypeRecord, slot: string): CachedParamsets {
  if (!Object.hasOwn(record, slot)) record[slot] = {};
  return record[slot] as CachedParamsets;
}

function missingOf(record: TypeRecord, description: DeviceDescription): WantedDescription[] {
  const slot = slotOf(description);
  const cached = ownSlot(record, slot);
  return PARAMSETS.filter((key) => description.PARAMSETS.includes(key) && cached[key] === undefined).map(
    (paramset) => ({
      address: description.ADDRESS,
      paramset,
      slot,
    }),
  );
}

/** `partly` fills in where `record` has nothing. */
function bundleOf(
  iface: InterfaceName,
  group: readonly DeviceDescription[],
  record: TypeRecord,
  partly: TypeRecord,
): DeviceBundle {
  const bundle: DeviceBundle = { interface: iface, descriptions: [...group], paramsets: {} };
  for (const description of group) {
    const slot = slotOf(description);
    const found: DeviceBundle["paramsets"][string] = {};
    for (const key of PARAMSETS) {
      const paramset = record[slot]?.[key] ?? partly[slot]?.[key];
      if (paramset && description.PARAMSETS.includes(key)) found[key] = paramset;
    }
    if (Object.keys(found).length > 0) bundle.paramsets[description.ADDRESS] = found;
  }
  return bundle;
}
