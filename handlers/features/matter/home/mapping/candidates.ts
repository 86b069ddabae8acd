/** What of a device can be asked to be shown in Matter, each with its verdict: a pure function of the device. */
import { createHash } from "node:crypto";
import { type DeviceHealth, healthOf } from "../../../../model/availability.ts";
import { type CalculatedPoint, calculatedOf } from "../../../../model/calculated/points.ts";
import { type CustomDataPoint, customDataPointsOf, reading } from "../../../../model/custom/bind.ts";
import { describeCustom } from "../../../../model/custom/describe.ts";
import { listDataPoints, stateOf } from "../../../../model/find.ts";
import { type Locale, parameterLabel } from "../../../../model/labels.ts";
import { dataPointName } from "../../../../model/names.ts";
import { shownValue, type Values } from "../../../../model/shown-value.ts";
import type { Channel, DataPoint, Device } from "../../../../model/types.ts";
import type { MatterAttributes } from "../../../../ports/matter-bridge.ts";
import type { ExposureKey } from "../../exposure.ts";
import { customRow } from "./custom.ts";
import type { Projection, Verdict } from "./device-types.ts";
import { CALCULATED_ROWS, KEY_PROJECTION, SWITCH_ROW, type ValueRow, valueRow } from "./values.ts";

export interface Candidate {
  readonly key: ExposureKey;
  readonly device: Device;
  readonly channel: Channel;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly projection?: Projection;
  readonly features: readonly string[];
  readonly label?: string;
  readonly name: string;
  /** `undefined`: something is unknown that Matter has no word for. */
  readonly attributes: (values: Values) => MatterAttributes | undefined;
  /** What commands are for. */
  readonly custom?: CustomDataPoint;
  /** The same for a switch that is a plain value. */
  readonly point?: DataPoint;
  /** Of a key: presses of this channel are its events. */
  readonly isKey?: true;
}

export interface CandidateOptions {
  readonly locale: Locale;
  /** Also virtual channels, and values that are part of something else. */
  readonly secondary: boolean;
}

/** Of an endpoint: 32 characters that depend on nothing but what it stands for. */
export const endpointId = ({ central, device, channel, kind, name }: ExposureKey): string =>
  createHash("sha256")
    .update(JSON.stringify([central, device, channel, kind, name]))
    .digest("hex")
    .slice(0, 32);

/** Nothing in the projection of a device can be asked about that the device does not have. */
const NOTHING = (): undefined => undefined;

function verdictOf(projection: Projection | undefined, reason: string | undefined): Verdict {
  if (projection === undefined) return "unmappable";
  return reason === undefined ? "mappable" : "partially_mappable";
}

interface Place {
  readonly device: Device;
  readonly channel: Channel;
  readonly options: CandidateOptions;
  readonly power: readonly string[];
}

/** PowerSource: `battery` where the device says when it is low, `batteryLevel` where something says how full it is. */
function powerFeatures(device: Device): readonly string[] {
  const says = device.channels.some(({ values }) => values.has("LOW_BAT") || values.has("LOWBAT"));
  const level = device.channels.some(
    (channel) =>
      channel.number === 0 && calculatedOf(device, channel).some(({ name }) => name === "OPERATING_VOLTAGE_LEVEL"),
  );
  return [...(says ? ["battery"] : []), ...(level ? ["batteryLevel"] : [])];
}

/** BatChargeLevel: 0 enough, 1 low. BatPercentRemaining counts in halves of a percent. */
export const powerAttributes = ({ lowBattery, batteryLevel }: DeviceHealth): MatterAttributes => ({
  powerSource: {
    batChargeLevel: lowBattery === true ? 1 : 0,
    batReplacementNeeded: lowBattery === true,
    batPercentRemaining: batteryLevel === null ? null : batteryLevel * 2,
  },
});

function customCandidates(device: Device, options: CandidateOptions, power: readonly string[]): Candidate[] {
  const none: Values = new Map();
  return customDataPointsOf(device).points.flatMap((custom): Candidate[] => {
    const row = customRow(custom);
    if (row === undefined || custom.channel.hidden || (!custom.primary && !options.secondary)) return [];
    const { projection, reason, attributes } = row;
    const also = row.also?.({ custom }) ?? [];
    const view = describeCustom(device, custom, none);
    return [
      {
        key: keyOf(device, custom.number, "custom", custom.name),
        device,
        channel: custom.channel,
        verdict: verdictOf(projection, reason),
        ...(reason === undefined ? {} : { reason }),
        ...(projection && { projection: { ...projection, extra: [...(projection.extra ?? []), ...also] } }),
        features: projection ? [...(row.features?.({ custom }) ?? []), ...power] : [],
        name: nameOf(device, view.translated_name),
        custom,
        attributes: attributes
          ? (values) =>
              attributes({
                custom,
                view: describeCustom(device, custom, values),
                reading: reading(custom, values),
                health: healthOf(device, values),
              })
          : NOTHING,
      },
    ];
  });
}

