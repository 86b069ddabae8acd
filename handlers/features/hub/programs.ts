/** Programs as the home knows them. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { type ChannelLookup, channelLookup, isListedProgram, shownDescription } from "../../model/hub-objects.ts";
import { isoTime } from "../../model/iso-time.ts";
import { hubKey } from "../../model/routing-keys.ts";
import type { Hub } from "../../model/types.ts";
import type { CentralState, HubProgram } from "../../ports/index.ts";
import { findOnCentrals, hubsWith, listedCentral } from "../shared/central-scope.ts";
import type { ProgramRows, ProgramSummary } from "./answers/programs.ts";

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

/** Rows of the named CCU, or the only one. @throws Refusal 400 where the CCU is unknown or ambiguous, 503 before it told */
export async function listProgramRows(
  scope: RequestScope,
  {
    include_internal,
    central_name,
  }: { include_internal?: boolean | null | undefined; central_name?: string | undefined },
): Promise<ProgramRows> {
  const central = await listedCentral(scope, central_name);
  if (central === undefined) return { programs: [] };
  const programs = await listPrograms(scope, include_internal ?? undefined, central.name);
  return {
    programs: programs.map((program) => ({
      id: program.id,
      name: program.name,
      description: program.description ?? "",
      is_internal: program.is_internal ?? false,
      active: program.active,
      last_executed: program.last_executed,
      channel: program.channel,
      device_address: program.device_address,
    })),
  };
}
