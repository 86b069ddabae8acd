/** Commands about whole paramsets. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { AnyAddress } from "../../shared/parameters.ts";
import { ParameterDetermined, ParamsetDescribed, ParamsetRead, ParamsetWritten } from "../answers/paramsets.ts";
import { determineNamed } from "../home/determine-parameter.ts";
import { describeNamedParamset, readNamedParamset } from "../home/read-paramset.ts";
import { writeParamset } from "../home/write-paramset.ts";
import { ParameterValues, ParamsetKeyName } from "../schemas/paramsets.ts";

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
      result: ParamsetRead,
      rest: "GET /devices/{addr}/paramsets/{key}",
    },
    async (scope) => ({ values: await readNamedParamset(scope, scope.args) }),
  ),
  command(
    {
      name: "paramset.description",
      category: "paramsets",
      summary: "What a paramset's parameters are, as the CCU tells it now",
      role: "viewer",
      served: "home",
      args: z.object(place),
      result: ParamsetDescribed,
    },
    async (scope) => ({ descriptions: { ...(await describeNamedParamset(scope, scope.args)) } }),
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
      result: ParamsetWritten,
      rest: "PUT /devices/{addr}/paramsets/{key}",
    },
    async (scope) => ({
      written: await writeParamset(
        scope,
        { address: scope.args.channel_address, key: scope.args.paramset_key },
        scope.args.values,
        scope.args.edit_token,
      ),
    }),
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
      result: ParameterDetermined,
      rest: "POST /devices/{addr}/channels/{no}/paramsets/{key}/determine",
    },
    async (scope) => ({
      success: true as const,
      value: await determineNamed(scope, scope.args.channel_address, scope.args.parameter_id),
    }),
  ),
];
