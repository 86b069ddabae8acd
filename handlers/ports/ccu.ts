/**
 * A CCU as the handlers see it: what can be asked of it, and what it tells. Implemented by
 * adapters/ccu.
 */
import { CcuFault } from "../kernel/ccu-fault.ts";
import type { CcuEvent, DeviceBundle, InterfaceName, ParameterType, ParamsetDescription } from "./ccu-descriptions.ts";
import type { CcuLinks, CcuUpkeep } from "./ccu-devices.ts";
import type { CcuGroups } from "./ccu-groups.ts";
import type { HubSnapshot, HubSysvar, SysvarChange, SysvarDefinition } from "./ccu-hub.ts";
import type { CcuMaintenance } from "./ccu-maintenance.ts";
import type { CcuRecording } from "./ccu-recording.ts";
import type { CcuUsers } from "./ccu-users.ts";

export { CcuFault };

/** A value with the type that the description demands: the encoder must know that 1 is a FLOAT. */
export interface TypedValue {
  type: ParameterType;
  value: boolean | number | string;
}

/** Priority of a write in the interface's queue. Critical overtakes and supersedes older queued orders of the same channel. */
export type WritePriority = "critical" | "high" | "low";
/**
 * Until when a call may begin to act in the home: milliseconds since the epoch, this process's clock. What has not begun
 * by then is refused (`CcuFault` of class `transport`) and never sent.
 */
export type Deadline = number;
export interface WriteOptions {
  deadline: Deadline;
  priority?: WritePriority;
  /** BidCos only. */
  rxMode?: "BURST" | "WAKEUP";
}

/**
 * What became of a write that no fault ended: `sent` = the CCU took it; `superseded` = a newer write of the same data
 * point, or a more urgent one of the same channel, was given while it waited, and it was never sent; `expired` = it was not
 * sent because its deadline had passed or it had waited too long. A fault rejects.
 */
export type WriteOutcome = "sent" | "superseded" | "expired";

/** `cause` of a `CcuFault` that says: not sent, because it would have acted too late. */
export const EXPIRED = "expired";

/** An order that came too late, as the fault that whoever asked for it is told (`transport`: nothing is wrong with it). */
export const expiredFault = (): CcuFault =>
  new CcuFault("transport", "not sent: the deadline has passed", undefined, { cause: EXPIRED });

/** For callers that promised their own client an effect: what was not sent in time is a fault. @throws CcuFault */
export function refuseExpired(outcome: WriteOutcome): WriteOutcome {
  if (outcome === "expired") throw expiredFault();
  return outcome;
}

export interface InterfaceStatus {
  name: InterfaceName;
  connected: boolean;
  /** Devices and values are loaded. */
  loaded: boolean;
  /** Why it is not connected, for people. */
  note?: string;
  /** Percent, highest of the interface's radio gateways, where known. */
  dutyCycle?: number;
  carrierSense?: number;
  /** Milliseconds since the epoch of the last callback of any kind. */
  lastCallbackAt?: number;
  /** Round trip of the last ping, milliseconds. */
  latencyMs?: number;
}

/** What the driver tells about a central, in the order in which it happened per interface. Calls are quick and never throw. */
export interface CcuListener {
  /** After every change of any interface. */
  interfaces(statuses: readonly InterfaceStatus[]): void;
  /** Devices that are new, or whose descriptions changed. `initial` while an interface loads. */
  devices(bundles: readonly DeviceBundle[], initial: boolean): void;
  /** Device addresses that are gone. */
  removed(iface: InterfaceName, addresses: readonly string[]): void;
  events(iface: InterfaceName, batch: readonly CcuEvent[]): void;
  /** A bulk read (after load and reconnect): known values, with the CCU's own time stamp where it has one. */
  values(iface: InterfaceName, batch: readonly (CcuEvent & { at?: number })[]): void;
  /** MASTER or VALUES of a channel or device as the CCU told it to whoever asked; a part of VALUES where one value was asked for. */
  paramset(iface: InterfaceName, address: string, key: "MASTER" | "VALUES", values: Record<string, unknown>): void;
  hub(snapshot: HubSnapshot): void;
  /** A program is about to be run because somebody asked for it through this port. */
  programStarted(id: number): void;
  /** Pairing was switched on (for so many seconds) or off (0) through this port. */
  installMode(iface: InterfaceName, seconds: number): void;
  /** Something of a device, channel or CENTRAL came that could not be read; `what` says what it was, for people. */
  damaged?(iface: InterfaceName, address: string, what: string): void;
}

/**
 * One central (CCU) with all its interfaces. Methods reject with `CcuFault` only. Nothing is ever repeated on its own
 * where a repetition could act twice.
 */
