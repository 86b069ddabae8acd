/** Signals go through the table: the first row that fits says where to and what is done. */
import type { Sensor } from "../config/zones.ts";
import { actions } from "./actions.ts";
import { type Draft, isMember, isSilenced, modeConfig } from "./draft.ts";
import { openBlockers } from "./readiness.ts";
import { type Guard, type SignalKind, TABLE, type Transition } from "./table.ts";
import type { CauseDocument, MachineEvent } from "./types.ts";

export interface Signal {
  readonly on: SignalKind;
  readonly sensor?: Sensor;
  /** What an incident would be opened for. */
  readonly cause?: CauseDocument;
  readonly entry_delay_ms?: number;
  readonly arm?: Extract<MachineEvent, { kind: "arm" }>;
  /** Of an always-on activation. */
  readonly silent?: boolean;
}

const canRearm = (draft: Draft): boolean => {
  const { rearm_mode } = draft.saved.context;
  return rearm_mode !== null && draft.zone.config.modes[rearm_mode] !== undefined && openBlockers(draft).length === 0;
};

const disarmsAfter = (draft: Draft): boolean =>
  draft.saved.context.interrupted === null && draft.zone.config.post_trigger === "disarm";

const guards: Readonly<Record<Guard, (draft: Draft, signal: Signal) => boolean>> = {
  has_exit_delay: (draft, { arm }) =>
    arm !== undefined && !arm.skip_delay && modeConfig(draft.zone, arm.mode).exit_delay_s > 0,
  still_ready: (draft, { on }) =>
    on === "rearm_elapsed" ? canRearm(draft) : !draft.saved.context.recheck_at_exit || openBlockers(draft).length === 0,
  has_pre_alarm: (draft) => modeConfig(draft.zone, draft.saved.mode).pre_alarm_s > 0,
  silenced: (draft) => isSilenced(draft.saved),
  silenced_disarms: (draft) => isSilenced(draft.saved) && disarmsAfter(draft),
  cycles_left: ({ zone, saved }) =>
    !isSilenced(saved) &&
    saved.context.policy === "mode" &&
    saved.context.cycle < modeConfig(zone, saved.mode).max_retrigger_cycles,
  interrupted_disarmed: ({ saved }) => saved.context.interrupted?.state === "disarmed",
  interrupted: ({ saved }) => saved.context.interrupted !== null,
  disarms_after: disarmsAfter,
};

/** By state and signal: the table has some fifty rows, and is asked for every event of every sensor. */
const rows = new Map<string, Transition[]>();
for (const row of TABLE)
  for (const from of row.from) {
    const key = `${from} ${row.on}`;
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }

/** Where no row fits, the signal means nothing in this state. */
export function dispatch(draft: Draft, signal: Signal): void {
  const row = rows
    .get(`${draft.saved.state} ${signal.on}`)
    ?.find(({ when }) => when === undefined || guards[when](draft, signal));
  if (row) actions[row.does](draft, signal, row.to);
}

/** Milliseconds that a person has after this sensor; 0: none. */
export function entryDelayOf(draft: Draft, { config }: Sensor): number {
  if (!config.use_entry_delay) return 0;
  return 1000 * (config.entry_delay_override_s ?? modeConfig(draft.zone, draft.saved.mode).entry_delay_s);
}

/** A member of the mode that is neither bypassed nor active since before it was armed. */
export const counts = ({ saved }: Draft, sensor: Sensor): boolean =>
  isMember(sensor, saved.mode) && !saved.bypass.includes(sensor.id);
