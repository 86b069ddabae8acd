/** What is said between this program and the CCUs, written down while somebody looks for a fault (ports/ccu-recording.ts). */
import type * as z from "zod";
import type { Identity } from "../../../kernel/identity.ts";
import type { Reply } from "../../../kernel/operation.ts";
import { badRequest, notFound, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { isoTime } from "../../../model/iso-time.ts";
import type { CcuRecording, RecordingFile } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import type { RecordingList } from "../answers/recordings.ts";

/** Seconds where the client names none. */
export const RECORDING_S = 300;

type List = z.input<typeof RecordingList>;
type Scope = Pick<RequestScope, "centrals">;

function recordings(scope: Scope): [central: string, recording: CcuRecording][] {
  return scope.centrals.names().flatMap((central) => {
    const recording = scope.centrals.ccu(central)?.recording;
    return recording ? [[central, recording] satisfies [string, CcuRecording]] : [];
  });
}

/** @throws Refusal 400 where one is not known, 503 where there is none */
function chosen(scope: Scope, named: readonly string[] | undefined) {
  const all = recordings(scope);
  if (all.length === 0) throw unready("no central is connected to this server", "CCU not connected");
  const unknown = named?.find((name) => !all.some(([central]) => central === name));
  if (unknown !== undefined)
    throw badRequest(`no CCU is called ${unknown}; there is ${all.map(([central]) => central).join(", ")}`);
  return named === undefined || named.length === 0 ? all : all.filter(([central]) => named.includes(central));
}

const statusOf = ([central, recording]: [string, CcuRecording]): List[number] => {
  const { endsAt, ...status } = recording.status();
  const ends = isoTime(endsAt);
  return { central, ...status, ...(ends === undefined ? {} : { ends_at: ends }) };
};

export const listRecordings = (scope: Scope): List => recordings(scope).map(statusOf);

export const isRecording = (scope: Scope): boolean =>
  recordings(scope).some(([, recording]) => recording.status().active);

interface Wanted {
  centrals?: readonly string[] | undefined;
  duration_seconds?: number | undefined;
  randomize?: boolean | undefined;
}

/** What was recorded before is forgotten. @throws Refusal 400, 503 */
export async function startRecording(scope: RequestScope, who: Identity, wanted: Wanted = {}): Promise<List> {
  const { duration_seconds: seconds = RECORDING_S, randomize = true } = wanted;
  const all = chosen(scope, wanted.centrals);
  for (const [, recording] of all) recording.start({ until: scope.clock.now() + seconds * 1000, randomize });
  const note = `centrals=${all.map(([central]) => central).join(",")} duration_seconds=${seconds} randomize=${randomize}`;
  await recordAudit(scope, who, { action: "diagnostics.rpc_recording_start", note });
  return all.map(statusOf);
}

/** What was recorded stays until the next start. @throws Refusal 400, 503 */
export async function stopRecording(scope: RequestScope, who: Identity, named?: readonly string[]): Promise<List> {
  const all = chosen(scope, named);
  for (const [, recording] of all) recording.stop();
  const note = `centrals=${all.map(([central]) => central).join(",")}`;
  await recordAudit(scope, who, { action: "diagnostics.rpc_recording_stop", note });
  return all.map(statusOf);
}

/** @throws Refusal 404 where nothing was recorded */
export function downloadRecording(
  scope: Pick<RequestScope, "centrals">,
  central: string,
  format: RecordingFile["format"],
): Reply<200, unknown> {
  const file = scope.centrals.ccu(central)?.recording?.file(format);
  if (!file) throw notFound(`nothing was recorded of ${central}`);
  const body = JSON.stringify(file);
  const name = central.replace(/[^A-Za-z0-9._-]/g, "_");
  return {
    status: 200,
    type: "application/json; charset=utf-8",
    body,
    headers: {
      "cache-control": "no-store",
      "content-disposition": `attachment; filename="rpc-recording-${name}-${format}.json"`,
    },
  };
}
