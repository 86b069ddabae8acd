/** Pushed events and bulk reads → values of the read model, value changes and triggers. The hot path of the program. */

import { deviceTrigger, valueChanged } from "../broadcasts/broadcasts.ts";
import { valueReported } from "../broadcasts/value-reported.ts";
import { idOf } from "../model/device-id.ts";
import { shownValue } from "../model/shown-value.ts";
import { type DataPoint, type DataPointParamset, type ValueState, valueKey } from "../model/types.ts";
import { fromWire } from "../model/values.ts";
import type { CcuEvent, InterfaceName } from "../ports/index.ts";
import { createCustomStates } from "./custom-states.ts";
import type { DeviceAvailability } from "./device-availability.ts";
import { type DeviceRegistry, type Entry, type Slot, STATUS_SUFFIX } from "./device-registry.ts";
import { movementOf, movementParameters } from "./movement.ts";
import { createOptimistic } from "./optimistic.ts";
import type { EngineScope } from "./scope.ts";
import type { Movement } from "./targets.ts";

/** A bulk read started before it is delivered: values pushed meanwhile are newer and stay. */
const BULK_READ_MS = 10_000;

/** Of all such lists (NORMAL is the other; EXTERNAL tells where a voltage comes from). */
const NONE: ReadonlySet<string> = new Set(["UNKNOWN", "OVERFLOW", "UNDERFLOW", "ERROR", "INVALID", "UNUSED"]);

/** They decide about the availability that each value is told with. */
const REACHABILITY: ReadonlySet<string> = new Set(["UNREACH", "STICKY_UNREACH"]);

/** What a status says of a value, or of the device, holds for the values that come with it, in whichever order. */
function statusFirst<E extends { readonly parameter: string }>(batch: readonly E[]): readonly E[] {
  const isStatus = ({ parameter }: E): boolean => parameter?.endsWith(STATUS_SUFFIX) || REACHABILITY.has(parameter);
  if (batch.length < 2 || !batch.some(isStatus)) return batch;
  return [...batch.filter(isStatus), ...batch.filter((event) => !isStatus(event))];
}

/** Configuration that no list shows: reading it for the first time is no news to anyone. */
const isUnlisted = ({ point }: Slot): boolean => point.paramset === "MASTER" && point.usage === "ignored";

export interface IngestPorts {
  /** Values of the device changed: to be kept for the next start. */
  dirty(entry: Entry): void;
  /** Whether its device can be reached; told where that changed. */
  availability: DeviceAvailability;
  /** CONFIG_PENDING fell: the device has its new configuration. */
  configured(entry: Entry): void;
}

export type Ingest = ReturnType<typeof createIngest>;

