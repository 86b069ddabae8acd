/**
 * What the handlers need from outside. Each interface is implemented by an adapter (adapters/<technology>) and proven
 * by one suite in test/ports that every adapter passes. No implementation lives here.
 */

import type { CcuLinks, CcuUpkeep } from "./ccu-devices.ts";
import type { Broadcast, BroadcastPayload } from "./kernel/broadcast.ts";
import type { Identity } from "./kernel/identity.ts";
import type { Device, Hub, InterfaceState, ValueState } from "./model/types.ts";

// ---------------------------------------------------------------- time, chance, log

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once after `ms`; the returned function cancels it. Never keeps the process alive by itself. */
  after(ms: number, task: () => void): () => void;
}

export interface Log {
  debug(message: string, data?: Record<string, unknown>): void;
  info(message: string, data?: Record<string, unknown>): void;
  warn(message: string, data?: Record<string, unknown>): void;
  error(message: string, data?: Record<string, unknown>): void;
}

export interface Secrets {
  /** `bytes` of randomness, base64url without padding: 32 bytes give 43 characters. */
  token(bytes?: number): string;
  /** A new bearer token or session id: 43 characters; where one process serves many homes, behind `<site>.`. */
  credential(): string;
  uuid(): string;
  /** Slow, salted. Passwords of more than 72 UTF-8 bytes are refused by the caller (limit of bcrypt). */
  hashPassword(password: string): Promise<string>;
  checkPassword(password: string, hash: string): Promise<boolean>;
  /** Authenticated encryption under the installation's key, for what must be stored and read back. Base64. */
  seal(plain: string): string;
  /** `null` where the text was altered or sealed under another key. */
  open(sealed: string): string | null;
}

// ---------------------------------------------------------------- store

/** One home. Every store call takes a site as a scope; a `SiteStore` is a store with its site already fixed. */
export type SiteId = string & { readonly __site: unique symbol };
export const siteId = (name: string): SiteId => name as SiteId;
/** Records of a cloud deployment that belong to no home. No site can have this name (`[a-z0-9-]{1,40}`). */
export const DEPLOYMENT: SiteId = siteId("~");

/** The families of small records. A family is a namespace: keys of different families never meet. */
export type RecordKind =
  | "user"
  | "token"
  | "session"
  | "idempotency"
  | "lock"
  | "preference"
  | "audit"
  | "config"
  | "flags"
  /** Next to the CCU: which keys it was told to listen to; it cannot be asked. */
  | "central-link"
  | "description"
  | "value"
  | "home"
  | "suppression"
  /** Next to the CCU: parameters that people want to see (handlers/unignore-records.ts), by central. */
  | "unignore"
  /** Next to the CCU: what went wrong (handlers/incident-records.ts). */
  | "incident"
  /** Next to the CCU: how long the next switching on of a channel shall last (expiring). */
  | "armed"
  /** Cloud: the relay of the site (pairing, certificate, fencing epoch), one-time pairing codes. */
  | "relay"
  /** Relay: forwarded requests that were begun, and how they ended (expiring). */
  | "journal"
  /** Relay: its epoch, the name of its event log, what of it the cloud has. */
  | "link"
  /** Cloud, in the deployment's own scope only: which sites there are. */
  | "site"
  /** Cloud, in the deployment's own scope only: site of an open socket, by its connection id. */
  | "connection";

export interface StoredRecord<T = unknown> {
  key: string;
  value: T;
  /** Grows by at least one with every write of this key; never reused after a delete while the record lives. */
  version: number;
  /** Milliseconds since the epoch. An expired record is never served, whatever housekeeping has done so far. */
  expiresAt?: number;
}

export interface PutOptions {
  /** Write only if the stored version is this one; 0 = only if there is no (unexpired) record. */
  ifVersion?: number;
  expiresAt?: number;
}

export interface ListOptions {
  prefix?: string;
  /** Exclusive start: the last key of the previous page. */
  after?: string;
  /** Default 1000, at most 1000: one page of any of the three stores. */
  limit?: number;
  /** From the highest key down. */
  reverse?: boolean;
}

export interface SiteStore {
  get<T = unknown>(kind: RecordKind, key: string): Promise<StoredRecord<T> | undefined>;
  /** The new version, or `undefined` where `ifVersion` did not hold (nothing was written). Values are JSON. */
  put(kind: RecordKind, key: string, value: unknown, options?: PutOptions): Promise<number | undefined>;
  /** `false` where there was no record or `ifVersion` did not hold. */
  delete(kind: RecordKind, key: string, options?: { ifVersion?: number }): Promise<boolean>;
  /** Ordered by key (UTF-8 bytes). `next` is the `after` of the next page, absent on the last one. */
  list<T = unknown>(kind: RecordKind, options?: ListOptions): Promise<{ items: StoredRecord<T>[]; next?: string }>;
}

