/** How custom data points are named, and what they are asked to do. */
import * as z from "zod";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import { Priority } from "./data-points.ts";

/** `STATE`, `LEVEL@4`. */
export const CustomName = z
  .string()
  .min(1)
  .max(ADDRESS_LIMIT * 2)
  .meta({ description: "Name from the list: a parameter, with `@` and the channel where several are called so" });
export const OperationName = z.string().min(1).max(ADDRESS_LIMIT);

/** Members of an operation's arguments: the largest takes ten. */
const Params = z.record(z.string().max(ADDRESS_LIMIT), z.unknown()).meta({
  description: "Arguments of the operation; unknown ones are refused, null means absent",
});

export const CustomDPInvokeRequest = z
  .strictObject({ params: Params.optional(), priority: Priority.optional() })
  .meta({ id: "CustomDPInvokeRequest" });

/** In a command any other word means high as well. */
export const InvokeArguments = { params: Params.optional(), priority: z.string().max(ADDRESS_LIMIT).optional() };
