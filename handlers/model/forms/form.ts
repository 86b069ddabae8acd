/** A paramset as a form (device-model 5.4). Pure: values and language come with the call. */

import type { ParameterDescription } from "../../ports/index.ts";
import { operationsOf } from "../classify.ts";
import { channelTypeLabel, type Locale } from "../labels.ts";
import type { Channel, DataPoint, Device } from "../types.ts";
import { cleanUnit, multiplier } from "../units.ts";
import { bounds, shownLimits, specials } from "../values.ts";
import { visibilityRules } from "./conditions.ts";
import type { Form, FormField } from "./form-view.ts";
import { type FormGroup, pressesOf, sectionsOf } from "./groups.ts";
import { helpOf } from "./help.ts";
import { choiceLabel, formLabel, linkLabel } from "./labels.ts";
import { linkKind, splitPress } from "./link-parameters.ts";
import { type ProfileChoice, profileChoices } from "./master-profiles.ts";
import { crossRules } from "./rules.ts";
import { isInForm } from "./selection.ts";
import { selectorOf, type TimePair, timePairs, timePresets, unitSeconds } from "./times.ts";

export type FormParamset = "VALUES" | "MASTER" | "LINK";

/** A parameter before it is shown. */
export interface FormSource {
  parameter: string;
  description: ParameterDescription;
  operations: { readonly read: boolean; readonly write: boolean; readonly event: boolean };
  unit: string | undefined;
}
/** What is known of its value. */
export interface FormValue {
  value: unknown;
  /** Milliseconds since the epoch. */
  modifiedAt?: number;
}

export interface FormRequest {
  device: Device;
  channel: Channel;
  paramset: FormParamset;
  locale: Locale;
  /** Everything that can be read or written, also what only experts should touch. */
  expert: boolean;
  sources: readonly FormSource[];
  /** By parameter; absent = never observed. */
  values: ReadonlyMap<string, FormValue>;
}

const bit = (value: unknown, mask: number): boolean => (Number(value) & mask) !== 0;

export const sourcesOfPoints = (points: ReadonlyMap<string, DataPoint>): FormSource[] => [...points.values()];

/** Parameters of a LINK paramset, which the model does not keep. Entries that are no description are skipped. */
export function sourcesOfDescription(descriptions: Readonly<Record<string, unknown>>): FormSource[] {
  return Object.entries(descriptions).flatMap(([parameter, raw]): FormSource[] => {
    const description = raw as ParameterDescription | null;
    if (typeof description !== "object" || description === null || typeof description.TYPE !== "string") return [];
    const bits = operationsOf("MASTER", description.OPERATIONS);
    const operations = { read: bit(bits, 1), write: bit(bits, 2), event: bit(bits, 4) };
    return [{ parameter, description, operations, unit: cleanUnit(parameter, description.UNIT) }];
  });
}

/** Parameters that the form shows. */
export const selected = ({ sources, paramset, expert }: Pick<FormRequest, "sources" | "paramset" | "expert">) =>
  sources.filter((source) => isInForm(source, paramset, expert));

// ---------------------------------------------------------------- one parameter

const listOf = ({ VALUE_LIST }: ParameterDescription): readonly string[] =>
  Array.isArray(VALUE_LIST) ? VALUE_LIST.map(String) : [];

/** Entries without a name are reserved by the device: nobody can choose them. */
const choices = (list: readonly string[], locale: Locale) =>
  list.flatMap((key, value) => (key === "" ? [] : [{ value, key, label: choiceLabel(key, locale) }]));

function timeMembers(pair: TimePair | undefined, form: Prepared): Partial<FormField> {
  if (!pair) return {};
  const selector = selectorOf(pair.stem);
  const units = listOf(form.byName.get(pair.unit)!.description);
  const limit = bounds(form.byName.get(pair.number)!.description).max;
  const presets =
    selector && limit !== undefined && Number.isInteger(limit) && limit > 0
      ? timePresets(selector, units, limit, form.request.locale)
      : [];
  return {
    time_pair_id: pair.stem,
    ...(selector ? { time_selector_type: selector } : {}),
    ...(presets.length > 0 ? { time_presets: presets } : {}),
  };
}