export interface Store {
  site(site: SiteId): SiteStore;
  /** Housekeeping: removes expired records. Never needed for correctness. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- events

/** An event before it has a number. `tail` is the frame's JSON after `{"seq":N,`, serialised exactly once. */
export interface EventDraft {
  topic: string;
  tail: string;
  /** The same with the members that `classify: true` adds, where they differ. */
  classifiedTail?: string;
}

export interface LoggedEvent extends EventDraft {
  /** Strictly increasing per site, from 1, across restarts. Contract: uint64; safe as a JS number for 285 years at 1e6/s. */
  seq: number;
  /** Events between its predecessor and it were lost for good before they got a number: whoever reads on is told so. */
  afterGap?: true;
}

export interface EventLog {
  /** Appends all or nothing, in order; resolves when they are readable and survive a kill of the process. */
  append(events: readonly EventDraft[]): Promise<LoggedEvent[]>;
  /** Events with `seq > after`, ascending, at most `limit` (default 500). */
  read(after: number, limit?: number): Promise<LoggedEvent[]>;
  /** `oldest` = seq of the oldest kept event (newest + 1 where none is kept), `newest` = 0 before the first one. */
  bounds(): Promise<{ oldest: number; newest: number }>;
}

/** An open client socket as a value: a ws socket, an API Gateway connection or a test double. */
export interface Socket {
  readonly id: string;
  /** Frames are text. The same string object goes to every subscriber: it is serialised once. */
  send(frame: string): void;
  /** Bytes accepted by `send` that the network has not taken yet. */
  buffered(): number;
  /** Without a code the TCP connection is cut. */
  close(code?: number, reason?: string): void;
}

/** Who is connected and as whom: what revocation needs. Implemented by handlers/stream next to the sockets. */
export interface Connections {
  /** Ends every socket whose identity matches. */
  end(matches: (identity: Identity) => boolean, reason: string): Promise<number>;
  /** Replaces the identity of matching sockets (role change); `null` ends the socket. */
  change(update: (identity: Identity) => Identity | null | undefined): Promise<number>;
}

/**
 * A client socket of the cloud as a stored record: functions keep nothing between two calls. Several functions change
 * it at the same time, each its own part: the socket function what the client wants, the pump cursor and lease.
 */
export interface ConnectionRecord {
  /** The gateway's connection id. */
  readonly id: string;
  readonly identity: Identity;
  /** Subscription entries as the client wrote them (handlers/stream/patterns.ts translates). */
  readonly topics: readonly string[];
  readonly classify: boolean;
  /** `seq` of the last event that was posted to it or that it does not want. */
  readonly cursor: number;
  /** Milliseconds since the epoch, as every time here. */
  readonly connectedAt: number;
  readonly heardAt: number;
  /** Never served after this time. */
  readonly expiresAt: number;
  /** Who delivers right now. Past `until` nobody knows what was delivered. Absent = nobody delivers. */
  readonly lease?: { readonly holder: string; readonly until: number };
  /** Somebody found the lease taken: its holder looks into the log again before it lets go. */
  readonly wanted: boolean;
  /** Grows by one with every change of `identity`, `topics` or `classify`: the version for read-modify-write. */
  readonly revision: number;
}

/** Members that are absent stay as they are. */
export interface ConnectionChange {
  identity?: Identity;
  topics?: readonly string[];
  classify?: boolean;
  cursor?: number;
  heardAt?: number;
  expiresAt?: number;
  /** `null` lets go of it. */
  lease?: { holder: string; until: number } | null;
  wanted?: boolean;
}

/** All that is named must hold at the moment of the write. */
export interface ConnectionCondition {
  /** The lease belongs to this holder (expired or not); `null` = there is no lease. */
  leaseHolder?: string | null;
  wanted?: boolean;
  cursor?: number;
  revision?: number;
}

/** What a conditional write found: `done` and the record after it, or the record that did not fit (absent = none). */
export type ConnectionOutcome =
  | { readonly done: true; readonly record: ConnectionRecord }
  | { readonly done: false; readonly record: ConnectionRecord | undefined };

/** The open sockets of one site. Every call but `list` sees all writes that were answered before it. */
export interface ConnectionRecords {
  /** Opens (or replaces) a record: no lease, not wanted, revision 1. RangeError where `topics` are too large to be stored. */
  put(record: Omit<ConnectionRecord, "lease" | "wanted" | "revision">): Promise<ConnectionRecord>;
  get(id: string): Promise<ConnectionRecord | undefined>;
  /** One conditional write. Changes nothing where there is no record. RangeError as in `put`. */
  update(id: string, change: ConnectionChange, condition?: ConnectionCondition): Promise<ConnectionOutcome>;
  /** `false` where there was no record or the condition did not hold. */
  delete(id: string, condition?: ConnectionCondition): Promise<boolean>;
  /** In no particular order; with `consistent: false` (half the price) it may miss what changed in the last second. */
  list(options?: { consistent?: boolean }): Promise<readonly ConnectionRecord[]>;
}

/** Sockets that a gateway holds: this process only knows their ids. */
export interface Gateway {
  /** Frames are text, at most 128 KB. Rejects where nobody knows whether the frame was delivered. */
  post(id: string, frame: string): Promise<"sent" | "gone">;
  /** Ends the socket; no error where it is gone already. */
  close(id: string): Promise<void>;
}

/** Where the engines and use cases announce what happened. */
export interface EventSink {
  publish<B extends Broadcast>(broadcast: B, payload: BroadcastPayload<B>, kind?: "initial" | "change"): void;
  /** Resolves when everything published so far is in the log and on its way. */
  flushed(): Promise<void>;
}

// ---------------------------------------------------------------- the CCU

export type InterfaceName = "BidCos-RF" | "BidCos-Wired" | "HmIP-RF" | "VirtualDevices" | "CUxD" | (string & {});
export type ParamsetKey = "MASTER" | "VALUES" | "LINK";
export type ParameterType = "BOOL" | "ACTION" | "INTEGER" | "FLOAT" | "ENUM" | "STRING";

/** XML-RPC `DeviceDescription` of a device or channel as the interface process sends it, lists normalised to arrays. */
export interface DeviceDescription {
  ADDRESS: string;
  TYPE: string;
  VERSION: number;
  /** Empty for a device. */
  PARENT: string;
  PARAMSETS: string[];
  CHILDREN?: string[];
  FLAGS?: number;
  SUBTYPE?: string;
  FIRMWARE?: string;
  AVAILABLE_FIRMWARE?: string;
  FIRMWARE_UPDATE_STATE?: string;
  UPDATABLE?: boolean;
  RX_MODE?: number;
  INDEX?: number;
  PARENT_TYPE?: string;
  INTERFACE?: string;
  ROAMING?: number;
  RF_ADDRESS?: number;
  AES_ACTIVE?: number;
  DIRECTION?: number;
  /** Blank separated, as on the wire. */
  LINK_SOURCE_ROLES?: string;
  LINK_TARGET_ROLES?: string;
  GROUP?: string;
  TEAM?: string;
  TEAM_TAG?: string;
  TEAM_CHANNELS?: string[];
}

export interface ParameterDescription {
  TYPE: ParameterType | (string & {});
  /** Bits: 1 read, 2 write, 4 event, 8 determine. */
  OPERATIONS: number;
  /** Bits: 1 visible, 2 internal, 4 transform, 8 service, 16 sticky. */
  FLAGS: number;
  DEFAULT?: unknown;
  MIN?: unknown;
  MAX?: unknown;
  UNIT?: string;
  VALUE_LIST?: string[];
  SPECIAL?: { ID: string; VALUE: number | string }[];
  CONTROL?: string;
  TAB_ORDER?: number;
  /** Absent where it is the parameter's name, as nearly always. */
  ID?: string;
}
/** By name of the parameter. Descriptions that are alike may be one shared object: never to be changed. */
export type ParamsetDescription = Record<string, ParameterDescription>;

/** A device as the driver delivers it: device first, then its channels, with the descriptions of MASTER and VALUES. */
export interface DeviceBundle {
  interface: InterfaceName;
  descriptions: DeviceDescription[];
  /** By address (device or channel), then paramset. An announced paramset without a description is absent (normal in the field). */
  paramsets: Record<string, Partial<Record<"MASTER" | "VALUES", ParamsetDescription>>>;
}

export interface CcuEvent {
  /** Channel address; a device address or CENTRAL for some service events. */
  address: string;
  parameter: string;
  /** As decoded from the wire: boolean, number, string. Not yet cast by description. */
  value: unknown;
}

/** A value with the type that the description demands: the encoder must know that 1 is a FLOAT. */
export interface TypedValue {
  type: ParameterType;
  value: boolean | number | string;
}

/** Priority of a write in the interface's queue. Critical overtakes and purges older queued writes of the same channel. */
export type WritePriority = "critical" | "high" | "low";
export interface WriteOptions {
  priority?: WritePriority;
  /** BidCos only. */
  rxMode?: "BURST" | "WAKEUP";
  /** Milliseconds since the epoch. A write that has not begun by then is refused (`transport`) and never sent. */
  deadline?: number;
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

export interface CcuSystem {
  model?: string;
  version?: string;
  hostname?: string;
  serial?: string;
  url?: string;
  isHaApp?: boolean;
}

/** What the logic layer (ReGa) knows, read in bulk. A section that was not read this time is absent. */
export interface HubSnapshot {
  system?: CcuSystem;
  /** By address of device or channel: name and ReGa id. */
  names?: Record<string, { name: string; id?: number }>;
  rooms?: { id: number; name: string; channels: string[] }[];
  functions?: { id: number; name: string; channels: string[] }[];
  programs?: HubProgram[];
  sysvars?: HubSysvar[];
  serviceMessages?: HubMessage[];
  alarmMessages?: HubMessage[];
  inbox?: { address: string; name: string; model: string; interface: string; id?: number }[];
  update?: { current: string; available: string; inProgress: boolean };
}

export interface HubProgram {
  id: number;
  name: string;
  description: string;
  active: boolean;
  internal: boolean;
  visible: boolean;
  /** Milliseconds since the epoch, absent = never. */
  lastExecutedAt?: number;
  /** People chose it by a marker in its description. */
  marked?: boolean;
}

export interface HubSysvar {
  id: number;
  name: string;
  description: string;
  type: "LOGIC" | "LIST" | "NUMBER" | "FLOAT" | "INTEGER" | "ALARM" | "STRING";
  /** LOGIC/ALARM boolean, LIST index, NUMBER number, STRING text; absent = unknown. */
  value?: boolean | number | string;
  unit: string;
  min?: number;
  max?: number;
  valueList?: string[];
  valueName0?: string;
  valueName1?: string;
  internal: boolean;
  visible: boolean;
  logged: boolean;
  /** Address of the channel it is assigned to. */
  channel?: string;
  /** People chose it by a marker in its description. */
  marked?: boolean;
}

export interface HubMessage {
  id: number;
  /** `AL-<address>:<channel>.<PARAM>` for service messages; the variable's name for alarms. */
  name: string;
  address: string;
  deviceName: string;
  /** AlType: 0 generic, 1 sticky, 2 config pending, 3 alarm, 4 update pending, 5 communication. */
  type: number;
  description: string;
  counter: number;
  quittable: boolean;
  /** Milliseconds since the epoch. */
  at: number;
  lastTriggerAt?: number;
  rooms: string[];
  value?: string;
}

/** Why a CCU refused or failed. `class` follows the fault table of the protocol document, section 9. */
export class CcuFault extends Error {
  readonly class: "permanent" | "unsupported" | "no_value" | "radio" | "duty_cycle" | "pending" | "transport" | "auth";
  /** faultCode of the wire, where there was one. */
  readonly code: number | undefined;
  constructor(faultClass: CcuFault["class"], message: string, code?: number, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "CcuFault";
    this.class = faultClass;
    this.code = code;
  }
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
  hub(snapshot: HubSnapshot): void;
}

/**
 * One central (CCU) with all its interfaces. Methods reject with `CcuFault` only. Nothing is ever repeated on its own
 * where a repetition could act twice.
 */
export interface Ccu extends CcuLinks, CcuUpkeep {
  readonly central: string;
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
    options?: WriteOptions,
  ): Promise<void>;
  getParamset(iface: InterfaceName, address: string, key: string): Promise<Record<string, unknown>>;
  /** Values must be valid for this channel's description: the driver refuses what the description lacks. */
  putParamset(
    iface: InterfaceName,
    address: string,
    key: string,
    values: Record<string, TypedValue>,
    options?: WriteOptions,
  ): Promise<void>;
  getParamsetDescription(iface: InterfaceName, address: string, key: string): Promise<ParamsetDescription>;
  determineParameter(iface: InterfaceName, address: string, key: string, parameter: string): Promise<void>;
  /** Re-reads descriptions (and values) of one device from the CCU and delivers it through the listener. */
  reloadDevice(iface: InterfaceName, address: string): Promise<void>;
  /** Lists devices of all interfaces anew and delivers the difference. */
  refreshDevices(): Promise<void>;
  deleteDevice(
    iface: InterfaceName,
    address: string,
    flags: { reset?: boolean; force?: boolean; defer?: boolean },
  ): Promise<void>;

