/** CCUs of the local network. */
import * as z from "zod";
import { noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { DiscoveredCentral, IgnoredCentral } from "../answers.ts";
import { ignoreCcu, listDiscovered, listIgnored, unignoreCcu } from "../home/discovery.ts";

const HOME = { served: "home", tag: "central-admin" } as const;
const params = { serial: z.string().max(100) };
const path = "/centrals/discovered/{serial}/ignore";

export const discoveryOperations: Operation[] = [
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/centrals/discovered",
      role: "viewer",
      operationId: "listDiscoveredCentrals",
      summary: "CCUs that answer in the local network of the home",
      responses: { 200: z.array(DiscoveredCentral) },
    },
    async (scope) => ok(await listDiscovered(scope)),
  ),
  operation(
    {
      ...HOME,
      method: "GET",
      path: "/centrals/discovered/ignored",
      role: "viewer",
      operationId: "listIgnoredCentrals",
      summary: "CCUs that are not told any more",
      responses: { 200: z.array(IgnoredCentral) },
    },
    async (scope) => ok(await listIgnored(scope)),
  ),
  operation(
    {
      ...HOME,
      method: "POST",
      path,
      role: "admin",
      operationId: "ignoreDiscoveredCentral",
      summary: "A CCU is not told any more",
      params,
      responses: { 204: null, 400: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => {
      await ignoreCcu(scope, scope.identity, scope.params.serial);
      return noContent();
    },
  ),
  operation(
    {
      ...HOME,
      method: "DELETE",
      path,
      role: "admin",
      operationId: "unignoreDiscoveredCentral",
      summary: "A CCU is told again",
      params,
      responses: { 204: null, 400: Problem, 404: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => {
      await unignoreCcu(scope, scope.params.serial);
      return noContent();
    },
  ),
];
