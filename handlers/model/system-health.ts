/** How well the connection to the CCUs is, as a number. Pure. */
import type { CentralState } from "../ports/index.ts";
import type { InterfaceState } from "./types.ts";

/**
 * An interface has at most 100 points: {@link CONNECTED} for the connection, {@link LOADED} when devices and values are
 * read, the rest for its last sign of life. The weights and ages are those of the contract's daemon (subsystems 6.7),
 * whose circuit breaker is the loading here: both say that asking makes sense.
 */
const CONNECTED = 40;
const LOADED = 30;
const ALIVE = 30;
/** Age of the last callback up to which a share of the points counts, milliseconds. */
const AGES: readonly (readonly [ms: number, share: number])[] = [
  [60_000, 1],
  [300_000, 0.66],
  [600_000, 0.33],
];

export interface InterfaceHealth {
  interface_id: string;
  connected: boolean;
  loaded: boolean;
  /** 0 to 100. */
  score: number;
}
export interface CentralHealth {
  central: string;
  state: CentralState["state"];
  available: boolean;
  /** Mean of its configured interfaces, one that never spoke counts 0; null while it starts: nothing is known yet. */
  score: number | null;
  interfaces: InterfaceHealth[];
}

/** Points for the last sign of life; nothing is alive behind a connection that is down. */
function aliveness(state: InterfaceState, now: number): number {
  if (!state.connected || state.lastCallbackAt === undefined) return 0;
  const age = now - state.lastCallbackAt;
  return ALIVE * (AGES.find(([ms]) => age < ms)?.[1] ?? 0);
}

export const interfaceHealth = (state: InterfaceState, now: number): InterfaceHealth => ({
  interface_id: state.id,
  connected: state.connected,
  loaded: state.loaded,
  score: state.connected ? Math.round(CONNECTED + (state.loaded ? LOADED : 0) + aliveness(state, now)) : 0,
});

export function centralHealth(
  central: Pick<CentralState, "name" | "state" | "available" | "configuredInterfaces">,
  interfaces: readonly InterfaceState[],
  now: number,
): CentralHealth {
  const scored = interfaces.map((state) => interfaceHealth(state, now));
  const expected = Math.max(central.configuredInterfaces.length, scored.length, 1);
  const sum = scored.reduce((total, { score }) => total + score, 0);
  return {
    central: central.name,
    state: central.state,
    available: central.available,
    score: central.state === "starting" ? null : Math.round(sum / expected),
    interfaces: scored,
  };
}

/** Mean of the centrals that have a score; null where none has. */
export function overallScore(centrals: readonly CentralHealth[]): number | null {
  const scores = centrals.flatMap(({ score }) => (score === null ? [] : [score]));
  return scores.length === 0 ? null : Math.round(scores.reduce((sum, score) => sum + score, 0) / scores.length);
}
