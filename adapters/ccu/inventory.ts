/** The devices of one interface as the CCU lists them, and what changed since it was asked last. */
import {
  type CcuEvent,
  CcuFault,
  type CcuListener,
  type Clock,
  type DeviceBundle,
  type DeviceDescription,
  type Log,
  type ParamsetDescription,
} from "../../handlers/ports/index.ts";
import type { Announcement } from "./callback-router.ts";
import { MAX_MESSAGE_BYTES, RpcFormatError } from "./codec/value.ts";
import type { DamageReport } from "./damage.ts";
import type { DescriptionAnswer, DescriptionCache, FetchDescriptions } from "./descriptions.ts";
import { isNoAnswer } from "./faults.ts";
import { groupByDevice, listOf, normaliseDevice, normaliseDevices } from "./normalise.ts";
import { Debounce } from "./waiting.ts";
import type { Wire } from "./wire.ts";

/** Bulk answers: thousands of descriptions from a small machine. */
const LIST_TIMEOUT_MS = 300_000;
/** Channels of a new HmIP device come in several callbacks, seconds apart (14.1). */
const SETTLE_MS = 2000;
/** A CCU that has just started lists only a part, for minutes: who is missing then is looked for once more. */
const RECHECK_MS = 300_000;
/** Devices handed over at once: first ones are usable while the rest loads. */
const DELIVERY = 50;
/** Descriptions that were not answered properly are asked for again after this time, as long as it takes. */
export const ASK_AGAIN_MS = 60_000;
/** Descriptions that are announced before the CCU lists them: three times the largest home known. */
export const MAX_ANNOUNCED = 10_000;
/**
 * An answer with descriptions that takes longer is lost. rfd holds answers back for 20 s while its radio is busy (11.3), and
 * a start must get on within the minute that recovery is promised in.
 */
export const DESCRIPTION_TIMEOUT_MS = 30_000;
/** Descriptions per call: rfd serves nobody else meanwhile, and needs some milliseconds for each. */
const BATCH = 20;

export type KnownValue = CcuEvent & { at?: number };

export class Inventory {
  readonly #wire: Wire;
  readonly #cache: DescriptionCache;
  readonly #listener: CcuListener;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #bundles = new Map<string, DeviceBundle>();
  /** Devices of `newDevices` that `listDevices` did not contain yet. */
  readonly #announced = new Map<string, DeviceDescription>();
  /** Announcements that came while loading, not decoded yet. */
  #unread: Announcement[] = [];
  /** Together never more than one message may have. */
  #unreadBytes = 0;
  /** The list that was read while loading, as it came. */
  #listed: Uint8Array | undefined;
  /** Devices whose descriptions were forgotten: delivered anew although nothing about them changed. */
  readonly #forgotten = new Set<string>();
  /** Devices that the CCU says are gone, until it was asked. */
  readonly #doubted = new Set<string>();
  /** Devices that changed and could not be read: to be read once more. */
  readonly #unreadDevices = new Set<string>();
  /** The list of devices that should have been read and could not be: to be read once more. */
  #unreadList: { thorough: boolean } | undefined;
  readonly #sync: Debounce;
  readonly #recheck: Debounce;
  readonly #askAgain: Debounce;
  readonly #damaged: DamageReport;
  readonly #grown: (device: string) => void;
  #busy: Promise<void> = Promise.resolve();
  /** Data points that reported since the last load began: newer than any bulk read. */
  #fresh: Set<string> | undefined;

  constructor(parts: {
    wire: Wire;
    cache: DescriptionCache;
    listener: CcuListener;
    clock: Clock;
    log: Log;
    damaged?: DamageReport;
    /** Told of a device that got data points after the values were read: nobody else reads theirs. */
    grown?: (device: string) => void;
  }) {
    this.#grown = parts.grown ?? (() => undefined);
    this.#damaged = parts.damaged ?? (() => undefined);
    this.#wire = parts.wire;
    this.#cache = parts.cache;
    this.#listener = parts.listener;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#sync = new Debounce(this.#clock, SETTLE_MS, () => this.#look(false));
    this.#recheck = new Debounce(this.#clock, RECHECK_MS, () => this.#look(true));
    this.#askAgain = new Debounce(this.#clock, ASK_AGAIN_MS, () => this.#background(() => this.#readOnceMore()));
  }

  get size(): number {
    return this.#bundles.size;
  }

  devices(): IterableIterator<string> {
    return this.#bundles.keys();
  }

  has(address: string): boolean {
    return this.#bundles.has(deviceOf(address));
  }

