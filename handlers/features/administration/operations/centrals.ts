/** CRUD of the CCUs. */
import * as z from "zod";
import { CentralRow } from "../../../configuration/central-row.ts";
import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { createCentral, deleteCentral, findCentral, listCentrals, putCentral } from "../home/centrals.ts";

const HOME = { served: "home", tag: "central-admin" } as const;
const params = { name: z.string().max(100) };

export const centralOperations: Operation[] = [
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/centrals",
      role: "viewer",
      operationId: "listCentrals",
      summary: "The configured CCUs, also those that are switched off; passwords are not told",
      responses: { 200: z.array(CentralRow), 500: Problem },
    },
    async (scope) => ok(await listCentrals(scope)),
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path: "/centrals",
      role: "admin",
      operationId: "createCentral",
      summary: "Adds a CCU and connects it",
      body: CentralRow,
      invalidBody: 400,
      responses: { 201: CentralRow, 400: Problem, 500: Problem },
    },
    async (scope) => created(await createCentral(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/centrals/{name}",
      role: "viewer",
      operationId: "getCentral",
      summary: "One configured CCU",
      params,
      responses: { 200: CentralRow, 400: Problem, 404: Problem, 500: Problem },
    },
    async (scope) => ok(await findCentral(scope, scope.params.name)),
  ),
  operation(
    {
      ...HOME,
      method: "PUT",
      path: "/centrals/{name}",
      role: "admin",
      operationId: "putCentral",
      summary: "Changes a CCU and connects it anew; an omitted password stays",
      params,
      body: CentralRow,
      invalidBody: 400,
      responses: { 204: null, 400: Problem, 401: Problem, 403: Problem, 500: Problem },
    },
    async (scope) => {
      await putCentral(scope, scope.identity, scope.params.name, scope.body);
      return noContent();
    },
  ),
  operation(
    {
      ...HOME,
      method: "DELETE",
      path: "/centrals/{name}",
      role: "admin",
      operationId: "deleteCentral",
      summary: "Ends a CCU and forgets its devices",
      params,
      responses: { 204: null, 400: Problem, 404: Problem, 500: Problem },
    },
    async (scope) => {
      await deleteCentral(scope, scope.identity, scope.params.name);
      return noContent();
    },
  ),
];
