/** A channel's configuration as a file, and back onto this or another channel of the same type. */
import { badRequest } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { DataPointParamset } from "../../../model/types.ts";
import { dataPointsOf, requireChannel } from "../../shared/lookup.ts";
import type { ImportReport } from "../answers/config-transfer.ts";
import type { ExportedConfiguration } from "../schemas/config-transfer.ts";
import { broken, differing, immovable, inconsistent, requireFewValues } from "./config-changes.ts";
import type { Owner } from "./paramset-place.ts";
import { readParamset } from "./read-paramset.ts";
import { writeOwnParamset } from "./write-paramset.ts";

/** Of the form of the file, not of the program. */
const VERSION = "1";

/** What of a paramset can be set again, as the CCU has it now. @throws Refusal 404 503, CcuFault */
export async function movableValues(scope: RequestScope, { channel }: Owner, key: DataPointParamset) {
  const points = dataPointsOf(channel, key);
  const read = await readParamset(scope, { address: channel.address, key });
  return Object.fromEntries(
    Object.entries(read).filter(
      ([parameter, value]) => value !== null && value !== undefined && immovable(points.get(parameter)) === undefined,
    ),
  );
}

/** GET …/config/export. @throws Refusal 400 404 503, CcuFault */
export async function exportConfiguration(
  scope: RequestScope,
  address: string,
  number: number,
  key: DataPointParamset,
): Promise<ExportedConfiguration> {
  const owner = await requireChannel(scope, address, number);
  const { device, channel } = owner;
  const values = await movableValues(scope, owner, key);
  return {
    version: VERSION,
    exported_at: new Date(scope.clock.now()).toISOString(),
    central_name: device.central,
    device_address: device.address,
    model: device.model,
    ...(device.description.FIRMWARE ? { firmware: device.description.FIRMWARE } : {}),
    channel_address: channel.address,
    channel_type: channel.type,
    paramset_key: key,
    values,
  };
}

function requireFitting({ channel }: Owner, file: ExportedConfiguration): DataPointParamset {
  const { paramset_key: key, version } = file;
  if (version !== VERSION) throw badRequest(`file version ${version} is not supported; it must be ${VERSION}`);
  if (key !== "MASTER" && key !== "VALUES") throw badRequest(`${key} cannot be imported: only MASTER and VALUES can`);
  if (file.channel_type !== channel.type)
    throw badRequest(
      `the file is of a ${file.channel_type}, ${channel.address} is a ${channel.type}`,
      "Another type of channel",
    );
  return key;
}

/**
 * POST …/config/import. What the channel does not have (another firmware, another model with the same kind of channel) is
 * left out and told; a value that a parameter does not take, or that does not fit the others, refuses the whole file.
 * Only what differs is written: radio time is scarce.
 * @throws Refusal 400 403 404 423 503, CcuFault
 */
export async function importConfiguration(
  scope: RequestScope,
  address: string,
  number: number,
  file: ExportedConfiguration,
): Promise<ImportReport> {
  const owner = await requireChannel(scope, address, number);
  const key = requireFitting(owner, file);
  requireFewValues(file.values);
  const points = dataPointsOf(owner.channel, key);
  const skipped: ImportReport["skipped"] = [];
  const requested: Record<string, unknown> = {};
  for (const [parameter, value] of Object.entries(file.values)) {
    const reason = immovable(points.get(parameter));
    if (reason === undefined) requested[parameter] = value;
    else skipped.push({ parameter, reason });
  }
  const current = await readParamset(scope, { address: owner.channel.address, key });
  const changes = differing(owner, key, current, requested);
  const count = Object.keys(changes).length;
  const report = { imported: count, unchanged: Object.keys(requested).length - count, skipped };
  if (count === 0) return report;
  const rules = broken(owner, key, current, changes);
  if (rules.length > 0) throw inconsistent(rules);
  const note = `imported from ${file.channel_address}`;
  await writeOwnParamset(scope, owner, key, changes, { before: current, note });
  return report;
}
