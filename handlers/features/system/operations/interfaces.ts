/** The interfaces of the CCUs: their state, and connecting one anew. */
import * as z from "zod";
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { InterfaceEntry, InterfaceList } from "../answers/system.ts";
import { reconnectInterface } from "../home/reconnect-interface.ts";
import { listInterfaces, readInterface } from "../interfaces.ts";

const params = { id: z.string().min(1).max(255).meta({ description: "Id of the interface, as in the list" }) };

export const interfacesOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/interfaces",
      role: "viewer",
      served: "here",
      tag: "interfaces",
      operationId: "listInterfaces",
      summary: "Interfaces of all CCUs with their connection",
      responses: { 200: InterfaceList },
    },
    async (scope) => ok(await listInterfaces(scope)),
  ),
  operation(
    {
      method: "GET",
      path: "/interfaces/{id}",
      role: "viewer",
      served: "here",
      tag: "interfaces",
      operationId: "getInterface",
      summary: "One interface",
      params,
      responses: { 200: InterfaceEntry, 404: Problem },
    },
    async (scope) => ok(await readInterface(scope, scope.params.id)),
  ),
  operation(
    {
      method: "POST",
      path: "/interfaces/{id}/reconnect",
      role: "admin",
      served: "home",
      tag: "interfaces",
      operationId: "reconnectInterface",
      summary: "Connect an interface anew",
      params,
      responses: { 202: null, 404: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => accepted(await reconnectInterface(scope, scope.params.id)),
  ),
];