export interface Ccu extends CcuLinks, CcuUpkeep, CcuGroups, CcuMaintenance, CcuUsers {
  readonly central: string;
  /** Absent where the driver writes nothing down. */
  readonly recording?: CcuRecording;
  /** Returns at once; an absent CCU is waited for, forever, without noise. */
  start(listener: CcuListener): Promise<void>;
  /** Deregisters, logs out, closes; at most 8 s. */
  stop(): Promise<void>;
  interfaces(): readonly InterfaceStatus[];
  /** Tears one interface down and connects it anew, with an orderly deregistration. */
  reconnect(iface: InterfaceName): Promise<void>;

  getValue(iface: InterfaceName, channel: string, parameter: string): Promise<unknown>;
  setValue(
    iface: InterfaceName,
    channel: string,
    parameter: string,
    value: TypedValue,
    options: WriteOptions,
  ): Promise<WriteOutcome>;
  getParamset(iface: InterfaceName, address: string, key: string): Promise<Record<string, unknown>>;
  /**
   * Many paramsets with few calls, after all other reads: in the order of the addresses, a fault in the place of one that
   * could not be read. Not told to the listener: who asks for so many takes them over. Rejects where the interface is away.
   */
  getParamsets(
    iface: InterfaceName,
    addresses: readonly string[],
    key: "MASTER" | "VALUES",
  ): Promise<(Record<string, unknown> | CcuFault)[]>;
  /** Values must be valid for this channel's description: the driver refuses what the description lacks. */
  putParamset(
    iface: InterfaceName,
    address: string,
    key: string,
    values: Record<string, TypedValue>,
    options: WriteOptions,
  ): Promise<WriteOutcome>;
  getParamsetDescription(iface: InterfaceName, address: string, key: string): Promise<ParamsetDescription>;
  determineParameter(
    iface: InterfaceName,
    address: string,
    key: string,
    parameter: string,
    deadline: Deadline,
  ): Promise<void>;
  /** Re-reads descriptions (and values) of one device from the CCU and delivers it through the listener. */
  reloadDevice(iface: InterfaceName, address: string): Promise<void>;
  /** Lists devices of all interfaces anew and delivers the difference. */
  refreshDevices(): Promise<void>;
  deleteDevice(
    iface: InterfaceName,
    address: string,
    flags: { reset?: boolean; force?: boolean; defer?: boolean },
    deadline: Deadline,
  ): Promise<void>;

  /** Seconds left, 0 = off. */
  getInstallMode(iface: InterfaceName): Promise<number>;
  /** `device` limits it to one device: BidCos serial, or HmIP SGTIN with key. */
  setInstallMode(
    iface: InterfaceName,
    on: boolean,
    seconds: number,
    device: { address?: string; sgtin?: string; key?: string } | undefined,
    deadline: Deadline,
  ): Promise<void>;
  /** Wired bus scan: devices found. */
  searchDevices(iface: InterfaceName, deadline: Deadline): Promise<number>;

  // logic layer; `unsupported` where the CCU has none
  /** Reads sections of the hub now and delivers them through the listener. */
  refreshHub(...sections: (keyof HubSnapshot)[]): Promise<void>;
  /** Renames a device or channel. The name that the CCU really gave. */
  rename(address: string, name: string, deadline: Deadline): Promise<string>;
  executeProgram(id: number, checkConditions: boolean, deadline: Deadline): Promise<boolean>;
  setProgramActive(id: number, active: boolean, deadline: Deadline): Promise<void>;
  deleteProgram(id: number, deadline: Deadline): Promise<void>;
  /** Programs that wait for the variable run. */
  setSysvar(name: string, type: HubSysvar["type"], value: boolean | number | string, deadline: Deadline): Promise<void>;
  createSysvar(sysvar: SysvarDefinition, deadline: Deadline): Promise<void>;
  changeSysvar(name: string, change: SysvarChange, deadline: Deadline): Promise<void>;
  deleteSysvar(name: string, deadline: Deadline): Promise<void>;
  /** Programs that read or write the variable. */
  sysvarUsage(name: string): Promise<{ id: number; name: string; active: boolean; internal: boolean }[]>;
  createRoom(kind: "room" | "function", name: string, deadline: Deadline): Promise<void>;
  renameRoom(kind: "room" | "function", id: number, name: string, deadline: Deadline): Promise<void>;
  deleteRoom(kind: "room" | "function", id: number, deadline: Deadline): Promise<void>;
  /** Makes `names` exactly the rooms (functions) of a channel. */
  setChannelRooms(
    kind: "room" | "function",
    channel: string,
    ids: readonly number[],
    deadline: Deadline,
  ): Promise<void>;
  acknowledgeMessage(kind: "alarm" | "service", id: number, deadline: Deadline): Promise<void>;
  suppressServiceMessage(
    iface: InterfaceName,
    channel: string,
    parameter: string,
    suppress: boolean,
    deadline: Deadline,
  ): Promise<void>;
  suppressedServiceMessages(iface: InterfaceName, channel: string): Promise<string[]>;
  acceptInboxDevice(address: string, deadline: Deadline): Promise<void>;
}
