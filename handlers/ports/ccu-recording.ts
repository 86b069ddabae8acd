/**
 * What a CCU and this program say to each other, written down for whoever looks for a fault: part of the port `Ccu`,
 * implemented by adapters/ccu. Passwords, keys and sessions are never written down.
 */
import type { DeviceBundle, InterfaceName } from "./ccu-descriptions.ts";

export interface RecordingOptions {
  /** Milliseconds since the epoch: it ends by itself then. */
  until: number;
  /** Addresses and serial numbers are replaced, each by the same one everywhere. */
  randomize: boolean;
}

export interface RecordingStatus {
  active: boolean;
  /** Calls and callbacks. */
  entries: number;
  /** While it is active: milliseconds since the epoch. */
  endsAt?: number;
  /** Absent where nothing was ever recorded. */
  randomize?: boolean;
}

/** One call or callback. Times are milliseconds since the recording began. */
export interface RecordedExchange {
  at: number;
  direction: "call" | "callback";
  /** Of the CCU; `ReGa` for scripts, `WebUI` for JSON-RPC. */
  interface: InterfaceName;
  protocol: "xmlrpc" | "binrpc" | "jsonrpc" | "script";
  method: string;
  /** Named ones of JSON-RPC are an object in a list of one. */
  params: readonly unknown[];
  result?: unknown;
  fault?: { code?: number; message: string };
  /** How long a call took. */
  ms?: number;
}

/** What both formats begin with. */
interface RecordingHead {
  version: 1;
  central: string;
  /** ISO time. */
  started_at: string;
  randomized: boolean;
  /** It ended early, because it had as many entries or bytes as it may have. */
  truncated: boolean;
  /** The devices as they were known at the end, so that a simulated CCU has them. */
  devices: readonly DeviceBundle[];
  /** By address. */
  names: Readonly<Record<string, string>>;
}
/** Everything in its order. */
export interface GoldenRecording extends RecordingHead {
  format: "golden";
  exchanges: readonly RecordedExchange[];
}
export type RecordedAnswer = Pick<RecordedExchange, "result" | "fault">;
/** Answers by interface, method and JSON of the parameters; equal ones in a row are one. */
export interface MapRecording extends RecordingHead {
  format: "map";
  calls: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly RecordedAnswer[]>>>>>>;
}
export type RecordingFile = GoldenRecording | MapRecording;

export interface CcuRecording {
  /** What was recorded before is forgotten. */
  start(options: RecordingOptions): void;
  stop(): void;
  status(): RecordingStatus;
  /** `undefined` where nothing was recorded. */
  file(format: RecordingFile["format"]): RecordingFile | undefined;
}
