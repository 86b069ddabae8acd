/** Heating groups: several thermostats and window contacts that act as one. */
import type { Feature } from "../../kernel/feature.ts";
import { groupCommands } from "./commands.ts";
import { groupOperations } from "./operations.ts";

export const groups: Feature = {
  name: "groups",
  operations: [...groupOperations],
  commands: [...groupCommands],
  broadcasts: [],
};
