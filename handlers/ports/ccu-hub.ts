/** The logic layer of a CCU (ReGa): what it knows, and what is told it. */

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
  /** Whether the central's settings want it in lists that do not say; absent = all but internal programs. */
  listed?: boolean;
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
  /** Whether the central's settings want it in lists; absent = yes. */
  listed?: boolean;
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
