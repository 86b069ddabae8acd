/** Tells who listens that a panel looks otherwise: its state, its name, its health, whether it asks for a code. */
import { alarmTold } from "../../../kernel/home-program.ts";
import type { Site } from "../../../kernel/site.ts";
import type { ToldAlarm } from "../../../ports/told-alarm.ts";
import type { AlarmPanelEntity } from "../answers/state.ts";
import { alarmHealthChanged, alarmPanelChanged, alarmReadinessChanged, alarmStateChanged } from "../broadcasts.ts";
import { describePanels } from "../describe-alarm.ts";

const payloadOf = ({ unique_id, zone_id, name, state, available, ...codes }: AlarmPanelEntity) => ({
  ...{ unique_id, zone_id, name, state, available },
  code_arm_required: codes.code_arm_required,
  code_disarm_required: codes.code_disarm_required,
});

export interface PanelAnnouncer {
  /** Something may have changed. */
  look(): void;
  stop(): void;
}

/** @param tell what the panel says of itself now; what it says at first is news to nobody */
export function announcePanels(
  { events, settings, state }: Pick<Site, "events" | "settings" | "state">,
  tell: () => ToldAlarm | undefined,
): PanelAnnouncer {
  const panels = () => {
    const told = tell();
    const all = told ? describePanels(told, settings.locale) : [];
    return new Map(all.map((one) => [one.unique_id, payloadOf(one)]));
  };
  let known = panels();
  let isDue = false;

  function look(): void {
    const now = panels();
    const changed = [...now].filter(([id, panel]) => JSON.stringify(panel) !== JSON.stringify(known.get(id)));
    const gone = [...known].filter(([id]) => !now.has(id));
    for (const [, panel] of changed) events.publish(alarmPanelChanged, panel);
    for (const [, panel] of gone) events.publish(alarmPanelChanged, { ...panel, removed: true });
    known = now;
    state(alarmTold).changed?.(changed.length + gone.length > 0);
  }
  /** After the event that is just being told: observers hear of it before it is on its way. */
  function soon(): void {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      look();
    });
  }

  const leave = [alarmStateChanged, alarmHealthChanged, alarmReadinessChanged].map((one) => events.observe(one, soon));
  return {
    look,
    stop() {
      for (const end of leave) end();
    },
  };
}
