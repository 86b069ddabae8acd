/** The program itself and its CCUs: information, health, interfaces, snapshot, caches, incidents. */
import type { Feature } from "../../kernel/feature.ts";
import { ccuCommands } from "./commands/ccu.ts";
import { centralCommands } from "./commands/central.ts";
import { incidentsCommands } from "./commands/incidents.ts";
import { systemCommands } from "./commands/system.ts";
import { configOperations } from "./operations/config.ts";
import { infoOperations } from "./operations/info.ts";
import { interfacesOperations } from "./operations/interfaces.ts";
import { maintenanceOperations } from "./operations/maintenance.ts";
import { snapshotOperations } from "./operations/snapshot.ts";
import { systemOperations } from "./operations/system.ts";

/** @param commandNames names of all commands, those of the other features too: one of the commands lists them */
export const system = (commandNames: () => readonly string[]): Feature => ({
  name: "system",
  operations: [
    ...configOperations,
    ...infoOperations,
    ...interfacesOperations,
    ...maintenanceOperations,
    ...snapshotOperations,
    ...systemOperations,
  ],
  commands: [...ccuCommands, ...centralCommands, ...incidentsCommands, ...systemCommands(commandNames)],
  broadcasts: [],
});
