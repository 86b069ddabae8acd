/** Somebody stands beside an output and wants to hear it. */
import { conflict, notFound, unready, upstream } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { recordAudit } from "../../../../records/audit-log.ts";
import { alarmOutputs } from "../outputs/outputs.ts";
import { requireAlarm } from "../running.ts";
import type { Asker } from "./control.ts";
import { requireInTime } from "./refuse.ts";

/** @throws SwitchedOff; Refusal 404, 409 where it cannot be tried, 502 where its device did not take it, 503 */
export async function testOutput(
  scope: RequestScope,
  { who, source }: Asker,
  output: string,
  { optical_only = false }: { optical_only?: boolean | undefined } = {},
): Promise<void> {
  requireAlarm(scope);
  const outputs = scope.state(alarmOutputs).current;
  if (!outputs) throw unready("the outputs of the alarm panel have not started yet");
  requireInTime(scope);
  const outcome = await outputs.testFire(output, { opticalOnly: optical_only, source, actor: who.subject });
  if (outcome.kind === "unknown_output") throw notFound(`no output ${output}`);
  if (outcome.kind === "conflict") throw conflict(outcome.reason, "Cannot be tried");
  if (outcome.kind === "failed") throw upstream(outcome.reason);
  await recordAudit(scope, who, { action: "alarm_output_test", note: `output=${output}` });
}
