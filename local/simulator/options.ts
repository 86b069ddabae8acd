/** How a simulated CCU is ordered, and how a driver finds it. */
import type { Clock, InterfaceName } from "../../handlers/ports/index.ts";
import type { UnkindOptions } from "./unkind/unkindness.ts";

export interface SimulatorOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** By interface; also `json` and `rega`. Absent or 0 = any free port. */
  ports?: Readonly<Record<string, number>>;
  /** The same seed, the same home. Default 1. */
  seed?: number;
  clock?: Clock;
  /** Time in the home: motors, lamps, firmware. Default: `clock`. */
  homeClock?: Clock;
  /** Name of the central in what a driver is told. Default: `demo`, of the second home `second`. */
  name?: string;
  /** Names of devices, rooms, programs and variables. Default: German, with umlauts. */
  language?: "de" | "en";
  /** Another home: its own serial numbers, but groups, virtual remotes and CUxD devices are named as in the first. */
  second?: boolean;
  /** A recording of a real CCU (`GET /diagnostics/rpc-recording/{central}/download`): its devices, answers and events. */
  recording?: string;
  /** Folder of files `{type, descriptions, paramsets}`: those devices instead of the household. */
  descriptions?: string;
  /**
   * Default: BidCos-RF, HmIP-RF, VirtualDevices, CUxD; BidCos-Wired must be asked for. With `descriptions`: what the
   * files need.
   */
  interfaces?: readonly InterfaceName[];
  /** PEM texts. */
  tls?: { key: string; cert: string };
  /** Basic authentication on all ports, and the user of JSON-RPC. Without it JSON-RPC knows `Admin` without password. */
  auth?: { username: string; password: string };
  /** More users of the WebUI; level 1 guest, 2 user, 8 administrator, 0 nothing. */
  users?: readonly { username: string; password: string; level: number }[];
  /** The home lives: temperatures drift, windows open, keys are pressed. Default: only what is commanded happens. */
  live?: boolean;
  /** As a program on the CCU sees it: rfd and hs485d speak BIN-RPC, too, on the same port. */
  onTheCcu?: boolean;
  /** Milliseconds that a telegram over the air takes; default 0. */
  radioTime?: number;
  /** WebUI sessions at a time; default 3 as on stock firmware, OpenCCU has 10. */
  sessions?: number;
  /** Names leave the JSON interface as stock firmware sends them: Latin-1 bytes, broken escapes. */
  latin1Names?: boolean;
  /** Hostile mode; default: the CCU means well. */
  unkind?: UnkindOptions;
}

/** What a driver needs to find this CCU: the contract's CentralRow, with a port for every interface. */
export interface CentralAddress {
  name: string;
  host: string;
  enabled: true;
  tls: boolean;
  tls_insecure_skip_verify?: boolean;
  username: string;
  password_plain: string;
  interfaces: { name: string; port: number; remote_path?: string; rpc_type: "xmlrpc" | "binrpc" }[];
  /** JSON-RPC (WebUI). */
  json_rpc_port: number;
  ports: Record<string, number>;
}

export const DEFAULT_USER = { username: "Admin", password: "" };
