/** What the logic layer of a CCU keeps: programs, system variables, rooms, functions, messages, inbox. */
import type { Feature } from "../../kernel/feature.ts";
import { inboxListCommands } from "./commands/inbox.ts";
import { installModeCommands } from "./commands/install-mode.ts";
import { messagesCommands } from "./commands/messages.ts";
import { programsCommands } from "./commands/programs.ts";
import { sysvarsCommands } from "./commands/sysvars.ts";
import { assignmentOperations } from "./operations/assignments.ts";
import { hubOperations } from "./operations/hub.ts";
import { inboxOperations } from "./operations/inbox.ts";
import { installModeOperations } from "./operations/install-mode.ts";
import { alarmMessagesOperations, serviceMessagesOperations } from "./operations/messages.ts";
import { programsOperations } from "./operations/programs.ts";
import { functionsOperations, roomsOperations } from "./operations/rooms.ts";
import { sysvarsOperations } from "./operations/sysvars.ts";

export const hub: Feature = {
  name: "hub",
  operations: [
    ...assignmentOperations,
    ...hubOperations,
    ...inboxOperations,
    ...installModeOperations,
    ...alarmMessagesOperations,
    ...serviceMessagesOperations,
    ...programsOperations,
    ...roomsOperations,
    ...functionsOperations,
    ...sysvarsOperations,
  ],
  commands: [
    ...inboxListCommands,
    ...installModeCommands,
    ...messagesCommands,
    ...programsCommands,
    ...sysvarsCommands,
  ],
  broadcasts: [],
};
