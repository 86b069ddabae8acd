/** What the parts of the outputs share. */
import type { Site } from "../../../../kernel/site.ts";
import type { Zone } from "../config/zones.ts";
import type { OutputChannels } from "./channels.ts";
import type { Told } from "./told.ts";

export interface OutputParts {
  readonly site: Pick<Site, "home" | "centrals" | "clock" | "log" | "store">;
  readonly channels: OutputChannels;
  readonly told: Told;
  /** With their outputs as they are driven. */
  zones(): readonly Zone[];
  /** How long a siren sounds that has no time of its own. */
  defaultSeconds(): number;
}
