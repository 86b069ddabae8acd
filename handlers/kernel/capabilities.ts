/** What `GET /info` tells of parts that are switched on and off while the program runs. */
import type { StateKey } from "./site.ts";

/** Tokens of the contract (api-behaviour 3.7), besides those that the program always has. */
export const liveCapabilities: StateKey<Set<string>> = { name: "capabilities", create: () => new Set() };

/** The contract lists them in this order. */
const ORDER: readonly string[] = [
  "rest.v1",
  "ws.broadcasts.v1",
  "errors.problem_details.v1",
  "mqtt.discovery.v1",
  "matter.bridge.v1",
  "auth.oidc.v1",
  "auth.ccu.v1",
  "system.restart.supervised.v1",
  "mcp.v1",
  "mcp.write.v1",
  "alarm.v1",
  "history.v1",
];
const placeOf = (token: string): number => (ORDER.includes(token) ? ORDER.indexOf(token) : ORDER.length);

/** All of them, each once; unknown ones last. */
export const orderedCapabilities = (...sets: readonly Iterable<string>[]): string[] =>
  [...new Set(sets.flatMap((set) => [...set]))].sort((a, b) => placeOf(a) - placeOf(b));
