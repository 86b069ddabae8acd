/** Devices and channels, their upkeep, and which of their parameters are shown. */
import type { Feature } from "../../kernel/feature.ts";
import { devicesCommands } from "./commands/devices.ts";
import { exportDefinitionCommands } from "./commands/export-definition.ts";
import { deviceUpkeepCommands } from "./commands/upkeep.ts";
import { channelsOperations } from "./operations/channels.ts";
import { deviceLifecycleOperations } from "./operations/device-lifecycle.ts";
import { devicesOperations } from "./operations/devices.ts";
import { eventGroupsOperations } from "./operations/event-groups.ts";
import { exportDefinitionOperations } from "./operations/export-definition.ts";
import { upkeepOperations } from "./operations/upkeep.ts";
import { visibilityOperations } from "./operations/visibility.ts";

export const devices: Feature = {
  name: "devices",
  operations: [
    ...channelsOperations,
    ...deviceLifecycleOperations,
    ...devicesOperations,
    ...eventGroupsOperations,
    ...exportDefinitionOperations,
    ...upkeepOperations,
    ...visibilityOperations,
  ],
  commands: [...deviceUpkeepCommands, ...devicesCommands, ...exportDefinitionCommands],
  broadcasts: [],
};
