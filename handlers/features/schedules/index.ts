/** Week profiles and schedules of devices. */
import type { Feature } from "../../kernel/feature.ts";
import { schedulesCommands } from "./commands.ts";
import { schedulesOperations } from "./operations.ts";

export const schedules: Feature = {
  name: "schedules",
  operations: [...schedulesOperations],
  commands: [...schedulesCommands],
  broadcasts: [],
};
