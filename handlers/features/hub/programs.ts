/** Programs as the home knows them. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { type ChannelLookup, channelLookup, isListedProgram, shownDescription } from "../../model/hub-objects.ts";
import { isoTime } from "../../model/iso-time.ts";
import { hubKey } from "../../model/routing-keys.ts";
import type { Hub } from "../../model/types.ts";
import type { CentralState, HubProgram } from "../../ports/index.ts";
import { findOnCentrals, hubsWith } from "../shared/central-scope.ts";
import type { ProgramSummary } from "./answers/programs.ts";

export const sought = (id: string) => ({ what: `program ${id}`, list: "programs" }) as const;

export const byId = (id: string) => (hub: Hub) => hub.programs.find((program) => String(program.id) === id);

/** A program as the API shows it; by default only those are enabled that people chose by a marker. */
export const describeProgram = (central: CentralState, program: HubProgram, lookup: ChannelLookup): ProgramSummary => ({
  central: central.name,
  id: String(program.id),
  unique_id: hubKey(central.system.serial, "program", program.id),
  name: program.name,
  description: shownDescription(program.description),
  active: program.active,
  last_executed: isoTime(program.lastExecutedAt),
  is_internal: program.internal,
  enabled_default: program.marked === true,
  ...lookup(program.name),
});

/**
 * Programs of all centrals (or the named one), in the CCU's order. `internal` says whether internal ones are among them;
 * unsaid, the settings of each central decide.
 */
export async function listPrograms(
  scope: RequestScope,
  internal?: boolean,
  central?: string,
): Promise<ProgramSummary[]> {
  const lookup = channelLookup(await scope.home.devices());
  return (await hubsWith(scope, "programs", central)).flatMap((c) =>
    c.hub.programs
      .filter((program) => isListedProgram(program, internal))
      .map((program) => describeProgram(c.central, program, lookup)),
  );
}

/** @throws 404; 400 where several CCUs have the id. */
export async function getProgram(scope: RequestScope, id: string, central?: string): Promise<ProgramSummary> {
  // asked for together: a stored home is then read once
  const [devices, found] = await Promise.all([
    scope.home.devices(),
    findOnCentrals(scope, sought(id), byId(id), central),
  ]);
  return describeProgram(found.central, found.object, channelLookup(devices));
}
