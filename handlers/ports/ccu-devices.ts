/**
 * What can be asked of a CCU about its devices beyond values: direct links, teams, replacement, repair, firmware, radio.
 * Part of the port `Ccu` (ccu.ts); implemented by adapters/ccu. Rejects with `CcuFault` only: class `unsupported` where
 * the interface has no such method or has one that never works. Facts: protocol document, sections 8.1, 10.3, 14.
 */
import type { Deadline, WriteOptions } from "./ccu.ts";
import type { DeviceDescription, InterfaceName } from "./ccu-descriptions.ts";

export interface CcuLink {
  /** Channel addresses. */
  sender: string;
  receiver: string;
  name: string;
  description: string;
  /** Bits: 1 sender broken, 2 receiver broken, 4 sender unknown, 8 receiver unknown. */
  flags: number;
}

export interface CcuLinks {
  /** Links of a device or channel as sender and as receiver; without an address all of the interface. */
  links(iface: InterfaceName, address?: string): Promise<CcuLink[]>;
  addLink(
    iface: InterfaceName,
    sender: string,
    receiver: string,
    name: string,
    description: string,
    deadline: Deadline,
  ): Promise<void>;
  setLinkInfo(
    iface: InterfaceName,
    sender: string,
    receiver: string,
    name: string,
    description: string,
    deadline: Deadline,
  ): Promise<void>;
  removeLink(iface: InterfaceName, sender: string, receiver: string, deadline: Deadline): Promise<void>;
  /** Makes the receiver act as if the sender's key had been pressed. It really moves. */
  activateLink(
    iface: InterfaceName,
    receiver: string,
    sender: string,
    long: boolean,
    options: WriteOptions,
  ): Promise<void>;
  /**
   * `count` > 0 makes the central a peer of that key, so that its presses are radioed to it; 0 ends that. `false` = the
   * device has to be woken up (key pressed) before it takes it.
   */
  reportValueUsage(
    iface: InterfaceName,
    channel: string,
    parameter: string,
    count: number,
    deadline: Deadline,
  ): Promise<boolean>;
}

/** Radio reception between two devices, dBm; absent = not measured (65536 on the wire). */
export interface RadioPath {
  device: string;
  peer: string;
  /** Received by the device from the peer. */
  received?: number;
  /** Received by the peer from the device. */
  sent?: number;
}

/** The queue of writes in front of one interface. Counters since the start of the program. */
export interface InterfaceTraffic {
  interface: InterfaceName;
  inFlight: number;
  waiting: number;
  /** Writes that replaced or purged an older one in the queue. */
  superseded: number;
  /** Writes that had to wait for the radio's budget. */
  throttled: number;
  /** All calls since the start: begun, and answered (by a fault as well). Absent where nobody counts. */
  calls?: number;
  answered?: number;
  /** Milliseconds since the epoch: the last call that was not answered. */
  lastFailureAt?: number;
}

export interface CcuUpkeep {
  /** Channels that stand for teams (virtual channels `*…`). Empty where the interface knows none. */
  teams(iface: InterfaceName): Promise<DeviceDescription[]>;
  /** `team`: address of the team's channel, or of the channel itself: leaves the team for its own one. */
  setTeam(iface: InterfaceName, channel: string, team: string, deadline: Deadline): Promise<void>;
  /** Devices whose place the (new) device can take. */
  replaceableDevices(iface: InterfaceName, address: string): Promise<DeviceDescription[]>;
  /** The new device takes over links, configuration, name and programs of the old one. */
  replaceDevice(iface: InterfaceName, oldAddress: string, newAddress: string, deadline: Deadline): Promise<void>;
  /**
   * Sends something to the device (all its channels) and waits for its answer.
   * @returns whether it answered within `timeoutMs`
   */
  testDevice(iface: InterfaceName, address: string, timeoutMs: number, deadline: Deadline): Promise<boolean>;
  /** Sends the stored configuration to the device once more. CONFIG_PENDING shows how it goes. */
  restoreConfig(iface: InterfaceName, address: string, deadline: Deadline): Promise<void>;
  /** Starts the transfer, or the installation where the image is on the device already (14.4). */
  updateFirmware(iface: InterfaceName, address: string, deadline: Deadline): Promise<void>;
  /** Makes the CCU look which firmware images it has, and delivers changed descriptions through the listener. */
  refreshFirmware(): Promise<void>;
  /** Empty where the interface measures nothing. */
  radioPaths(iface: InterfaceName): Promise<RadioPath[]>;
  /**
   * Forgets the stored paramset descriptions of a device, of an interface or of all, then connects every interface anew
   * and reads everything as after a start, in the background.
   * @returns how many descriptions were kept
   */
  clearCache(scope?: { interface?: InterfaceName; device?: string }): Promise<number>;
  /** Known by the driver itself: asks nobody. */
  traffic(): readonly InterfaceTraffic[];
}
