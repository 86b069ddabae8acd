/** What of the diagnostics lives as long as its home. */
import type { StopFeature } from "../../kernel/feature.ts";
import type { Site } from "../../kernel/site.ts";
import { endCaptures } from "./home/captures.ts";
import { endStreams } from "./home/endless.ts";
import { restoreLevels } from "./home/log-levels.ts";
import { beginStartupCapture } from "./home/startup-capture.ts";

export async function startDiagnostics(site: Site): Promise<StopFeature> {
  await restoreLevels(site);
  await beginStartupCapture(site);
  return () => {
    endStreams(site);
    return endCaptures(site);
  };
}
