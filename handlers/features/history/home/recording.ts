/** Whether a single data point is recorded (subsystems 5.1). */
import type { Identity } from "../../../kernel/identity.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import type { DataPoint } from "../../../model/types.ts";
import type { SeriesName } from "../../../ports/history.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { chooseCentral } from "../../shared/central-scope.ts";
import type { RecordingState } from "../answers.ts";
import type { RecordingWriteRequest } from "../schemas.ts";
import { historySettings } from "../settings.ts";
import { type NamedSeries, requireRecording, seriesOf } from "./access.ts";
import { overrideKey, storeOverride } from "./overrides.ts";
import { policyRecords } from "./policy.ts";

const addressOf = (channel: string): { device: string; number: number | undefined } => {
  const [device = "", number] = channel.split(":", 2);
  return { device, number: number !== undefined && /^\d{1,4}$/.test(number) ? Number(number) : undefined };
};

async function pointOf({ home }: RequestScope, name: SeriesName): Promise<DataPoint | undefined> {
  const { device } = addressOf(name.channel);
  const found = await home.device(deviceId(name.central, device));
  return found?.channels.find(({ address }) => address === name.channel)?.values.get(name.parameter);
}

/** @throws Refusal 503 where history is off */
export async function readRecording(scope: RequestScope, named: NamedSeries): Promise<RecordingState> {
  const { overrides } = requireRecording(scope);
  const name = seriesOf(named);
  const decided = overrides.get(overrideKey(name));
  if (decided !== undefined) return { record: decided, source: "override" };
  const policy = scope.sections.read(historySettings);
  return { record: policyRecords(policy, name, await pointOf(scope, name)), source: "policy" };
}

/** Holds for samples from now on. @throws Refusal 400 where there is no such CCU, 503 where history is off */
export async function decideRecording(
  scope: RequestScope,
  who: Identity,
  request: RecordingWriteRequest,
): Promise<RecordingState> {
  const history = requireRecording(scope);
  await chooseCentral(scope, request.central);
  const before = await readRecording(scope, request);
  const name = seriesOf(request);
  const record = request.record ?? undefined;
  await storeOverride(scope.store, name, record);
  if (record === undefined) history.overrides.delete(overrideKey(name));
  else history.overrides.set(overrideKey(name), record);
  history.decided();
  const after = await readRecording(scope, request);
  const { device, number } = addressOf(name.channel);
  await recordAudit(scope, who, {
    action: "recording_toggle",
    central: name.central,
    device_address: device,
    ...(number === undefined ? {} : { channel_no: number }),
    parameter: name.parameter,
    changes: [{ parameter: "record", before: before.record, after: after.record }],
  });
  return after;
}
