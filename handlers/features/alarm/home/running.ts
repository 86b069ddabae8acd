/** The alarm panel of a home, as use cases find it. */
import { notFound, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { StateKey } from "../../../kernel/site.ts";
import type { NamedZone } from "../../../records/alarm-zones.ts";
import { switchedOff } from "../read-alarm.ts";
import type { LoadedCodeGate } from "./codes/gate.ts";
import type { AlarmEngine, ZoneStatus } from "./seams.ts";

export interface RunningAlarm {
  readonly engine: AlarmEngine;
  readonly gate: LoadedCodeGate;
  /** Zones as they were written, as of the last {@link reload}. */
  stored(): readonly NamedZone[];
  /** Zones, sensors, outputs or codes were written: everything that knows them reads them anew, and panels are told. */
  reload(): Promise<void>;
}

interface AlarmState {
  /** `undefined`: no alarm panel runs in this process, because the CCUs are another's. */
  isOn: boolean | undefined;
  running: RunningAlarm | undefined;
}

/** Set by the feature's start. */
export const alarmState: StateKey<AlarmState> = {
  name: "alarm",
  create: () => ({ isOn: undefined, running: undefined }),
};

/** @throws SwitchedOff; Refusal 503 before it has started */
export function requireAlarm(scope: Pick<RequestScope, "state">): RunningAlarm {
  const { isOn, running } = scope.state(alarmState);
  if (isOn === false) throw switchedOff();
  if (!running) throw unready("the alarm panel has not started yet");
  return running;
}

export const noZone = (id: string) => notFound(`no alarm zone ${id}`);

/** As the engine has it. @throws as {@link requireAlarm}; Refusal 404 */
export function requireZone(scope: Pick<RequestScope, "state">, id: string): ZoneStatus {
  const found = requireAlarm(scope).engine.zone(id);
  if (!found) throw noZone(id);
  return found;
}
