/** The operations of `/install-mode`; what they do is in install-mode.ts. */
import { z } from "zod";
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery } from "../../shared/lists.ts";
import { DeviceSearchResult, InstallModeInterfaceEntry } from "../answers/install-mode.ts";
import { searchDevices, setInstallMode, setInstallModeEverywhere } from "../home/install-mode.ts";
import { listInstallModes } from "../install-mode.ts";
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
      responses: { 200: z.array(InstallModeInterfaceEntry), 503: Problem },
    },
    async (context) => ok(await listInstallModes(context)),
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
    async (context) => {
      await setInstallMode(context, context.identity, context.body);
      return accepted();
    },
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
    async (context) => ok(await searchDevices(context, context.identity, context.body)),
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
    async (context) => {
      const modes = await listInstallModes(context, context.query.central);
      return ok({ active: modes.some((m) => m.active), seconds: Math.max(0, ...modes.map((m) => m.seconds)) });
    },
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
    async (context) => {
      await setInstallModeEverywhere(context, context.identity, { ...context.body, central: context.query.central });
      return accepted();
    },
  ),
];
