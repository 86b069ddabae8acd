/** REST operations about zones, their sensors and their outputs. */
import * as z from "zod";
import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { listOutputs, listSensors } from "../home/use-cases/read.ts";
import { createZone, deleteZone, replaceOutputs, replaceSensors, updateZone } from "../home/use-cases/zones.ts";
import { listZones, readZone } from "../read-zones.ts";
import {
  AlarmOutput,
  AlarmOutputsRequest,
  AlarmSensor,
  AlarmSensorsRequest,
  AlarmZone,
  AlarmZoneRequest,
  ZoneId,
} from "../schemas/zones.ts";

const OFF = { 404: Problem } as const;
const CHANGE = { 400: Problem, 422: Problem, ...OFF } as const;
const here = { method: "GET", role: "viewer", served: "here", tag: "alarm" } as const;
const home = { method: "GET", role: "viewer", served: "home", tag: "alarm" } as const;
const change = { role: "operator", served: "home", tag: "alarm" } as const;
const params = { id: ZoneId };

export const zoneOperations: Operation[] = [
  operation(
    {
      ...here,
      path: "/alarm/zones",
      aliases: ["/alarm/areas"],
      operationId: "listAlarmZones",
      summary: "The zones, by their position",
      responses: { 200: z.array(AlarmZone), ...OFF },
    },
    async (scope) => ok(await listZones(scope)),
  ),
  operation(
    {
      ...change,
      method: "POST",
      path: "/alarm/zones",
      aliases: ["/alarm/areas"],
      operationId: "createAlarmZone",
      summary: "Make a zone",
      body: AlarmZoneRequest,
      invalidBody: 422,
      responses: { 201: AlarmZone, ...CHANGE },
    },
    async (scope) => created(await createZone(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      ...here,
      path: "/alarm/zones/{id}",
      aliases: ["/alarm/areas/{id}"],
      operationId: "getAlarmZone",
      summary: "One zone with its configuration",
      params,
      responses: { 200: AlarmZone, ...OFF },
    },
    async (scope) => ok(await readZone(scope, scope.params.id)),
  ),
  operation(
    {
      ...change,
      method: "PUT",
      path: "/alarm/zones/{id}",
      aliases: ["/alarm/areas/{id}"],
      operationId: "putAlarmZone",
      summary: "Change a zone; what is absent stays",
      params,
      body: AlarmZoneRequest,
      invalidBody: 422,
      responses: { 204: null, ...CHANGE },
    },
    (scope) => after(updateZone(scope, scope.identity, scope.params.id, scope.body), noContent()),
  ),
  operation(
    {
      ...change,
      method: "DELETE",
      path: "/alarm/zones/{id}",
      aliases: ["/alarm/areas/{id}"],
      operationId: "deleteAlarmZone",
      summary: "Remove a zone with its sensors and outputs; it must be disarmed",
      params,
      responses: { 204: null, 409: Problem, ...OFF },
    },
    (scope) => after(deleteZone(scope, scope.identity, scope.params.id), noContent()),
  ),
  operation(
    {
      ...home,
      path: "/alarm/zones/{id}/sensors",
      aliases: ["/alarm/areas/{id}/sensors"],
      operationId: "listAlarmZoneSensors",
      summary: "What a zone watches",
      params,
      responses: { 200: z.array(AlarmSensor), ...OFF },
    },
    async (scope) => ok(await listSensors(scope, scope.params.id)),
  ),
  operation(
    {
      ...change,
      method: "PUT",
      path: "/alarm/zones/{id}/sensors",
      aliases: ["/alarm/areas/{id}/sensors"],
      operationId: "putAlarmZoneSensors",
      summary: "Replace what a zone watches, all of it",
      params,
      body: AlarmSensorsRequest,
      invalidBody: 422,
      responses: { 204: null, ...CHANGE },
    },
    (scope) => after(replaceSensors(scope, scope.identity, scope.params.id, scope.body), noContent()),
  ),
  operation(
    {
      ...home,
      path: "/alarm/zones/{id}/outputs",
      aliases: ["/alarm/areas/{id}/outputs"],
      operationId: "listAlarmZoneOutputs",
      summary: "What a zone does when it is triggered",
      params,
      responses: { 200: z.array(AlarmOutput), ...OFF },
    },
    async (scope) => ok(await listOutputs(scope, scope.params.id)),
  ),
  operation(
    {
      ...change,
      method: "PUT",
      path: "/alarm/zones/{id}/outputs",
      aliases: ["/alarm/areas/{id}/outputs"],
      operationId: "putAlarmZoneOutputs",
      summary: "Replace what a zone does when it is triggered, all of it",
      params,
      body: AlarmOutputsRequest,
      invalidBody: 422,
      responses: { 204: null, ...CHANGE },
    },
    (scope) => after(replaceOutputs(scope, scope.identity, scope.params.id, scope.body), noContent()),
  ),
];
