/** One central: turns what the driver delivers into the read model and broadcasts, and writes to its devices. */

import { deviceCreated, deviceRemoved } from "../broadcasts/broadcasts.ts";
import type {
  CacheCleared,
  CacheScope,
  Centrals,
  ChannelFlagValues,
  FollowedKind,
  KeptValues,
} from "../kernel/site.ts";
import { splitDeviceId } from "../model/device-id.ts";
import type { Device } from "../model/types.ts";
import { unIgnoredBy } from "../model/unignore.ts";
import type { Ccu, CcuListener, DeviceBundle, HubSnapshot, InterfaceName, MaintenanceReason } from "../ports/index.ts";
import { CcuFault } from "../ports/index.ts";
import { allRecords } from "../records/all-records.ts";
import { leftOutBy, readSuppressions } from "../records/suppressions.ts";
import { readUnIgnore } from "../records/unignore.ts";
import { createConfiguration } from "./configuration.ts";
import { createConnection } from "./connection.ts";
import { createDeviceAvailability } from "./device-availability.ts";
import { createDeviceRegistry } from "./device-registry.ts";
import { createHub } from "./hub.ts";
import { createIncidents } from "./incidents.ts";
import { createIngest } from "./ingest.ts";
import { createInstallModes } from "./install-mode.ts";
import { createPersistedValues } from "./persisted-values.ts";
import type { EngineScope } from "./scope.ts";
import { createWrites } from "./writes.ts";

export type CentralEngineOptions = Omit<EngineScope, "central" | "incidents">;

export interface CentralEngine
  extends Pick<Centrals, "writeValues" | "writeMaster" | "reloadValues" | "reloadConfiguration"> {
  readonly central: string;
  /** The driver as use cases should see it. */
  readonly ccu: Ccu;
  /** What the driver calls; `start` hands it over. */
  readonly listener: CcuListener;
  /** Reads what was kept, then starts the driver. Resolves before a CCU answers. */
  start(): Promise<void>;
  /** Ends the driver and keeps the values. */
  stop(): Promise<void>;
  /** @returns how many devices show something else now */
  recordsChanged(kind: FollowedKind): Promise<number>;
  /** Forgets everything about the central: the devices leave the read model and the store, and everybody hears of it. */
  forget(): Promise<void>;
  clearCache(scope: CacheScope): Promise<CacheCleared>;
  keptValues(): KeptValues;
  /** Of one device, or of all. */
  forgetKeptValues(address?: string): Promise<void>;
  /** As `Centrals.expectAbsence`. */
  expectAbsence(reason: MaintenanceReason, ms: number): void;
  /** Reads the configuration of all devices anew, in the background. */
  refreshConfiguration(): void;
}

/** Interfaces that can pair devices. */
const PAIRABLE: ReadonlySet<string> = new Set(["BidCos-RF", "HmIP-RF"]);

/**
 * The operator's flags of this CCU's channels. Earlier releases stored them under the channel's address alone: such a flag
 * holds until the channel gets one under `<central>/<address>`.
 */
async function readFlags({ store, central }: EngineScope): Promise<Map<string, ChannelFlagValues>> {
  const legacy = new Map<string, ChannelFlagValues>();
  const own = new Map<string, ChannelFlagValues>();
  for await (const { key, value } of allRecords<Partial<ChannelFlagValues>>(store, "flags")) {
    const flags = { hidden: value?.hidden === true, locked: value?.locked === true };
    const id = splitDeviceId(key);
    if (id === undefined) legacy.set(key, flags);
    else if (id.central === central) own.set(id.address, flags);
  }
  return new Map([...legacy, ...own]);
}

