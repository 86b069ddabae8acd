/** What a kind of device is, and how it becomes the descriptions that an interface process sends. */
import type { DeviceDescription, InterfaceName, ParamsetDescription } from "../../handlers/ports/index.ts";
import { describeParameter, type Family, type ParameterTable } from "./parameters.ts";

/** How a channel answers commands and lives. Behaviour is looked up by this word (behaviour.ts, life.ts). */
export type Conduct =
  | "switch"
  | "dimmer"
  | "blind"
  | "thermostat"
  | "lock"
  | "siren"
  | "light_color"
  | "smoke"
  | "access"
  | "garage"
  | "key";

export interface ChannelKind {
  readonly type: string;
  readonly values?: ParameterTable;
  readonly master?: ParameterTable;
  readonly link?: ParameterTable;
  /** Roles as on the wire: blank separated. Sources make it a sender, targets a receiver. */
  readonly sources?: string;
  readonly targets?: string;
  readonly conduct?: Conduct;
  /** HmIP: the channel that reports what a virtual receiver does (number). */
  readonly reportsOn?: number;
  /** Announces a paramset that has no description (one announced paramset in fifty in the field). */
  readonly phantom?: "MASTER" | "LINK";
}

export interface DeviceKind {
  readonly type: string;
  readonly subtype?: string;
  readonly interface: InterfaceName;
  readonly firmware: string;
  readonly available?: string;
  readonly version: number;
  /** Bits: 1 always, 2 burst, 4 config, 8 wake-up, 16 lazy config. */
  readonly rxMode: number;
  readonly battery?: true;
  /** Root MASTER. */
  readonly master?: ParameterTable;
  /** Index = channel number; channel 0 is the maintenance channel. */
  readonly channels: readonly ChannelKind[];
  /** Cannot be deleted (virtual remotes, the radio module). */
  readonly builtIn?: true;
}

/** One device of the simulated home. */
export interface SimDevice {
  readonly address: string;
  readonly interface: InterfaceName;
  readonly family: Family;
  readonly kind: DeviceKind | undefined;
  readonly battery: boolean;
  /** Device first, then channels. */
  readonly descriptions: readonly DeviceDescription[];
  /** By address, then paramset key (MASTER, VALUES, LINK, SERVICE). */
  readonly paramsets: ReadonlyMap<string, ReadonlyMap<string, ParamsetDescription>>;
}

export function familyOf(iface: InterfaceName): Family {
  if (iface === "HmIP-RF") return "hmip";
  if (iface === "VirtualDevices") return "virtual";
  return iface === "CUxD" ? "cuxd" : "bidcos";
}

function describeTable(family: Family, table: ParameterTable): ParamsetDescription {
  return Object.fromEntries(
    Object.entries(table).map(([id, spec], order) => [id, describeParameter(family, id, spec, order)]),
  );
}

function channelParamsets(family: Family, kind: ChannelKind): Map<string, ParamsetDescription> {
  const sets = new Map<string, ParamsetDescription>();
  sets.set("MASTER", describeTable(family, kind.master ?? {}));
  sets.set("VALUES", describeTable(family, kind.values ?? {}));
  if (kind.sources || kind.targets) sets.set("LINK", describeTable(family, kind.link ?? {}));
  if (kind.phantom) sets.delete(kind.phantom);
  return sets;
}

function announced(sets: ReadonlyMap<string, ParamsetDescription>, kind: ChannelKind): string[] {
  const keys = ["MASTER", "VALUES", "LINK"].filter((key) => sets.has(key) || kind.phantom === key);
  return keys;
}

/** Every HmIP description carries all 22 attributes, on channels mostly empty (protocol 5.4, 10.1). */
function filled(partial: Partial<DeviceDescription> & Pick<DeviceDescription, "ADDRESS" | "TYPE">): DeviceDescription {
  return {
    SUBTYPE: "",
    RF_ADDRESS: 0,
    CHILDREN: [],
    PARENT: "",
    PARENT_TYPE: "",
    INDEX: 0,
    AES_ACTIVE: 1,
    PARAMSETS: [],
    FIRMWARE: "",
    AVAILABLE_FIRMWARE: "",
    UPDATABLE: true,
    FIRMWARE_UPDATE_STATE: "",
    VERSION: 1,
    FLAGS: 1,
    LINK_SOURCE_ROLES: "",
    LINK_TARGET_ROLES: "",
    DIRECTION: 0,
    GROUP: "",
    TEAM: "",
    TEAM_TAG: "",
    TEAM_CHANNELS: [],
    INTERFACE: "",
    ROAMING: 0,
    RX_MODE: 0,
    ...partial,
  };
}

function rootDescription(kind: DeviceKind, address: string, gateway: string, rf: number): DeviceDescription {
  const own = {
    ADDRESS: address,
    TYPE: kind.type,
    PARENT: "",
    CHILDREN: kind.channels.map((_, number) => `${address}:${number}`),
    PARAMSETS: ["MASTER"],
    FIRMWARE: kind.firmware,
    AVAILABLE_FIRMWARE: kind.available ?? (kind.interface === "HmIP-RF" ? "0.0.0" : ""),
    FLAGS: kind.builtIn ? 9 : 1,
    INTERFACE: gateway,
    RF_ADDRESS: rf,
    RX_MODE: kind.rxMode,
    VERSION: kind.version,
    UPDATABLE: kind.available !== undefined,
  };
  if (familyOf(kind.interface) === "bidcos") return { ...own, ROAMING: 0 };
  const state = kind.available ? "NEW_FIRMWARE_AVAILABLE" : "UP_TO_DATE";
  return filled({ ...own, SUBTYPE: kind.subtype ?? "", FIRMWARE_UPDATE_STATE: state, UPDATABLE: true });
}

function channelDescription(
  kind: DeviceKind,
  address: string,
  number: number,
  sets: ReadonlyMap<string, ParamsetDescription>,
): DeviceDescription {
  const channel = kind.channels[number] as ChannelKind;
  const own = {
    ADDRESS: `${address}:${number}`,
    TYPE: channel.type,
    PARENT: address,
    PARENT_TYPE: kind.type,
    INDEX: number,
    PARAMSETS: announced(sets, channel),
    AES_ACTIVE: 0,
    FLAGS: number === 0 ? 3 : kind.builtIn ? 9 : 1,
    DIRECTION: channel.sources ? 1 : channel.targets ? 2 : 0,
    LINK_SOURCE_ROLES: channel.sources ?? "",
    LINK_TARGET_ROLES: channel.targets ?? "",
    VERSION: kind.version,
  };
  return familyOf(kind.interface) === "bidcos" ? own : filled(own);
}

/** Builds one device of a kind. `gateway` is the serial of the radio module that it belongs to. */
export function assemble(kind: DeviceKind, address: string, gateway: string): SimDevice {
  const family = familyOf(kind.interface);
  const paramsets = new Map<string, ReadonlyMap<string, ParamsetDescription>>();
  paramsets.set(address, new Map([["MASTER", describeTable(family, kind.master ?? {})]]));
  let rf = 0;
  for (const letter of address) rf = (Math.imul(rf, 33) + letter.charCodeAt(0)) & 0xffffff;
  const descriptions = [rootDescription(kind, address, gateway, rf)];
  kind.channels.forEach((channel, number) => {
    const sets = channelParamsets(family, channel);
    paramsets.set(`${address}:${number}`, sets);
    descriptions.push(channelDescription(kind, address, number, sets));
  });
  return {
    address,
    interface: kind.interface,
    family,
    kind,
    battery: kind.battery ?? false,
    descriptions,
    paramsets,
  };
}
