/** What outputs tell the journal, and what of it is wrong now. */

import type { JournalDraft } from "../machine/effects.ts";
import type { OutputEvents } from "../seams.ts";
import type { Demand } from "./demand.ts";

/** In the journal: nobody asked for it. */
const ORIGIN = { source: "engine", actor: "engine:outputs" } as const;

export interface OutputFault {
  readonly zone: string;
  readonly event: string;
  readonly output: string;
  readonly incident?: number;
  readonly reason?: string;
}

export interface Told {
  fault(fault: OutputFault): void;
  /** One for each output of the demands. */
  faults(event: string, demands: readonly Demand[], reason?: string): void;
  entry(entry: Omit<JournalDraft, "source" | "actor"> & Partial<JournalDraft>): void;
  /** A note that stays until it is taken back; English, stable. */
  note(key: string, note: string | null): void;
}

export function createTold(events: Pick<OutputEvents, "journal" | "health">): Told {
  const notes = new Map<string, string>();
  const fault = ({ zone, event, output, incident, reason }: OutputFault) =>
    events.journal({
      ...ORIGIN,
      zone_id: zone,
      class: "fault",
      event,
      ...(incident === undefined ? {} : { incident_id: incident }),
      details: { output_id: output, ...(reason === undefined ? {} : { reason }) },
    });
  return {
    fault,
    faults(event, demands, reason) {
      for (const { zone, outputs } of demands)
        for (const output of outputs) fault({ zone, event, output, ...(reason === undefined ? {} : { reason }) });
    },
    entry: (entry) => events.journal({ ...ORIGIN, ...entry }),
    note(key, note) {
      if ((notes.get(key) ?? null) === note) return;
      if (note === null) notes.delete(key);
      else notes.set(key, note);
      events.health([...notes.values()].sort());
    },
  };
}