function valueMembers(source: FormSource, known: FormValue | undefined): Partial<FormField> {
  const factor = multiplier(source.description.UNIT);
  const value = known?.value ?? null;
  return {
    value,
    observed: known !== undefined,
    ...(known?.modifiedAt === undefined ? {} : { modified_at: new Date(known.modifiedAt).toISOString() }),
    display_as_percent: factor === 100,
    ...(factor === 1 ? {} : { multiplier: factor }),
    ...(factor !== 1 && typeof value === "number" ? { display_value: Math.round(value * factor * 1e6) / 1e6 } : {}),
  };
}

function linkMembers({ parameter, description }: FormSource): Partial<FormField> {
  const kind = linkKind(parameter, description);
  return {
    category: kind.category,
    keypress_group: kind.keypressGroup,
    hidden_by_default: kind.hiddenByDefault,
    has_last_value: kind.hasLastValue,
    ...(kind.displayAsPercent ? { display_as_percent: true } : {}),
  };
}

function describeParameter(source: FormSource, form: Prepared): FormField {
  const { parameter, description, operations, unit } = source;
  const { request, labels, groupOf, pairOf, subsetOf } = form;
  const list = listOf(description);
  const named = [...specials(description)].map(([id, value]) => ({ label: choiceLabel(id, request.locale), value }));
  const help = helpOf(parameter, request.locale);
  const subset = subsetOf.get(parameter);
  return {
    name: parameter,
    label: labels(parameter),
    ...(help === undefined ? {} : { help }),
    type: description.TYPE,
    ...(unit === undefined ? {} : { unit }),
    ...shownLimits(description),
    ...(list.length > 0 ? { value_list: choices(list, request.locale) } : {}),
    operations: { ...operations, ...(bit(description.OPERATIONS, 8) ? { determine: true } : {}) },
    flags: {
      visible: bit(description.FLAGS, 1),
      internal: bit(description.FLAGS, 2),
      service: bit(description.FLAGS, 8),
    },
    ...(description.CONTROL ? { control: description.CONTROL } : {}),
    value: null,
    observed: false,
    group_id: groupOf.get(parameter) ?? "other",
    display_as_percent: false,
    hidden_by_default: false,
    ...valueMembers(source, request.values.get(parameter)),
    ...(request.paramset === "LINK" ? linkMembers(source) : {}),
    ...timeMembers(pairOf.get(parameter), form),
    ...(named.length > 0 ? { presets: named, allow_custom_value: true } : {}),
    ...(subset === undefined ? {} : { subset_group_id: subset }),
  };
}

// ---------------------------------------------------------------- the whole form

interface Prepared {
  request: FormRequest;
  byName: ReadonlyMap<string, FormSource>;
  labels: (parameter: string) => string;
  groups: readonly FormGroup[];
  groupOf: ReadonlyMap<string, string>;
  pairOf: ReadonlyMap<string, TimePair>;
  subsetOf: ReadonlyMap<string, string>;
}

const TITLES = {
  control: { de: "Bedienung", en: "Control" },
  state: { de: "Zustand", en: "State" },
} as const;

/** Numbers inside names in their own order: `TEXT2` before `TEXT10`. Units of a time in front of their number. */
const natural = new Intl.Collator("en", { numeric: true });

function ordered(sources: readonly FormSource[], paramset: FormParamset): string[] {
  const tab = ({ description }: FormSource) =>
    paramset === "VALUES" && typeof description.TAB_ORDER === "number" ? description.TAB_ORDER : 0;
  return [...sources]
    .sort((a, b) => tab(a) - tab(b) || natural.compare(a.parameter, b.parameter))
    .map(({ parameter }) => parameter);
}

