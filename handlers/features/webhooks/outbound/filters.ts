/** Which events are sent: by name, by CCU, by parameter. */
import { PatternSet } from "../../../stream/patterns.ts";

export interface EventFilters {
  readonly events: readonly string[];
  readonly centrals: readonly string[];
  readonly parameter_glob: string;
}

/**
 * `*` stands for any number of characters, `?` for one; anything else for itself, whatever its case. Only the last star is
 * tried again where something does not fit: the work is at most the product of the lengths, whatever somebody configures.
 */
export function globMatcher(glob: string): (text: string) => boolean {
  const pattern = glob.toLowerCase();
  return (original) => {
    const text = original.toLowerCase();
    let [at, read] = [0, 0];
    let star = -1;
    let from = 0;
    while (read < text.length) {
      if (pattern[at] === "*") {
        star = at++;
        from = read;
      } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[read])) {
        at += 1;
        read += 1;
      } else if (star >= 0) {
        at = star + 1;
        read = ++from;
      } else return false;
    }
    while (pattern[at] === "*") at += 1;
    return at === pattern.length;
  };
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
