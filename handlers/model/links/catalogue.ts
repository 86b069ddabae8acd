/**
 * The wishes that we know, by what receives. Written by us from what the parameters mean; a receiver is only offered
 * what its description can do (constraints.ts).
 */
import { blinds, doors, heatingContacts, heatingKeys, locks, windowSwitches } from "./comfort.ts";
import { dimmers, switches } from "./lights.ts";
import type { Family } from "./profiles.ts";

export const CATALOGUE: readonly Family[] = [
  switches,
  dimmers,
  blinds,
  heatingContacts,
  windowSwitches,
  ...heatingKeys,
  locks,
  doors,
];
