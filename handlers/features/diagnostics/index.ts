/** What the program does and how it is: its log, captures, recordings, figures, caches. */
import type { Feature } from "../../kernel/feature.ts";
import { diagnosticsCommands } from "./commands.ts";
import { startDiagnostics } from "./engine.ts";
import { logsOperations } from "./operations/logs.ts";
import { readOutOperations } from "./operations/read-outs.ts";
import { recordingOperations } from "./operations/recordings.ts";

export const diagnostics: Feature = {
  name: "diagnostics",
  operations: [...logsOperations, ...readOutOperations, ...recordingOperations],
  commands: diagnosticsCommands,
  broadcasts: [],
  start: startDiagnostics,
};
