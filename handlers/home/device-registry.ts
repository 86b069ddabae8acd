/** The devices of one central, with a slot for each data point that was ever spoken of. */
import type { ChannelFlagValues } from "../kernel/site.ts";
import { type BuildContext, buildDevice } from "../model/build.ts";
import { isStateless } from "../model/classify.ts";
import { customClaim as claim } from "../model/custom/claims.ts";
import { deviceId } from "../model/device-id.ts";
import { findChannel } from "../model/find.ts";
import {
  type Channel,
  type DataPoint,
  type DataPointParamset,
  type Device,
  type ValueState,
  valueKey,
} from "../model/types.ts";
import type { UnIgnored } from "../model/unignore.ts";
import type { DeviceBundle, HubSnapshot, InterfaceName } from "../ports/index.ts";
import { type FollowedCustom, type FollowedDevice, followCustomDataPoints, followersOf } from "./custom-states.ts";
import { movementParameters } from "./movement.ts";
import type { OpenTarget } from "./optimistic.ts";
import type { EngineScope } from "./scope.ts";
import { DeviceValues } from "./values-view.ts";

/** A data point with its place: stays the same object while its device is rebuilt under another name. */
export interface Slot {
  readonly entry: Entry;
  readonly key: string;
  channel: Channel;
  point: DataPoint;
  /** Presses and commands: they happen, they have no state. */
  stateless: boolean;
  /** An ACTION that no trigger tells: every report of it is an event, also where the value is the same. */
  happens: boolean;
  /** The event group that it belongs to. */
  trigger: "keypress" | "device_error" | "impulse" | undefined;
  /** Where it was told to go, while that is open. */
  pending: OpenTarget | undefined;
  /** It tells whether the channel moves. */
  movement: boolean;
  /** Key of the status that says whether the value is one, where the channel has that. */
  status: string | undefined;
  /** It is such a status of another value. */
  isStatus: boolean;
  /** Custom data points whose state it may change. */
  customs: readonly FollowedCustom[];
}

export interface ChannelSlots {
  readonly entry: Entry;
  channel: Channel;
  readonly values: Map<string, Slot>;
  readonly master: Map<string, Slot>;
}

export interface Entry {
  bundle: DeviceBundle;
  device: Device;
  readonly values: DeviceValues;
  customs: FollowedDevice;
  /** By address of channel or device. */
  readonly channels: Map<string, ChannelSlots>;
  /** Whether it could be reached when that was last looked at; `undefined` before. */
  available?: boolean;
}

type Names = Readonly<Record<string, { name: string; id?: number }>>;
type Assigned = ReadonlyMap<string, readonly string[]>;

/** Address → sorted names of the rooms (functions) that contain it. */
function assignments(groups: readonly { name: string; channels: readonly string[] }[]): Assigned {
  const found = new Map<string, string[]>();
  for (const { name, channels } of groups)
    for (const address of channels) {
      const names = found.get(address);
      if (names) names.push(name);
      else found.set(address, [name]);
    }
  for (const names of found.values()) names.sort();
  return found;
}
const sameList = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((name, i) => name === b[i]);

const hasOneOf = ({ root, channels }: Device, parameters: ReadonlySet<string>): boolean =>
  [root, ...channels].some(({ values, master }) => {
    for (const parameter of parameters) if (values.has(parameter) || master.has(parameter)) return true;
    return false;
  });

/** Two builds of one device: the same parameters, seen the same way. */
function showsTheSame(a: Device, b: Device): boolean {
  const seen = ({ root, channels }: Device): DataPoint[] =>
    [root, ...channels].flatMap((channel) => [...channel.values.values(), ...channel.master.values()]);
  const others = seen(b);
  return seen(a).every(({ usage, visible }, at) => usage === others[at]?.usage && visible === others[at]?.visible);
}

/** `ACTUAL_TEMPERATURE_STATUS` says what `ACTUAL_TEMPERATURE` is worth. */
export const STATUS_SUFFIX = "_STATUS";

/** MASTER parameter of a channel whose value decides which other parameters there are. */
export const OPERATION_MODE = "CHANNEL_OPERATION_MODE";

type KeptValues = ReadonlyMap<string, ValueState>;

export type DeviceRegistry = ReturnType<typeof createDeviceRegistry>;

