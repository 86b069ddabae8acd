/** A channel's configuration as a file, and back onto this or another channel of the same type. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { ChannelNumber, DeviceAddress } from "../../shared/parameters.ts";
import { ImportReport } from "../answers/config-transfer.ts";
import { exportConfiguration, importConfiguration } from "../home/config-transfer.ts";
import { ExportedConfiguration } from "../schemas/config-transfer.ts";
import { ExportedParamset } from "../schemas/paramsets.ts";

const PLACE = { addr: DeviceAddress, no: ChannelNumber };

export const configTransferOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/config/export",
      operationId: "exportChannelConfig",
      role: "viewer",
      served: "home",
      tag: "config",
      summary: "The configuration of a channel as a file",
      params: PLACE,
      query: { paramset: ExportedParamset },
      responses: { 200: ExportedConfiguration, 400: Problem, 404: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => ok(await exportConfiguration(scope, scope.params.addr, scope.params.no, scope.query.paramset)),
  ),
  operation(
    {
      method: "POST",
      path: "/devices/{addr}/channels/{no}/config/import",
      operationId: "importChannelConfig",
      role: "operator",
      served: "home",
      tag: "config",
      summary: "Set a channel as a file says; nothing is written unless everything fits",
      params: PLACE,
      body: ExportedConfiguration,
      responses: { 200: ImportReport, 400: Problem, 404: Problem, 500: Problem, 503: Problem },
    },
    async (scope) => ok(await importConfiguration(scope, scope.params.addr, scope.params.no, scope.body)),
  ),
];
