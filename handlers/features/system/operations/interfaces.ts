/** The interfaces of the CCUs: their state, and connecting one anew. */
import { z } from "zod";
import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { InterfaceState } from "../../../model/types.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { InterfaceEntry } from "../schemas/system.ts";

const percent = (value: number | undefined) => (value === undefined ? undefined : Math.round(value));

const describe = (state: InterfaceState): InterfaceEntry => ({
  id: state.id,
  name: state.name,
  connected: state.connected,
  interface: state.name,
  central_id: state.central,
  host: state.host,
  note: state.note || undefined,
  duty_cycle: percent(state.dutyCycle),
  carrier_sense: percent(state.carrierSense),
});

/** Interfaces of all centrals, or of the named one (unknown = none), by central and name. */
export const listInterfaces = async (scope: RequestScope, central?: string): Promise<InterfaceEntry[]> =>
  (await scope.home.interfaces(central)).map(describe);

async function interfaceById(scope: RequestScope, id: string): Promise<InterfaceState> {
  const found = (await scope.home.interfaces()).find((state) => state.id === id);
  if (!found) throw notFound(`no interface ${id}`);
  return found;
}

/** Tears the connection down and builds it anew. @throws 404, 503, CcuFault. */
export async function reconnectInterface(scope: RequestScope, id: string): Promise<void> {
  const { central, name } = await interfaceById(scope, id);
  await ccuOf(scope, central).reconnect(name);
}

const params = { id: z.string().min(1).max(255).meta({ description: "Id of the interface, as in the list" }) };

export const interfacesOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/interfaces",
      role: "viewer",
      served: "here",
      tag: "interfaces",
      operationId: "listInterfaces",
      summary: "Interfaces of all CCUs with their connection",
      responses: { 200: z.array(InterfaceEntry) },
    },
    async (context) => ok(await listInterfaces(context)),
  ),
  operation(
    {
      method: "GET",
      path: "/interfaces/{id}",
      role: "viewer",
      served: "here",
      tag: "interfaces",
      operationId: "getInterface",
      summary: "One interface",
      params,
      responses: { 200: InterfaceEntry, 404: Problem },
    },
    async (context) => ok(describe(await interfaceById(context, context.params.id))),
  ),
  operation(
    {
      method: "POST",
      path: "/interfaces/{id}/reconnect",
      role: "admin",
      served: "home",
      tag: "interfaces",
      operationId: "reconnectInterface",
      summary: "Connect an interface anew",
      params,
      responses: { 202: null, 404: Problem, 502: Problem, 503: Problem },
    },
    async (context) => {
      await reconnectInterface(context, context.params.id);
      return accepted();
    },
  ),
];
