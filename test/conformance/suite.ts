/** All cases of all operations, written and generated. */
import { operations } from "../../handlers/api.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import type { Case } from "./case.ts";
import { alarmCases } from "./cases/alarm.ts";
import { auditCases } from "./cases/audit.ts";
import { authCases } from "./cases/auth.ts";
import { backupCases } from "./cases/backups.ts";
import { channelCases } from "./cases/channels.ts";
import { configTransferCases } from "./cases/config.ts";
import { configurationCases, discoveryCases } from "./cases/configuration.ts";
import { coreCases } from "./cases/core.ts";
import { customDataPointCases } from "./cases/custom-data-points.ts";
import { dataPointCases } from "./cases/data-points.ts";
import { deviceLifecycleCases } from "./cases/device-lifecycle.ts";
import { deviceCases } from "./cases/devices.ts";
import { diagnosticsCases } from "./cases/diagnostics.ts";
import { formCases } from "./cases/forms.ts";
import { groupCases } from "./cases/groups.ts";
import { diagramCases, historyCases } from "./cases/history.ts";
import { installModeCases } from "./cases/install-mode.ts";
import { linkCases } from "./cases/links.ts";
import { matterCases } from "./cases/matter.ts";
import { messageCases } from "./cases/messages.ts";
import { mqttCases } from "./cases/mqtt.ts";
import { editSessionCases, paramsetCases } from "./cases/paramsets.ts";
import { preferenceCases } from "./cases/preferences.ts";
import { programCases } from "./cases/programs.ts";
import { roomCases } from "./cases/rooms.ts";
import { scheduleCases } from "./cases/schedules.ts";
import { setupCases } from "./cases/setup.ts";
import { signOnCases } from "./cases/sign-on.ts";
import { systemCases } from "./cases/system.ts";
import { sysvarCases } from "./cases/sysvars.ts";
import { tokenCases } from "./cases/tokens.ts";
import { twoCcuCases } from "./cases/two-ccus.ts";
import { upkeepCases } from "./cases/upkeep.ts";
import { userCases } from "./cases/users.ts";
import { visibilityCases } from "./cases/visibility.ts";
import { webhookCases } from "./cases/webhooks.ts";
import { published } from "./contract.ts";
import { basesOf, generatedCases, keyOf } from "./generated.ts";

export const written: readonly Case[] = [
  ...alarmCases,
  ...auditCases,
  ...authCases,
  ...backupCases,
  ...channelCases,
  ...configTransferCases,
  ...configurationCases,
  ...discoveryCases,
  ...coreCases,
  ...customDataPointCases,
  ...dataPointCases,
  ...deviceLifecycleCases,
  ...deviceCases,
  ...diagnosticsCases,
  ...formCases,
  ...groupCases,
  ...historyCases,
  ...diagramCases,
  ...installModeCases,
  ...linkCases,
  ...messageCases,
  ...matterCases,
  ...mqttCases,
  ...editSessionCases,
  ...paramsetCases,
  ...preferenceCases,
  ...programCases,
  ...roomCases,
  ...scheduleCases,
  ...setupCases,
  ...systemCases,
  ...sysvarCases,
  ...tokenCases,
  ...twoCcuCases,
  ...upkeepCases,
  ...userCases,
  ...visibilityCases,
  ...signOnCases,
  ...webhookCases,
];
export const bases = basesOf(written);

export interface Suite {
  key: string;
  spec: Operation["spec"];
  statuses: readonly number[];
  cases: readonly Case[];
}

/** Without what is served only for older clients. */
export const publishedOperations = operations.filter(({ spec }) => !spec.unpublished);
const declarations = new Map(publishedOperations.map(({ spec }) => [keyOf(spec), spec]));

/** One entry for each published operation. */
export const suites: readonly Suite[] = published.map((operation) => {
  const key = keyOf(operation);
  const spec = declarations.get(key);
  if (!spec) throw new Error(`${key} is published, but not declared`);
  const base = bases.get(key);
  const own = written.filter((one) => one.operation === key);
  return {
    key,
    spec,
    statuses: operation.statuses,
    cases: base ? [...own, ...generatedCases(spec, operation, base)] : own,
  };
});
