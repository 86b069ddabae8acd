/** What this program has to say of itself, for processes that answer for its home elsewhere. */
import type { HomeProgram } from "../ports/home-program.ts";
import { liveCapabilities, orderedCapabilities } from "./capabilities.ts";
import { type ComponentReport, componentReports } from "./component-health.ts";
import type { Site } from "./site.ts";

/** What the parts of this process say now; those that are switched off say nothing. */
export const reportsOf = ({ state }: Pick<Site, "state">): ComponentReport[] =>
  [...state(componentReports).values()].flatMap((report) => report() ?? []);

export const homeProgram = (site: Pick<Site, "state">): HomeProgram => ({
  reports: reportsOf(site),
  capabilities: orderedCapabilities(site.state(liveCapabilities)),
});
