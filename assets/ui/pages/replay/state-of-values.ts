/** The state of a thing by the values that make it: before the first state that the log has. */
type State = Readonly<Record<string, unknown>>;

/** What a parameter of the thing's channel was; `undefined`: it is not known, or there is none. Enumerations are labels. */
export type Tell = (parameter: string) => unknown;

const flag = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const onOff = (on: boolean | undefined): State | undefined =>
  on === undefined ? undefined : { state: on ? "ON" : "OFF" };

/** The first of them that is known: interfaces call the same thing differently. */
const first = (tell: Tell, ...parameters: string[]): unknown =>
  parameters.map(tell).find((value) => value !== undefined && value !== null);

function light(tell: Tell): State | undefined {
  const level = number(tell("LEVEL"));
  if (level === undefined) return onOff(flag(tell("STATE")));
  return { ...onOff(level > 0), brightness: level * 255 };
}

function cover(tell: Tell): State | undefined {
  const level = number(tell("LEVEL"));
  return level === undefined ? undefined : { state: level > 0 ? "open" : "closed", current_position: level * 100 };
}

function climate(tell: Tell): State | undefined {
  const known = Object.entries({
    current_temperature: number(first(tell, "ACTUAL_TEMPERATURE", "TEMPERATURE")),
    set_temperature: number(first(tell, "SET_POINT_TEMPERATURE", "SET_TEMPERATURE", "SETPOINT")),
    current_humidity: number(first(tell, "HUMIDITY", "ACTUAL_HUMIDITY")),
  }).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** Locked only where that is sure; the STATE of the older ones is true while it is unlocked. */
function lock(tell: Tell): State | undefined {
  const told = tell("LOCK_STATE");
  if (told === "LOCKED" || told === "UNLOCKED") return { lock_state: told, is_locked: told === "LOCKED" };
  const isOpen = flag(tell("STATE"));
  if (told !== undefined || isOpen === undefined) return undefined;
  return { is_locked: !isOpen, state_uncertain: tell("STATE_UNCERTAIN") === true };
}

function siren(tell: Tell): State | undefined {
  const [sound, lamp] = [flag(tell("ACOUSTIC_ALARM_ACTIVE")), flag(tell("OPTICAL_ALARM_ACTIVE"))];
  if (sound === true || lamp === true) return { state: "ON" };
  // one that is silent may still flash
  return sound === undefined || lamp === undefined ? undefined : { state: "OFF" };
}

const named = (name: string, on: boolean | undefined): State | undefined =>
  on === undefined ? undefined : { [name]: on };

const MADE: Readonly<Record<string, (tell: Tell) => State | undefined>> = {
  light,
  cover,
  climate,
  lock,
  siren,
  switch: (tell) => named("is_on", flag(tell("STATE"))),
  valve: (tell) => named("is_open", flag(tell("STATE"))),
};

/** `undefined`: its values do not tell. */
export const stateOfValues = (category: string, tell: Tell): State | undefined => MADE[category]?.(tell);
