/** A zone's state as the store gives it back: whatever is in it, a state comes out, and what was wrong with it. */
import * as z from "zod";
import { MODES } from "../config/kinds.ts";
import { disarmedState, emptyContext } from "./draft.ts";
import { STATES, TIMER_KINDS, type Timer, type ZoneContext, type ZoneState } from "./types.ts";

const ids = z.array(z.string());
const time = z.number();
const cause = z.looseObject({
  kind: z.enum([
    "sensor",
    "pending_elapsed",
    "central_lost",
    "sensor_unavailable",
    "activation_during_downtime",
    "adopted",
    "hazard",
    "panic",
  ]),
});
const mode = z.enum(MODES);

const Context = z.object({
  open_at_arm: ids.catch([]),
  pending_cause: cause.nullable().catch(null),
  silenced_incident_id: z.int().nullable().catch(null),
  cause: cause.nullable().catch(null),
  policy: z.enum(["mode", "hazard", "panic", "silent_panic"]).catch("mode"),
  cycle: z.int().min(0).catch(0),
  refires: z.int().min(0).catch(0),
  interrupted: z
    .object({ state: z.enum(["disarmed", "armed"]), mode: mode.nullable() })
    .nullable()
    .catch(null),
  fired_always_on: ids.catch([]),
  rearm_mode: mode.nullable().catch(null),
  lost_centrals: ids.catch([]),
  recheck_at_exit: z.boolean().catch(false),
});

const StoredTimer = z.object({
  kind: z.enum(TIMER_KINDS),
  deadline_ms: time,
  total_ms: time.min(0),
  remaining_ms: time.min(0),
  persisted_at_ms: time,
  boot_count: z.int(),
});

/** State, mode and incident decide what the house does: where one of them is not understood, nothing is guessed. */
const Stored = z
  .object({
    state: z.enum(STATES),
    mode: mode.nullable(),
    bypass: ids.catch([]),
    incident: z.int().nullable(),
    timers: z.array(z.unknown()).catch([]),
    context: Context.catch(emptyContext as never),
  })
  .refine(({ state, mode: of }) => state === "disarmed" || state === "triggered" || of !== null);

export interface ParsedState {
  readonly state: ZoneState;
  /** In English; absent: all of it was read. */
  readonly fault?: string;
}

/** @param stored `undefined`: nothing is stored of the zone, which is no fault */
export function parseState(stored: unknown): ParsedState {
  if (stored === undefined) return { state: disarmedState };
  const read = Stored.safeParse(stored);
  if (!read.success) return { state: disarmedState, fault: z.prettifyError(read.error) };
  const timers = read.data.timers.flatMap((timer): Timer[] => {
    const parsed = StoredTimer.safeParse(timer);
    return parsed.success ? [parsed.data] : [];
  });
  return { state: { ...read.data, timers, context: read.data.context as ZoneContext } };
}

/** The state as it is persisted: each timer with what is left of it, when, and in which run of the program. */
export function stamped(state: ZoneState, now: number, boot: number): ZoneState {
  if (state.timers.length === 0) return state;
  const timers = state.timers.map((timer) => ({
    ...timer,
    remaining_ms: Math.min(Math.max(timer.deadline_ms - now, 0), timer.total_ms),
    persisted_at_ms: now,
    boot_count: boot,
  }));
  return { ...state, timers };
}
