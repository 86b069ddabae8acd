/** Outputs of class `notification`: one message for each alarm, which nothing takes back. */
import type { EventSink } from "../../../../ports/index.ts";
import { alarmNotification } from "../../broadcasts.ts";
import type { Output, Zone } from "../config/zones.ts";
import type { Activation } from "../machine/effects.ts";

/** Messages that are remembered, so that no cycle sends one again: more than alarms of a lifetime. */
const REMEMBERED = 4096;

export function createNotifications(events: Pick<EventSink, "publish">) {
  const sent = new Set<string>();

  function isNew(key: string): boolean {
    if (sent.has(key)) return false;
    if (sent.size >= REMEMBERED) sent.clear();
    sent.add(key);
    return true;
  }

  return {
    /** What comes on top of a running alarm is news of its own. */
    tell({ id, name }: Zone, { incident, phase, mode }: Activation, outputs: readonly Output[]): void {
      for (const output of outputs) {
        if (output.class !== "notification") continue;
        if (!isNew(`${incident}/${output.id}`) && phase !== "additional") continue;
        events.publish(alarmNotification, {
          zone_id: id,
          output_id: output.id,
          incident_id: incident,
          ...(name ? { zone_name: name } : {}),
          ...(output.name ? { output_name: output.name } : {}),
          ...(mode === null ? {} : { mode }),
        });
      }
    },
  };
}
