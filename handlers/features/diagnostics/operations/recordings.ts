/** What is said between this program and the CCUs. */
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { RecordingDocument, RecordingList } from "../answers/recordings.ts";
import { downloadRecording, listRecordings, startRecording, stopRecording } from "../home/recordings.ts";
import { CentralName, RecordingFormat, RecordingStart, RecordingStop } from "../schemas.ts";

const tag = "diagnostics";

export const recordingOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/diagnostics/rpc-recording",
      role: "admin",
      served: "home",
      tag,
      operationId: "listRpcRecordings",
      summary: "What is being recorded, or was, of each CCU",
      responses: { 200: RecordingList },
    },
    (scope) => ok(listRecordings(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/diagnostics/rpc-recording",
      role: "admin",
      served: "home",
      tag,
      operationId: "startRpcRecording",
      summary: "Write down calls and callbacks for some minutes; what was recorded before is forgotten",
      body: RecordingStart,
      bodyOptional: true,
      responses: { 202: RecordingList, 400: Problem, 503: Problem },
    },
    async (scope) => accepted(await startRecording(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      method: "POST",
      path: "/diagnostics/rpc-recording/stop",
      role: "admin",
      served: "home",
      tag,
      operationId: "stopRpcRecording",
      summary: "Stop recording; what was recorded can be downloaded",
      body: RecordingStop,
      bodyOptional: true,
      responses: { 200: RecordingList, 400: Problem, 503: Problem },
    },
    async (scope) => ok(await stopRecording(scope, scope.identity, scope.body?.centrals)),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/rpc-recording/{central}/download",
      role: "admin",
      served: "home",
      tag,
      operationId: "downloadRpcRecording",
      largeReply: true,
      summary: "What was recorded of a CCU, without passwords and keys; the simulated CCU replays it",
      params: { central: CentralName },
      query: { format: RecordingFormat },
      responses: { 200: [RecordingDocument], 404: Problem, 503: Problem },
    },
    (scope) => downloadRecording(scope, scope.params.central, scope.query.format),
  ),
];
