/** REST operations about the past of data points and about energy. */
import * as z from "zod";
import { media, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { AnyAddress } from "../../shared/parameters.ts";
import { EnergyAnswer, HistoryAnswer, RecordingState } from "../answers.ts";
import { readEnergy } from "../home/read-energy.ts";
import { answerHistory } from "../home/read-history.ts";
import { decideRecording, readRecording } from "../home/recording.ts";
import { answerRemoteRead } from "../home/remote-read/answer.ts";
import { Buckets, Group, HistoryFormat, RANGE, RecordingWriteRequest, SERIES, TimeZone } from "../schemas.ts";

const HOME = { served: "home", tag: "history" } as const;

/** For Prometheus' `remote_read`; no part of the contract. */
const remoteRead: Operation = operation(
  {
    ...HOME,
    method: "POST",
    path: "/history/remote-read",
    role: "viewer",
    summary: "The past as Prometheus reads it: protocol buffers in Snappy",
    unpublished: true,
    binaryBody: true,
    responses: {
      200: media("application/x-protobuf", z.instanceof(Uint8Array)),
      400: Problem,
      404: Problem,
      503: Problem,
    },
  },
  (scope) => answerRemoteRead(scope, scope.body),
);

export const historyOperations: Operation[] = [
  remoteRead,
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/history",
      unknownCentral: "handler",
      operationId: "getHistory",
      role: "viewer",
      summary: "The past of a data point in buckets; `X-History-Tier` tells what they are made of: raw, hour or day",
      query: { ...SERIES, ...RANGE, buckets: Buckets, format: HistoryFormat },
      responses: { 200: [HistoryAnswer, media("text/csv")], 400: Problem, 404: Problem, 500: Problem, 503: Problem },
    },
    (scope) => answerHistory(scope, scope.query, scope.request.headers.accept),
  ),
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/history/recording",
      operationId: "getRecordingOverride",
      role: "viewer",
      summary: "Whether a data point is recorded",
      query: SERIES,
      responses: { 200: RecordingState, 400: Problem, 503: Problem },
    },
    async (scope) => ok(await readRecording(scope, scope.query)),
  ),
  operation(
    {
      ...HOME,
      method: "PUT",
      path: "/history/recording",
      operationId: "putRecordingOverride",
      role: "operator",
      summary: "Record a data point, or not, whatever the configuration says",
      body: RecordingWriteRequest,
      responses: { 200: RecordingState, 400: Problem, 503: Problem },
    },
    async (scope) => ok(await decideRecording(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/energy",
      unknownCentral: "handler",
      operationId: "getEnergy",
      role: "viewer",
      summary: "What the devices of a CCU consumed and fed in, by hour, day or month",
      query: {
        central: SERIES.central,
        ...RANGE,
        group: Group,
        device: AnyAddress.optional().meta({ description: "Address of one device; default: all of them" }),
        tz: TimeZone,
      },
      responses: { 200: EnergyAnswer, 400: Problem, 404: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => ok(await readEnergy(scope, scope.query)),
  ),
];
