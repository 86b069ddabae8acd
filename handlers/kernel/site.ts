/** Everything that a handler of one home can reach. Composed in local/ and infra/, nowhere else. */

import type { DataPoint, Device, DeviceBehaviour } from "../model/types.ts";
import type { CodeHashing } from "../ports/code-hashing.ts";
import type {
  BackupParts,
  Ccu,
  CcuConfig,
  CcuSearch,
  CertificateStore,
  Clock,
  Connections,
  EventLog,
  EventSink,
  Home,
  IdentityProviders,
  InterfaceSpec,
  Log,
  LogBook,
  MaintenanceReason,
  MetricsExposition,
  OpenHistory,
  RecordKind,
  Secrets,
  SiteId,
  SiteStore,
  TypedValue,
  WriteOptions,
} from "../ports/index.ts";
import type { MatterBridge } from "../ports/matter-bridge.ts";
import type { RelayAccess } from "../ports/relay-access.ts";
import type { UserBroker } from "../ports/user-broker.ts";
import type { WebhookSender } from "../ports/webhook-sender.ts";
import type { Credentials } from "./authentication.ts";
import type { Configuration } from "./section.ts";

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

/** Records that decide what the home shows: flags of channels, suppressed service messages, un-ignored parameters. */
export type FollowedKind = Extract<RecordKind, "flags" | "suppression" | "unignore">;

/** What a feature with a life of its own hears of the centrals. */
export interface CentralObserver {
  added?(central: string): void;
  /** It was stopped and started with other settings; its devices and values stayed. */
  changed?(central: string): void;
  /** Its devices are gone from the read model. */
  removed?(central: string): void;
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
  /** Reads every readable value of the device's channels anew (null = all). */
  reloadValues(device: Device, channel?: number | null): Promise<void>;
  /** Reads MASTER of the device and its channels anew, or of one channel (null = of the device itself). Rejects with `CcuFault`. */
  reloadConfiguration(device: Device, channel?: number | null): Promise<void>;
  /** Reads the configuration of every device of a central anew, in the background. */
  refreshConfiguration(central: string): void;
  /**
   * Forgets descriptions and values of a central (an interface, a device), here and where they are stored, and reads the
   * whole central anew in the background. Rejects with `CcuFault`.
   */
  clearCache(central: string, scope: CacheScope): Promise<CacheCleared>;
  /** How many values are kept for the next start, and what became of them since this one; all centrals together. */
  keptValues(): KeptValues;
  /** Forgets values that are kept for the next start: of all centrals, or of one device. What is shown now stays. */
  forgetKeptValues(device?: { central: string; address: string }): Promise<void>;
  /**
   * Records of a kind that the home follows were stored or deleted: it reads them anew. Resolves to the number of devices
   * that show something else now; 0 where the central is not connected to this process.
   */
  recordsChanged(central: string, kind: FollowedKind): Promise<number>;
  /**
   * The CCU was told to restart: for `ms` milliseconds its absence is what everybody expects, not a fault. Ends early when it
   * was away and is back.
   */
  expectAbsence(central: string, reason: MaintenanceReason, ms: number): void;
  /**
   * Connects a central that was configured while the program runs, in the place of the one with its name. Resolves before
   * its CCU answers; `false` where this process connects to no CCU: it starts with the program that does.
   */
  add(central: CcuConfig): Promise<boolean>;
  /** Ends a central and forgets its devices and values, here and where they are kept. `false` where there is none. */
  remove(central: string): Promise<boolean>;
  /**
   * Calls `observer` for every central that is there, then whenever one is added, changed or removed while the program
   * runs. Quick, never throws. The returned function ends that.
   */
  observe(observer: CentralObserver): () => void;
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

/** Values that outlive the program. The last five count since the start. */
export interface KeptValues {
  readonly values: number;
  /** Of JSON. */
  readonly bytes: number;
  readonly restored: number;
  /** Kept values that could not be read. */
  readonly unreadable: number;
  /** Of devices that are gone. */
  readonly removed: number;
  readonly flushes: number;
  readonly flushed: number;
}

export interface CentralConfig {
  name: string;
  host: string;
  interfaces: string[];
  /** Un-ignore patterns of the settings; they hold until somebody stores others. */
  unIgnore?: readonly string[];
  behaviour?: DeviceBehaviour;
}

/** A row of the settings as the contract's CentralRow, password in clear. */
export type GivenCentral = Omit<CcuConfig, "interfaces" | "ports" | "visibility"> & {
  ports?: Record<string, number>;
  visibility?: { un_ignore?: string[] };
  interfaces: InterfaceSpec[];
  enabled: boolean;
  serial?: string;
  primary_interface?: string;
  tls: boolean;
  tls_insecure_skip_verify: boolean;
};

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
  /** The program's pages are served at `/` of the address that the API has. Default: it serves the API alone. */
  servesPages?: boolean;
}

