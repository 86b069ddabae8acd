/** Forms as a command. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { ADDRESS_LIMIT, CHANNEL_NUMBER_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import { UiSchema } from "../answers/forms.ts";
import { readForm } from "../home/read-form.ts";
import { FormLocale, FormParamsetName } from "../schemas/forms.ts";

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
    (scope) => readForm(scope, { ...scope.args, channel: scope.args.channel_no }),
  ),
];
