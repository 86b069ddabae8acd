/** The state diagram of docs/alarm.md (Mermaid), drawn from the table that the alarm's engine runs on. */
import { TABLE } from "../handlers/features/alarm/home/machine/table.ts";

/** In the order of the table; what leads from one state to another in several ways is one arrow. */
export function alarmDiagram(): string {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to, says } of TABLE)
    for (const state of from) {
      // arming anew in the same state is no arrow that anybody looks for
      if (says === undefined || (state === to && from.length > 1)) continue;
      const arrow = `${state} --> ${to}`;
      arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(says));
    }
  const lines = [...arrows].map(([arrow, says]) => `    ${arrow}: ${[...says].join("<br>")}`);
  return ["```mermaid", "stateDiagram-v2", "    [*] --> disarmed", ...lines, "```"].join("\n");
}
