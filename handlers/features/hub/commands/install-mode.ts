/** Commands about install mode. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { CentralArgument } from "../../shared/lists.ts";
import {
  DevicesFound,
  InstallModeByInterface,
  InstallModeDisabled,
  InstallModeEnabled,
} from "../answers/install-mode.ts";
import { disableInstallMode, enableInstallMode, searchDevicesOf } from "../home/install-mode.ts";
import { installModeByInterface } from "../install-mode.ts";

const interfaceId = z.string().min(1).max(255);

export const installModeCommands: Command[] = [
  command(
    {
      name: "install_mode.status",
      category: "install_mode",
      summary: "Install mode of one CCU, by interface",
      role: "viewer",
      served: "here",
      args: z.object({ central_name: CentralArgument }),
      result: InstallModeByInterface,
      rest: "GET /install-mode/interfaces",
    },
    (scope) => installModeByInterface(scope, scope.args.central_name),
  ),
  command(
    {
      name: "install_mode.enable",
      category: "install_mode",
      summary: "Start install mode of one interface, for any device or one",
      // the operation with the same effect demands admin
      role: "admin",
      served: "home",
      args: z.object({
        interface_id: interfaceId,
        duration_seconds: z.int().min(1),
        sgtin: z.string().max(64).optional(),
        key: z.string().max(64).optional(),
        central_name: CentralArgument,
      }),
      result: InstallModeEnabled,
      rest: "POST /install-mode/interfaces",
    },
    (scope) => enableInstallMode(scope, scope.identity, scope.args),
  ),
  command(
    {
      name: "install_mode.disable",
      category: "install_mode",
      summary: "End install mode of one interface",
      role: "admin",
      served: "home",
      args: z.object({ interface_id: interfaceId, central_name: CentralArgument }),
      result: InstallModeDisabled,
      rest: "POST /install-mode/interfaces",
    },
    (scope) => disableInstallMode(scope, scope.identity, scope.args),
  ),
  command(
    {
      name: "install_mode.search",
      category: "install_mode",
      summary: "Search the wired bus for devices",
      role: "operator",
      served: "home",
      args: z.object({ interface_id: interfaceId, central: CentralArgument, central_name: CentralArgument }),
      result: DevicesFound,
      rest: "POST /install-mode/search",
    },
    (scope) => searchDevicesOf(scope, scope.identity, scope.args),
  ),
];
