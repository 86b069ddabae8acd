/** The settings of one channel onto another: the use case of handlers/features/paramsets/paramset-copy.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { AnyAddress } from "../../shared/parameters.ts";
import { copyParamset } from "../paramset-copy.ts";
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
      result: z.strictObject({ copied: z.int(), source: z.string(), target: z.string() }),
    },
    async (context) => {
      const { source_channel_address: source, target_channel_address: target, paramset_key: key } = context.args;
      const token = context.args.edit_token;
      return { copied: await copyParamset(context, context.identity, { source, target, key }, token), source, target };
    },
  ),
];
