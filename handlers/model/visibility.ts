/** Whether a parameter is shown, hidden or ignored by default (device-model 6). What people un-ignore is in ./unignore.ts. */
import type { DataPointParamset } from "./types.ts";
import {
  BOUND_TO_CHANNEL,
  HIDDEN,
  IGNORED,
  IGNORED_ON,
  IGNORED_PREFIXES,
  IGNORED_SUFFIXES,
  KEPT,
  MASTER_ANYWHERE,
  MASTER_RELEVANT,
  NEEDED,
} from "./visibility-rules.ts";

/** `hidden`: exists, not listed. `ignored`: noise that a user can un-ignore. */
export type Visibility = "shown" | "hidden" | "ignored";

export interface ParameterPlace {
  model: string;
  /** `null` = the device itself. */
  channel: number | null;
  paramset: DataPointParamset;
  parameter: string;
}

/** Key presses: the parameters that fire a `keypress` trigger (device-model 1.14). */
export const CLICK_EVENTS: ReadonlySet<string> = new Set([
  "PRESS",
  "PRESS_CONT",
  "PRESS_LOCK",
  "PRESS_LONG",
  "PRESS_LONG_RELEASE",
  "PRESS_LONG_START",
  "PRESS_SHORT",
  "PRESS_UNLOCK",
]);

/** Model whose presses are of no interest (device-model 1.14; exact, 6.2 rule 4). */
const NO_CLICKS = "hmip-ps";

// Asked for every data point of a home: the few parameters that any rule names are looked up before the models are.
const KEPT_ANYWHERE: ReadonlySet<string> = new Set(KEPT.flatMap(([, parameters]) => parameters));
const RELEVANT_ANYWHERE: ReadonlySet<string> = new Set(MASTER_RELEVANT.flatMap(({ parameters }) => parameters));

function ignoredByName(parameter: string): boolean {
  if (NEEDED.has(parameter)) return false;
  return (
    IGNORED.has(parameter) ||
    IGNORED_SUFFIXES.some((suffix) => parameter.endsWith(suffix)) ||
    IGNORED_PREFIXES.some((prefix) => parameter.startsWith(prefix))
  );
}

/** Presses of a model whose buttons are of no interest: neither listed nor an event. */
export const clicksSuppressed = (model: string, parameter: string): boolean =>
  CLICK_EVENTS.has(parameter) && model.toLowerCase() === NO_CLICKS;

/** Kept by the built-in table of device-model 6.5. */
export function isKept(model: string, parameter: string): boolean {
  if (!KEPT_ANYWHERE.has(parameter)) return false;
  const lower = model.toLowerCase();
  return KEPT.some(([models, parameters]) => parameters.includes(parameter) && models.some((m) => m.startsWith(lower)));
}

/** MASTER parameters that count as data points of their own (device-model 6.7). */
function isRelevantMaster({ model, channel, parameter }: ParameterPlace): boolean {
  if ((channel === null || channel === 0) && MASTER_ANYWHERE.has(parameter)) return true;
  if (!RELEVANT_ANYWHERE.has(parameter)) return false;
  const lower = model.toLowerCase();
  const row = MASTER_RELEVANT.find((candidate) => lower.startsWith(candidate.model));
  return row?.channels.includes(channel) === true && row.parameters.includes(parameter);
}

function isIgnored(place: ParameterPlace): boolean {
  const { model, channel, parameter } = place;
  if (place.paramset === "MASTER") return !isRelevantMaster(place);
  if (isKept(model, parameter)) return false;
  if (ignoredByName(parameter)) return true;
  if (IGNORED_ON.get(parameter)?.some((prefix) => model.toLowerCase().startsWith(prefix))) return true;
  if (clicksSuppressed(model, parameter)) return true;
  const bound = BOUND_TO_CHANNEL.get(parameter);
  return bound !== undefined && bound !== channel;
}

export function visibilityOf(place: ParameterPlace): Visibility {
  if (isIgnored(place)) return "ignored";
  if (HIDDEN.has(place.parameter) && !isKept(place.model, place.parameter)) return "hidden";
  return "shown";
}
