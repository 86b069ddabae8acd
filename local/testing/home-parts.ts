/** States of a central that is well, for tests: what differs is given. */
import { unobservedHub } from "../../handlers/model/document.ts";
import { HUB_LISTS } from "../../handlers/model/hub-objects.ts";
import type { Hub, InterfaceState } from "../../handlers/model/types.ts";
import type { CentralState } from "../../handlers/ports/index.ts";

export const centralState = (name: string, part: Partial<CentralState> = {}): CentralState => ({
  name,
  host: `${name}.lan`,
  configuredInterfaces: ["HmIP-RF", "BidCos-RF"],
  available: true,
  state: "running",
  system: { model: "CCU3", version: "3.83.6", serial: "3014F711A0001F1234567890", hostname: name, isHaApp: false },
  phase: "ready",
  interfacesLoaded: 2,
  interfacesTotal: 2,
  ...part,
});

export const emptyHub = (central: string, part: Partial<Hub> = {}): Hub => ({
  ...unobservedHub(central),
  observed: true,
  unread: part.observed === false ? HUB_LISTS : [],
  ...part,
});

export const interfaceState = (central: string, name: string, part: Partial<InterfaceState> = {}): InterfaceState => ({
  central,
  id: `${central}-${name}`,
  host: `${central}.lan`,
  name,
  connected: true,
  loaded: true,
  ...part,
});
