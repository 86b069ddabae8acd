/** What is done to a CCU as a machine. */
import { accepted, type Operation, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery } from "../../shared/lists.ts";
import { downloadFirmware, installUpdate, rebootCcu } from "../home/maintain-ccu.ts";
import { CentralName, FirmwareDownload } from "../schemas.ts";

const change = { method: "POST", role: "admin", served: "home" } as const;

export const maintenanceOperations: Operation[] = [
  operation(
    {
      ...change,
      path: "/system/update/install",
      tag: "hub",
      operationId: "installSystemUpdate",
      summary: "Install the firmware that a CCU has found; it restarts, and is away for some minutes",
      query: { central: CentralQuery },
      unknownCentral: 404,
      responses: { 202: null, 404: Problem, 502: Problem },
    },
    async (scope) => accepted(await installUpdate(scope, scope.identity, scope.query.central)),
  ),
  operation(
    {
      ...change,
      path: "/system/firmware/download",
      tag: "system",
      operationId: "downloadSystemFirmware",
      summary: "Make a CCU fetch a firmware image from where such images are published",
      body: FirmwareDownload,
      invalidBody: 422,
      responses: { 202: null, 400: Problem, 404: Problem, 422: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => accepted(await downloadFirmware(scope, scope.identity, scope.body)),
  ),
  operation(
    {
      ...change,
      path: "/system/ccu/{central}/reboot",
      tag: "system",
      operationId: "rebootSystemCCU",
      summary: "Restart a CCU; it is away for some minutes",
      params: { central: CentralName },
      responses: { 202: null, 404: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => accepted(await rebootCcu(scope, scope.identity, scope.params.central)),
  ),
];
