/** What people want of a zone now. Each says whether it was taken; a refusal is told in plain words. */
import type { Problem, Schemas } from "../../../../adapters/client/index.ts";
import type { Zone } from "../../model/alarm.ts";
import type { Mode } from "../../model/alarm-words.ts";
import { readAlarm } from "../../state/alarm.ts";
import { tellDone, tellRefusal, tellWords } from "../../state/notices.ts";
import { client, endsSession } from "../../state/session.ts";
import { t } from "./words.ts";

const codeOf = (code: string) => (code === "" ? {} : { code });
const at = ({ id }: Zone) => ({ params: { path: { id } }, retries: 0 });

/** What the panel refuses has words of its own. */
function tell({ name }: Zone, problem: Problem): void {
  if (endsSession(problem)) return;
  if (problem.status === 403 && problem.detail === "invalid_code") tellWords(`${name}: ${t("refused.code")}`);
  else tellRefusal(name, problem);
}

export interface ArmWish {
  readonly mode: Mode;
  readonly code: string;
  readonly skipDelay?: boolean;
  readonly bypass?: readonly string[];
  readonly force?: boolean;
}

/** @returns ids of sensors that are in the way; `undefined` where it was taken, or refused for another reason */
export async function arm(zone: Zone, wish: ArmWish): Promise<readonly string[] | undefined> {
  const body: Schemas["AlarmArmRequest"] = { mode: wish.mode, ...codeOf(wish.code) };
  if (wish.skipDelay) body.skip_delay = true;
  if (wish.force) body.force = true;
  if (wish.bypass && wish.bypass.length > 0) body.bypass = [...wish.bypass];
  const { error } = await client.POST("/alarm/zones/{id}/arm", { ...at(zone), body });
  await readAlarm();
  if (error === undefined) return undefined;
  const blockers = error.errors.flatMap(({ field, reason }) => (reason === "blocker" && field ? [field] : []));
  if (error.status === 409 && blockers.length > 0) {
    tellWords(`${zone.name}: ${t("refused.blockers", { count: blockers.length })}`);
    return blockers;
  }
  tell(zone, error);
  return undefined;
}

async function verb(zone: Zone, send: () => Promise<{ readonly error?: Problem }>): Promise<boolean> {
  const { error } = await send();
  if (error !== undefined) tell(zone, error);
  await readAlarm();
  return error === undefined;
}

export const disarm = (zone: Zone, code: string): Promise<boolean> =>
  verb(zone, () => client.POST("/alarm/zones/{id}/disarm", { ...at(zone), body: codeOf(code) }));

export const silence = (zone: Zone, code: string): Promise<boolean> =>
  verb(zone, () => client.POST("/alarm/zones/{id}/silence", { ...at(zone), body: codeOf(code) }));

export async function acknowledge(zone: Zone): Promise<void> {
  if (await verb(zone, () => client.POST("/alarm/zones/{id}/acknowledge", at(zone)))) tellDone(t("done.acknowledged"));
}

export async function silenceAll(): Promise<void> {
  const { error } = await client.POST("/alarm/silence-all", { retries: 0 });
  if (error !== undefined && !endsSession(error)) tellRefusal(t("panel.silence.all"), error);
  await readAlarm();
}
