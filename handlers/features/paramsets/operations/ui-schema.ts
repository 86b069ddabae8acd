/** Forms for the paramsets of a channel (device-model 5.4). */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { DeviceAddress, QuerySwitch, QueryText } from "../../shared/parameters.ts";
import { UiSchema } from "../answers/forms.ts";
import { readForm } from "../home/read-form.ts";
import { FormChannelNumber, FormLocale, FormParamsetName } from "../schemas/forms.ts";

export const uiSchemaOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/devices/{addr}/channels/{no}/ui-schema",
      operationId: "getUiSchema",
      role: "viewer",
      served: "home",
      tag: "devices",
      summary: "A paramset as a form: sections, labelled fields, conditions, rules and values",
      params: { addr: DeviceAddress, no: FormChannelNumber },
      query: {
        paramset: FormParamsetName,
        peer: QueryText.meta({ description: "Address of the other channel; needed for LINK" }),
        locale: FormLocale,
        expert: QuerySwitch.optional().meta({ description: "Also what only experts should change" }),
      },
      responses: { 200: UiSchema, 400: Problem, 404: Problem, 500: Problem, 503: Problem },
    },
    async (scope) =>
      ok(await readForm(scope, { address: scope.params.addr, channel: scope.params.no, ...scope.query })),
  ),
];
