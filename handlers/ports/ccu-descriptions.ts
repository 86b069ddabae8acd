/** What a CCU says of its devices, and what they report. */

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
