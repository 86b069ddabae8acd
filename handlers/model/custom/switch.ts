/** Switches and access permissions (device-model 2.10). */
import {
  type CustomOperation,
  type Invocation,
  NOTHING,
  type Outcome,
  type Profile,
  type Reading,
  writes,
} from "./profile.ts";
import { timerLimits, timerSets } from "./timers.ts";

const isOn = (reading: Reading): Record<string, unknown> => {
  const on = reading.flag("state");
  return on === undefined ? {} : { is_on: on };
};

/** On for a while where a timer is armed or given, else until somebody switches off. */
function turnOn({ reading, armed }: Invocation, seconds = armed): Outcome {
  if (seconds === undefined && reading.flag("state") === true && reading.sure("state")) return NOTHING;
  return { ...writes(...timerSets(reading, "on_time", "", seconds), ["state", true]), armed: null };
}
const turnOff = (): Outcome => ({ ...writes(["state", false]), armed: null });
const turnOnFor = (invocation: Invocation): Outcome =>
  turnOn(invocation, invocation.args.seconds("ms", timerLimits(invocation.reading, "on_time", "")));

const timed: CustomOperation = { needs: ["state", "on_time"], takes: ["seconds", "duration"], run: turnOnFor };

const operations: Profile["operations"] = {
  turn_on: { needs: ["state"], run: (invocation) => turnOn(invocation) },
  turn_off: { needs: ["state"], run: turnOff },
  turn_on_for: timed,
  toggle: {
    needs: ["state"],
    run: (invocation) => (invocation.reading.flag("state") === true ? turnOff() : turnOn(invocation)),
  },
  set_on_time: timed,
};

/** The relay itself is one channel before its three virtual ones; a meter follows three after. */
export const IP_SWITCH: Profile = {
  category: "switch",
  kind: "switch",
  named: "state",
  secondaries: [1, 2],
  feedback: -1,
  fields: {
    state: "STATE",
    on_time: "ON_TIME",
    group_state: { at: -1, parameter: "STATE", shown: true },
  },
  extras: {
    3: ["CURRENT", "ENERGY_COUNTER", "ENERGY_COUNTER_FEED_IN", "FREQUENCY", "POWER", "ACTUAL_TEMPERATURE", "VOLTAGE"],
  },
  state: isOn,
  config: () => ({ category: "switch" }),
  operations,
};

const allow = (allowed: boolean): Outcome => writes(["authorization", allowed ? "ENABLE" : "DISABLE"]);

/** Whether somebody's key or code opens: read from STATE, changed through ACCESS_AUTHORIZATION. */
export const ACCESS_PERMISSION: Profile = {
  category: "switch",
  kind: "switch",
  named: "state",
  fields: { state: "STATE", authorization: "ACCESS_AUTHORIZATION" },
  state: isOn,
  config: () => ({ category: "switch" }),
  operations: {
    turn_on: { needs: ["authorization"], run: () => allow(true) },
    turn_off: { needs: ["authorization"], run: () => allow(false) },
    toggle: { needs: ["authorization"], run: ({ reading }) => allow(reading.flag("state") !== true) },
  },
  leavesOthers: true,
};
