/**
 * The second CCU of the home. It shares with the first what people name alike (a program's id, a variable, a room) and what
 * CCUs name alike: their heating groups, their virtual remotes, the devices of CUxD. Everything of it has another value.
 */
import type { CcuEvent, DeviceBundle, HubSnapshot, InterfaceStatus } from "../../handlers/ports/index.ts";
import { program, sysvar } from "../support/hub.ts";
import { CUX, GROUP, TWINS } from "./household.ts";

export const ATTIC = "ccu-attic";

export const ATTIC_HUB: HubSnapshot = {
  system: { model: "CCU2", version: "2.61.7", serial: "QEQ0000002" },
  names: { [GROUP]: { name: "Attic heating", id: 51 } },
  rooms: [{ id: 11, name: "Kitchen", channels: [`${GROUP}:1`] }],
  functions: [{ id: 12, name: "Light", channels: [] }],
  programs: [program(3001, "Attic evening"), program(3009, "Only here")],
  sysvars: [sysvar(71, "Holiday"), sysvar(72, "Attic only")],
  serviceMessages: [],
  alarmMessages: [],
  inbox: [],
};

export const ATTIC_BUNDLES: readonly DeviceBundle[] = TWINS;

export const ATTIC_INTERFACES: readonly InterfaceStatus[] = [
  { name: "CUxD", connected: true, loaded: true },
  { name: "HmIP-RF", connected: true, loaded: true },
  { name: "VirtualDevices", connected: true, loaded: true },
];

export const ATTIC_VALUES: Readonly<Record<string, readonly CcuEvent[]>> = {
  VirtualDevices: [
    { address: `${GROUP}:1`, parameter: "SET_TEMPERATURE", value: 17 },
    { address: `${GROUP}:1`, parameter: "ACTUAL_TEMPERATURE", value: 16.5 },
  ],
  CUxD: [{ address: `${CUX}:1`, parameter: "STATE", value: false }],
};
