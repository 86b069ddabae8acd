/** Port: a Matter node that shows devices of this home to controllers in the local network. Attributes in Matter's units. */

/** Attributes of an endpoint: `{onOff: {onOff: true}}`, clusters and attributes in lower camel case as Matter names them. */
export type MatterAttributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A device of this home as controllers see it. */
export interface MatterEndpoint {
  /** At most 32 characters `[0-9a-f]`. The endpoint number belongs to it for as long as a fabric lives, also while it is not there. */
  readonly id: string;
  /** Name of the device type (features/matter/home/mapping/device-types.ts). */
  readonly type: string;
  /** Clusters beyond those of the device type. */
  readonly extra: readonly string[];
  /** What of its clusters it has, which is not to change while it is there: `tilt`, `longPress`, `battery`, `batteryLevel`. */
  readonly features: readonly string[];
  /** At most 32 characters. */
  readonly name: string;
  readonly product: string;
  readonly serial: string;
  readonly reachable: boolean;
  readonly attributes: MatterAttributes;
}

/** What a controller asks of an endpoint: a command, or an attribute that it writes (`write`, one attribute of `args`). */
export interface MatterCommand {
  readonly endpoint: string;
  readonly cluster: string;
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Why a command was not done, as a status that controllers know. */
export class MatterCommandError extends Error {
  override name = "MatterCommandError";
  readonly status: "busy" | "failure" | "invalid" | "not_found" | "timeout" | "unsupported_access";
  constructor(status: MatterCommandError["status"], message: string) {
    super(message);
    this.status = status;
  }
}

/** A network of controllers that the node belongs to: Apple Home is one, Google Home another. */
export interface MatterFabricInfo {
  /** 1 … 254. */
  readonly index: number;
  readonly fabricId: bigint;
  readonly nodeId: bigint;
  readonly vendorId: number;
  readonly label: string;
  /** 8 bytes, hex. */
  readonly compressedId: string;
  /** 65 bytes, hex. */
  readonly rootPublicKey: string;
}

/** What somebody needs to bring the node into a fabric. */
export interface MatterPairing {
  readonly discriminator: number;
  readonly passcode: number;
  /** `MT:…` */
  readonly qrCode: string;
  /** The same as a picture. */
  readonly qrSvg: string;
  /** 11 digits. */
  readonly manualCode: string;
}

export interface MatterNodeStatus {
  /** UDP port. */
  readonly port: number;
  readonly endpoints: number;
  readonly fabrics: number;
  /** It can be found by mDNS now, for commissioning or by controllers that know it. */
  readonly advertising: boolean;
}

export interface MatterListener {
  /** Resolves when the CCU has been told. @throws MatterCommandError */
  command(command: MatterCommand): Promise<void>;
  fabricAdded(fabric: MatterFabricInfo): void;
  fabricRemoved(index: number): void;
  /** How far a commissioning is; stages are an open set. */
  progress(stage: string, message?: string): void;
  /** The window has ended without anybody closing it: somebody was commissioned, or too many have tried wrong codes. */
  windowEnded(): void;
  /** The last fabric is gone: the node has begun anew, and has forgotten everything, values too: they are to be put again. */
  reset(): void;
}

/** Keeps what the node must not forget: fabric keys, endpoint numbers, counters. Values are opaque texts. */
export interface MatterStorage {
  /** Everything that is kept. @throws where it cannot be read: nobody may begin anew over it */
  load(): Promise<ReadonlyMap<string, string>>;
  /** Resolves when it survives the end of the process. */
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface MatterNodeSettings {
  /** UDP; 0: any free one. */
  readonly port: number;
  /** Network interface for mDNS; absent: all of them. */
  readonly mdnsInterface?: string;
  /** Without mDNS nobody finds the node. */
  readonly mdns: boolean;
  readonly vendorId: number;
  readonly productId: number;
  readonly vendorName: string;
  readonly productName: string;
  readonly nodeLabel: string;
  readonly softwareVersion: string;
  readonly serial: string;
  /** Of the setup payload. */
  readonly discriminator: number;
  readonly passcode: number;
  /** PBKDF2 of a commissioning window. */
  readonly iterations: number;
}

export interface MatterNode {
  status(): MatterNodeStatus;
  /** Adds an endpoint, or puts it in the place of the one with its id. Controllers see it at once. */
  put(endpoint: MatterEndpoint): Promise<void>;
  /** Removes an endpoint; its number stays its own. */
  remove(id: string): Promise<void>;
  /** Attributes that have changed, and reachability. An endpoint that is not there is left alone. */
  update(id: string, change: { readonly reachable?: boolean; readonly attributes?: MatterAttributes }): Promise<void>;
  /** Something that happened at a switch: `initialPress`, `shortRelease`, `longPress`, `longRelease`. */
  press(id: string, event: "initialPress" | "shortRelease" | "longPress" | "longRelease"): Promise<void>;
  /** Numbers of the endpoints by id. */
  numbers(): ReadonlyMap<string, number>;
  fabrics(): readonly MatterFabricInfo[];
  /** `false` where there is none of that index. Controllers that cannot be reached are not waited for. */
  removeFabric(index: number): Promise<boolean>;
  /** Codes for a passcode and a discriminator. */
  pairing(passcode: number, discriminator: number): MatterPairing;
  /** From now on somebody who knows the passcode can commission the node. Rejects where a controller holds a window open. */
  openWindow(pairing: { passcode: number; discriminator: number }): Promise<void>;
  closeWindow(): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

export interface MatterBridge {
  /**
   * Starts a node with these endpoints: controllers that know it find all of them at once.
   * Rejects where the library is not installed, the port is taken or what is kept cannot be read.
   */
  open(options: {
    readonly settings: MatterNodeSettings;
    readonly storage: MatterStorage;
    readonly endpoints: readonly MatterEndpoint[];
    readonly listener: MatterListener;
  }): Promise<MatterNode>;
}
