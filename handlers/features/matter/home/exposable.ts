/** What can be shown in Matter, and what is chosen. */
import { badRequest } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { chooseCentral } from "../../shared/central-scope.ts";
import type { MatterExposure } from "../answers.ts";
import { exposableChanged } from "../broadcasts.ts";
import type { ExposureKey } from "../exposure.ts";
import type { MatterExposureUpdate } from "../schemas.ts";
import { matterSettings } from "../settings.ts";
import { requireEngine } from "./access.ts";
import { checkExposed, type Decision, decide, type Exposure, readExposures } from "./exposures.ts";
import { type Candidate, candidatesOf, endpointId } from "./mapping/candidates.ts";
import { CLUSTERS, clustersOf, DEVICE_TYPES, type DeviceType } from "./mapping/device-types.ts";

const optionsOf = (scope: RequestScope) => ({
  locale: scope.settings.locale,
  secondary: scope.sections.read(matterSettings).expose_secondary_channels,
});

const keyAnswer = ({ central, device, channel, kind, name }: ExposureKey) => ({
  central_name: central,
  device_address: device,
  channel_no: channel,
  dp_kind: kind,
  dp_key: name,
});

/** Apps that do not show it, and those of which nobody could confirm that. */
function appsWithout({ unseenBy = [] }: Partial<DeviceType> = {}): Partial<MatterExposure> {
  const apps = (isSure: boolean) =>
    unseenBy.filter(({ doubt }) => (doubt === undefined) === isSure).map(({ app }) => app);
  const [sure, doubtful] = [apps(true), apps(false)];
  return {
    ...(sure.length > 0 ? { not_shown_by: sure } : {}),
    ...(doubtful.length > 0 ? { perhaps_not_shown_by: doubtful } : {}),
  };
}

function candidateAnswer({
  key,
  verdict,
  reason,
  projection,
  label,
  name,
}: Candidate): Omit<MatterExposure, "enabled"> {
  const type: DeviceType | undefined = projection && DEVICE_TYPES[projection.type];
  return {
    ...keyAnswer(key),
    ...(label === undefined ? {} : { parameter_label: label }),
    display_name: name,
    mappable: verdict,
    ...(projection && type
      ? { device_type: type.id, clusters: clustersOf(projection).map((cluster) => CLUSTERS[cluster]) }
      : {}),
    ...(reason === undefined ? {} : { reason }),
    ...appsWithout(type),
  };
}

const decisionAnswer = (row: Exposure | undefined) => ({
  enabled: row?.enabled ?? false,
  ...(row?.friendlyName === undefined ? {} : { friendly_name: row.friendlyName }),
});

/** All candidates joined with what is decided; rows whose device is not known now come last. @throws Refusal 503 without Matter */
export async function listExposable(scope: RequestScope): Promise<MatterExposure[]> {
  const numbers = requireEngine(scope).state().node?.numbers();
  const rows = await readExposures(scope.store);
  const numbered = (id: string) => {
    const endpoint = numbers?.get(id);
    return endpoint === undefined ? {} : { endpoint };
  };
  const options = optionsOf(scope);
  const items: MatterExposure[] = [];
  for (const device of await scope.home.devices())
    for (const candidate of candidatesOf(device, options)) {
      const id = endpointId(candidate.key);
      items.push({ ...candidateAnswer(candidate), ...decisionAnswer(rows.get(id)), ...numbered(id) });
      rows.delete(id);
    }
  for (const [id, row] of rows)
    items.push({
      ...keyAnswer(row),
      ...(row.shown ? { display_name: row.shown.name } : {}),
      ...decisionAnswer(row),
      mappable: "unmappable",
      reason: "its device is not known",
      ...numbered(id),
    });
  return items;
}

const keyOf = (update: MatterExposureUpdate): ExposureKey => ({
  central: update.central_name,
  device: update.device_address,
  channel: update.channel_no,
  kind: update.dp_kind,
  name: update.dp_key,
});

/** @throws Refusal 400 where there is no such data point, or it cannot be shown */
async function checked(
  scope: RequestScope,
  update: MatterExposureUpdate,
  rows: ReadonlyMap<string, Exposure>,
): Promise<Decision> {
  const key = keyOf(update);
  const id = endpointId(key);
  const device = await scope.home.device(deviceId(key.central, key.device));
  const candidate = device && candidatesOf(device, optionsOf(scope)).find((one) => endpointId(one.key) === id);
  const what = `${key.kind} ${key.name} on channel ${key.channel} of ${key.device} at ${key.central}`;
  if (!candidate && !rows.has(id)) {
    await chooseCentral(scope, key.central);
    throw badRequest(`there is no ${what} that could be shown`);
  }
  if (update.enabled && candidate && !candidate.projection)
    throw badRequest(`${what} cannot be shown: ${candidate.reason ?? "Matter has nothing like it"}`);
  return { key, enabled: update.enabled, friendlyName: update.friendly_name };
}

/** Checked as a whole, before the first row is written. Resolves to the rows that are others now. */
async function apply(scope: RequestScope, updates: readonly MatterExposureUpdate[]): Promise<MatterExposureUpdate[]> {
  const engine = requireEngine(scope);
  const rows = await readExposures(scope.store);
  const decisions: Decision[] = [];
  for (const update of updates) decisions.push(await checked(scope, update, rows));
  checkExposed(rows, decisions);
  const changed: MatterExposureUpdate[] = [];
  for (const [at, decision] of decisions.entries())
    if (await decide(scope.store, decision)) changed.push(updates[at] as MatterExposureUpdate);
  if (changed.length === 0) return changed;
  await engine.state().topology?.changed();
  for (const update of changed) scope.events.publish(exposableChanged, update);
  return changed;
}

const noted = ({ enabled }: MatterExposureUpdate): string => (enabled ? "shown" : "not shown");

/** @throws Refusal 400 where there is no such data point, it cannot be shown, or there are too many; 503 */
export async function updateExposable(scope: RequestScope, update: MatterExposureUpdate): Promise<void> {
  const [changed] = await apply(scope, [update]);
  if (!changed) return;
  await recordAudit(scope, scope.identity, {
    action: "matter_exposure_update",
    central: update.central_name,
    device_address: update.device_address,
    channel_no: update.channel_no,
    parameter: update.dp_key,
    note: noted(update),
  });
}

/** How many rows are others now. @throws as {@link updateExposable}; nothing was changed then */
export async function updateManyExposable(
  scope: RequestScope,
  updates: readonly MatterExposureUpdate[],
): Promise<number> {
  const changed = await apply(scope, updates);
  if (changed.length > 0)
    await recordAudit(scope, scope.identity, {
      action: "matter_exposure_bulk",
      note: `${changed.length} data points`,
      changes: changed.map((update) => ({
        parameter: `${update.device_address}:${update.channel_no} ${update.dp_key}`,
        after: update.enabled,
      })),
    });
  return changed.length;
}
