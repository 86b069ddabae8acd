/** The interfaces of the CCUs as the home knows them. */
import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { InterfaceState } from "../../model/types.ts";
import type { InterfaceEntry } from "./answers/system.ts";

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

/** @throws Refusal 404 */
export async function interfaceById(scope: RequestScope, id: string): Promise<InterfaceState> {
  const found = (await scope.home.interfaces()).find((state) => state.id === id);
  if (!found) throw notFound(`no interface ${id}`);
  return found;
}

/** @throws Refusal 404 */
export const readInterface = async (scope: RequestScope, id: string): Promise<InterfaceEntry> =>
  describe(await interfaceById(scope, id));