export function createCentralEngine(options: CentralEngineOptions): CentralEngine {
  const incidents = createIncidents({ ...options, central: options.ccu.central });
  const scope: EngineScope = { ...options, central: options.ccu.central, incidents };
  const { central, ccu, clock, events, log } = scope;
  const persisted = createPersistedValues(scope);
  const registry = createDeviceRegistry(scope);
  const availability = createDeviceAvailability(scope, (iface) => connection.isConnected(iface));
  const ingest = createIngest(scope, registry, {
    dirty: persisted.dirty,
    availability,
    configured: (entry) => configuration.configured(entry),
  });
  const configuration = createConfiguration(scope, registry, ingest);
  const writes = createWrites(scope, registry, ingest, configuration);
  const hub = createHub(scope, {
    devices: () => [...registry.all()].map((entry) => entry.device),
    serial: registry.serial,
  });
  const installModes = createInstallModes(scope, hub.installModes);
  const connection = createConnection(scope, {
    connected(iface) {
      registry.on(iface).forEach(availability.settle);
      void observeInstallMode(iface);
    },
    disconnected(iface) {
      ingest.stale(iface);
      registry.on(iface).forEach(availability.settle);
    },
    loaded: configuration.complete,
    // what became of an update is read twice a day else
    isBack: () => void ccu.refreshHub("update", "system").catch(() => undefined),
  });

  /** Reads records anew; resolves to the number of devices that show something else then. */
  const follow: Record<FollowedKind, () => Promise<number>> = {
    flags: async () => registry.setFlags(await readFlags(scope)),
    async suppression() {
      hub.hide(leftOutBy(await readSuppressions(scope.store, central), central));
      return 0;
    },
    async unignore() {
      const patterns = await readUnIgnore(scope.store, central, scope.config.unIgnore);
      const affected = registry.setUnIgnored(unIgnoredBy(patterns.map(({ pattern }) => pattern)));
      // configuration that nobody wanted to see was never read
      if (affected > 0) for (const iface of connection.loaded()) configuration.complete(iface);
      return affected;
    },
  };

  /** What a person switched on at the CCU itself; CCUs that cannot tell are left alone. */
  async function observeInstallMode(iface: InterfaceName): Promise<void> {
    if (!PAIRABLE.has(iface)) return;
    try {
      const seconds = await ccu.getInstallMode(iface);
      if (Number.isFinite(seconds)) installModes.set(iface, seconds > 0 ? clock.now() + seconds * 1000 : 0);
    } catch (error) {
      if (!(error instanceof CcuFault)) log.error("install mode could not be observed", { central, iface, error });
    }
  }

  function addDevice(bundle: DeviceBundle, initial: boolean): void {
    const added = registry.put(bundle, persisted.take);
    if (added === undefined) return;
    const { entry, isNew, kept: values } = added;
    if (!isNew) return;
    if (values) ingest.restore(entry, values);
    else persisted.dirty(entry);
    for (const address of [...entry.channels.keys()]) configuration.followMode(entry, address);
    availability.settle(entry);
    // a device that was there before the restart is nothing new to anyone
    if (initial && values) return;
    events.publish(
      deviceCreated,
      {
        central,
        interface_id: entry.device.interfaceId,
        device_address: entry.device.address,
        model: entry.device.model,
        source: initial ? "INIT" : "NEW",
      },
      initial ? "initial" : "change",
    );
  }

  function removeDevice(address: string): void {
    const entry = registry.remove(address);
    if (entry === undefined) return;
    persisted.forget(entry);
    events.publish(deviceRemoved, {
      central,
      interface_id: entry.device.interfaceId,
      device_address: address,
    });
  }

  /** The driver's calls never throw: what goes wrong with one delivery is told in the log and ends there. */
  const guard =
    <A extends unknown[]>(what: string, task: (...args: A) => void) =>
    (...args: A): void => {
      try {
        task(...args);
      } catch (error) {
        log.error(`${what} could not be taken over`, { central, error });
        const detail = error instanceof Error ? error.message : String(error);
        incidents.note(`ingest/${what}`, { severity: "error", summary: `${what} could not be taken over`, detail });
      }
    };

  const listener: CcuListener = {
    interfaces: guard("interface states", connection.interfaces),
    devices: guard("devices", (bundles, initial) => {
      for (const bundle of bundles) guard("a device", addDevice)(bundle, initial);
    }),
    removed: guard("removed devices", (_iface, addresses) => addresses.forEach(removeDevice)),
    events: guard("events", (_iface, batch) => {
      connection.heard(clock.now());
      ingest.events(batch);
    }),
    values: guard("values", (_iface, batch) => ingest.values(batch)),
    damaged: guard("damage", (iface, address, what) => {
      const summary = "the CCU sent something that cannot be read";
      incidents.note(`damage/${iface}/${address}/${what}`, {
        interface: iface,
        severity: "warning",
        summary,
        detail: `${address}: ${what}`,
      });
    }),
    programStarted: guard("a program", hub.ranByApi),
    installMode: guard("install mode", (iface, seconds) => installModes.set(iface, clock.now() + seconds * 1000)),
    paramset: guard("a paramset", (_iface, address, key, values) => configuration.observed(address, key, values)),
    hub: guard("hub", (snapshot: HubSnapshot) => {
      registry.follow(snapshot);
      const isFirst = hub.follow(snapshot);
      connection.hub(snapshot.system, isFirst);
    }),
  };

  return {
    central,
    ccu,
    listener,
    async start() {
      await persisted.load();
      await incidents.load();
      for (const read of Object.values(follow)) await read();
      hub.start();
      connection.start();
      await ccu.start(listener);
    },
    async stop() {
      incidents.stop();
      configuration.stop();
      installModes.stop();
      for (const entry of registry.all())
        for (const slots of entry.channels.values()) for (const slot of slots.values.values()) slot.pending?.cancel();
      try {
        await ccu.stop();
      } finally {
        connection.stop();
        await persisted.flush();
        await incidents.flushed();
      }
    },
    writeValues: (device: Device, values, options_) => writes.writeValues(device, values, options_),
    writeMaster: (device, channel, values, options_) => writes.writeMaster(device, channel, values, options_),
    reloadValues: (device, channel) => writes.reloadValues(device, channel),
    reloadConfiguration: (device, channel) => configuration.reload(device, channel),
    expectAbsence: connection.expectAbsence,
    refreshConfiguration: () => connection.loaded().forEach(configuration.refreshAll),
    recordsChanged: (kind) => follow[kind](),
    async forget() {
      for (const entry of [...registry.all()]) removeDevice(entry.device.address);
      await persisted.flush();
      scope.home.removeCentral(central);
    },
    keptValues: persisted.counts,
    forgetKeptValues: persisted.reset,
    async clearCache({ interface: iface, device }) {
      const concerned = [...(iface === undefined ? registry.all() : registry.on(iface))].filter(
        (entry) => device === undefined || entry.device.address === device,
      );
      const cleared = { devices: concerned.length, values: 0, master: 0 };
      for (const entry of concerned) {
        const { values, master } = ingest.forget(entry);
        persisted.forget(entry);
        cleared.values += values;
        cleared.master += master;
      }
      return { ...cleared, paramsets: await ccu.clearCache({ interface: iface, device }) };
    },
  };
}
