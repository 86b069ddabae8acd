/** The settings of one channel onto another. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { AnyAddress } from "../../shared/parameters.ts";
import { ParamsetCopied } from "../answers/paramsets.ts";
import { copyParamset } from "../home/copy-paramset.ts";
import { OwnParamset } from "../schemas/paramsets.ts";

export const paramsetCopyCommands: Command[] = [
  command(
    {
      name: "paramset.copy",
      category: "paramsets",
      summary: "Set a channel as another one of its type is set",
      role: "operator",
      served: "home",
      args: z.object({
        source_channel_address: AnyAddress,
        target_channel_address: AnyAddress,
        paramset_key: OwnParamset.default("MASTER"),
        edit_token: z.string().max(128).optional(),
      }),
      result: ParamsetCopied,
    },
    async (scope) => ({
      copied: await copyParamset(
        scope,
        {
          source: scope.args.source_channel_address,
          target: scope.args.target_channel_address,
          key: scope.args.paramset_key,
        },
        scope.args.edit_token,
      ),
      source: scope.args.source_channel_address,
      target: scope.args.target_channel_address,
    }),
  ),
];
