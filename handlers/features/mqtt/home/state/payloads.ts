/** Payloads of the topic tree (subsystems 3.3): JSON, times in seconds of the epoch. */
import type { CustomDataPoint } from "../../../../model/custom/bind.ts";
import { reading } from "../../../../model/custom/bind.ts";
import type { Reading } from "../../../../model/custom/profile.ts";
import { shownValue, type Values } from "../../../../model/shown-value.ts";
import type { ValueState } from "../../../../model/types.ts";
import type { Qos } from "../../../../ports/user-broker.ts";
import type { Published } from "../retained.ts";

export const seconds = (ms: number): number => ms / 1000;

/** `refreshed`: what changes although nothing has happened; it goes out with the next change. */
export function published(facts: object, refreshed: object = {}, qos: Qos = 0): Published {
  return { payload: JSON.stringify({ ...facts, ...refreshed }), qos, same: JSON.stringify(facts) };
}
export const text = (payload: string, qos: Qos = 0): Published => ({ payload, qos, same: payload });

/**
 * `undefined` while nobody knows the value: nothing is published then.
 * @param happens each report is one, also with the same value (INSTALL_TEST)
 */
export function valuePayload(
  state: ValueState | undefined,
  available: boolean,
  happens = false,
): Published | undefined {
  if (state === undefined || state.source === "unobserved") return undefined;
  const value = shownValue(state) ?? null;
  const more = state.status === undefined ? {} : { additional_information: { status: state.status } };
  const found = published(
    { value, available, ...more },
    { modified_at: seconds(state.changedAt), refreshed_at: seconds(state.seenAt) },
  );
  return happens ? { ...found, same: `${state.seenAt} ${found.same}` } : found;
}

/** Home Assistant's lights count in mired, want `state` always, and no mode that they were not told of. */
function lightMembers(
  state: Record<string, unknown>,
  capabilities: Record<string, boolean>,
  effects: unknown,
): Record<string, unknown> {
  const { color_mode: mode, color_temp_kelvin: kelvin, effect, ...rest } = state;
  const isKnown =
    mode === "hs"
      ? capabilities.color
      : mode === "color_temp"
        ? capabilities.color_temp
        : !capabilities.color && !capabilities.color_temp;
  return {
    ...rest,
    state: state.state ?? null,
    // "no effect" is not in the list of those that can be chosen
    ...(Array.isArray(effects) && effects.includes(effect) ? { effect } : {}),
    ...(isKnown && mode !== undefined ? { color_mode: mode } : {}),
    ...(typeof kelvin === "number" ? { color_temp_kelvin: kelvin, color_temp: Math.round(1e6 / kelvin) } : {}),
  };
}

/** In Home Assistant's five words, `null` while nobody knows: `lock_state` says UNLOCKED then. */
function lockMembers(state: Record<string, unknown>, isObserved: boolean): Record<string, unknown> {
  const word = state.is_jammed
    ? "JAMMED"
    : state.is_locking
      ? "LOCKING"
      : state.is_unlocking
        ? "UNLOCKING"
        : isObserved && state.lock_state !== "UNKNOWN"
          ? state.lock_state
          : null;
  return { ...state, state: word };
}

/** A preset that is none of those that the thermostat has is none at all: Home Assistant complains about it. */
function climateMembers(state: Record<string, unknown>, presets: unknown): Record<string, unknown> {
  const { preset_mode: preset } = state;
  const isKnown = preset === "away" || (Array.isArray(presets) && presets.includes(preset));
  return { ...state, preset_mode: isKnown ? preset : "none" };
}

function membersOf(
  { profile }: CustomDataPoint,
  state: Record<string, unknown>,
  now: Reading,
  isObserved: () => boolean,
): Record<string, unknown> {
  switch (profile.category) {
    case "light":
      return lightMembers(state, profile.capabilities?.(now) ?? {}, profile.config?.(now).effects);
    case "lock":
      return lockMembers(state, isObserved());
    case "climate":
      return climateMembers(state, profile.config?.(now).preset_modes);
    default:
      return state;
  }
}

/** The state of a custom data point with what its kind needs besides. */
export function customPayload(custom: CustomDataPoint, values: Values, available: boolean): Published {
  const { profile, fields } = custom;
  const now = reading(custom, values);
  const states = Object.values(fields).flatMap(({ key }) => values.get(key) ?? []);
  const observed = states.filter(({ source }) => source !== "unobserved");
  const plain = profile.state(now);
  const state = membersOf(custom, plain, now, () => {
    const named = Object.values(fields).find(({ point }) => point.parameter === custom.parameter);
    return named !== undefined && (values.get(named.key)?.source ?? "unobserved") !== "unobserved";
  });
  const latest = (of: "changedAt" | "seenAt") => seconds(observed.reduce((at, one) => Math.max(at, one[of]), 0));
  return published(
    { ...state, available },
    observed.length > 0 ? { modified_at: latest("changedAt"), refreshed_at: latest("seenAt") } : {},
  );
}
