/** Calculated data points: dew point, battery level, window open … made of what the devices report. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import {
  type CalculatedPoint,
  calculatedAge,
  calculatedOf,
  isCalculatedAvailable,
} from "../../../model/calculated/points.ts";
import type { ReadableValues } from "../../../model/custom/profile.ts";
import { type Locale, parameterLabel } from "../../../model/labels.ts";
import { dataPointName } from "../../../model/names.ts";
import type { Channel, Device } from "../../../model/types.ts";
import { localeOf } from "../../shared/locale.ts";
import { channelOf, requireChannel, requireDevice } from "../../shared/lookup.ts";
import { ChannelNumber, DeviceAddress, ParameterName } from "../../shared/parameters.ts";
import { CalculatedDPDetail, CalculatedDPSummary } from "../schemas/custom-data-points.ts";

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
  const values = await scope.home.values(address);
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
  const values = await scope.home.values(address);
  return { ...describe({ device, channel, values, locale }, point), depends_on: [...point.dependsOn] };
}

export type CalculatedRow = CalculatedDPSummary & { available: boolean };

/** Of one channel, or of all. `undefined` = all channels. @throws Refusal 404 */
export async function listCalculatedOf(
  scope: RequestScope,
  address: string,
  number: number | undefined,
  locale: Locale,
): Promise<CalculatedRow[]> {
  const device = await requireDevice(scope, address);
  const values = await scope.home.values(address);
  const channels = number === undefined ? device.channels : [channelOf(device, number)];
  return channels.flatMap((channel) =>
    calculatedOf(device, channel).map((point) => ({
      ...describe({ device, channel, values, locale }, point),
      available: isCalculatedAvailable(point, values),
    })),
  );
}

/** Of all devices that have some, by address. */
export async function listAllCalculated(scope: RequestScope, locale: Locale): Promise<Record<string, CalculatedRow[]>> {
  const devices = await scope.home.devices();
  const lists = await Promise.all(
    devices.map(async ({ address }) => [address, await listCalculatedOf(scope, address, undefined, locale)] as const),
  );
  return Object.fromEntries(lists.filter(([, rows]) => rows.length > 0));
}

const CHANNEL = { addr: DeviceAddress, no: ChannelNumber } as const;

export const calculatedDataPointOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/calc-dps",
      operationId: "listCalculatedDataPoints",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "Values made of others: dew point, battery level, window open …",
      params: CHANNEL,
      responses: { 200: CalculatedDPSummary.array(), 400: Problem, 404: Problem },
    },
    async (context) => {
      const { addr, no } = context.params;
      return ok(await listCalculated(context, addr, no, localeOf(context)));
    },
  ),
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/calc-dps/{name}",
      operationId: "getCalculatedDataPoint",
      role: "viewer",
      served: "here",
      tag: "devices",
      summary: "One calculated value, and what it is made of",
      params: { ...CHANNEL, name: ParameterName },
      responses: { 200: CalculatedDPDetail, 400: Problem, 404: Problem },
    },
    async (context) => {
      const { addr, no, name } = context.params;
      return ok(await readCalculated(context, addr, no, name, localeOf(context)));
    },
  ),
];
