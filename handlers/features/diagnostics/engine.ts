/** What of the diagnostics lives as long as its home. */
import type { StopFeature } from "../../kernel/feature.ts";
import type { Site } from "../../kernel/site.ts";
import { endStreams } from "./home/endless.ts";
import { restoreLevels } from "./home/log-levels.ts";

export async function startDiagnostics(site: Site): Promise<StopFeature> {
  await restoreLevels(site);
  return () => endStreams(site);
}
