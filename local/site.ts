/** Composes a home for the programs of this folder and the tests: with a read model in memory, and with the errors of this process. */
import { createMemoryHome } from "../adapters/memory/home.ts";
import { composeSite as compose, type SiteParts as Parts, type RunningSite } from "../handlers/compose.ts";
import { unhandledErrors } from "./unhandled-errors.ts";

export type { RunningSite };

export interface SiteParts extends Omit<Parts, "home"> {
  /** Default: a new one in memory. */
  home?: Parts["home"];
}

export const composeSite = (parts: SiteParts): Promise<RunningSite> =>
  compose({ unhandledErrors, ...parts, home: parts.home ?? createMemoryHome() });
