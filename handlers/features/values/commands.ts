/** Commands about custom and calculated data points. */
import * as z from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { after } from "../shared/done.ts";
import { CHANNEL_NUMBER_LIMIT, DeviceAddress, ParameterName } from "../shared/parameters.ts";
import {
  CalculatedEntries,
  CalculatedEntry,
  CustomEntries,
  CustomEntry,
  CustomInvoked,
} from "./answers/custom-data-points.ts";
import { listCalculatedEntries, readCalculatedEntry } from "./calculated-data-points.ts";
import { listCustomEntries, readCustomEntry } from "./custom-data-points.ts";
import { invokeCustom } from "./home/invoke-custom.ts";
import { CustomName, InvokeArguments, OperationName } from "./schemas/custom-data-points.ts";

/** Without a device: all of them. Empty counts as none. */
const AnyDevice = z.union([DeviceAddress, z.literal("")]).default("");

export const customDataPointCommands: Command[] = [
  command(
    {
      name: "cdp.list",
      category: "cdp",
      summary: "Custom data points of a device (a list), or of all devices (lists by address)",
      role: "viewer",
      served: "here",
      args: z.object({ device: AnyDevice }),
      result: CustomEntries,
      rest: "GET /devices/{addr}/cdps",
    },
    async (scope) => listCustomEntries(scope, scope.args.device),
  ),
  command(
    {
      name: "cdp.get",
      category: "cdp",
      summary: "One custom data point with its state",
      role: "viewer",
      served: "here",
      args: z.object({ device: DeviceAddress, name: CustomName }),
      result: CustomEntry,
      rest: "GET /devices/{addr}/cdps/{name}",
    },
    async (scope) => readCustomEntry(scope, scope.args.device, scope.args.name),
  ),
  command(
    {
      name: "cdp.invoke",
      category: "cdp",
      summary: "Ask a device to do something: turn_on, set_position, set_temperature, lock …",
      role: "operator",
      served: "home",
      args: z.object({ device: DeviceAddress, name: CustomName, operation: OperationName, ...InvokeArguments }),
      result: CustomInvoked,
      rest: "POST /devices/{addr}/cdps/{name}/{operation}",
    },
    (scope) =>
      after(invokeCustom(scope, scope.args.device, scope.args.name, scope.args), {
        device: scope.args.device,
        name: scope.args.name,
        operation: scope.args.operation,
      }),
  ),
  command(
    {
      name: "calc_dp.list",
      category: "calc_dp",
      summary: "Calculated data points of a device or a channel (a list), or of all devices (lists by address)",
      role: "viewer",
      served: "here",
      args: z.object({
        device: AnyDevice,
        channel_no: z.int().min(0).max(CHANNEL_NUMBER_LIMIT).nullish().meta({ description: "Only with `device`" }),
      }),
      result: CalculatedEntries,
      rest: "GET /devices/{addr}/channels/{no}/calc-dps",
    },
    async (scope) => listCalculatedEntries(scope, scope.args.device, scope.args.channel_no ?? undefined),
  ),
  command(
    {
      name: "calc_dp.get",
      category: "calc_dp",
      summary: "One calculated data point; channel 0 means the first channel that has it",
      role: "viewer",
      served: "here",
      args: z.object({
        device: DeviceAddress,
        channel_no: z.int().min(0).max(CHANNEL_NUMBER_LIMIT).default(0),
        name: ParameterName,
      }),
      result: CalculatedEntry,
      rest: "GET /devices/{addr}/channels/{no}/calc-dps/{name}",
    },
    async (scope) => readCalculatedEntry(scope, scope.args.device, scope.args.channel_no || undefined, scope.args.name),
  ),
];
