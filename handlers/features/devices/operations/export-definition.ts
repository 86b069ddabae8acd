/** What a device says about itself, for people who extend software for it. */
import { media, type Operation, operation, Problem } from "../../../kernel/operation.ts";
import { DeviceAddress } from "../../shared/parameters.ts";
import { exportDefinitionFile } from "../home/export-definition.ts";

export const exportDefinitionOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/export-definition",
      operationId: "exportDeviceDefinition",
      role: "viewer",
      served: "home",
      tag: "devices",
      summary: "What the device says about itself, made anonymous: for people who extend software for it",
      params: { addr: DeviceAddress },
      responses: { 200: media("application/zip"), 404: Problem, 502: Problem, 503: Problem },
    },
    (scope) => exportDefinitionFile(scope, scope.params.addr),
  ),
];
