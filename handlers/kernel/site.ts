/** Everything that a handler of one home can reach. Composed in local/ and infra/, nowhere else. */

import type { DataPoint, Device, DeviceBehaviour } from "../model/types.ts";
import type {
  Ccu,
  Clock,
  Connections,
  EventLog,
  EventSink,
  Home,
  Log,
  Secrets,
  SiteId,
  SiteStore,
  TypedValue,
  WriteOptions,
} from "../ports/index.ts";
import type { RelayAccess } from "../ports/relay-access.ts";
import type { Credentials } from "./authentication.ts";

/** What an operator decided about a channel: left out of lists; control writes refused. */
export interface ChannelFlagValues {
  readonly hidden: boolean;
  readonly locked: boolean;
}

export interface WrittenDataPoint {
  dataPoint: DataPoint;
  value: TypedValue;
  /** What other data points of the channel will say when it has happened: shown at once like the written value. */
  echo?: readonly { dataPoint: DataPoint; shown: unknown }[];
  /** Nobody chose this value: it is not kept as the last choice. */
  passing?: true;
}

/** The centrals that this process reaches itself. Empty in the cloud, where `served: "home"` is forwarded. */
export interface Centrals {
  /** Alphabetical. */
  names(): readonly string[];
  ccu(central: string): Ccu | undefined;
  /**
   * Writes VALUES data points of one channel with an optimistic value that is confirmed or rolled back: one parameter
   * as setValue, several as one putParamset. Rejects with `CcuFault` after the rollback. Values must be validated and encoded.
   */
  writeValues(device: Device, values: readonly WrittenDataPoint[], options: WriteOptions): Promise<void>;
  /** Writes a MASTER paramset and reads it back where no event will confirm it. */
  writeMaster(
    device: Device,
    channel: number | null,
    values: Record<string, TypedValue>,
    options: WriteOptions,
  ): Promise<void>;
  /** Asks the engine to announce install mode, with a local countdown. */
  installModeChanged(central: string, iface: string, until: number): void;
  /** Reads every readable value of the device's channels anew (null = all). */
  reloadValues(device: Device, channel?: number | null): Promise<void>;
  /** Reads MASTER of the device and its channels anew, or of one channel (null = of the device itself). Rejects with `CcuFault`. */
  reloadConfiguration(device: Device, channel?: number | null): Promise<void>;
  /** Reads the configuration of every device of a central anew, in the background. */
  refreshConfiguration(central: string): void;
  /**
   * The operator's flags of a channel were stored (record kind `flags`, key = channel address): replaces the channel in
   * the read model. The engine reads the same records when it builds a device.
   */
  channelFlagsChanged(device: Device, channel: number, flags: ChannelFlagValues): Promise<void>;
  /**
   * Forgets descriptions and values of a central (an interface, a device), here and where they are stored, and reads the
   * whole central anew in the background. Rejects with `CcuFault`.
   */
  clearCache(central: string, scope: CacheScope): Promise<CacheCleared>;
  /**
   * Suppressions of service messages of a central were stored or deleted (handlers/records/suppressions.ts): its messages
   * in the read model follow.
   */
  suppressionsChanged(central: string): Promise<void>;
  /**
   * The un-ignore patterns of a central were stored (handlers/records/unignore.ts): its devices follow. Resolves to the
   * number of devices that show something else now.
   */
  unIgnoreChanged(central: string, patterns: readonly string[]): Promise<number>;
}

/** Empty = the whole central. */
export interface CacheScope {
  readonly interface?: string;
  readonly device?: string;
}
/** How much was forgotten: devices, paramset descriptions, values of VALUES and of MASTER. */
export interface CacheCleared {
  readonly devices: number;
  readonly paramsets: number;
  readonly values: number;
  readonly master: number;
}

export interface CentralConfig {
  name: string;
  host: string;
  interfaces: string[];
  /** Un-ignore patterns of the settings; they hold until somebody stores others. */
  unIgnore?: readonly string[];
  behaviour?: DeviceBehaviour;
}

export interface SiteSettings {
  locale: "de" | "en";
  centrals: readonly CentralConfig[];
  callbackPorts: { xmlrpc: number; binrpc: number };
  /** `POST /setup` may create the first admin. */
  allowSetup: boolean;
  /** Public host names under which it may do so without the one-time code; local ones always may. */
  setupHosts?: readonly string[];
  csrf: boolean;
  /** Origins that may send cross-origin requests; `*` = all. */
  corsOrigins: readonly string[];
  /** Per-identity request limit; off by default (contract 2.11). */
  rateLimit: boolean;
}

/** What `GET /info` tells about the program itself. */
export interface About {
  version: string;
  commit: string;
  buildDate: string;
  startedAt: number;
  /** Digest over the published contract files (api-behaviour 3.7). */
  schemaDigest: string;
  capabilities: readonly string[];
  /** Drawings of device kinds that are delivered with the program (`assets/icons`): name of the file -> PNG in base64. */
  icons: Readonly<Record<string, string>>;
}

/** Something that a part of the program keeps in memory for each home. The key is the identity: declare it once. */
export interface StateKey<T> {
  readonly name: string;
  create(site: Pick<Site, "clock">): T;
}

/** The `state` of one home. */
export function createStates(clock: Clock): Site["state"] {
  const states = new Map<StateKey<unknown>, unknown>();
  return <T>(key: StateKey<T>): T => {
    if (!states.has(key)) states.set(key, key.create({ clock }));
    return states.get(key) as T;
  };
}

export interface Site {
  readonly id: SiteId;
  readonly home: Home;
  readonly store: SiteStore;
  readonly eventLog: EventLog;
  readonly events: EventSink;
  readonly connections: Connections;
  readonly centrals: Centrals;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** The site's authenticator (handlers/auth), as far as use cases see it. */
  readonly credentials: Credentials;
  readonly log: Log;
  readonly settings: SiteSettings;
  readonly about: About;
  /** Starts a central that `POST /setup` has just stored; where absent it starts with the program. */
  readonly centralConfigured?: (name: string) => void;
  /** The value of this home behind a key, made when it is first asked for; it lives as long as the home does. */
  state<T>(key: StateKey<T>): T;
  /** Cloud: the broker through which relays of this deployment connect. */
  readonly relays?: RelayAccess;
}
