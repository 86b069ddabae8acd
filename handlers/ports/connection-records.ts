/** Client sockets of the cloud: a gateway holds them, functions only know what is stored. */
import type { Identity } from "../kernel/identity.ts";

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
  /**
   * `seq` of an event up to which everything was posted to it that it wants; later ones that it does not want may have
   * passed (stream/pump.ts).
   */
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
