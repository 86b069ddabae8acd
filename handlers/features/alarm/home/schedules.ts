/** Zones that are armed, or are to be thought of, at a time of day: in the local time of the house, through changes of the clocks. */
import type { Clock, EventSink, Log } from "../../../ports/index.ts";
import { alarmReminder } from "../broadcasts.ts";
import { isMode } from "./config/kinds.ts";
import type { ScheduleEntry } from "./config/zone.ts";
import type { Zone } from "./config/zones.ts";
import { type LocalMinute, localMinutes, parseTime } from "./local-time.ts";
import type { AlarmEngine, RequestRefusal } from "./seams.ts";

/** The time of day is looked at so often: a time that somebody sets, or a sleep of the machine, is noticed. */
export const LOOK_EVERY_MS = 20_000;
/** Minutes that were slept through and are made up for: what is later is no longer what anybody expects. */
export const MISSED_MOST_MINUTES = 5;

const ORIGIN = { source: "schedule", actor: "schedule" };

export interface Schedules {
  configure(zones: readonly Zone[]): void;
  stop(): void;
}

const isDue = ({ time, days }: ScheduleEntry, { weekday, minute }: LocalMinute): boolean =>
  parseTime(time) === minute && (days.length === 0 || days.includes(weekday));

/** Why it was not armed, for the journal. */
function faultOf(mode: string, refusal: RequestRefusal): { event: string; details: Record<string, unknown> } {
  if (refusal.kind === "not_ready") return { event: "failed_to_arm", details: { mode, blockers: refusal.blockers } };
  return { event: "schedule_arm_failed", details: { mode, error: refusal.kind } };
}

/** @param timeZone IANA name; `undefined`: that of the program */
export function startSchedules(
  { clock, events, log }: { clock: Clock; events: EventSink; log: Log },
  engine: AlarmEngine,
  timeZone: string | undefined,
): Schedules {
  let zones: readonly Zone[] = [];
  let seenUntil = clock.now();
  const told = new Set<string>();

  async function run(zone: Zone, { mode, auto_arm }: ScheduleEntry): Promise<void> {
    const status = engine.zone(zone.id);
    if (!status || status.mode === mode) return;
    const { id: zone_id, name: zone_name } = zone;
    if (!auto_arm) {
      events.publish(alarmReminder, { zone_id, zone_name, mode });
      await engine.journal({ zone_id, class: "arm", event: "arm_reminder", ...ORIGIN, details: { mode } });
      return;
    }
    const done = await engine.arm({ zone: zone_id, mode, ...ORIGIN });
    if (!done.ok) await engine.journal({ zone_id, class: "fault", ...ORIGIN, ...faultOf(mode, done.refusal) });
  }

  /** Every minute that has begun since the last look, once: also the ones that the clocks were put forward by. */
  function look(): void {
    const now = clock.now();
    // put back, or not yet a minute further
    if (now < seenUntil) seenUntil = now;
    const since = Math.max(seenUntil, now - MISSED_MOST_MINUTES * 60_000);
    seenUntil = now;
    for (const minute of localMinutes(since, now, timeZone))
      for (const zone of zones)
        for (const entry of zone.config.schedules)
          if (isDue(entry, minute))
            void run(zone, entry).catch((error: unknown) =>
              log.error("a schedule of the alarm panel failed", { zone: zone.id, error }),
            );
  }
  let cancel = () => {};
  function again(): void {
    cancel = clock.after(LOOK_EVERY_MS, () => {
      look();
      again();
    });
  }
  again();

  /** An entry that is no time of day, or no mode, is left out, and said once. */
  function check(zone: Zone, { time, mode }: ScheduleEntry): void {
    const key = `${zone.id} ${time} ${mode}`;
    if ((parseTime(time) !== undefined && isMode(mode)) || told.has(key)) return;
    told.add(key);
    log.warn("a schedule of the alarm panel is left out: it needs a time like 22:30 and a mode", {
      zone: zone.id,
      time,
      mode,
    });
  }

  return {
    configure(all) {
      zones = all.map((zone) => {
        for (const entry of zone.config.schedules) check(zone, entry);
        const schedules = zone.config.schedules.filter(({ mode }) => isMode(mode));
        return { ...zone, config: { ...zone.config, schedules } };
      });
    },
    stop: () => cancel(),
  };
}
