/** Commands about custom and calculated data points: the use cases of the operations. */
import { z } from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { notFound } from "../../kernel/problem.ts";
import { CHANNEL_NUMBER_LIMIT, DeviceAddress, ParameterName } from "../shared/parameters.ts";
import { type CalculatedRow, listAllCalculated, listCalculatedOf } from "./operations/calculated-data-points.ts";
import { invokeCustom, listAllCustoms, listCustoms, readCustom } from "./operations/custom-data-points.ts";
import {
  CalculatedEntry,
  type CustomDPSummary,
  CustomEntry,
  CustomName,
  InvokeArguments,
  OperationName,
} from "./schemas/custom-data-points.ts";

/** Without a device: all of them. Empty counts as none. */
const AnyDevice = z.union([DeviceAddress, z.literal("")]).default("");

const entry = ({ name, category, channel_no, supported_operations, state }: CustomDPSummary) => ({
  name,
  category,
  channel_no,
  operations: supported_operations,
  ...(state && { state }),
});
const Entries = CustomEntry.array();

const calculatedEntry = ({ unique_id: _id, modified_at: _at, ...row }: CalculatedRow) => row;
const Calculated = CalculatedEntry.array();

const mapped = <T, R>(record: Record<string, T[]>, each: (item: T) => R): Record<string, R[]> =>
  Object.fromEntries(Object.entries(record).map(([address, items]) => [address, items.map(each)]));

export const customDataPointCommands: Command[] = [
  command(
    {
      name: "cdp.list",
      category: "cdp",
      summary: "Custom data points of a device (a list), or of all devices (lists by address)",
      role: "viewer",
      served: "here",
      args: z.object({ device: AnyDevice }),
      result: z.union([Entries, z.record(z.string(), Entries)]),
      rest: "GET /devices/{addr}/cdps",
    },
    async (context) => {
      const { device } = context.args;
      return device === ""
        ? mapped(await listAllCustoms(context), entry)
        : (await listCustoms(context, device)).map(entry);
    },
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
    async (context) => entry(await readCustom(context, context.args.device, context.args.name)),
  ),
  command(
    {
      name: "cdp.invoke",
      category: "cdp",
      summary: "Ask a device to do something: turn_on, set_position, set_temperature, lock …",
      role: "operator",
      served: "home",
      args: z.object({ device: DeviceAddress, name: CustomName, operation: OperationName, ...InvokeArguments }),
      result: z.strictObject({ device: z.string(), name: z.string(), operation: z.string() }),
      rest: "POST /devices/{addr}/cdps/{name}/{operation}",
    },
    async (context) => {
      const { device, name, ...wish } = context.args;
      await invokeCustom(context, context.identity, device, name, wish);
      return { device, name, operation: wish.operation };
    },
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
      result: z.union([Calculated, z.record(z.string(), Calculated)]),
      rest: "GET /devices/{addr}/channels/{no}/calc-dps",
    },
    async (context) => {
      const { device, channel_no } = context.args;
      const { locale } = context.settings;
      return device === ""
        ? mapped(await listAllCalculated(context, locale), calculatedEntry)
        : (await listCalculatedOf(context, device, channel_no ?? undefined, locale)).map(calculatedEntry);
    },
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
    async (context) => {
      const { device, channel_no, name } = context.args;
      const rows = await listCalculatedOf(context, device, channel_no || undefined, context.settings.locale);
      const row = rows.find((candidate) => candidate.name === name);
      if (!row) throw notFound(`no calculated data point ${name} on device ${device}`);
      return calculatedEntry(row);
    },
  ),
];
