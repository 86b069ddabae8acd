/** The alarm panel: zones that are armed, what they watch, what they do, and who may tell them to. */
import type { Feature } from "../../kernel/feature.ts";
import { ALARM_BROADCASTS } from "./broadcasts.ts";
import { alarmCommands } from "./commands.ts";
import { startAlarm } from "./home/start.ts";
import { codeOperations } from "./operations/codes.ts";
import { controlOperations } from "./operations/control.ts";
import { journalOperations } from "./operations/journal.ts";
import { outputOperations } from "./operations/outputs.ts";
import { stateOperations } from "./operations/state.ts";
import { walkTestOperations } from "./operations/walktest.ts";
import { zoneOperations } from "./operations/zones.ts";
import { alarmSettings } from "./settings.ts";

export const alarm: Feature = {
  name: "alarm",
  operations: [
    ...stateOperations,
    ...zoneOperations,
    ...controlOperations,
    ...journalOperations,
    ...walkTestOperations,
    ...outputOperations,
    ...codeOperations,
  ],
  commands: [...alarmCommands],
  broadcasts: [...ALARM_BROADCASTS],
  sections: [alarmSettings],
  start: startAlarm,
};
