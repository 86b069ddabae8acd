/** What is wrong with the alarm panel now, and whoever has to know. */
import type { EventSink, Log } from "../../../../ports/index.ts";
import { alarmHealthChanged } from "../../broadcasts.ts";
import type { AlarmHealth } from "../seams.ts";

export interface HealthBook {
  /** Notes of a part, in English; none: it is well. */
  set(part: string, ...notes: readonly string[]): void;
  read(): AlarmHealth;
  /** How often it became ill or well. */
  transitions(): number;
}

export function createHealthBook({ events, log }: { events: EventSink; log: Log }): HealthBook {
  const parts = new Map<string, readonly string[]>();
  let known: AlarmHealth = { healthy: true, note: "" };
  let transitions = 0;
  return {
    set(part, ...notes) {
      if (notes.length === 0) parts.delete(part);
      else parts.set(part, notes);
      const note = [...parts.values()].flat().join("; ");
      if (note === known.note) return;
      const healthy = note === "";
      if (healthy !== known.healthy) transitions += 1;
      known = { healthy, note };
      if (healthy) log.info("the alarm panel is well again");
      else log.error("the alarm panel is ill", { note });
      events.publish(alarmHealthChanged, known);
    },
    read: () => known,
    transitions: () => transitions,
  };
}
