/** Forms as a command: the use case of handlers/features/paramsets/operations/ui-schema.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { ADDRESS_LIMIT, CHANNEL_NUMBER_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import { readForm } from "../operations/ui-schema.ts";
import { FormLocale, FormParamsetName, UiSchema } from "../schemas/forms.ts";

export const formCommands: Command[] = [
  command(
    {
      name: "paramset.form_schema",
      category: "paramsets",
      summary: "A paramset as a form: sections, labelled fields, conditions, rules and values",
      role: "viewer",
      served: "home",
      args: z.object({
        address: DeviceAddress,
        channel_no: z.int().min(-1).max(CHANNEL_NUMBER_LIMIT).default(0),
        paramset: FormParamsetName,
        locale: FormLocale,
        peer: z.string().max(ADDRESS_LIMIT).optional(),
      }),
      result: UiSchema,
      rest: "GET /devices/{addr}/channels/{no}/ui-schema",
    },
    (context) => {
      const { address, channel_no: channel, paramset, locale, peer } = context.args;
      return readForm(context, { address, channel, paramset, locale, peer });
    },
  ),
];
