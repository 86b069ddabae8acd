/** A panel over the double of its engine, and whoever asks it. */
import { alarmCommands } from "../../../handlers/features/alarm/commands.ts";
import { controlOperations } from "../../../handlers/features/alarm/operations/control.ts";
import { journalOperations } from "../../../handlers/features/alarm/operations/journal.ts";
import { stateOperations } from "../../../handlers/features/alarm/operations/state.ts";
import { walkTestOperations } from "../../../handlers/features/alarm/operations/walktest.ts";
import { zoneOperations } from "../../../handlers/features/alarm/operations/zones.ts";
import { call, request } from "../../support/site.ts";
import { alarmBench } from "./engine-double.ts";

export const operations = [
  ...controlOperations,
  ...journalOperations,
  ...stateOperations,
  ...walkTestOperations,
  ...zoneOperations,
];
export const FULL = { modes: { full: { exit_delay_s: 30 }, night: {} } };

export async function askingBench(zones: Record<string, object> = { z: FULL }) {
  const made = await alarmBench();
  for (const [position, [id, config]] of Object.entries(zones).entries())
    await made.site.store.put("alarm-zone", id, { name: `Zone ${id}`, position, config, sensors: [], outputs: [] });
  await made.running.reload();
  const ask = (method: "GET" | "POST", path: string, input: { body?: unknown; query?: string; id?: string } = {}) =>
    request(made.site, operations, method, path, {
      ...(path.includes("{id}") && { params: { id: input.id ?? "z" } }),
      ...(input.query !== undefined && { query: input.query }),
      ...(input.body !== undefined && { body: input.body }),
    });
  const run = (command: string, args: unknown = {}) => call(made.site, alarmCommands, `alarm_panel.${command}`, args);
  return { ...made, ask, run };
}