  /** Seconds left, 0 = off. */
  getInstallMode(iface: InterfaceName): Promise<number>;
  /** `device` limits it to one device: BidCos serial, or HmIP SGTIN with key. */
  setInstallMode(
    iface: InterfaceName,
    on: boolean,
    seconds: number,
    device?: { address?: string; sgtin?: string; key?: string },
  ): Promise<void>;
  /** Wired bus scan: devices found. */
  searchDevices(iface: InterfaceName): Promise<number>;

  // logic layer; `unsupported` where the CCU has none
  /** Reads sections of the hub now and delivers them through the listener. */
  refreshHub(...sections: (keyof HubSnapshot)[]): Promise<void>;
  /** Renames a device or channel. The name that the CCU really gave. */
  rename(address: string, name: string): Promise<string>;
  executeProgram(id: number, checkConditions: boolean, options?: Pick<WriteOptions, "deadline">): Promise<boolean>;
  setProgramActive(id: number, active: boolean): Promise<void>;
  deleteProgram(id: number): Promise<void>;
  /** Programs that wait for the variable run. */
  setSysvar(
    name: string,
    type: HubSysvar["type"],
    value: boolean | number | string,
    options?: Pick<WriteOptions, "deadline">,
  ): Promise<void>;
  createSysvar(sysvar: SysvarDefinition): Promise<void>;
  changeSysvar(name: string, change: SysvarChange): Promise<void>;
  deleteSysvar(name: string): Promise<void>;
  /** Programs that read or write the variable. */
  sysvarUsage(name: string): Promise<{ id: number; name: string; active: boolean; internal: boolean }[]>;
  createRoom(kind: "room" | "function", name: string): Promise<void>;
  renameRoom(kind: "room" | "function", id: number, name: string): Promise<void>;
  deleteRoom(kind: "room" | "function", id: number): Promise<void>;
  /** Makes `names` exactly the rooms (functions) of a channel. */
  setChannelRooms(kind: "room" | "function", channel: string, ids: readonly number[]): Promise<void>;
  acknowledgeMessage(kind: "alarm" | "service", id: number): Promise<void>;
  suppressServiceMessage(iface: InterfaceName, channel: string, parameter: string, suppress: boolean): Promise<void>;
  suppressedServiceMessages(iface: InterfaceName, channel: string): Promise<string[]>;
  acceptInboxDevice(address: string): Promise<void>;
}

export interface SysvarDefinition {
  name: string;
  type: "LOGIC" | "LIST" | "NUMBER" | "FLOAT" | "INTEGER" | "ALARM" | "STRING";
  description?: string;
  unit?: string;
  min?: number;
  max?: number;
  valueList?: string[];
  valueName0?: string;
  valueName1?: string;
  value?: boolean | number | string;
  internal?: boolean;
  visible?: boolean;
  logged?: boolean;
  channel?: string;
}
export type SysvarChange = Partial<Omit<SysvarDefinition, "type" | "value">>;

// ---------------------------------------------------------------- the read model

/**
 * The read model of one site. In memory next to the CCU, stored documents in the cloud. Everything returned is an
 * immutable value: a change replaces it. Async everywhere, cheap everywhere.
 */
export interface Home {
  /** Grows with every change of anything: lets an answer be reused while nothing changed. */
  revision(): number;
  centrals(): Promise<readonly CentralState[]>;
  /** Sorted by address. */
  devices(central?: string): Promise<readonly Device[]>;
  device(address: string): Promise<Device | undefined>;
  /** Values of a device by `valueKey(channel, paramset, parameter)`; a missing key was never observed. */
  values(device: string): Promise<ReadonlyMap<string, ValueState>>;
  hub(central: string): Promise<Hub>;
  interfaces(central?: string): Promise<readonly InterfaceState[]>;
}

/** The writing side, used by the engine next to the CCU and by the ingest in the cloud. */
export interface HomeWriter extends Home {
  putCentral(state: CentralState): void;
  putDevice(device: Device): void;
  removeDevice(address: string): void;
  /** Replaces all values of the device. */
  putValues(device: string, values: ReadonlyMap<string, ValueState>): void;
  putHub(central: string, hub: Hub): void;
  putInterfaces(central: string, interfaces: readonly InterfaceState[]): void;
}

export type ReadinessPhase = "unknown" | "waiting_for_ccu" | "loading_hub" | "loading_devices" | "ready";
export interface CentralState {
  name: string;
  host: string;
  configuredInterfaces: readonly string[];
  /** At least one interface is connected. */
  available: boolean;
  state: "starting" | "running" | "degraded" | "stopped" | "failed";
  system: CcuSystem;
  phase: ReadinessPhase;
  interfacesLoaded: number;
  interfacesTotal: number;
  latencyMs?: number;
  lastEventAt?: number;
}
