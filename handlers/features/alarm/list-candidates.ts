/** What can be an output or a key, as far as the alarm panel is switched on. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { AlarmOutputCandidate, AlarmRemoteKeyCandidate } from "./answers/candidates.ts";
import { outputCandidates, remoteKeyCandidates } from "./candidates.ts";
import { readAlarm } from "./read-alarm.ts";
import type { DeviceOutputClass } from "./schemas/vocabulary.ts";

/** @throws SwitchedOff; Refusal 503 where nothing is known of the panel yet */
export async function listOutputCandidates(
  scope: RequestScope,
  only?: DeviceOutputClass,
): Promise<AlarmOutputCandidate[]> {
  await readAlarm(scope);
  return outputCandidates(scope.home, scope.settings.locale, only);
}

/** @throws as {@link listOutputCandidates} */
export async function listRemoteKeyCandidates(scope: RequestScope): Promise<AlarmRemoteKeyCandidate[]> {
  await readAlarm(scope);
  return remoteKeyCandidates(scope.home);
}