export function createIngest(scope: EngineScope, registry: DeviceRegistry, ports: IngestPorts) {
  const { central, home, clock, events } = scope;
  let now = clock.now();
  let nowText = new Date(now).toISOString();
  const touched = new Set<Entry>();
  /** Of the batch: values of data points with an open target, and channels that told of a movement. Judged at its end. */
  const reports = new Map<Slot, unknown>();
  const moved = new Set<string>();
  const customs = createCustomStates(scope);

  /** One batch has one time. */
  function begin(): void {
    const time = clock.now();
    if (time === now) return;
    now = time;
    nowText = new Date(now).toISOString();
  }

  function commit(): void {
    customs.settle();
    for (const entry of touched) {
      home.putValues(idOf(entry.device), entry.values.view);
      ports.availability.settle(entry);
      ports.dirty(entry);
    }
    touched.clear();
  }

  function announce(slot: Slot, value: unknown, previous: unknown, kind: "initial" | "change" = "change"): void {
    const { point, channel, entry } = slot;
    customs.touch(entry, slot.customs);
    // the device's own configuration has no channel number and so no topic
    if (channel.number === null) return;
    events.publish(
      valueChanged,
      {
        central,
        interface: entry.device.interface,
        device_address: entry.device.address,
        channel: channel.number,
        parameter: point.parameter,
        paramset_key: point.paramset,
        unique_id: point.uniqueId,
        value,
        previous,
        modified_at: nowText,
        available: ports.availability.isReachable(entry),
        category: point.category,
        data_point_type: point.dataPointType,
      },
      kind,
    );
  }

  const optimistic = createOptimistic(scope, {
    announce: (slot, value, previous) => {
      begin();
      announce(slot, value, previous);
    },
    settled: (slot) => {
      customs.settle();
      home.putValues(idOf(slot.entry.device), slot.entry.values.view);
    },
  });

  function trigger(slot: Slot, value: unknown): void {
    const { point, channel, entry } = slot;
    if (channel.number === null || slot.trigger === undefined) return;
    events.publish(deviceTrigger, {
      central,
      interface_id: entry.device.interfaceId,
      device_address: entry.device.address,
      channel: channel.number,
      event_type: slot.trigger,
      parameter: point.parameter,
      unique_id: point.uniqueId,
      value,
    });
  }

  /** Errors are reported when they change; the first time only if there is one (device-model 1.14). */
  function isNewError(slot: Slot, value: unknown, before: ValueState | undefined): boolean {
    if (before !== undefined && before.source !== "unobserved") return before.value !== value;
    const index = typeof value === "string" ? slot.point.description.VALUE_LIST?.indexOf(value) : value;
    return index === true || (typeof index === "number" && index > 0);
  }

  /**
   * The status of a value, where it says that the value is none: out of range, unknown, broken. A device that measures
   * nothing still reports a number beside it (3276.7 °C).
   */
  function noneBy({ entry, status: key }: Slot): string | undefined {
    if (key === undefined) return undefined;
    const status = entry.values.get(key)?.value;
    return typeof status === "string" && NONE.has(status) ? status : undefined;
  }

  /** A status was stored: the value beside it is none from now on. Where it is one again, its next report tells it. */
  function withdraw({ channel, point }: Slot): void {
    const beside = registry.slot(channel.address, "VALUES", point.parameter.slice(0, -STATUS_SUFFIX.length));
    const before = beside?.entry.values.get(beside.key);
    if (beside === undefined || before === undefined || before.source === "unobserved") return;
    if (noneBy(beside) !== before.status) store(beside, before.value, now, false);
  }

  function report({ point, channel, entry, stateless }: Slot, value: unknown): void {
    if (value === null || stateless || point.paramset !== "VALUES" || channel.number === null) return;
    const { interfaceId } = entry.device;
    events.publish(valueReported, { central, interfaceId, channel: channel.address, point, value, at: now });
  }

  /** Stores a value of the CCU. `republish` tells a source that became live although the value is the same. */
  function store(slot: Slot, said: unknown, at: number, republish: boolean, happened = false): void {
    const { values } = slot.entry;
    const status = noneBy(slot);
    const value = status === undefined ? said : null;
    const before = values.get(slot.key);
    const first = before === undefined || before.source === "unobserved";
    const same = !first && before.value === value;
    const pending = before?.optimistic;
    values.set(slot.key, {
      value,
      source: "live",
      changedAt: same && !slot.stateless ? before.changedAt : at,
      seenAt: now,
      optimistic: pending,
      ...(before?.halted ? { halted: true } : {}),
      ...(status === undefined ? {} : { status }),
    });
    touched.add(slot.entry);
    report(slot, value);
    if (slot.isStatus) withdraw(slot);
    if (happened && slot.happens) {
      announce(slot, value, shownValue(before));
      return;
    }
    if (slot.stateless) return;
    const previous = shownValue(before);
    const shown = pending ? pending.value : value;
    if (first && previous === undefined) {
      if (isUnlisted(slot)) customs.touch(slot.entry, slot.customs);
      else announce(slot, shown, undefined, "initial");
    } else if (previous !== shown) announce(slot, shown, previous);
    else if (!first && before.source !== "live" && republish) announce(slot, shown, previous);
  }

  function receive(event: CcuEvent): void {
    const slot = registry.slot(event.address, "VALUES", event.parameter);
    if (slot === undefined) return;
    const value = fromWire(slot.point, event.value);
    const before = slot.trigger === undefined ? undefined : slot.entry.values.get(slot.key);
    const pendingConfig = event.parameter === "CONFIG_PENDING" && slot.entry.values.get(slot.key)?.value === true;
    store(slot, value, now, true, true);
    if (slot.pending !== undefined) reports.set(slot, value);
    if (slot.movement && optimistic.isWaiting()) moved.add(slot.channel.address);
    if (slot.trigger !== undefined && (slot.trigger !== "device_error" || isNewError(slot, value, before)))
      trigger(slot, value);
    if (pendingConfig && value === false) ports.configured(slot.entry);
  }

  function movementIn({ channel, entry }: Slot): Movement {
    const parameters = movementParameters(channel);
    if (parameters.length === 0) return "none";
    if (!moved.has(channel.address)) return "unsaid";
    const values = parameters.map((name) => entry.values.get(valueKey(channel.number, "VALUES", name))?.value);
    return movementOf(values) ?? "unsaid";
  }

  /** What the batch as a whole says of the targets: value and movement come in any order. */
  function judge(): void {
    if (reports.size === 0 && moved.size === 0) return;
    for (const slot of optimistic.waiting()) {
      const movement = movementIn(slot);
      if (reports.has(slot)) optimistic.report(slot, reports.get(slot), movement);
      else if (movement === "moving" || movement === "resting") optimistic.move(slot, movement);
    }
    reports.clear();
    moved.clear();
  }

  /** Whether a value that was read is older than what was pushed while it was read. */
  function isOutdated(before: ValueState | undefined, at: number | undefined): boolean {
    if (before?.source !== "live") return false;
    return at === undefined ? now - before.seenAt < BULK_READ_MS : at < before.changedAt;
  }

  function storeRead(slot: Slot, raw: unknown, at: number | undefined): void {
    if (slot.stateless) return;
    const before = slot.entry.values.get(slot.key);
    if (isOutdated(before, at)) return;
    const value = fromWire(slot.point, raw);
    // a read says nothing about a write that is on its way: the pending value stays shown
    store(slot, value, Math.min(at ?? now, now), before?.source === "stale");
  }

  return {
    optimistic,

    /** Values of a channel that were sent: choices for later are kept. */
    chose(device: Entry["device"], sent: readonly { dataPoint: DataPoint; value: unknown }[]): void {
      const entry = registry.get(device.address);
      if (entry === undefined) return;
      for (const { dataPoint, value } of sent) {
        const key = valueKey(dataPoint.channel, dataPoint.paramset, dataPoint.parameter);
        if (!customs.chose(entry, key, value)) continue;
        home.putValues(idOf(device), entry.values.view);
        ports.dirty(entry);
      }
    },

    /** All values of a write are shown, or taken back: now the states that they make. */
    settle(device: Entry["device"]): void {
      customs.settle();
      const entry = registry.get(device.address);
      if (entry) home.putValues(idOf(device), entry.values.view);
    },

    /** Pushed values, one batch of the CCU at a time. Unknown channels are normal: events can precede their device. */
    events(batch: readonly CcuEvent[]): void {
      begin();
      for (const event of statusFirst(batch)) receive(event);
      judge();
      commit();
    },

    /**
     * Values that were read. After a restart of this program they confirm what was kept without a word; after a
     * reconnect of the CCU, clients that saw values grow stale are told even where the value is the same (1.19).
     */
    values(batch: readonly (CcuEvent & { at?: number })[]): void {
      begin();
      for (const { address, parameter, value, at } of statusFirst(batch)) {
        // empty texts stand for "never reported" in bulk reads; a number made of them would be an invention
        if (value === "" || value === undefined || value === null) continue;
        const slot = registry.slot(address, "VALUES", parameter);
        if (slot) storeRead(slot, value, at);
      }
      commit();
    },

    /** A paramset that was read from the CCU: what it says is newer than anything kept. */
    paramset(address: string, paramset: DataPointParamset, read: Readonly<Record<string, unknown>>): void {
      begin();
      for (const { parameter, raw } of statusFirst(
        Object.entries(read).map(([parameter, raw]) => ({ parameter, raw })),
      )) {
        const slot = registry.slot(address, paramset, parameter);
        if (slot === undefined || slot.stateless) continue;
        const value = fromWire(slot.point, raw);
        store(slot, value, now, paramset === "VALUES");
      }
      commit();
    },

    /** Kept values of the last run: shown as such until the CCU speaks. */
    restore(entry: Entry, kept: ReadonlyMap<string, ValueState>): void {
      for (const [key, state] of kept) if (entry.values.get(key) === undefined) entry.values.set(key, state);
      customs.restored(entry);
      home.putValues(idOf(entry.device), entry.values.view);
    },

    /**
     * Values of a device are as if never observed; what is remembered for its next switching on stays.
     * @returns how many there were
     */
    forget(entry: Entry): { values: number; master: number } {
      const counts = { values: 0, master: 0 };
      for (const channel of entry.channels.values())
        for (const slot of [...channel.values.values(), ...channel.master.values()]) {
          slot.pending?.cancel();
          slot.pending = undefined;
        }
      for (const { values, master, number } of [entry.device.root, ...entry.device.channels])
        for (const point of [...values.values(), ...master.values()]) {
          const key = valueKey(number, point.paramset, point.parameter);
          const state = entry.values.get(key);
          if (state === undefined) continue;
          entry.values.delete(key);
          if (state.source !== "unobserved") counts[point.paramset === "VALUES" ? "values" : "master"] += 1;
        }
      home.putValues(idOf(entry.device), entry.values.view);
      return counts;
    },

    /** The CCU is away: nobody knows whether these values still hold. */
    stale(iface: InterfaceName): void {
      for (const entry of registry.on(iface)) {
        for (const [key, state] of [...entry.values.entries()])
          if (state.source === "live") entry.values.set(key, { ...state, source: "stale" });
        home.putValues(idOf(entry.device), entry.values.view);
      }
    },
  };
}
