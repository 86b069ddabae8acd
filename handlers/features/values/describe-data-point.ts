/** A data point as the API shows it. */

import { batteryOf } from "../../model/calculated/battery.ts";
import { isStateless } from "../../model/classify.ts";
import { iso } from "../../model/iso-time.ts";
import { type Locale, parameterLabel, valueTranslations } from "../../model/labels.ts";
import { dataPointName } from "../../model/names.ts";
import { shownValue } from "../../model/shown-value.ts";
import type { Channel, DataPoint, Device, ValueState } from "../../model/types.ts";
import { uiHint } from "../../model/ui-hints.ts";
import { shownLimits, specials } from "../../model/values.ts";
import type { DataPointSummary } from "./answers/data-points.ts";

export interface DataPointView {
  locale: Locale;
  /** Milliseconds since the epoch: the age of a value counts up to here. */
  now: number;
}

function describeState(state: ValueState | undefined, now: number): Partial<DataPointSummary> {
  if (state === undefined || state.source === "unobserved") return { observed: false, source: "unobserved" };
  const changed = iso(state.changedAt);
  const age = Math.floor((now - state.seenAt) / 1000);
  return {
    observed: true,
    source: state.source,
    modified_at: changed,
    last_changed_at: changed,
    last_seen_at: iso(state.seenAt),
    ...(age > 0 ? { value_age_seconds: age } : {}),
  };
}

/** What complains about the batteries of a device (device-model 3.3). */
const LOW_BATTERY: ReadonlySet<string> = new Set(["LOW_BAT", "LOWBAT", "LOWBAT_REPORTING"]);

/** Which ones it takes: told where it complains about them. */
function batteries(device: Device, parameter: string): Record<string, unknown> {
  const battery = LOW_BATTERY.has(parameter) ? batteryOf(device.model) : undefined;
  return battery ? { battery_type: battery.type, battery_quantity: battery.cells } : {};
}

/**
 * What the contract has no member for: named values outside the limits, the status that says that the value is none, and
 * which batteries are meant.
 */
function additional(
  device: Device,
  { description, parameter }: DataPoint,
  state: ValueState | undefined,
): Partial<DataPointSummary> {
  const named = Object.fromEntries(specials(description));
  const information = {
    ...(Object.keys(named).length > 0 ? { special_values: named } : {}),
    ...(state?.status === undefined ? {} : { status: state.status }),
    ...batteries(device, parameter),
  };
  return Object.keys(information).length > 0 ? { additional_information: information } : {};
}

/** `state` comes from `stateOf` or from the home's values; `undefined` = never observed. */
export function describeDataPoint(
  device: Device,
  channel: Channel,
  point: DataPoint,
  state: ValueState | undefined,
  view: DataPointView,
): DataPointSummary {
  const { description, parameter } = point;
  const label = parameterLabel(parameter, channel.type, view.locale);
  const translations = valueTranslations(description.VALUE_LIST, view.locale);
  return {
    parameter,
    unique_id: point.uniqueId,
    parameter_label: label,
    translated_name: dataPointName(device, channel, parameter, label),
    label_omitted: false,
    value: isStateless(point) ? null : (shownValue(state) ?? null),
    observed: false,
    ...describeState(state, view.now),
    operations: point.operations,
    ...(point.category === undefined ? {} : { category: point.category }),
    ...(point.dataPointType === undefined ? {} : { data_point_type: point.dataPointType }),
    usage: point.usage,
    ...(description.CONTROL ? { control: description.CONTROL } : {}),
    type: description.TYPE,
    ...(description.VALUE_LIST?.length ? { value_list: description.VALUE_LIST } : {}),
    ...(translations ? { value_translations: translations } : {}),
    ...(point.unit === undefined ? {} : { unit: point.unit }),
    ...shownLimits(description),
    ui_hint: uiHint(parameter, description, point.unit),
    ...additional(device, point, state),
  };
}
