/** States, panels and zones: answered wherever a request comes in, also while the home is away. */
import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { ToldZone } from "../../ports/told-alarm.ts";
import type { AlarmPanelEntity, AlarmReadiness, AlarmZoneStatus } from "./answers/state.ts";
import { describePanels, describeReadiness, describeStates, describeZone } from "./describe-alarm.ts";
import { readAlarm } from "./read-alarm.ts";
import type { AlarmZone } from "./schemas/zones.ts";

async function zoneOf(scope: RequestScope, id: string): Promise<ToldZone> {
  const found = (await readAlarm(scope)).zones.find((zone) => zone.id === id);
  if (!found) throw notFound(`no alarm zone ${id}`);
  return found;
}

/** @throws SwitchedOff; Refusal 503 */
export const readStates = async (scope: RequestScope): Promise<AlarmZoneStatus[]> =>
  describeStates(await readAlarm(scope), scope.clock.now());

/** @throws SwitchedOff; Refusal 503 */
export const readPanels = async (scope: RequestScope): Promise<AlarmPanelEntity[]> =>
  describePanels(await readAlarm(scope), scope.settings.locale);

/** By position, then name. @throws SwitchedOff; Refusal 503 */
export const listZones = async (scope: RequestScope): Promise<AlarmZone[]> =>
  (await readAlarm(scope)).zones.map(describeZone);

/** @throws SwitchedOff; Refusal 404, 503 */
export const readZone = async (scope: RequestScope, id: string): Promise<AlarmZone> =>
  describeZone(await zoneOf(scope, id));

/** By mode. @throws SwitchedOff; Refusal 404, 503 */
export const readReadiness = async (scope: RequestScope, id: string): Promise<AlarmReadiness> =>
  describeReadiness(await zoneOf(scope, id));
