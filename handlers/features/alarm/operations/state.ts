/** REST operations about the state of the alarm panel; answered wherever they come in, also while the home is away. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { AlarmPanels, AlarmReadiness, AlarmStates } from "../answers/state.ts";
import { readPanels, readReadiness, readStates } from "../read-zones.ts";
import { ZoneId } from "../schemas/zones.ts";

const read = { method: "GET", role: "viewer", served: "here", tag: "alarm" } as const;
const OFF = { 404: Problem } as const;

export const stateOperations: Operation[] = [
  operation(
    {
      ...read,
      path: "/alarm/state",
      operationId: "getAlarmState",
      summary: "Every zone as it is now",
      responses: { 200: AlarmStates, ...OFF },
    },
    async (scope) => ok({ zones: await readStates(scope) }),
  ),
  operation(
    {
      ...read,
      path: "/alarm/panels",
      operationId: "listAlarmPanels",
      summary: "Zones as Home Assistant shows them; with several zones one for all of them at the end",
      responses: { 200: AlarmPanels, 401: Problem, ...OFF },
    },
    async (scope) => ok(await readPanels(scope)),
  ),
  operation(
    {
      ...read,
      path: "/alarm/zones/{id}/readiness",
      aliases: ["/alarm/areas/{id}/readiness"],
      operationId: "getAlarmZoneReadiness",
      summary: "Which modes a zone can be armed in, and what forbids the others",
      params: { id: ZoneId },
      responses: { 200: AlarmReadiness, ...OFF },
    },
    async (scope) => ok(await readReadiness(scope, scope.params.id)),
  ),
];
