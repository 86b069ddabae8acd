/** Which events are sent: by name, by CCU, by parameter. */
import { PatternSet } from "../../../../stream/patterns.ts";
import { globMatcher } from "../../../shared/glob.ts";

export interface EventFilters {
  readonly events: readonly string[];
  readonly centrals: readonly string[];
  readonly parameter_glob: string;
}

/** Is an event of this name wanted at all? */
export function nameFilter({ events }: EventFilters): (name: string) => boolean {
  if (events.length === 0) return () => true;
  const wanted = new PatternSet(events);
  return (name) => wanted.matches(name);
}

/** Events without a CCU or a parameter are not what a filter by CCU or parameter asks for. */
export function payloadFilter(filters: EventFilters): (payload: Readonly<Record<string, unknown>>) => boolean {
  const centrals = new Set(filters.centrals);
  const isWanted = globMatcher(filters.parameter_glob);
  return ({ central, parameter }) =>
    (centrals.size === 0 || (typeof central === "string" && centrals.has(central))) &&
    (filters.parameter_glob === "" || (typeof parameter === "string" && isWanted(parameter)));
}
