/** The device model as immutable values. Built from descriptions by handlers/model, read through the port `Home`. */
import type {
  DeviceDescription,
  HubMessage,
  HubProgram,
  HubSysvar,
  InterfaceName,
  InterfaceStatus,
  ParameterDescription,
} from "../ports/index.ts";

/** Paramsets whose parameters become data points. */
export type DataPointParamset = "VALUES" | "MASTER";

export interface DataPoint {
  readonly parameter: string;
  readonly paramset: DataPointParamset;
  /** Channel number; `null` for the device's own MASTER paramset. */
  readonly channel: number | null;
  /** As the CCU sent it, known wrong descriptions repaired (device-model 1.7). */
  readonly description: ParameterDescription;
  readonly operations: { readonly read: boolean; readonly write: boolean; readonly event: boolean };
  /** Vocabulary of device-model 1.10; `undefined` where the parameter is only an event. */
  readonly category: string | undefined;
  readonly dataPointType: string | undefined;
  readonly usage: string;
  /** Shown in lists without `include=all` (device-model 6). */
  readonly visible: boolean;
  /** Cleaned unit (device-model 1.9). */
  readonly unit: string | undefined;
  readonly uniqueId: string;
}

export interface EventGroup {
  readonly channelAddress: string;
  readonly kind: "keypress" | "device_error" | "impulse";
  /** Upper-case parameter names. */
  readonly parameters: readonly string[];
  readonly uniqueId: string;
}

export interface Channel {
  readonly address: string;
  /** `null` is the device itself (its own MASTER paramset). */
  readonly number: number | null;
  readonly type: string;
  readonly name: string;
  readonly description: DeviceDescription;
  /** VALUES, by parameter. */
  readonly values: ReadonlyMap<string, DataPoint>;
  /** MASTER, by parameter. */
  readonly master: ReadonlyMap<string, DataPoint>;
  readonly eventGroups: readonly EventGroup[];
  /** Sorted names. */
  readonly rooms: readonly string[];
  readonly functions: readonly string[];
  readonly hidden: boolean;
  readonly locked: boolean;
  readonly iseId: number | undefined;
}

/** How people want the devices of a central to behave (device-model 7.5). Absent members are on. */
export interface DeviceBehaviour {
  /** Switching a light on makes it as bright as it was last; otherwise as bright as it can be. */
  readonly lastBrightness?: boolean;
  /** The position of a cover is that of its feedback channel. */
  readonly groupPosition?: boolean;
}

export interface Device {
  readonly address: string;
  readonly central: string;
  readonly interface: InterfaceName;
  /** `<central>-<interface>`: opaque to clients. */
  readonly interfaceId: string;
  readonly model: string;
  readonly subModel: string | undefined;
  readonly name: string;
  readonly iseId: number | undefined;
  readonly description: DeviceDescription;
  /** The device's own paramset; its `number` is null. */
  readonly root: Channel;
  /** Ascending by number. */
  readonly channels: readonly Channel[];
  /** Grows with every change of this device itself; its values change without it. */
  readonly revision: number;
  readonly behaviour?: DeviceBehaviour;
}

export type ValueSource = "unobserved" | "cache" | "live" | "stale";
export interface ValueState {
  /** Converted by description (ENUM as its label, see model/values.ts); wire scale. */
  readonly value: unknown;
  readonly source: ValueSource;
  /** Milliseconds since the epoch of the last change, and of the last push or bulk read. */
  readonly changedAt: number;
  readonly seenAt: number;
  /** A write that the CCU has not confirmed yet; shown instead of `value`. */
  readonly optimistic?: { readonly value: unknown };
  /** The device's own word that `value` is none (OVERFLOW, UNKNOWN …); `value` is null then. */
  readonly status?: string;
  /** A STOP was given to what was moving and nothing was reported since: `value` is where it was, not where it is. */
  readonly halted?: boolean;
}

/** Key of a data point within its device. `channel` null is the device itself. */
export const valueKey = (channel: number | null, paramset: DataPointParamset, parameter: string): string =>
  `${channel ?? "-"}/${paramset}/${parameter}`;

export interface InterfaceState extends InterfaceStatus {
  readonly central: string;
  /** `<central>-<interface>`. */
  readonly id: string;
  readonly host: string;
}

export interface InstallMode {
  readonly interface: InterfaceName;
  readonly active: boolean;
  /** When it ends, milliseconds since the epoch; 0 = off. */
  readonly until: number;
  readonly observed: boolean;
}

export interface HubGroup {
  readonly id: number;
  readonly name: string;
  /** Channel addresses. */
  readonly channels: readonly string[];
}

/** Lists of the logic layer. Each is read, and fails, alone. */
export type HubList = "rooms" | "functions" | "programs" | "sysvars" | "serviceMessages" | "alarmMessages" | "inbox";

/** What the logic layer of one central knows. Lists are replaced as a whole. */
export interface Hub {
  readonly central: string;
  readonly rooms: readonly HubGroup[];
  readonly functions: readonly HubGroup[];
  readonly programs: readonly HubProgram[];
  readonly sysvars: readonly HubSysvar[];
  readonly serviceMessages: readonly HubMessage[];
  readonly alarmMessages: readonly HubMessage[];
  readonly inbox: readonly {
    address: string;
    name: string;
    model: string;
    interface: string;
    id?: number;
    firstSeen: number;
  }[];
  readonly update: { current: string; available: string; inProgress: boolean } | undefined;
  readonly installModes: readonly InstallMode[];
  /** Whether anything of the logic layer was ever read. */
  readonly observed: boolean;
  /** Lists that were never read: what they hold is unknown, however empty they look. */
  readonly unread: readonly HubList[];
  /** In the cloud: some lists are from before the relay started, and were true then (milliseconds since the epoch). */
  readonly keptAsOf?: number;
}
