/**
 * What the handlers need from outside. Each interface is implemented by an adapter (adapters/<technology>) and proven
 * by one suite in test/ports that every adapter passes. No implementation lives here.
 */

import type { Broadcast, BroadcastPayload } from "../kernel/broadcast.ts";
import type { Identity } from "../kernel/identity.ts";
import type { DeviceId } from "../model/device-id.ts";
import type { Device, Hub, InterfaceState, ValueState } from "../model/types.ts";
import type { CcuSystem } from "./ccu-hub.ts";
import type { ToldProgram } from "./home-program.ts";
import type { LogLevel } from "./log-book.ts";

export type * from "./backup-parts.ts";
export * from "./ccu.ts";
export type * from "./ccu-descriptions.ts";
export type * from "./ccu-devices.ts";
export type * from "./ccu-groups.ts";
export type * from "./ccu-hub.ts";
export type * from "./ccu-maintenance.ts";
export type * from "./ccu-recording.ts";
export type * from "./ccu-search.ts";
export type * from "./ccu-users.ts";
export type * from "./central-settings.ts";
export type * from "./certificate-store.ts";
export type * from "./connection-records.ts";
export * from "./file-store.ts";
export * from "./history.ts";
export type * from "./home-program.ts";
export * from "./identity-provider.ts";
export type * from "./log-book.ts";
export type * from "./metrics.ts";

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
  /**
   * The log of a part: `child("ccu")` of `ccu-anywhere` is `ccu-anywhere.ccu`, and has the level of that path. `bound` are
   * members of each of its entries. Absent where a log knows no parts; see kernel/named-log.ts.
   */
  child?(name: string, bound?: Readonly<Record<string, unknown>>): Log;
  /** Whether an entry of this level would be written: for data that cost something to put together. */
  isEnabled?(level: LogLevel): boolean;
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
  /** Of identity providers: whose sign-on has come back already (expiring), and which user somebody is. */
  | "sign-on"
  | "idempotency"
  | "lock"
  | "preference"
  | "audit"
  | "config"
  | "flags"
  /** Next to the CCU: which keys it was told to listen to; it cannot be asked. */
  | "central-link"
  | "description"
  /** Diagrams that people arrange. */
  | "diagram"
  /** Next to the CCU: data points that people want recorded, or not. */
  | "recording"
  | "value"
  | "home"
  | "suppression"
  /** Next to the CCU: parameters that people want to see (handlers/records/unignore.ts), by central. */
  | "unignore"
  /** Next to the CCU: what went wrong (handlers/records/incidents.ts). */
  | "incident"
  /** Next to the CCU: how long the next switching on of a channel shall last (expiring). */
  | "armed"
  /** Next to the CCU, of the alarm panel (handlers/records/alarm-*.ts): zones with their sensors and outputs, by id … */
  | "alarm-zone"
  /** … what state they are in, by id, and how often the panel was started … */
  | "alarm-state"
  /** … incidents and entries of the journal, by number … */
  | "alarm-incident"
  | "alarm-journal"
  /** … and who may arm and disarm. PINs as slow hashes. */
  | "alarm-code"
  /** … and which channels may be on by its doing: they are ended at the next start. */
  | "alarm-output"
  /** Next to the CCU: what the last restore drill of sealed copies has shown. */
  | "backup"
  /** Next to the CCU: which data points are shown in Matter, and what its node keeps, sealed. */
  | "matter"
  /** Cloud: the relay of the site (pairing, certificate, fencing epoch), one-time pairing codes. */
  | "relay"
  /** Next to the CCU: outgoing webhooks that were given up (expiring). */
  | "webhook"
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
  /** Strictly increasing per site, from 1, across restarts; a gap may leave a number out. Contract: uint64; safe as a JS number for 285 years at 1e6/s. */
  seq: number;
  /** Events between its predecessor and it were lost for good before they got a number: whoever reads on is told so. */
  afterGap?: true;
}

export interface EventLog {
  /**
   * Appends all or nothing, in order; resolves when they are readable and survive a kill of the process.
   * @param options.afterGap events before the first one were lost: it says so, to whoever reads across the gap
   */
  append(events: readonly EventDraft[], options?: { afterGap?: boolean }): Promise<LoggedEvent[]>;
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

/** Where the engines and use cases announce what happened. */
export interface EventSink {
  publish<B extends Broadcast>(broadcast: B, payload: BroadcastPayload<B>, kind?: "initial" | "change"): void;
  /**
   * Calls `observer` with the payload of every event of a broadcast, before it is serialised: what a feature reacts to.
   * Quick; what it throws is logged and stops nothing. The returned function ends that.
   */
  observe<B extends Broadcast>(broadcast: B, observer: (payload: BroadcastPayload<B>) => void): () => void;
  /** Resolves when everything published so far is in the log and on its way. */
  flushed(): Promise<void>;
}

// ---------------------------------------------------------------- the read model

/** A part of the read model that is read alone: what each method of `Home` reads. `address`: the devices with one. */
export type HomePart = "centrals" | "devices" | "device" | "address" | "values" | "hub" | "interfaces";

/**
 * The read model of one site. In memory next to the CCU, stored documents in the cloud. Everything returned is an
 * immutable value: a change replaces it. Async everywhere, cheap everywhere.
 */
export interface Home {
  /**
   * Grows with every change of anything. Of a part: another number after every change of it, 0 where there never was
   * anything. An answer may be reused while all that was read for it has the same revision.
   * @param key the argument of the method that reads the part: a central, an address, a DeviceId; "" = of all of them
   */
  revision(part?: HomePart, key?: string): number;
  centrals(): Promise<readonly CentralState[]>;
  /** Sorted by address, then by central. */
  devices(central?: string): Promise<readonly Device[]>;
  device(id: DeviceId): Promise<Device | undefined>;
  /** The devices with this address, by central: several where several CCUs use it (model/device-id.ts). */
  devicesAt(address: string): Promise<readonly Device[]>;
  /** Values of a device by `valueKey(channel, paramset, parameter)`; a missing key was never observed. */
  values(id: DeviceId): Promise<ReadonlyMap<string, ValueState>>;
  hub(central: string): Promise<Hub>;
  interfaces(central?: string): Promise<readonly InterfaceState[]>;
  /** What the program next to the CCU last said of itself; `undefined` where none ever did. Absent: this process is that program. */
  program?(): Promise<ToldProgram | undefined>;
}

/** The writing side, used by the engine next to the CCU and by the ingest in the cloud. */
export interface HomeWriter extends Home {
  putCentral(state: CentralState): void;
  /** With its hub, its interfaces, its devices and their values. */
  removeCentral(name: string): void;
  putDevice(device: Device): void;
  /** With its values. */
  removeDevice(id: DeviceId): void;
  /** Replaces all values of the device. */
  putValues(id: DeviceId, values: ReadonlyMap<string, ValueState>): void;
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
  /** The CCU was told to go away for some minutes, and is expected back. */
  maintenance?: Maintenance;
}
export type MaintenanceReason = "reboot" | "update" | "restore";
export interface Maintenance {
  reason: MaintenanceReason;
  /** Milliseconds since the epoch; after `until` its absence is a fault like any other. */
  since: number;
  until: number;
}
