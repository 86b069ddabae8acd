/** The program is configured while it runs: sections, CCUs, restart. */
import type { Feature } from "../../kernel/feature.ts";
import type { Section } from "../../kernel/section.ts";
import { startDiscovery } from "./home/discovery.ts";
import { centralOperations } from "./operations/centrals.ts";
import { configurationOperations } from "./operations/config.ts";
import { discoveryOperations } from "./operations/discovery.ts";

/** @param sections what can be configured, of all other features too */
export const administration = (sections: () => readonly Section[]): Feature => ({
  name: "administration",
  operations: [...configurationOperations(sections), ...centralOperations, ...discoveryOperations],
  commands: [],
  broadcasts: [],
  start: startDiscovery,
});
