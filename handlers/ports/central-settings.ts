/** What it takes to connect to a CCU, in the names of the contract's `CentralRow`. */
import type { InterfaceName } from "./ccu-descriptions.ts";

export interface InterfaceSpec {
  name: InterfaceName;
  /** 0 or absent: the interface's usual port. */
  port?: number;
  remote_path?: string;
  /** Empty: what the interface usually speaks. */
  rpc_type?: "" | "xmlrpc" | "binrpc" | "jsonrpc";
}

/** Words in descriptions by which people choose programs and variables. */
type Marker = "HAHM" | "HX" | "INTERNAL" | "MQTT";

export interface CentralBehavior {
  /** Default `true`: switching a light on restores its last level. */
  light_last_brightness?: boolean;
  /** Default `true`: the position of a cover is that of its group channel. */
  use_group_channel_for_cover_state?: boolean;
  enable_sysvar_scan?: boolean;
  enable_program_scan?: boolean;
  include_internal_sysvars?: boolean;
  include_internal_programs?: boolean;
  /** HAHM, HX, INTERNAL, MQTT: only what is marked so (device-model 7.1). */
  sysvar_markers?: Marker[];
  program_markers?: Marker[];
  /** Nanoseconds (contract); 0 = default. */
  sysvar_scan_interval?: number;
  enable_device_firmware_check?: boolean;
  delay_new_device_creation?: boolean;
}

export interface CcuConfig {
  name: string;
  /** Address or name; a name is resolved anew with every connection. */
  host: string;
  /** Empty: those that the CCU names. */
  interfaces: readonly InterfaceSpec[];
  /** Port of the only interface (legacy); ignored where there are several. */
  port?: number;
  /** Port by interface name; `ReGa` is the script port, and giving it means using it instead of JSON-RPC. */
  ports?: Readonly<Record<string, number>>;
  json_rpc_port?: number;
  username?: string;
  password_plain?: string;
  /** Name of the environment variable that holds the password. */
  password_env?: string;
  tls?: boolean;
  tls_insecure_skip_verify?: boolean;
  /** Patterns of parameters that are shown although hidden by default; they hold until somebody stores others. */
  visibility?: { un_ignore?: readonly string[] };
  behavior?: CentralBehavior;
}
