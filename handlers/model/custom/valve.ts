/** Irrigation valves (device-model 2.10). */
import type { Profile } from "./profile.ts";
import { writes } from "./profile.ts";
import { timerLimits, timerSets } from "./timers.ts";

export const IRRIGATION_VALVE: Profile = {
  category: "valve",
  kind: "valve_irrigation",
  named: "state",
  secondaries: [1, 2],
  fields: {
    state: "STATE",
    on_time: "ON_TIME",
    group_state: { at: -1, parameter: "STATE", shown: true },
  },
  extras: { [-2]: ["WATER_FLOW", "WATER_VOLUME", "WATER_VOLUME_SINCE_OPEN"] },
  state: (reading) => {
    const open = reading.flag("state");
    return open === undefined ? {} : { is_open: open };
  },
  config: () => ({ kind: "irrigation" }),
  operations: {
    open: {
      needs: ["state"],
      takes: ["seconds", "duration"],
      run: ({ reading, args, armed }) => {
        const seconds = args.maybeSeconds("ms", timerLimits(reading, "on_time", "")) ?? armed;
        return { ...writes(...timerSets(reading, "on_time", "", seconds), ["state", true]), armed: null };
      },
    },
    close: { needs: ["state"], run: () => ({ ...writes(["state", false]), armed: null }) },
    set_on_time: {
      needs: ["state", "on_time"],
      takes: ["seconds", "duration"],
      run: ({ reading, args }) => {
        const seconds = args.seconds("ms", timerLimits(reading, "on_time", ""));
        return writes(...timerSets(reading, "on_time", "", seconds), ["state", true]);
      },
    },
  },
};
