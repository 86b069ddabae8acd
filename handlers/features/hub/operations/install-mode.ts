import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery } from "../../shared/lists.ts";
import { DeviceSearchResult, InstallModes } from "../answers/install-mode.ts";
import { searchDevices, setInstallMode, setInstallModeEverywhere } from "../home/install-mode.ts";
import { listInstallModes, readInstallMode } from "../install-mode.ts";
import { DeviceSearchRequest, InstallModeInterfaceRequest, InstallModeState } from "../schemas/install-mode.ts";

const written = { 202: null, 400: Problem, 404: Problem, 422: Problem, 502: Problem, 503: Problem } as const;

export const installModeOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/install-mode/interfaces",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "listInstallModes",
      summary: "Install mode of every interface that can teach devices",
      responses: { 200: InstallModes, 503: Problem },
    },
    async (scope) => ok(await listInstallModes(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/install-mode/interfaces",
      role: "admin",
      served: "home",
      tag: "hub",
      operationId: "setInstallMode",
      summary: "Start or end install mode of one interface, for any device or one",
      body: InstallModeInterfaceRequest,
      responses: written,
    },
    (scope) => setInstallMode(scope, scope.identity, scope.body).then(() => accepted()),
  ),
  operation(
    {
      method: "POST",
      path: "/install-mode/search",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "installModeSearch",
      summary: "Search the wired bus for devices",
      body: DeviceSearchRequest,
      responses: { 200: DeviceSearchResult, 422: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => ok(await searchDevices(scope, scope.identity, scope.body)),
  ),
  // API 1 had one switch for all interfaces (api-behaviour 5.2)
  operation(
    {
      method: "GET",
      path: "/install-mode",
      role: "viewer",
      served: "here",
      tag: "hub",
      summary: "Whether any interface teaches devices",
      query: { central: CentralQuery },
      responses: { 200: InstallModeState },
      deprecated: true,
      unpublished: true,
    },
    async (scope) => ok(await readInstallMode(scope, scope.query.central)),
  ),
  operation(
    {
      method: "POST",
      path: "/install-mode",
      role: "admin",
      served: "home",
      tag: "hub",
      summary: "Start or end install mode of every interface of a CCU",
      query: { central: CentralQuery },
      body: InstallModeState,
      responses: written,
      deprecated: true,
      unpublished: true,
    },
    async (scope) =>
      accepted(await setInstallModeEverywhere(scope, scope.identity, { ...scope.body, central: scope.query.central })),
  ),
];