  description(address: string): DeviceDescription | undefined {
    const bundle = this.#bundles.get(deviceOf(address));
    return bundle?.descriptions.find((one) => one.ADDRESS === address);
  }

  paramset(address: string, key: string): ParamsetDescription | undefined {
    const paramsets = this.#bundles.get(deviceOf(address))?.paramsets[address];
    return key === "MASTER" || key === "VALUES" ? paramsets?.[key] : undefined;
  }

  /** Descriptions of the devices themselves. */
  *roots(): IterableIterator<DeviceDescription> {
    for (const { descriptions } of this.#bundles.values()) if (descriptions[0]) yield descriptions[0];
  }

  bundles(): DeviceBundle[] {
    return [...this.#bundles.values()];
  }

  stop(): void {
    this.#sync.stop();
    this.#recheck.stop();
    this.#askAgain.stop();
  }

  /** Reads all devices (changed ones are delivered as `initial`), then all values by `read`. */
  async load(read: () => Promise<readonly KnownValue[]>): Promise<void> {
    this.#fresh = new Set();
    try {
      await this.#exclusive(() => this.#list(true, false));
      await this.readValues(read);
    } finally {
      this.#fresh = undefined;
      this.#readAnnounced();
      this.#listed = undefined;
      for (const [address, description] of this.#announced) {
        if (!this.#isNews(description)) this.#announced.delete(address);
      }
      if (this.#announced.size > 0) this.#sync.request();
    }
  }

  /** Delivers what `read` finds, except for data points that report meanwhile: events are newer than any bulk read. */
  async readValues(read: () => Promise<readonly KnownValue[]>): Promise<void> {
    const outer = this.#fresh;
    const fresh = outer ?? new Set<string>();
    this.#fresh = fresh;
    try {
      const known = (await read()).filter((value) => !fresh.has(`${value.address}.${value.parameter}`));
      if (known.length > 0) this.#listener.values(this.#wire.name, known);
    } finally {
      this.#fresh = outer;
    }
  }

  /** Lists anew and delivers the difference. `thorough`: who is missing is gone; else only who was said to be. */
  synchronise(thorough = false): Promise<void> {
    return this.#exclusive(() => this.#list(false, thorough));
  }

  /**
   * Forgets the descriptions of a device (of all): the next load reads and delivers them anew.
   * @returns how many were kept
   */
  forget(device?: string): Promise<number> {
    const known = [...this.#bundles.values()].map(({ descriptions }) => descriptions[0] as DeviceDescription);
    const roots = device === undefined ? known : known.filter(({ ADDRESS }) => ADDRESS === device);
    for (const { ADDRESS } of roots) this.#forgotten.add(ADDRESS);
    return this.#cache.forget(device === undefined ? undefined : roots);
  }

  /** Reads one device completely anew, past the cache. */
  reload(address: string): Promise<void> {
    const device = deviceOf(address);
    return this.#exclusive(async () => this.#deliver([await this.#describe(device)], false, true));
  }

  async #describe(device: string): Promise<DeviceDescription[]> {
    let root: DeviceDescription | undefined;
    try {
      root = normaliseDevice(await this.#wire.read("getDeviceDescription", [device]));
    } catch (error) {
      if ((error as CcuFault).class !== "unsupported") throw error;
      const all = listOf(await this.#wire.read("listDevices", [], { timeoutMs: LIST_TIMEOUT_MS }));
      const group = groupByDevice(normaliseDevices(all, this.#damaged)).get(device);
      if (group) return group;
    }
    if (!root) throw new CcuFault("permanent", `the CCU does not know ${device}`, -2);
    const group = [root];
    for (const channel of root.CHILDREN ?? []) {
      const description = await this.#describeChannel(channel);
      if (description) group.push(description);
    }
    return group;
  }

  /** A channel that the CCU cannot describe now costs itself, or nothing where the list of all devices has told of it. */
  async #describeChannel(channel: string): Promise<DeviceDescription | undefined> {
    const raw = await this.#wire.read("getDeviceDescription", [channel]).catch((error: CcuFault) => error);
    const [description] = raw instanceof CcuFault ? [] : normaliseDevices([raw], this.#damaged);
    if (description) return description;
    if (raw instanceof CcuFault) {
      if (raw.class === "auth" || (raw.class === "transport" && !isNoAnswer(raw))) throw raw;
      this.#damaged(channel, "description", raw.message);
    }
    return this.description(channel);
  }

  events(batch: readonly CcuEvent[]): void {
    if (this.#fresh) for (const { address, parameter } of batch) this.#fresh.add(`${address}.${parameter}`);
  }

  /**
   * While loading, announcements wait for the list that is being read: what a CCU announces after `init` is nearly always
   * the same, byte for byte, and then need not be decoded.
   */
  announced(announcement: Announcement): void {
    const size = announcement.bytes?.length ?? 0;
    if (this.#fresh && size > 0 && this.#unreadBytes + size <= MAX_MESSAGE_BYTES) {
      this.#unreadBytes += size;
      this.#unread.push(announcement);
      return;
    }
    this.#readAnnouncement(announcement);
    if (this.#announced.size > 0 && !this.#fresh) this.#sync.request();
  }

  #readAnnounced(): void {
    this.#unreadBytes = 0;
    for (const announcement of this.#unread.splice(0)) {
      const { bytes } = announcement;
      if (!bytes || !this.#listed || !sameList(bytes, this.#listed)) this.#readAnnouncement(announcement);
    }
  }

  #readAnnouncement(announcement: Announcement): void {
    try {
      for (const description of normaliseDevices(announcement.read(), this.#damaged)) {
        if (!this.#isNews(description)) continue;
        if (this.#announced.size >= MAX_ANNOUNCED) throw new RpcFormatError(`more than ${MAX_ANNOUNCED} descriptions`);
        this.#announced.set(description.ADDRESS, description);
      }
    } catch (error) {
      if (!(error instanceof RpcFormatError)) throw error;
      this.#log.warn("announced devices could not be read", { interface: this.#wire.name, reason: error.message });
    }
  }

  #isNews(description: DeviceDescription): boolean {
    const known = this.description(description.ADDRESS);
    return !known || known.VERSION !== description.VERSION || known.FIRMWARE !== description.FIRMWARE;
  }

  doubted(addresses: readonly string[]): void {
    for (const address of addresses) if (!address.includes(":")) this.#doubted.add(address);
    if (this.#doubted.size > 0) this.#sync.request();
  }

  /** Something about these devices changed: they are read anew one after the other. */
  changed(addresses: readonly string[]): void {
    for (const address of new Set(addresses.map(deviceOf))) {
      if (this.#bundles.has(address)) this.#reread(address);
      else this.#sync.request();
    }
  }

  #reread(address: string): void {
    this.#background(
      () => this.reload(address),
      () => this.#unreadDevices.add(address),
    );
  }

  #look(thorough: boolean): void {
    this.#background(
      () => this.synchronise(thorough),
      () => {
        this.#unreadList = { thorough: thorough || this.#unreadList?.thorough === true };
      },
    );
  }

  async #list(initial: boolean, thorough: boolean): Promise<void> {
    const received = (message: Uint8Array) => {
      if (initial) this.#listed = message;
    };
    const raw = listOf(await this.#wire.read("listDevices", [], { timeoutMs: LIST_TIMEOUT_MS, received }));
    this.#readAnnounced();
    const listed = normaliseDevices(raw, this.#damaged);
    const addresses = new Set(listed.map((one) => one.ADDRESS));
    for (const [address, description] of this.#announced) {
      if (!addresses.has(address) && !this.#doubted.has(deviceOf(address))) listed.push(description);
    }
    const used = new Set(this.#announced.values());
    const groups = groupByDevice(listed);
    this.#retire(groups, thorough);
    this.#doubted.clear();
    await this.#deliver([...groups.values()], initial, false);
    // not before: what could not be read now is still announced
    for (const one of used) if (this.#announced.get(one.ADDRESS) === one) this.#announced.delete(one.ADDRESS);
  }

  /** Who is not listed any more is gone if the CCU said so or was asked twice. */
  #retire(groups: ReadonlyMap<string, unknown>, thorough: boolean): void {
    const missing = [...this.#bundles.keys()].filter((address) => !groups.has(address));
    // A home does not vanish as a whole: an empty list is a CCU that is not ready.
    const certain = thorough && groups.size > 0;
    const gone = missing.filter((address) => certain || this.#doubted.has(address));
    if (gone.length < missing.length) this.#recheck.request();
    if (gone.length === 0) return;
    for (const address of gone) {
      this.#bundles.delete(address);
      this.#cache.incomplete.delete(address);
      this.#unreadDevices.delete(address);
    }
    this.#listener.removed(this.#wire.name, gone);
  }

  async #deliver(groups: readonly DeviceDescription[][], initial: boolean, fresh: boolean): Promise<void> {
    let ready: DeviceBundle[] = [];
    const grown: string[] = [];
    const flush = () => {
      if (ready.length > 0) this.#listener.devices(ready, initial);
      ready = [];
    };
    try {
      for (const group of groups) {
        const before = this.#bundles.get((group[0] as DeviceDescription).ADDRESS);
        const bundle = await this.#read(group, fresh);
        if (!bundle) continue;
        if (!initial && hasMore(bundle, before)) grown.push((group[0] as DeviceDescription).ADDRESS);
        if (ready.push(bundle) >= DELIVERY) flush();
      }
    } finally {
      // also where the CCU fails in the middle: what counts as known has been told
      flush();
      for (const device of grown) this.#grown(device);
      if (this.#cache.incomplete.size > 0) this.#askAgain.request();
    }
  }

  /** The device, known from now on; `undefined` where there is nothing to tell of it. */
  async #read(group: readonly DeviceDescription[], fresh: boolean): Promise<DeviceBundle | undefined> {
    const address = (group[0] as DeviceDescription).ADDRESS;
    const known = this.#bundles.get(address);
    const asKnown = known && !this.#forgotten.has(address);
    const isWhole = !this.#cache.incomplete.has(address);
    if (!fresh && asKnown && isWhole && JSON.stringify(known.descriptions) === JSON.stringify(group)) return undefined;
    const bundle = await this.#cache.bundle(group, this.#fetch, fresh);
    this.#forgotten.delete(address);
    this.#bundles.set(address, bundle);
    // asked again in vain: nothing to tell
    return !isWhole && asKnown && JSON.stringify(known) === JSON.stringify(bundle) ? undefined : bundle;
  }

  /** Asks once more for everything that was not answered properly. */
  async #readOnceMore(): Promise<void> {
    const [list, devices] = [this.#unreadList, [...this.#unreadDevices]];
    this.#unreadList = undefined;
    this.#unreadDevices.clear();
    if (list) this.#look(list.thorough);
    for (const address of devices) if (this.#bundles.has(address)) this.#reread(address);
    await this.#complete();
  }

  /** Asks once more for descriptions that were not answered properly. */
  #complete(): Promise<void> {
    return this.#exclusive(async () => {
      const incomplete = [...this.#bundles.values()].filter(({ descriptions: [root] }) =>
        this.#cache.incomplete.has(root?.ADDRESS ?? ""),
      );
      await this.#deliver(
        incomplete.map(({ descriptions }) => descriptions),
        false,
        false,
      );
    });
  }

  readonly #fetch: FetchDescriptions = async (wanted) => {
    const answers: DescriptionAnswer[] = [];
    for (let at = 0; at < wanted.length; at += BATCH) {
      const calls = wanted
        .slice(at, at + BATCH)
        .map(({ address, paramset }) => ["getParamsetDescription", address, paramset] as const);
      answers.push(...(await this.#wire.readMany(calls, { low: true, timeoutMs: DESCRIPTION_TIMEOUT_MS })));
    }
    return answers;
  };

  /** One after the other: two lists at once would deliver devices twice. */
  #exclusive(task: () => Promise<void>): Promise<void> {
    const run = this.#busy.then(task);
    this.#busy = run.catch(() => undefined);
    return run;
  }

  /** What fails is tried again; `owed` writes down what that is, where nobody else has. */
  #background(task: () => Promise<void>, owed: () => void = () => undefined): void {
    task().catch((error: Error) => {
      owed();
      this.#askAgain.request();
      this.#log.info("devices could not be read", { interface: this.#wire.name, reason: error.message });
    });
  }
}

/** Whether a device has data points that it did not have. */
const hasMore = ({ paramsets }: DeviceBundle, before: DeviceBundle | undefined): boolean =>
  Object.entries(paramsets).some(([address, { VALUES = {} }]) => {
    const known = before?.paramsets[address]?.VALUES ?? {};
    return Object.keys(VALUES).some((name) => !Object.hasOwn(known, name));
  });

/** Whether a call and an answer hold the same list of structs, byte for byte. */
function sameList(call: Uint8Array, answer: Uint8Array): boolean {
  const [a, b] = [call, answer].map((bytes) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = text.indexOf("<array>");
    return text.subarray(Math.max(start, 0), start < 0 ? 0 : text.lastIndexOf("</array>"));
  }) as [Buffer, Buffer];
  return a.length > 0 && a.equals(b);
}

export const deviceOf = (address: string): string => {
  const colon = address.indexOf(":");
  return colon < 0 ? address : address.slice(0, colon);
};