/** Errors of this process that no code has handled. `lastAt`: milliseconds since the epoch, of no meaning before the first. */
export interface UnhandledErrors {
  readonly count: number;
  readonly lastAt: number;
}

/** Figures of a stream since its start (handlers/stream/metrics.ts). */
export interface StreamCounts {
  readonly connections: number;
  readonly audiences: number;
  readonly eventsDelivered: number;
  readonly framesSent: number;
  readonly framesReplayed: number;
  readonly replaysLost: number;
  readonly calls: number;
  readonly slow: number;
  readonly rateLimited: number;
  readonly malformed: number;
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
  /** The configuration of features, as it holds now. */
  readonly sections: Configuration;
  readonly about: About;
  /** Absent where the process says nothing about them (functions: the log does). */
  readonly unhandledErrors?: UnhandledErrors;
  /** Levels and newest entries of `log`. Absent where nobody keeps them (functions: CloudWatch does). */
  readonly logBook?: LogBook;
  /** Absent where this process serves no TLS. */
  readonly certificates?: CertificateStore;
  /** Writes figures down. Absent where nobody collects them (functions: CloudWatch does). */
  readonly exposition?: MetricsExposition;
  /** What the stream of this process counts. */
  readonly streamMetrics?: () => StreamCounts;
  /** The value of this home behind a key, made when it is first asked for; it lives as long as the home does. */
  state<T>(key: StateKey<T>): T;
  /** Next to the CCU: an environment variable that the configuration names. Absent: none is read. */
  readonly variable?: (name: string) => string | undefined;
  /** Next to the CCU: opens the past of data points. Absent: none is kept. */
  readonly history?: OpenHistory;
  /** Next to the CCU: where backups are kept. Absent: none are. */
  readonly backups?: BackupParts;
  /** Next to the CCU: hashes codes of the alarm panel. Absent: there are none. */
  readonly codeHashing?: CodeHashing;
  /** Next to the CCU: sends webhooks. Absent: none are sent. */
  readonly webhookSender?: WebhookSender;
  /** Where people sign in. Absent: they have their passwords here. */
  readonly identityProviders?: IdentityProviders;
  /** CCUs that the file (`bootstrap`) or the environment names, disabled ones included. */
  readonly givenCentrals?: { readonly rows: readonly GivenCentral[]; readonly source: "bootstrap" | "env" };
  /** Looks for CCUs in the local network. Absent: nobody looks. */
  readonly ccuSearch?: CcuSearch;
  /** Ends the program in good order, so that its supervisor starts it again. Absent where nobody would. */
  readonly restart?: () => void;
  /** Next to the CCU: connects to a broker of the user's. Absent: no MQTT. */
  readonly userBroker?: UserBroker | undefined;
  /** Next to the CCU: starts a node for Matter controllers. Absent: no Matter. */
  readonly matterBridge?: MatterBridge | undefined;
  /** Cloud: the broker through which relays of this deployment connect. */
  readonly relays?: RelayAccess;
}
