/** Configuration of devices: paramsets, forms, ready-made settings, edit locks, copies. */
import type { Feature } from "../../kernel/feature.ts";
import { configSessionCommands } from "./commands/config-sessions.ts";
import { formCommands } from "./commands/forms.ts";
import { masterProfileCommands } from "./commands/master-profiles.ts";
import { paramsetCopyCommands } from "./commands/paramset-copy.ts";
import { paramsetCommands } from "./commands/paramsets.ts";
import { startConfigSessions } from "./engine.ts";
import { configTransferOperations } from "./operations/config-transfer.ts";
import { editSessionOperations } from "./operations/edit-sessions.ts";
import { masterProfileOperations } from "./operations/master-profiles.ts";
import { paramsetsOperations } from "./operations/paramsets.ts";
import { uiSchemaOperations } from "./operations/ui-schema.ts";

export const paramsets: Feature = {
  name: "paramsets",
  operations: [
    ...configTransferOperations,
    ...editSessionOperations,
    ...masterProfileOperations,
    ...paramsetsOperations,
    ...uiSchemaOperations,
  ],
  commands: [
    ...configSessionCommands,
    ...formCommands,
    ...masterProfileCommands,
    ...paramsetCommands,
    ...paramsetCopyCommands,
  ],
  broadcasts: [],
  start: startConfigSessions,
};
