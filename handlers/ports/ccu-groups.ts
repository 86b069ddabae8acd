/**
 * Heating groups, which a CCU lets be changed by the pages of its WebUI only. Part of the port `Ccu` (ccu.ts); rejects with
 * `CcuFault` only: class `unsupported` where there is no user to log in with, or no such pages. Facts: subsystems 4.3,
 * protocol document, section 18.
 */
import type { Deadline } from "./ccu.ts";

export interface HeatingGroupMember {
  /** Of a device or a channel, as the CCU names it. */
  address: string;
  /** The CCU's kind of member: `hmip.etrv`. */
  type?: string;
}

export interface HeatingGroup {
  id: number;
  name: string;
  /** Name of the virtual device that stands for the group. */
  deviceName?: string;
  /** `hmip.heating.group` */
  type: string;
  typeLabel?: string;
  /** Members cannot be operated alone. */
  forbidSingleOperation: boolean;
  members: readonly HeatingGroupMember[];
  /** The group has members that could not be read: {@link members} are not all. */
  membersUnread?: true;
}

export interface HeatingGroupDefinition {
  /** Absent: a new group. */
  id?: number;
  name: string;
  type: string;
  forbidSingleOperation: boolean;
  /** Addresses, as {@link CcuGroups.heatingGroupCandidates} tells them. */
  members: readonly string[];
}

export interface CcuGroups {
  heatingGroups(): Promise<HeatingGroup[]>;
  heatingGroupTypes(): Promise<{ id: string; label?: string }[]>;
  /** Devices that a group of the type can have: those that are free, and those that are in none of them otherwise. */
  heatingGroupCandidates(type: string): Promise<{ assignable: HeatingGroupMember[]; leftover: HeatingGroupMember[] }>;
  /**
   * Creates or changes a group and reads it back.
   * @returns the group as the CCU has it now: it may lack members that were asked for
   */
  saveHeatingGroup(group: HeatingGroupDefinition, deadline: Deadline): Promise<HeatingGroup>;
  /** Resolves when the CCU does not list it any more. */
  deleteHeatingGroup(id: number, deadline: Deadline): Promise<void>;
}