export function createDeviceRegistry({
  central,
  home,
  log,
  config,
}: Pick<EngineScope, "central" | "home" | "log" | "config">) {
  const { behaviour } = config;
  const entries = new Map<string, Entry>();
  const byAddress = new Map<string, ChannelSlots>();
  const flags = new Map<string, ChannelFlagValues>();
  const modes = new Map<string, string>();
  let names: Names = {};
  let rooms: Assigned = new Map();
  let functions: Assigned = new Map();
  let serial: string | undefined;
  let unIgnored: UnIgnored | undefined;

  const build = (bundle: DeviceBundle, previous?: Device): Device | undefined => {
    const context: BuildContext = {
      ...{ central, names, rooms, functions, flags, serial, modes, previous, claim },
      ...(behaviour ? { behaviour } : {}),
    };
    return buildDevice(bundle, unIgnored ? { ...context, unIgnored } : context);
  };

  /** Points the slots at the rebuilt device and forgets those whose parameter is gone. */
  function adopt(entry: Entry, device: Device): void {
    entry.device = device;
    entry.customs = followCustomDataPoints(device, entry.customs);
    const present = new Map<string, Channel>([device.root, ...device.channels].map((c) => [c.address, c]));
    for (const [address, slots] of entry.channels) {
      const channel = present.get(address);
      if (channel === undefined) {
        entry.channels.delete(address);
        byAddress.delete(address);
        for (const slot of [...slots.values.values(), ...slots.master.values()]) dropSlot(slot);
        continue;
      }
      slots.channel = channel;
      for (const paramset of ["values", "master"] as const)
        for (const [parameter, slot] of slots[paramset]) {
          const point = channel[paramset].get(parameter);
          if (point) place(slot, channel, point);
          else {
            slots[paramset].delete(parameter);
            dropSlot(slot);
          }
        }
    }
    for (const [address, channel] of present)
      if (!entry.channels.has(address)) {
        const slots: ChannelSlots = { entry, channel, values: new Map(), master: new Map() };
        entry.channels.set(address, slots);
        byAddress.set(address, slots);
      }
    home.putDevice(device);
  }
  function dropSlot(slot: Slot): void {
    slot.pending?.cancel();
    slot.pending = undefined;
    slot.entry.values.delete(slot.key);
  }
  function place(slot: Slot, channel: Channel, point: DataPoint): void {
    slot.channel = channel;
    slot.point = point;
    slot.stateless = isStateless(point);
    slot.movement = point.paramset === "VALUES" && movementParameters(channel).includes(point.parameter);
    slot.customs = followersOf(slot.entry.customs, slot.key);
    slot.trigger =
      point.paramset === "VALUES"
        ? channel.eventGroups.find((group) => group.parameters.includes(point.parameter))?.kind
        : undefined;
    const status = point.parameter + STATUS_SUFFIX;
    slot.status =
      point.paramset === "VALUES" && channel.values.has(status)
        ? valueKey(channel.number, "VALUES", status)
        : undefined;
    slot.isStatus = point.parameter.endsWith(STATUS_SUFFIX);
    slot.happens = point.description.TYPE === "ACTION" && slot.trigger === undefined;
  }

  /** The slot of a parameter; `undefined` where the channel or the parameter is unknown. */
  function slot(address: string, paramset: DataPointParamset, parameter: string): Slot | undefined {
    const slots = byAddress.get(address);
    if (slots === undefined) return undefined;
    const list = paramset === "VALUES" ? slots.values : slots.master;
    const known = list.get(parameter);
    if (known !== undefined) return known;
    const point = (paramset === "VALUES" ? slots.channel.values : slots.channel.master).get(parameter);
    if (point === undefined) return undefined;
    const created: Slot = {
      entry: slots.entry,
      key: valueKey(slots.channel.number, paramset, parameter),
      channel: slots.channel,
      point,
      stateless: false,
      trigger: undefined,
      pending: undefined,
      movement: false,
      status: undefined,
      isStatus: false,
      happens: false,
      customs: [],
    };
    place(created, slots.channel, point);
    list.set(parameter, created);
    return created;
  }

  /** The modes of a device that is built for the first time, so that it is not built again when they are followed. */
  function takeModes({ descriptions, paramsets }: DeviceBundle, device: string, kept: KeptValues): void {
    for (const { ADDRESS: address, PARENT: parent } of descriptions) {
      if (!parent) continue;
      const mode = kept.get(`${address.slice(device.length + 1)}/MASTER/${OPERATION_MODE}`)?.value;
      if (typeof mode === "string" && paramsets[address]?.MASTER?.[OPERATION_MODE]) modes.set(address, mode);
    }
  }

  function rebuild(entry: Entry): void {
    const device = build(entry.bundle, entry.device);
    if (device) adopt(entry, device);
  }

  return {
    get: (address: string): Entry | undefined => entries.get(address),
    all: (): IterableIterator<Entry> => entries.values(),
    slot,
    /** Those of a channel's VALUES that were ever spoken of. */
    slots: (address: string): Slot[] => [...(byAddress.get(address)?.values.values() ?? [])],
    rebuild,

    /**
     * Adds or replaces a device. `undefined` where the bundle describes none.
     * @param keptOf what is known of a device that is new here; asked once
     */
    put(
      bundle: DeviceBundle,
      keptOf: (address: string) => KeptValues | undefined = () => undefined,
    ): { entry: Entry; isNew: boolean; kept: KeptValues | undefined } | undefined {
      const address = bundle.descriptions.find((d) => !d.PARENT)?.ADDRESS;
      const known = address === undefined ? undefined : entries.get(address);
      const kept = address && known === undefined ? keptOf(address) : undefined;
      if (address && kept) takeModes(bundle, address, kept);
      const device = build(bundle, known?.device);
      if (device === undefined) {
        log.warn("a bundle without a device was skipped", { central, interface: bundle.interface });
        return undefined;
      }
      const entry = known ?? {
        bundle,
        device,
        values: new DeviceValues(),
        customs: followCustomDataPoints(device),
        channels: new Map(),
      };
      entry.bundle = bundle;
      entries.set(device.address, entry);
      adopt(entry, device);
      return { entry, isNew: known === undefined, kept };
    },

    remove(address: string): Entry | undefined {
      const entry = entries.get(address);
      if (entry === undefined) return undefined;
      entries.delete(address);
      for (const [channel, slots] of entry.channels) {
        byAddress.delete(channel);
        for (const slot of [...slots.values.values(), ...slots.master.values()]) {
          slot.pending?.cancel();
          slot.pending = undefined;
        }
      }
      home.removeDevice(deviceId(central, address));
      return entry;
    },

    /** Takes names, rooms, functions and serial from the logic layer and rebuilds the devices that they change. */
    follow(snapshot: HubSnapshot): void {
      const next = {
        names: snapshot.names ?? names,
        rooms: snapshot.rooms ? assignments(snapshot.rooms) : rooms,
        functions: snapshot.functions ? assignments(snapshot.functions) : functions,
        serial: snapshot.system?.serial || serial,
      };
      const differs = (address: string): boolean =>
        next.names[address]?.name !== names[address]?.name ||
        next.names[address]?.id !== names[address]?.id ||
        !sameList(next.rooms.get(address), rooms.get(address)) ||
        !sameList(next.functions.get(address), functions.get(address));
      const everything = next.serial !== serial;
      const changed = [...entries.values()].filter(
        (entry) => everything || entry.bundle.descriptions.some((d) => differs(d.ADDRESS)),
      );
      ({ names, rooms, functions, serial } = next);
      changed.forEach(rebuild);
    },

    /** What the operator decided about channels, by address; rebuilds their devices. How many there are. */
    setFlags(wanted: ReadonlyMap<string, ChannelFlagValues>): number {
      const affected = new Set<Entry>();
      for (const [address, value] of wanted) {
        const before = flags.get(address);
        if (before?.hidden === value.hidden && before.locked === value.locked) continue;
        flags.set(address, value);
        const slots = byAddress.get(address);
        if (slots) affected.add(slots.entry);
      }
      affected.forEach(rebuild);
      return affected.size;
    },

    /** What people want to see; replaces the devices where that makes a difference. How many there are. */
    setUnIgnored(wanted: UnIgnored | undefined): number {
      const named = new Set([...(unIgnored?.parameters ?? []), ...(wanted?.parameters ?? [])]);
      unIgnored = wanted;
      let affected = 0;
      for (const entry of entries.values()) {
        if (!hasOneOf(entry.device, named)) continue;
        const device = build(entry.bundle, entry.device);
        if (device === undefined || showsTheSame(device, entry.device)) continue;
        adopt(entry, device);
        affected += 1;
      }
      return affected;
    },

    /** CHANNEL_OPERATION_MODE of a channel was read: some of its parameters appear or disappear. */
    setMode(entry: Entry, channel: string, mode: unknown): void {
      if (typeof mode !== "string" || modes.get(channel) === mode) return;
      modes.set(channel, mode);
      rebuild(entry);
    },

    /** Devices of one interface. */
    on: (iface: InterfaceName): Entry[] => [...entries.values()].filter((entry) => entry.device.interface === iface),
    channelOf: (entry: Entry, number: number | null): Channel | undefined => findChannel(entry.device, number),
    serial: (): string | undefined => serial,
  };
}
