/** The devices of one interface as the CCU lists them, and what changed since it was asked last. */
import type {
  CcuEvent,
  CcuListener,
  Clock,
  DeviceBundle,
  DeviceDescription,
  Log,
  ParamsetDescription,
} from "../../handlers/ports/index.ts";
import { Announcements } from "./announcements.ts";
import type { Announcement } from "./callback-router.ts";
import type { DamageReport } from "./damage.ts";
import type { DescriptionCache } from "./descriptions.ts";
import { DeviceReads } from "./device-reads.ts";
import { groupByDevice, normaliseDevices } from "./normalise.ts";
import { Debounce } from "./waiting.ts";
import type { Wire } from "./wire.ts";

/** Channels of a new HmIP device come in several callbacks, seconds apart (14.1). */
const SETTLE_MS = 2000;
/** A CCU that has just started lists only a part, for minutes: who is missing then is looked for once more. */
const RECHECK_MS = 300_000;
/** Devices handed over at once: first ones are usable while the rest loads. */
const DELIVERY = 50;
/** Descriptions that were not answered properly are asked for again after this time, as long as it takes. */
export const ASK_AGAIN_MS = 60_000;
export type KnownValue = CcuEvent & { at?: number };

export class Inventory {
  readonly #wire: Wire;
  readonly #cache: DescriptionCache;
  readonly #listener: CcuListener;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #bundles = new Map<string, DeviceBundle>();
  readonly #announced: Announcements;
  readonly #reads: DeviceReads;
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
  /** Devices that the listener has been told of. */
  readonly #told = new Set<string>();

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
    this.#announced = new Announcements({
      interface: parts.wire.name,
      isNews: (description) => this.#isNews(description),
      damaged: this.#damaged,
      log: parts.log,
    });
    this.#reads = new DeviceReads(parts.wire, this.#damaged, (address) => this.description(address));
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
      this.#announced.loaded();
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
    return this.#exclusive(async () => this.#deliver([await this.#reads.describe(device)], false, true));
  }

  events(batch: readonly CcuEvent[]): void {
    if (!this.#fresh) return;
    // what comes before its device is told reaches nobody: rfd sends its service messages at once, as batteries and losses
    for (const { address, parameter } of batch)
      if (this.#told.has(deviceOf(address))) this.#fresh.add(`${address}.${parameter}`);
  }

  /** What the CCU tells of new devices. While loading it waits for the list that is being read. */
  announced(announcement: Announcement): void {
    this.#announced.add(announcement, this.#fresh !== undefined);
    if (this.#announced.size > 0 && !this.#fresh) this.#sync.request();
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
    const raw = await this.#reads.list(initial ? (message) => this.#announced.listed(message) : undefined);
    this.#announced.readPostponed();
    const listed = normaliseDevices(raw, this.#damaged);
    const addresses = new Set(listed.map((one) => one.ADDRESS));
    const announced = this.#announced.all;
    for (const description of announced) {
      const { ADDRESS } = description;
      if (!addresses.has(ADDRESS) && !this.#doubted.has(deviceOf(ADDRESS))) listed.push(description);
    }
    const groups = groupByDevice(listed);
    this.#retire(groups, thorough);
    this.#doubted.clear();
    await this.#deliver([...groups.values()], initial, false);
    // not before: what could not be read now is still announced
    this.#announced.delivered(announced);
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
      this.#told.delete(address);
      this.#cache.incomplete.delete(address);
    }
    this.#listener.removed(this.#wire.name, gone);
  }

  async #deliver(groups: readonly DeviceDescription[][], initial: boolean, fresh: boolean): Promise<void> {
    let ready: DeviceBundle[] = [];
    const grown: string[] = [];
    const flush = () => {
      if (ready.length > 0) this.#listener.devices(ready, initial);
      for (const { descriptions } of ready) this.#told.add((descriptions[0] as DeviceDescription).ADDRESS);
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
    const bundle = await this.#cache.bundle(group, this.#reads.paramsets, fresh);
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
        this.#cache.incomplete.has((root as DeviceDescription).ADDRESS),
      );
      await this.#deliver(
        incomplete.map(({ descriptions }) => descriptions),
        false,
        false,
      );
    });
  }

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

export const deviceOf = (address: string): string => {
  const colon = address.indexOf(":");
  return colon === -1 ? address : address.slice(0, colon);
};
