/** What the alarm panel says of itself: the one of this process, or as the home has told it last. */
import { alarmTold } from "../../kernel/home-program.ts";
import { SwitchedOff, unready } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { ToldAlarm } from "../../ports/told-alarm.ts";

/** Every route answers it, and no command exists, where `alarm.enabled` is false (contract). */
export const switchedOff = (): SwitchedOff => new SwitchedOff("the alarm panel is switched off");

/** @throws SwitchedOff; Refusal 503 where nothing is known of it yet */
export async function readAlarm(scope: RequestScope): Promise<ToldAlarm> {
  const { tell } = scope.state(alarmTold);
  const told = tell ? tell() : (await scope.home.program?.())?.alarm;
  if (!told) throw unready("nothing is known of the alarm panel yet");
  if (!told.isOn) throw switchedOff();
  return told;
}
