/** Calculated data points: dew point, battery level, window open … made of what the devices report. */

import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import {
  type CalculatedPoint,
  calculatedAge,
  calculatedOf,
  isCalculatedAvailable,
} from "../../model/calculated/points.ts";
import type { ReadableValues } from "../../model/custom/profile.ts";
import { idOf } from "../../model/device-id.ts";
import { type Locale, parameterLabel } from "../../model/labels.ts";
import { dataPointName } from "../../model/names.ts";
import type { Channel, Device } from "../../model/types.ts";
import { channelOf, requireChannel, requireDevice } from "../shared/lookup.ts";
import type {
  CalculatedDPDetail,
  CalculatedDPSummary,
  CalculatedEntries,
  CalculatedEntry,
} from "./answers/custom-data-points.ts";
import { listsByDevice, mapLists } from "./lists-by-device.ts";

interface Place {
  device: Device;
  channel: Channel;
  values: ReadableValues;
  locale: Locale;
}

function describe({ device, channel, values, locale }: Place, point: CalculatedPoint): CalculatedDPSummary {
  const { observed, changedAt } = calculatedAge(point, values);
  const label = parameterLabel(point.name, channel.type, locale);
  return {
    name: point.name,
    unique_id: point.uniqueId,
    category: point.category,
    value: point.value(values),
    observed,
    available: isCalculatedAvailable(point, values),
    translated_name: dataPointName(device, channel, point.name, label),
    ...(observed ? { modified_at: new Date(changedAt).toISOString() } : {}),
  };
}

/** @throws Refusal 404 */
export async function listCalculated(
  scope: RequestScope,
  address: string,
  number: number,
  locale: Locale,
): Promise<CalculatedDPSummary[]> {
  const { device, channel } = await requireChannel(scope, address, number);
  const values = await scope.home.values(idOf(device));
  return calculatedOf(device, channel).map((point) => describe({ device, channel, values, locale }, point));
}

/** @throws Refusal 404 */
export async function readCalculated(
  scope: RequestScope,
  address: string,
  number: number,
  name: string,
  locale: Locale,
): Promise<CalculatedDPDetail> {
  const { device, channel } = await requireChannel(scope, address, number);
  const point = calculatedOf(device, channel).find((candidate) => candidate.name === name);
  if (!point) throw notFound(`no calculated data point ${name} on channel ${channel.address}`);
  const values = await scope.home.values(idOf(device));
  return { ...describe({ device, channel, values, locale }, point), depends_on: [...point.dependsOn] };
}

/** Of one channel, or of all. `undefined` = all channels. @throws Refusal 404 */
async function listCalculatedOf(
  scope: RequestScope,
  address: string,
  number: number | undefined,
  locale: Locale,
): Promise<CalculatedDPSummary[]> {
  return calculatedRows(scope, await requireDevice(scope, address), number, locale);
}

async function calculatedRows(
  scope: RequestScope,
  device: Device,
  number: number | undefined,
  locale: Locale,
): Promise<CalculatedDPSummary[]> {
  const values = await scope.home.values(idOf(device));
  const channels = number === undefined ? device.channels : [channelOf(device, number)];
  return channels.flatMap((channel) =>
    calculatedOf(device, channel).map((point) => describe({ device, channel, values, locale }, point)),
  );
}

/** Of all devices that have some, as {@link listsByDevice}. */
async function listAllCalculated(scope: RequestScope, locale: Locale): Promise<Record<string, CalculatedDPSummary[]>> {
  const lists = await listsByDevice(
    scope,
    () => true,
    (device) => calculatedRows(scope, device, undefined, locale),
  );
  return Object.fromEntries(Object.entries(lists).filter(([, rows]) => rows.length > 0));
}

// ---------------------------------------------------------------- as commands have it

const calculatedEntry = ({ unique_id: _id, modified_at: _at, ...row }: CalculatedDPSummary): CalculatedEntry => row;

/** calc_dp.list: of a device or one of its channels; without a device of all, by address. @throws Refusal 404 */
export async function listCalculatedEntries(
  scope: RequestScope,
  device: string,
  channel: number | undefined,
): Promise<CalculatedEntries> {
  const { locale } = scope.settings;
  if (device !== "") return (await listCalculatedOf(scope, device, channel, locale)).map(calculatedEntry);
  return mapLists(await listAllCalculated(scope, locale), calculatedEntry);
}

/** calc_dp.get: of a channel; without one of the first that has it. @throws Refusal 404 */
export async function readCalculatedEntry(
  scope: RequestScope,
  device: string,
  channel: number | undefined,
  name: string,
): Promise<CalculatedEntry> {
  const rows = await listCalculatedOf(scope, device, channel, scope.settings.locale);
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) throw notFound(`no calculated data point ${name} on device ${device}`);
  return calculatedEntry(row);
}
