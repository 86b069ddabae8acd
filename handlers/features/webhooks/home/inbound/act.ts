/** What an inbound webhook does: the same as the other ways to write a value and to run a program. */
import { namedCentral } from "../../../../kernel/named-central.ts";
import { badRequest, notFound } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { executeProgram } from "../../../hub/home/programs.ts";
import { chooseCentral } from "../../../shared/central-scope.ts";
import { writeDataPoint } from "../../../values/home/write-data-point.ts";
import type { WebhookProgramRequest, WebhookValueRequest } from "../../schemas.ts";
import { webhookSettings } from "../../settings.ts";

/** @throws Refusal 404 where inbound webhooks are switched off: the contract says that they are not there then */
export function requireInbound(scope: Pick<RequestScope, "sections">): void {
  if (!scope.sections.read(webhookSettings).inbound.enabled)
    throw notFound("inbound webhooks are switched off (north.webhook.inbound.enabled)", "Route not found");
}

/** @throws Refusal 400 404 423 503, CcuFault */
export async function takeValue(scope: RequestScope, request: WebhookValueRequest): Promise<void> {
  const { address, parameter, value, priority } = request;
  if (address === "" || parameter === "") throw badRequest("address and parameter are required");
  const [, device, number] = /^(.+):(\d{1,4})$/.exec(address) ?? [];
  if (device === undefined) throw badRequest(`${address} is no channel address: <device>:<number>`);
  const named = { ...scope, central: namedCentral(request.central) ?? scope.central };
  await writeDataPoint(named, { addr: device, no: Number(number), param: parameter }, { value, priority });
}

/** By id, else by name. @throws Refusal 400 (CCU or name ambiguous) 404 503, CcuFault */
export async function runProgram(scope: RequestScope, { program, central }: WebhookProgramRequest): Promise<void> {
  if (program === "") throw badRequest("program is required");
  const { name } = await chooseCentral(scope, namedCentral(central) ?? scope.central);
  const { programs } = await scope.home.hub(name);
  const alike = programs.filter((one) => one.name === program);
  const isId = programs.some((one) => String(one.id) === program);
  if (!isId && alike.length > 1) throw badRequest(`${alike.length} programs are called ${program}: name one by its id`);
  // what is not found is looked for by the use case, which knows what to say of a list that was not read
  const id = isId ? program : String(alike[0]?.id ?? program);
  await executeProgram(scope, scope.identity ?? { subject: "webhook", role: "operator", scheme: "bearer" }, {
    id,
    checkConditions: false,
    central: name,
  });
}
