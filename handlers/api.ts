/** Everything that the program serves, in one place: the dispatchers, the contract and the tests read these lists. */
import type { z } from "zod";
import { authCommands } from "./commands/auth.ts";
import { ccuCommands } from "./commands/ccu.ts";
import { centralCommands } from "./commands/central.ts";
import { centralLinksCommands } from "./commands/central-links.ts";
import { configSessionCommands } from "./commands/config-session.ts";
import { customDataPointCommands } from "./commands/custom-data-points.ts";
import { deviceUpkeepCommands } from "./commands/device-upkeep.ts";
import { devicesCommands } from "./commands/devices.ts";
import { exportDefinitionCommands } from "./commands/export-definition.ts";
import { formCommands } from "./commands/forms.ts";
import { inboxListCommands } from "./commands/inbox-list.ts";
import { incidentsCommands } from "./commands/incidents.ts";
import { installModeCommands } from "./commands/install-mode.ts";
import { linksCommands } from "./commands/links.ts";
import { masterProfileCommands } from "./commands/master-profiles.ts";
import { messagesCommands } from "./commands/messages.ts";
import { paramsetCommands } from "./commands/paramset.ts";
import { paramsetCopyCommands } from "./commands/paramset-copy.ts";
import { programsCommands } from "./commands/programs.ts";
import { schedulesCommands } from "./commands/schedules.ts";
import { systemCommands } from "./commands/system.ts";
import { sysvarsCommands } from "./commands/sysvars.ts";
import type { Broadcast } from "./kernel/broadcast.ts";
import type { Command } from "./kernel/command.ts";
import type { Operation } from "./kernel/operation.ts";
import { assignmentOperations } from "./operations/assignments.ts";
import { auditOperations } from "./operations/audit.ts";
import { authOperations } from "./operations/auth.ts";
import { calculatedDataPointOperations } from "./operations/calculated-data-points.ts";
import { channelsOperations } from "./operations/channels.ts";
import { configOperations } from "./operations/config.ts";
import { configTransferOperations } from "./operations/config-transfer.ts";
import { customDataPointOperations } from "./operations/custom-data-points.ts";
import { dataPointsOperations } from "./operations/data-points.ts";
import { deviceLifecycleOperations } from "./operations/device-lifecycle.ts";
import { devicesOperations } from "./operations/devices.ts";
import { eventGroupsOperations } from "./operations/event-groups.ts";
import { exportDefinitionOperations } from "./operations/export-definition.ts";
import { hubOperations } from "./operations/hub.ts";
import { inboxOperations } from "./operations/inbox.ts";
import { infoOperations } from "./operations/info.ts";
import { installModeOperations } from "./operations/install-mode-operations.ts";
import { interfacesOperations } from "./operations/interfaces.ts";
import { linkOperations } from "./operations/link-operations.ts";
import { masterProfileOperations } from "./operations/master-profiles.ts";
import { alarmMessagesOperations, serviceMessagesOperations } from "./operations/message-operations.ts";
import { paramsetsOperations } from "./operations/paramsets.ts";
import { preferenceOperations } from "./operations/preferences.ts";
import { programsOperations } from "./operations/programs.ts";
import { relayOperations } from "./operations/relays.ts";
import { functionsOperations, roomsOperations } from "./operations/rooms.ts";
import { schedulesOperations } from "./operations/schedule-operations.ts";
import { editSessionOperations } from "./operations/sessions-edit.ts";
import { setupOperations } from "./operations/setup.ts";
import { snapshotOperations } from "./operations/snapshot.ts";
import { systemOperations } from "./operations/system.ts";
import { sysvarsOperations } from "./operations/sysvar-operations.ts";
import { tokenOperations } from "./operations/tokens.ts";
import { uiSchemaOperations } from "./operations/ui-schema.ts";
import { upkeepOperations } from "./operations/upkeep-operations.ts";
import { userOperations } from "./operations/users.ts";
import { visibilityOperations } from "./operations/visibility.ts";
import { BROADCASTS, WsEnvelope } from "./schemas/broadcasts.ts";
import { MatterSetupPayload } from "./schemas/matter.ts";

/** Marked as pure below: a bundle leaves out the list that it does not use, with everything behind it. */
const together = <T>(...lists: readonly (readonly T[])[]): readonly T[] => lists.flat();

export const operations: readonly Operation[] = /* @__PURE__ */ together(
  assignmentOperations,
  auditOperations,
  authOperations,
  calculatedDataPointOperations,
  channelsOperations,
  configOperations,
  configTransferOperations,
  customDataPointOperations,
  dataPointsOperations,
  deviceLifecycleOperations,
  devicesOperations,
  eventGroupsOperations,
  exportDefinitionOperations,
  hubOperations,
  inboxOperations,
  infoOperations,
  installModeOperations,
  interfacesOperations,
  linkOperations,
  masterProfileOperations,
  alarmMessagesOperations,
  serviceMessagesOperations,
  paramsetsOperations,
  preferenceOperations,
  programsOperations,
  relayOperations,
  roomsOperations,
  functionsOperations,
  schedulesOperations,
  editSessionOperations,
  setupOperations,
  snapshotOperations,
  systemOperations,
  sysvarsOperations,
  tokenOperations,
  uiSchemaOperations,
  upkeepOperations,
  userOperations,
  visibilityOperations,
);
/** Without what is served only for older clients. */
export const publishedOperations: readonly Operation[] = operations.filter(({ spec }) => !spec.unpublished);

export const commands: readonly Command[] = /* @__PURE__ */ together(
  authCommands,
  configSessionCommands,
  ccuCommands,
  centralCommands,
  centralLinksCommands,
  customDataPointCommands,
  deviceUpkeepCommands,
  devicesCommands,
  exportDefinitionCommands,
  formCommands,
  inboxListCommands,
  incidentsCommands,
  installModeCommands,
  linksCommands,
  masterProfileCommands,
  messagesCommands,
  paramsetCommands,
  paramsetCopyCommands,
  programsCommands,
  schedulesCommands,
  /* @__PURE__ */ systemCommands((): readonly string[] => commands.map(({ spec }) => spec.name).sort()),
  sysvarsCommands,
);

export const broadcasts: readonly Broadcast[] = BROADCASTS;

/** Schemas that no operation uses, but clients need by name. */
export const extraSchemas: readonly z.ZodType[] = [WsEnvelope, MatterSetupPayload];
