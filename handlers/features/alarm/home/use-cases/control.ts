/** What people want of a zone now: arm, disarm, silence, acknowledge, try. */
import type { Identity } from "../../../../kernel/identity.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import type { AuditAction } from "../../../../records/audit-actions.ts";
import { recordAudit } from "../../../../records/audit-log.ts";
import type { AlarmArmAccepted, AlarmArmRequest } from "../../schemas/control.ts";
import { requireAlarm } from "../running.ts";
import type { Intent } from "../seams.ts";
import { granted, requireInTime } from "./refuse.ts";

/** The way by which it came, as the engine and the journal call it. Both are open to operators only. */
export type OperatorSource = "rest-operator" | "ws-operator";

export interface Asker {
  readonly who: Identity;
  readonly source: OperatorSource;
}

const intentOf = ({ who, source }: Asker, zone: string, code: string | undefined): Intent => ({
  ...{ zone, source, actor: who.subject },
  ...(code !== undefined && code !== "" && { code }),
});

const audit = (scope: RequestScope, who: Identity, action: AuditAction, note: string): Promise<void> =>
  recordAudit(scope, who, { action, note });

/** @throws Refusal 400 unknown mode, 403 `invalid_code`, 404, 409 not ready or in another state, 503 */
export async function armZone(
  scope: RequestScope,
  asker: Asker,
  zone: string,
  { mode, force, skip_delay, bypass, code }: AlarmArmRequest,
): Promise<AlarmArmAccepted> {
  const { engine } = requireAlarm(scope);
  requireInTime(scope);
  const intent = {
    ...{ ...intentOf(asker, zone, code), mode },
    ...(force !== undefined && { force }),
    ...(skip_delay !== undefined && { skipDelay: skip_delay }),
    ...(bypass && { bypass }),
  };
  const { state, bypassed, exit_delay_s } = await granted(zone, engine.arm(intent));
  await audit(scope, asker.who, "alarm_arm", `zone=${zone} mode=${mode}${force ? " force" : ""}`);
  return {
    state,
    ...(bypassed.length > 0 && { bypassed: [...bypassed] }),
    ...(state === "arming" && { exit_delay_s }),
  };
}

/** @throws Refusal 403 `invalid_code`, 404, 503 */
export async function disarmZone(scope: RequestScope, asker: Asker, zone: string, code?: string): Promise<void> {
  const { engine } = requireAlarm(scope);
  requireInTime(scope);
  await granted(zone, engine.disarm(intentOf(asker, zone, code)));
  await audit(scope, asker.who, "alarm_disarm", `zone=${zone}`);
}

/** Also where nothing sounds that is known of. @throws Refusal 403 `invalid_code`, 404, 503 */
export async function silenceZone(scope: RequestScope, asker: Asker, zone: string, code?: string): Promise<void> {
  const { engine } = requireAlarm(scope);
  requireInTime(scope);
  await granted(zone, engine.silence(intentOf(asker, zone, code)));
  await audit(scope, asker.who, "alarm_silence", `zone=${zone}`);
}

/** @throws Refusal 503 */
export async function silenceAll(scope: RequestScope, { who, source }: Asker): Promise<void> {
  const { engine } = requireAlarm(scope);
  requireInTime(scope);
  await engine.silenceAll({ source, actor: who.subject });
  await audit(scope, who, "alarm_silence", "zone=*");
}

/** Somebody has taken note; nothing else changes. A code is not looked at. @throws Refusal 404, 409 without an incident, 503 */
export async function acknowledgeZone(scope: RequestScope, asker: Asker, zone: string): Promise<void> {
  const { engine } = requireAlarm(scope);
  await granted(zone, engine.acknowledge(intentOf(asker, zone, undefined)));
  await audit(scope, asker.who, "alarm_acknowledge", `zone=${zone}`);
}

/** @throws Refusal 404, 409 unless disarmed and without a walk test, 503 */
export async function startWalkTest(scope: RequestScope, asker: Asker, zone: string): Promise<void> {
  const { engine } = requireAlarm(scope);
  requireInTime(scope);
  await granted(zone, engine.startWalkTest(intentOf(asker, zone, undefined)));
  await audit(scope, asker.who, "alarm_walk_test", `zone=${zone} start`);
}

/** @throws Refusal 404, 409 without a walk test, 503 */
export async function stopWalkTest(scope: RequestScope, asker: Asker, zone: string): Promise<void> {
  const { engine } = requireAlarm(scope);
  await granted(zone, engine.stopWalkTest(intentOf(asker, zone, undefined)));
  await audit(scope, asker.who, "alarm_walk_test", `zone=${zone} stop`);
}
