/** Everything that the program serves, in one place: the dispatchers, the contract and the tests read these lists. */
import type { z } from "zod";
import { BROADCASTS, WsEnvelope } from "./broadcasts/broadcasts.ts";
import { authCommands } from "./features/accounts/commands.ts";
import { auditOperations } from "./features/accounts/operations/audit.ts";
import { authOperations } from "./features/accounts/operations/auth.ts";
import { preferenceOperations } from "./features/accounts/operations/preferences.ts";
import { setupOperations } from "./features/accounts/operations/setup.ts";
import { tokenOperations } from "./features/accounts/operations/tokens.ts";
import { userOperations } from "./features/accounts/operations/users.ts";
import { devicesCommands } from "./features/devices/commands/devices.ts";
import { exportDefinitionCommands } from "./features/devices/commands/export-definition.ts";
import { deviceUpkeepCommands } from "./features/devices/commands/upkeep.ts";
import { channelsOperations } from "./features/devices/operations/channels.ts";
import { deviceLifecycleOperations } from "./features/devices/operations/device-lifecycle.ts";
import { devicesOperations } from "./features/devices/operations/devices.ts";
import { eventGroupsOperations } from "./features/devices/operations/event-groups.ts";
import { exportDefinitionOperations } from "./features/devices/operations/export-definition.ts";
import { upkeepOperations } from "./features/devices/operations/upkeep.ts";
import { visibilityOperations } from "./features/devices/operations/visibility.ts";
import { inboxListCommands } from "./features/hub/commands/inbox.ts";
import { installModeCommands } from "./features/hub/commands/install-mode.ts";
import { messagesCommands } from "./features/hub/commands/messages.ts";
import { programsCommands } from "./features/hub/commands/programs.ts";
import { sysvarsCommands } from "./features/hub/commands/sysvars.ts";
import { assignmentOperations } from "./features/hub/operations/assignments.ts";
import { hubOperations } from "./features/hub/operations/hub.ts";
import { inboxOperations } from "./features/hub/operations/inbox.ts";
import { installModeOperations } from "./features/hub/operations/install-mode.ts";
import { alarmMessagesOperations, serviceMessagesOperations } from "./features/hub/operations/messages.ts";
import { programsOperations } from "./features/hub/operations/programs.ts";
import { functionsOperations, roomsOperations } from "./features/hub/operations/rooms.ts";
import { sysvarsOperations } from "./features/hub/operations/sysvars.ts";
import { centralLinksCommands } from "./features/links/commands/central-links.ts";
import { linksCommands } from "./features/links/commands/links.ts";
import { linkOperations } from "./features/links/operations.ts";
import { MatterSetupPayload } from "./features/matter/schemas.ts";
import { configSessionCommands } from "./features/paramsets/commands/config-sessions.ts";
import { formCommands } from "./features/paramsets/commands/forms.ts";
import { masterProfileCommands } from "./features/paramsets/commands/master-profiles.ts";
import { paramsetCopyCommands } from "./features/paramsets/commands/paramset-copy.ts";
import { paramsetCommands } from "./features/paramsets/commands/paramsets.ts";
import { configTransferOperations } from "./features/paramsets/operations/config-transfer.ts";
import { editSessionOperations } from "./features/paramsets/operations/edit-sessions.ts";
import { masterProfileOperations } from "./features/paramsets/operations/master-profiles.ts";
import { paramsetsOperations } from "./features/paramsets/operations/paramsets.ts";
import { uiSchemaOperations } from "./features/paramsets/operations/ui-schema.ts";
import { relayOperations } from "./features/relays/operations.ts";
import { schedulesCommands } from "./features/schedules/commands.ts";
import { schedulesOperations } from "./features/schedules/operations.ts";
import { ccuCommands } from "./features/system/commands/ccu.ts";
import { centralCommands } from "./features/system/commands/central.ts";
import { incidentsCommands } from "./features/system/commands/incidents.ts";
import { systemCommands } from "./features/system/commands/system.ts";
import { configOperations } from "./features/system/operations/config.ts";
import { infoOperations } from "./features/system/operations/info.ts";
import { interfacesOperations } from "./features/system/operations/interfaces.ts";
import { snapshotOperations } from "./features/system/operations/snapshot.ts";
import { systemOperations } from "./features/system/operations/system.ts";
import { customDataPointCommands } from "./features/values/commands.ts";
import { calculatedDataPointOperations } from "./features/values/operations/calculated-data-points.ts";
import { customDataPointOperations } from "./features/values/operations/custom-data-points.ts";
import { dataPointsOperations } from "./features/values/operations/data-points.ts";
import type { Broadcast } from "./kernel/broadcast.ts";
import type { Command } from "./kernel/command.ts";
import type { Operation } from "./kernel/operation.ts";

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
