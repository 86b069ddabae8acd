/** The delays of zones, by the clock of the program: they last as long as they were set for, whatever the wall clock does. */
import type { Clock, EventSink } from "../../../../ports/index.ts";
import { alarmCountdown } from "../../broadcasts.ts";
import type { Timer, TimerKind, ZoneRun } from "../machine/types.ts";

/** `alarm.countdown` is told once a second. */
const TICK_MS = 1000;
/** Ticks to be heard: every ten seconds, in the last ten every second one (facts 1.12). */
const AUDIBLE_EVERY_S = 10;
const LAST_S = 10;
const isAudible = (left: number): boolean => left > 0 && left % (left <= LAST_S ? 2 : AUDIBLE_EVERY_S) === 0;

export type Countdown = "exit_delay" | "entry_delay";
const isCountdown = (kind: TimerKind): kind is Countdown => kind === "exit_delay" || kind === "entry_delay";

export interface Ticking {
  elapsed(zone: string, timer: TimerKind): void;
  holdElapsed(zone: string, sensor: string): void;
  /** It is time for a tick that is heard. */
  audible(zone: string): void;
}

export interface Timers {
  /** Sets what is new, ends what is gone. */
  follow(zone: string, run: ZoneRun): void;
  forget(zone: string): void;
  stop(): void;
}

export function createTimers(
  { clock, events }: { clock: Clock; events: EventSink },
  { elapsed, holdElapsed, audible }: Ticking,
): Timers {
  /** Zone -> timer (the object is its identity), or sensor and time -> what ends it. */
  const running = new Map<string, Map<Timer | string, () => void>>();

  function tell(zone: string, { kind, total_ms }: Timer, left: number): void {
    if (!isCountdown(kind)) return;
    const remaining_s = Math.round(left / 1000);
    const total_s = Math.round(total_ms / 1000);
    events.publish(alarmCountdown, { zone_id: zone, kind, remaining_s, total_s, remaining_ms: left, total_ms });
    if (isAudible(remaining_s)) audible(zone);
  }
  /** A delay that is counted down runs in seconds, so that the wall clock has no say in it. */
  function count(zone: string, timer: Timer, ms: number): () => void {
    let cancel = () => {};
    const next = (left: number): void => {
      if (left <= 0) {
        elapsed(zone, timer.kind);
        return;
      }
      tell(zone, timer, left);
      const step = left % TICK_MS === 0 ? TICK_MS : left % TICK_MS;
      cancel = clock.after(step, () => next(left - step));
    };
    next(ms);
    return () => cancel();
  }
  function start(zone: string, timer: Timer): () => void {
    const ms = Math.min(Math.max(timer.deadline_ms - clock.now(), 0), timer.total_ms);
    return isCountdown(timer.kind) ? count(zone, timer, ms) : clock.after(ms, () => elapsed(zone, timer.kind));
  }

  return {
    follow(zone, { saved, memory }) {
      const before = running.get(zone) ?? new Map<Timer | string, () => void>();
      const now = new Map<Timer | string, () => void>();
      running.set(zone, now);
      const wanted = new Set<Timer | string>(saved.timers);
      for (const [sensor, at] of Object.entries(memory.holds)) wanted.add(`${at} ${sensor}`);
      for (const [key, cancel] of before) if (!wanted.has(key)) cancel();
      for (const timer of saved.timers) now.set(timer, before.get(timer) ?? start(zone, timer));
      for (const [sensor, at] of Object.entries(memory.holds)) {
        const key = `${at} ${sensor}`;
        const wait = () => clock.after(Math.max(at - clock.now(), 0), () => holdElapsed(zone, sensor));
        now.set(key, before.get(key) ?? wait());
      }
    },
    forget(zone) {
      for (const cancel of running.get(zone)?.values() ?? []) cancel();
      running.delete(zone);
    },
    stop() {
      for (const zone of [...running.keys()]) this.forget(zone);
    },
  };
}
