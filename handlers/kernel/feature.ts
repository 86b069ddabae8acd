/** A subject of the program: what it serves, what it announces, and what of it lives as long as its home does. */
import type * as z from "zod";
import type { Broadcast } from "./broadcast.ts";
import type { Command } from "./command.ts";
import type { Operation } from "./operation.ts";
import type { Section } from "./section.ts";
import type { Site } from "./site.ts";

/** Ends what a feature has started; resolves when nothing of it runs any more. Never rejects. */
export type StopFeature = () => void | Promise<void>;

export interface Feature {
  /** Name of the folder in handlers/features. */
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly commands: readonly Command[];
  /** What only this feature announces; events of devices and CCUs are declared in handlers/broadcasts. */
  readonly broadcasts: readonly Broadcast[];
  /** What of the configuration it reads, by `site.sections`. */
  readonly sections?: readonly Section[];
  /** Schemas that no declaration uses, but clients need by name. */
  readonly schemas?: readonly z.ZodType[];
  /** Names for `capabilities` of `GET /info`. */
  readonly capabilities?: readonly string[];
  /**
   * Called once for each home, next to its CCUs (on-prem and in the relay alike), before the first central starts. What it
   * needs of a central it hears by `site.centrals.observe`, and what happens by `site.events.observe`.
   */
  start?(site: Site): StopFeature | Promise<StopFeature>;
}
