/** Commands about whole paramsets: the use cases of handlers/features/paramsets/operations/paramsets.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { badRequest, notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { requireOwner } from "../../shared/lookup.ts";
import { AnyAddress } from "../../shared/parameters.ts";
import { describeParamset, determine, readParamset, writeParamset } from "../operations/paramsets.ts";
import { ParameterValues, ParamsetKeyName } from "../schemas/paramsets.ts";

/** `central_name` is for homes where two CCUs could have the address: here addresses are unique, it must only fit. */
async function checkCentral(scope: RequestScope, address: string, central: string | undefined): Promise<void> {
  if (!central) return;
  const { device } = await requireOwner(scope, address);
  if (device.central !== central) throw notFound(`${central} has no ${address}`);
}

const place = {
  central_name: CentralArgument,
  channel_address: AnyAddress,
  paramset_key: ParamsetKeyName.default("MASTER"),
};

export const paramsetCommands: Command[] = [
  command(
    {
      name: "paramset.get",
      category: "paramsets",
      summary: "A whole paramset of a channel",
      role: "viewer",
      served: "home",
      args: z.object(place),
      result: z.strictObject({ values: ParameterValues }),
      rest: "GET /devices/{addr}/paramsets/{key}",
    },
    async (context) => {
      const { channel_address: address, paramset_key: key, central_name } = context.args;
      if (key === "LINK") throw badRequest("a LINK paramset belongs to two channels: use links.get_paramset");
      await checkCentral(context, address, central_name);
      return { values: await readParamset(context, { address, key }) };
    },
  ),
  command(
    {
      name: "paramset.description",
      category: "paramsets",
      summary: "What a paramset's parameters are, as the CCU tells it now",
      role: "viewer",
      served: "home",
      args: z.object(place),
      // as the interface process sent it: TYPE, OPERATIONS, FLAGS, MIN, MAX …
      result: z.strictObject({ descriptions: z.record(z.string(), z.unknown()) }),
    },
    async (context) => {
      const { channel_address: address, paramset_key: key, central_name } = context.args;
      await checkCentral(context, address, central_name);
      return { descriptions: { ...(await describeParamset(context, { address, key })) } };
    },
  ),
  command(
    {
      name: "paramset.put",
      category: "paramsets",
      summary: "Write parameters of a paramset; MASTER needs the token of an edit session",
      role: "operator",
      served: "home",
      args: z.object({
        channel_address: AnyAddress,
        paramset_key: ParamsetKeyName,
        values: ParameterValues,
        edit_token: z.string().max(128).optional(),
      }),
      result: z.strictObject({ written: z.int() }),
      rest: "PUT /devices/{addr}/paramsets/{key}",
    },
    async (context) => {
      const { channel_address: address, paramset_key: key, values, edit_token } = context.args;
      return { written: await writeParamset(context, context.identity, { address, key }, values, edit_token) };
    },
  ),
  command(
    {
      name: "paramset.determine",
      category: "paramsets",
      summary: "Let the device measure a parameter now, and read it; null where it cannot",
      role: "viewer",
      served: "home",
      // interface_id is required by the contract and says nothing that the address does not
      args: z.object({
        interface_id: z.string().max(255),
        channel_address: AnyAddress,
        parameter_id: z.string().min(1),
      }),
      result: z.strictObject({ success: z.literal(true), value: z.unknown() }),
      rest: "POST /devices/{addr}/channels/{no}/paramsets/{key}/determine",
    },
    async (context) => {
      const { channel_address, parameter_id } = context.args;
      const owner = await requireOwner(context, channel_address);
      const key =
        !owner.channel.values.has(parameter_id) && owner.channel.master.has(parameter_id) ? "MASTER" : "VALUES";
      return { success: true as const, value: await determine(context, owner, key, parameter_id) };
    },
  ),
];