const keyOf = (
  { central, address }: Device,
  channel: number,
  kind: ExposureKey["kind"],
  name: string,
): ExposureKey => ({ central, device: address, channel, kind, name });

/** Names of channels and values come without that of their device, which people need here. */
const nameOf = (device: Device, name: string | undefined): string =>
  name === undefined || name === "" || name === device.name
    ? device.name
    : name.startsWith(device.name)
      ? name
      : `${device.name} ${name}`;

function candidate(
  { device, channel, options, power }: Place,
  key: ExposureKey,
  { projection, reason }: Pick<ValueRow, "projection" | "reason">,
  attributes: Candidate["attributes"],
): Candidate {
  const label = parameterLabel(key.name, channel.type, options.locale);
  return {
    key,
    device,
    channel,
    verdict: verdictOf(projection, reason),
    ...(reason === undefined ? {} : { reason }),
    ...(projection && { projection }),
    features: projection ? power : [],
    label,
    name: nameOf(device, dataPointName(device, channel, key.name, label)),
    attributes,
  };
}

/** Values that are part of a thermostat, a light … : those show them. */
const isPart = ({ usage }: DataPoint): boolean => usage.startsWith("ce_");
const isNumber = ({ description: { TYPE } }: DataPoint): boolean => TYPE === "FLOAT" || TYPE === "INTEGER";

/** Classic switches are no custom data points: a value that is written. */
const isSwitch = ({ device, channel }: Place, { parameter, category }: DataPoint): boolean =>
  parameter === "STATE" &&
  category === "switch" &&
  !customDataPointsOf(device).points.some((custom) => custom.channel === channel);
const switchCandidate = (place: Place, point: DataPoint): Candidate => ({
  ...candidate(
    place,
    keyOf(place.device, place.channel.number ?? 0, "generic", point.parameter),
    SWITCH_ROW,
    (values) => SWITCH_ROW.attributes?.(shownValue(stateOf(values, point))),
  ),
  point,
});

function valueCandidates(place: Place): Candidate[] {
  const { device, channel, options } = place;
  return listDataPoints(channel).flatMap((point): Candidate[] => {
    if (point.paramset !== "VALUES" || !(point.operations.read || point.operations.event)) return [];
    if (isPart(point) && !options.secondary) return [];
    const { parameter, unit } = point;
    if (point.operations.write) return isSwitch(place, point) ? [switchCandidate(place, point)] : [];
    const row = valueRow({ parameter, unit, channelType: channel.type, isNumber: isNumber(point) });
    if (row === undefined) return [];
    const kind = isNumber(point) ? "measurement" : "generic";
    const key = keyOf(device, channel.number ?? 0, kind, parameter);
    return [candidate(place, key, row, (values) => row.attributes?.(shownValue(stateOf(values, point))))];
  });
}

/** What is put together of several parameters is listed by the name of combined data points: in lower case, or of a door. */
const isCombined = ({ name }: CalculatedPoint): boolean => name === "DOOR_MODE" || name === "duration";

function calculatedCandidates(place: Place): Candidate[] {
  const { device, channel } = place;
  return calculatedOf(device, channel).flatMap((point): Candidate[] => {
    const row = Object.hasOwn(CALCULATED_ROWS, point.name) ? CALCULATED_ROWS[point.name] : undefined;
    if (row === undefined) return [];
    const key = keyOf(device, channel.number ?? 0, isCombined(point) ? "combined" : "calculated", point.name);
    return [candidate(place, key, row, (values) => row.attributes?.(point.value(values)))];
  });
}

function keyCandidates(place: Place): Candidate[] {
  const { device, channel } = place;
  const group = channel.eventGroups.find(({ kind }) => kind === "keypress");
  const [first] = group?.parameters ?? [];
  if (group === undefined || first === undefined) return [];
  const name = group.parameters.includes("PRESS_SHORT") ? "PRESS_SHORT" : first;
  const isLong = group.parameters.some((parameter) => parameter.startsWith("PRESS_LONG"));
  const found = candidate(
    place,
    keyOf(device, channel.number ?? 0, "generic", name),
    { projection: KEY_PROJECTION },
    () => ({}),
  );
  return [{ ...found, isKey: true, features: [...(isLong ? ["longPress"] : []), ...found.features] }];
}

/** In the order of channels; hidden ones have none. What Matter has no projection for at all, and nobody would ask for, is left out. */
export function candidatesOf(device: Device, options: CandidateOptions): Candidate[] {
  const power = powerFeatures(device);
  const places = [device.root, ...device.channels]
    .filter(({ hidden }) => !hidden)
    .map((channel): Place => ({ device, channel, options, power }));
  return [
    ...customCandidates(device, options, power),
    ...places.flatMap((place) => [...valueCandidates(place), ...calculatedCandidates(place), ...keyCandidates(place)]),
  ];
}
