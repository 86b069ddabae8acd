/** What the program does and how it is: its log, captures, recordings, figures, caches. */
import type { Feature } from "../../kernel/feature.ts";
import { startDiagnostics } from "./engine.ts";
import { logsOperations } from "./operations/logs.ts";

export const diagnostics: Feature = {
  name: "diagnostics",
  operations: [...logsOperations],
  commands: [],
  broadcasts: [],
  start: startDiagnostics,
};
