/** Which parameters matter only while another one has certain values. Declared where the device's meaning is plain. */
import type { ParameterDescription } from "../../ports/index.ts";

/** While `trigger` has `trigger_value` (label of an ENUM, boolean of a BOOL), these are to be shown and hidden. */
export interface VisibilityRule {
  trigger: string;
  trigger_value: string | boolean;
  show: string[];
  hide: string[];
}

interface Condition {
  trigger: string;
  /** Values that we know. For others nothing is hidden. */
  known: readonly (string | boolean)[];
  /** What matters only while the trigger has one of these values. */
  governs: readonly (readonly [parameters: RegExp, values: readonly (string | boolean)[]])[];
}

const KEYS = ["KEY_BEHAVIOR", "SWITCH_BEHAVIOR"];
const POWERUP = ["OFF", "ON_DELAY", "ON", "OFF_DELAY", "NO_JUMP", "NOP"];
const CONDITIONS: readonly Condition[] = [
  {
    trigger: "CHANNEL_OPERATION_MODE",
    known: ["INACTIVE", "KEY_BEHAVIOR", "SWITCH_BEHAVIOR", "BINARY_BEHAVIOR"],
    governs: [
      [/^(LONG_PRESS_TIME|DBL_PRESS_TIME|REPEATED_LONG_PRESS_TIMEOUT_(UNIT|VALUE))$/, ["KEY_BEHAVIOR"]],
      [/^ABORT_EVENT_SENDING_CHANNELS$/, KEYS],
      [/^(EVENT_DELAY_(UNIT|VALUE)|MSG_FOR_POS_[A-D]|CONTACT_BOOST)$/, ["BINARY_BEHAVIOR"]],
    ],
  },
  {
    // a shutter has no slats
    trigger: "CHANNEL_OPERATION_MODE",
    known: ["SHUTTER", "BLIND"],
    governs: [[/^REFERENCE_RUNNING_TIME_SLATS/, ["BLIND"]]],
  },
  {
    // what follows can run through all states; only who changes nothing needs no times and levels
    trigger: "POWERUP_JUMPTARGET",
    known: POWERUP,
    governs: [[/^POWERUP_(ON|OFF)/, POWERUP.slice(0, 4)]],
  },
  { trigger: "DAYLIGHT_SAVINGS_TIME", known: [true, false], governs: [[/^DST_|^UTC_DST_OFFSET$/, [true]]] },
  {
    trigger: "HEATING_COOLING",
    known: ["HEATING", "COOLING", "HEATING_COOLING"],
    governs: [
      [/^TEMPERATURE_(COMFORT|LOWERING|WINDOW_OPEN)_COOLING$/, ["COOLING", "HEATING_COOLING"]],
      [/^TEMPERATURE_(COMFORT|LOWERING|WINDOW_OPEN)$/, ["HEATING", "HEATING_COOLING"]],
    ],
  },
  {
    trigger: "TEMPERATUREFALL_MODUS",
    known: ["DEAKTIV", "AUTOMODE", "AUTO_MANUMODE", "AUTO_PARTYMODE", "AKTIV"],
    governs: [[/^TEMPERATUREFALL_/, ["AUTOMODE", "AUTO_MANUMODE", "AUTO_PARTYMODE", "AKTIV"]]],
  },
  { trigger: "BEHAVIOUR", known: ["ANALOG_OUTPUT", "DIGITAL_OUTPUT"], governs: [[/^PULSETIME$/, ["DIGITAL_OUTPUT"]]] },
];

const valuesOf = ({ TYPE, VALUE_LIST }: ParameterDescription): readonly (string | boolean)[] =>
  TYPE === "BOOL" ? [true, false] : (VALUE_LIST ?? []).filter((value) => value !== "");

/** The conditions that apply to the parameters of a form. A trigger never hides itself. */
export function visibilityRules(parameters: ReadonlyMap<string, ParameterDescription>): VisibilityRule[] {
  return CONDITIONS.flatMap(({ trigger, known, governs }): VisibilityRule[] => {
    const description = parameters.get(trigger);
    if (!description) return [];
    // the first entry that fits a name decides about it
    const governed = [...parameters.keys()].flatMap((name) => {
      const rule = name === trigger ? undefined : governs.find(([pattern]) => pattern.test(name));
      return rule ? [{ name, values: rule[1] }] : [];
    });
    if (governed.length === 0) return [];
    return valuesOf(description)
      .filter((value) => known.includes(value))
      .map((value) => ({
        trigger,
        trigger_value: value,
        show: governed.filter(({ values }) => values.includes(value)).map(({ name }) => name),
        hide: governed.filter(({ values }) => !values.includes(value)).map(({ name }) => name),
      }));
  });
}