function groupsOf({ paramset, locale }: FormRequest, byName: ReadonlyMap<string, FormSource>, names: string[]) {
  if (paramset === "LINK") return pressesOf(names, (name) => splitPress(name).group, locale);
  if (paramset === "MASTER") return sectionsOf(names, locale);
  const writable = (name: string) => byName.get(name)?.operations.write === true;
  const group = (id: keyof typeof TITLES, parameters: string[]) => ({ id, label: TITLES[id][locale], parameters });
  return [
    group("control", names.filter(writable)),
    group(
      "state",
      names.filter((name) => !writable(name)),
    ),
  ].filter(({ parameters }) => parameters.length > 0);
}

/** Units that are none do not make a pair. */
function pairsOf(byName: ReadonlyMap<string, FormSource>): Map<string, TimePair> {
  const pairs = timePairs(new Set(byName.keys())).filter(({ unit }) => {
    const list = listOf(byName.get(unit)!.description).filter((entry) => entry !== "");
    return list.length > 0 && list.every((entry) => unitSeconds(entry) !== undefined);
  });
  return new Map(
    pairs.flatMap((pair) => [
      [pair.unit, pair],
      [pair.number, pair],
    ]),
  );
}

function prepare(request: FormRequest, profiles: readonly ProfileChoice[]): Prepared {
  const { channel, locale, paramset } = request;
  const sources = selected(request);
  const byName = new Map(sources.map((source) => [source.parameter, source]));
  const label = paramset === "LINK" ? linkLabel : formLabel;
  const groups = groupsOf(request, byName, ordered(sources, paramset));
  return {
    request,
    byName,
    labels: (parameter) => label(parameter, channel.type, locale),
    groups,
    groupOf: new Map(groups.flatMap(({ id, parameters }) => parameters.map((name) => [name, id]))),
    pairOf: pairsOf(byName),
    subsetOf: new Map(profiles.flatMap(({ id, members }) => members.map((name) => [name, id]))),
  };
}

/** Choices whose parameters are all in the form. */
function choicesOf(request: FormRequest): ProfileChoice[] {
  if (request.paramset !== "MASTER") return [];
  const shown = new Set(selected(request).map(({ parameter }) => parameter));
  const current = Object.fromEntries([...request.values].map(([name, { value }]) => [name, value]));
  return profileChoices(request.channel, current, request.locale).filter(({ members }) =>
    members.every((name) => shown.has(name)),
  );
}

export function buildForm(request: FormRequest): Form {
  const { device, channel, paramset, locale } = request;
  const profiles = choicesOf(request);
  const form = prepare(request, profiles);
  const order = form.groups.flatMap(({ parameters }) => parameters);
  const descriptions = new Map(order.map((name) => [name, form.byName.get(name)!.description]));
  return {
    channel: {
      address: channel.address,
      // the device's own paramset has no number in the model and none in any list of channels
      number: channel.number ?? -1,
      type: channel.type,
      label: channelTypeLabel(channel.type, locale),
      device_address: device.address,
      paramset,
    },
    groups: form.groups.map((group) => ({ ...group })),
    parameter_order: order,
    parameters: order.map((name) => describeParameter(form.byName.get(name)!, form)),
    visibility: paramset === "MASTER" ? visibilityRules(descriptions) : [],
    cross_validations: paramset === "VALUES" ? [] : crossRules(numbersOf(descriptions), form.labels, locale),
    subset_groups: profiles.map(({ id, label, members, current, options }) => ({
      id,
      label,
      member_params: members,
      ...(current === undefined ? {} : { current_option_id: current }),
      options,
    })),
    device_icon: `/api/v1/devices/${encodeURIComponent(device.address)}/icon`,
  };
}

/** Names of the parameters that are numbers: rules compare nothing else. */
export const numbersOf = (descriptions: ReadonlyMap<string, ParameterDescription>): Set<string> =>
  new Set(
    [...descriptions].filter(([, { TYPE }]) => TYPE === "FLOAT" || TYPE === "INTEGER").map(([parameter]) => parameter),
  );
