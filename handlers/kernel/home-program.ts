/** What this program has to say of itself, for processes that answer for its home elsewhere. */
import type { HomeProgram } from "../ports/home-program.ts";
import type { ToldAlarm } from "../ports/told-alarm.ts";
import { liveCapabilities, orderedCapabilities } from "./capabilities.ts";
import { type ComponentReport, componentReports } from "./component-health.ts";
import type { Site, StateKey } from "./site.ts";

/** What the parts of this process say now; those that are switched off say nothing. */
export const reportsOf = ({ state }: Pick<Site, "state">): ComponentReport[] =>
  [...state(componentReports).values()].flatMap((report) => report() ?? []);

interface AlarmTold {
  /** Set where an alarm panel runs or could: what it says now; `undefined`: it does not know itself yet. */
  tell?: (() => ToldAlarm | undefined) | undefined;
  /** Set by whoever tells others: it says something else; `isUrgent`: another state of a zone, not only what forbids arming. */
  changed?: ((isUrgent: boolean) => void) | undefined;
}
export const alarmTold: StateKey<AlarmTold> = { name: "alarm-told", create: () => ({}) };

export function homeProgram(site: Pick<Site, "state">): HomeProgram {
  const alarm = site.state(alarmTold).tell?.();
  return {
    reports: reportsOf(site),
    capabilities: orderedCapabilities(site.state(liveCapabilities)),
    ...(alarm && { alarm }),
  };
}
