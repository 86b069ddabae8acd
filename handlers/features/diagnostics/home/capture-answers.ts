/** Captures as people ask for them: noted in the audit log, and as a file. */
import type { Identity } from "../../../kernel/identity.ts";
import type { Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { LogLevel } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import type { CaptureSummary } from "../answers/captures.ts";
import { CAPTURE_S, captureArchive, startCapture, stopCapture } from "./captures.ts";

interface Wanted {
  duration_seconds?: number | undefined;
  log_levels?: Readonly<Record<string, LogLevel>> | undefined;
  anonymise?: boolean | undefined;
}

/** @throws Refusal 409, 503 */
export async function answerCaptureStart(
  scope: RequestScope,
  who: Identity,
  wanted: Wanted = {},
): Promise<CaptureSummary> {
  const { duration_seconds: seconds = CAPTURE_S, log_levels: levels = {}, anonymise = true } = wanted;
  const capture = startCapture(scope, { seconds, anonymise, levels }, who.subject);
  const note = `id=${capture.id} duration_seconds=${seconds} anonymise=${anonymise}`;
  await recordAudit(scope, who, { action: "diagnostics.capture_start", note });
  return capture;
}

/** @throws Refusal 404, 409 */
export async function stopCaptureAudited(scope: RequestScope, who: Identity, id: string): Promise<CaptureSummary> {
  const capture = await stopCapture(scope, id);
  await recordAudit(scope, who, { action: "diagnostics.capture_stop", note: `id=${id}` });
  return capture;
}

/** @throws Refusal 404, 409 */
export async function downloadCapture(scope: RequestScope, id: string): Promise<Reply<200, unknown>> {
  const body = await captureArchive(scope, id);
  return {
    status: 200,
    type: "application/gzip",
    body,
    headers: { "cache-control": "no-store", "content-disposition": `attachment; filename="${id}.tar.gz"` },
  };
}
