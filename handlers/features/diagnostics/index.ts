/** What the program does and how it is: its log, captures, recordings, figures, caches. */
import type { Broadcast } from "../../kernel/broadcast.ts";
import type { Feature } from "../../kernel/feature.ts";
import { diagnosticsCommands } from "./commands.ts";
import { startDiagnostics } from "./engine.ts";
import { captureOperations } from "./operations/captures.ts";
import { certificateOperations } from "./operations/certificate.ts";
import { logsOperations } from "./operations/logs.ts";
import { metricsOperations } from "./operations/metrics.ts";
import { readOutOperations } from "./operations/read-outs.ts";
import { recordingOperations } from "./operations/recordings.ts";

/** @param broadcasts all that the home announces, of the other features too */
export const diagnostics = (broadcasts: () => readonly Broadcast[]): Feature => ({
  name: "diagnostics",
  operations: [
    ...logsOperations,
    ...readOutOperations,
    ...recordingOperations,
    ...captureOperations(broadcasts),
    ...metricsOperations,
    ...certificateOperations,
  ],
  commands: [...diagnosticsCommands],
  broadcasts: [],
  start: startDiagnostics,
});
