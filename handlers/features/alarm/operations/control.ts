/** REST operations that arm, disarm, silence and acknowledge. */
import type { Identity } from "../../../kernel/identity.ts";
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { after } from "../../shared/done.ts";
import { acknowledgeZone, armZone, disarmZone, silenceAll, silenceZone } from "../home/use-cases/control.ts";
import { AlarmArmAccepted, AlarmArmRequest, AlarmVerbRequest } from "../schemas/control.ts";
import { ZoneId } from "../schemas/zones.ts";

const OFF = { 404: Problem } as const;
const verb = { method: "POST", role: "operator", served: "home", tag: "alarm" } as const;
const onZone = { ...verb, params: { id: ZoneId } } as const;
const withCode = { ...onZone, body: AlarmVerbRequest, bodyOptional: true } as const;
const by = ({ identity }: { identity: Identity }) => ({ who: identity, source: "rest-operator" }) as const;

export const controlOperations: Operation[] = [
  operation(
    {
      ...onZone,
      path: "/alarm/zones/{id}/arm",
      aliases: ["/alarm/areas/{id}/arm"],
      operationId: "armAlarmZone",
      summary: "Arm a zone; 409 names what forbids it, which `force` leaves out",
      body: AlarmArmRequest,
      responses: { 200: AlarmArmAccepted, 400: Problem, 403: Problem, 409: Problem, ...OFF },
    },
    async (scope) => ok(await armZone(scope, by(scope), scope.params.id, scope.body)),
  ),
  operation(
    {
      ...withCode,
      path: "/alarm/zones/{id}/disarm",
      aliases: ["/alarm/areas/{id}/disarm"],
      operationId: "disarmAlarmZone",
      summary: "Disarm a zone, whatever state it is in; what sounds is silenced",
      responses: { 204: null, 400: Problem, 403: Problem, ...OFF },
    },
    (scope) => after(disarmZone(scope, by(scope), scope.params.id, scope.body?.code), noContent()),
  ),
  operation(
    {
      ...withCode,
      path: "/alarm/zones/{id}/silence",
      aliases: ["/alarm/areas/{id}/silence"],
      operationId: "silenceAlarmZone",
      summary: "Silence what sounds; the zone stays in its state",
      responses: { 204: null, 400: Problem, 403: Problem, ...OFF },
    },
    (scope) => after(silenceZone(scope, by(scope), scope.params.id, scope.body?.code), noContent()),
  ),
  operation(
    {
      ...withCode,
      path: "/alarm/zones/{id}/acknowledge",
      aliases: ["/alarm/areas/{id}/acknowledge"],
      operationId: "acknowledgeAlarmZone",
      summary: "Somebody has taken note of the incident; nothing else changes",
      responses: { 204: null, 400: Problem, 409: Problem, ...OFF },
    },
    (scope) => after(acknowledgeZone(scope, by(scope), scope.params.id), noContent()),
  ),
  operation(
    {
      ...verb,
      path: "/alarm/silence-all",
      operationId: "silenceAllAlarmZones",
      summary: "Silence everything",
      responses: { 204: null, ...OFF },
    },
    (scope) => after(silenceAll(scope, by(scope)), noContent()),
  ),
];
