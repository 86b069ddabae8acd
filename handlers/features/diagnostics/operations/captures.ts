/** Captures, the event bus, and everything on one page. */
import * as z from "zod";
import type { Broadcast } from "../../../kernel/broadcast.ts";
import { accepted, media, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CaptureList, CaptureSummary } from "../answers/captures.ts";
import { answerCaptureStart, downloadCapture, stopCaptureAudited } from "../home/capture-answers.ts";
import { listCaptures, readCapture } from "../home/captures.ts";
import { describeEverything } from "../home/describe-everything.ts";
import { putStartupCapture, readStartupCapture } from "../home/startup-capture.ts";
import { tapEvents } from "../home/tap-events.ts";
import { AnonymiseSwitch, CaptureId, CaptureStart, StartupCaptureConfig, tapQuery } from "../schemas.ts";

const tag = "diagnostics";
const params = { id: CaptureId };

/** @param broadcasts all that the home announces */
export const captureOperations = (broadcasts: () => readonly Broadcast[]): Operation[] => [
  operation(
    {
      method: "GET",
      path: "/diagnostics",
      role: "admin",
      served: "home",
      tag,
      operationId: "diagnosticsDump",
      summary: "How the program and its CCUs are, on one page",
      query: { anonymize: AnonymiseSwitch },
      responses: { 200: z.looseObject({ schema_version: z.literal("1.0") }) },
    },
    async (scope) => ok((await describeEverything(scope, scope.query.anonymize === "1")) as { schema_version: "1.0" }),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/eventbus/tap",
      role: "admin",
      served: "home",
      streaming: true,
      tag,
      operationId: "tapDiagnosticsEventBus",
      summary: "What the home announces in the next seconds, as lines",
      query: tapQuery,
      responses: { 200: media("application/x-ndjson"), 400: Problem, 503: Problem },
    },
    (scope) => tapEvents(scope, broadcasts(), scope.query),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/capture",
      role: "admin",
      served: "home",
      tag,
      operationId: "listCaptures",
      summary: "Captures of the log, newest first",
      responses: { 200: CaptureList },
    },
    (scope) => ok({ captures: listCaptures(scope) }),
  ),
  operation(
    {
      method: "POST",
      path: "/diagnostics/capture",
      role: "admin",
      served: "home",
      tag,
      operationId: "startCapture",
      summary: "Gather entries of the log for some minutes, at levels of their own",
      body: CaptureStart,
      bodyOptional: true,
      responses: { 202: CaptureSummary, 400: Problem, 409: Problem, 503: Problem },
    },
    async (scope) => accepted(await answerCaptureStart(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/capture/{id}",
      role: "admin",
      served: "home",
      tag,
      operationId: "getCapture",
      summary: "One capture",
      params,
      responses: { 200: CaptureSummary, 404: Problem, 503: Problem },
    },
    (scope) => ok(readCapture(scope, scope.params.id)),
  ),
  operation(
    {
      method: "POST",
      path: "/diagnostics/capture/{id}/stop",
      role: "admin",
      served: "home",
      tag,
      operationId: "stopCapture",
      summary: "End a capture",
      params,
      responses: { 200: CaptureSummary, 404: Problem, 409: Problem, 503: Problem },
    },
    async (scope) => ok(await stopCaptureAudited(scope, scope.identity, scope.params.id)),
  ),
  operation(
    {
      method: "GET",
      path: "/diagnostics/capture/{id}/download",
      role: "admin",
      served: "home",
      tag,
      operationId: "downloadCapture",
      largeReply: true,
      summary: "What was captured: logs.ndjson and capture.meta.json in a tar.gz",
      params,
      responses: { 200: media("application/gzip"), 404: Problem, 409: Problem, 503: Problem },
    },
    (scope) => downloadCapture(scope, scope.params.id),
  ),
  operation(
    {
      method: "GET",
      path: "/system/startup-capture",
      role: "admin",
      served: "home",
      tag: "system",
      operationId: "getStartupCapture",
      summary: "Whether a capture begins with the program",
      responses: { 200: StartupCaptureConfig },
    },
    async (scope) => ok(await readStartupCapture(scope)),
  ),
  operation(
    {
      method: "PUT",
      path: "/system/startup-capture",
      role: "admin",
      served: "home",
      tag: "system",
      operationId: "putStartupCapture",
      summary: "Let a capture begin with each start of the program, or no longer",
      body: StartupCaptureConfig,
      responses: { 200: StartupCaptureConfig },
    },
    async (scope) => ok(await putStartupCapture(scope, scope.identity, scope.body)),
  ),
];
