/** What the program knows about itself: written into a bundle by the bundler, read from the files otherwise. */
import type { About } from "../../handlers/kernel/site.ts";

/** Replaced by local/bundle.ts: JSON without `startedAt`. */
declare const BUNDLED_ABOUT: string;

export async function functionAbout(startedAt: number): Promise<About> {
  if (typeof BUNDLED_ABOUT === "string") return { ...(JSON.parse(BUNDLED_ABOUT) as About), startedAt };
  const { about } = await import("../../adapters/node/about.ts");
  return about(startedAt);
}
