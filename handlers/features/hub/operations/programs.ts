/** Programs: list, run, switch on and off, delete. */
import { z } from "zod";
import { programExecuted } from "../../../broadcasts/broadcasts.ts";
import type { Identity } from "../../../kernel/identity.ts";
import { accepted, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { type ChannelLookup, channelLookup, isListedProgram, shownDescription } from "../../../model/hub-objects.ts";
import { isoTime } from "../../../model/iso-time.ts";
import { hubKey } from "../../../model/routing-keys.ts";
import type { Hub } from "../../../model/types.ts";
import type { CentralState, HubProgram } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, findOnCentrals, findToChange, follow, hubsWith } from "../../shared/central-scope.ts";
import { CentralQuery, OptionalPage, OptionalPerPage, pageOf } from "../../shared/lists.ts";
import { QuerySwitch } from "../../shared/parameters.ts";
import {
  ProgramChange,
  ProgramExecuteRequest,
  ProgramExecuteResponse,
  ProgramId,
  ProgramSummary,
} from "../schemas/programs.ts";

const sought = (id: string) => ({ what: `program ${id}`, list: "programs" }) as const;
const byId = (id: string) => (hub: Hub) => hub.programs.find((program) => String(program.id) === id);

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

/**
 * Runs a program and announces it. Resolves to whether it ran: false only where its conditions were checked and did
 * not hold. @throws 404, 400 (central), CcuFault.
 */
export async function executeProgram(
  scope: RequestScope,
  who: Identity,
  { id, checkConditions, central }: { id: string; checkConditions: boolean; central?: string },
): Promise<boolean> {
  const found = await findToChange(scope, sought(id), byId(id), central);
  const { name } = found.central;
  const executed = await ccuOf(scope, name).executeProgram(found.object.id, checkConditions, scope.deadline);
  const { unique_id, channel, device_address } = describeProgram(
    found.central,
    found.object,
    channelLookup(await scope.home.devices()),
  );
  scope.events.publish(programExecuted, {
    central: name,
    program_id: id,
    trigger: "api",
    success: executed,
    unique_id,
    ...(channel === undefined ? {} : { channel, device_address }),
  });
  await recordAudit(scope, who, { action: "program_execute", central: name, note: `id=${id} executed=${executed}` });
  follow(scope, name, "programs");
  return executed;
}

/** Switches a program on or off. @throws 404, 400 (central), CcuFault. */
export async function setProgramActive(
  scope: RequestScope,
  id: string,
  active: boolean,
  central?: string,
): Promise<void> {
  const found = await findToChange(scope, sought(id), byId(id), central);
  await ccuOf(scope, found.central.name).setProgramActive(found.object.id, active, scope.deadline);
  follow(scope, found.central.name, "programs");
}

/** @throws 404, 400 (central), CcuFault. */
export async function deleteProgram(scope: RequestScope, who: Identity, id: string, central?: string): Promise<void> {
  const found = await findToChange(scope, sought(id), byId(id), central);
  const { name } = found.central;
  await ccuOf(scope, name).deleteProgram(found.object.id, scope.deadline);
  await recordAudit(scope, who, {
    action: "program_delete",
    central: name,
    note: `id=${id} name=${found.object.name}`,
  });
  follow(scope, name, "programs");
}

const params = { id: ProgramId };

export const programsOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/programs",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "listPrograms",
      summary: "Programs of all CCUs",
      query: {
        page: OptionalPage,
        per_page: OptionalPerPage,
        include_internal: QuerySwitch.optional().meta({
          description: "Whether those that the CCU made for itself are listed; unsaid, the CCU's settings decide",
        }),
        central: CentralQuery,
      },
      responses: { 200: z.array(ProgramSummary), 503: Problem },
      cacheable: true,
    },
    async (context) => {
      const page = pageOf(
        await listPrograms(context, context.query.include_internal, context.query.central),
        context.query,
      );
      return ok(page.rows, page.headers);
    },
  ),
  operation(
    {
      method: "POST",
      path: "/programs/{id}/execute",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "executeProgram",
      summary: "Run a program, with or without regard to its conditions",
      params,
      query: { central: CentralQuery },
      body: ProgramExecuteRequest,
      bodyOptional: true,
      responses: { 202: ProgramExecuteResponse, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (context) => {
      const executed = await executeProgram(context, context.identity, {
        id: context.params.id,
        checkConditions: context.body?.check_conditions ?? false,
        central: context.query.central,
      });
      return accepted({ executed });
    },
  ),
  operation(
    {
      method: "GET",
      path: "/programs/{id}",
      role: "viewer",
      served: "here",
      tag: "hub",
      operationId: "getProgram",
      summary: "One program",
      params,
      query: { central: CentralQuery },
      responses: { 200: ProgramSummary, 400: Problem, 404: Problem, 503: Problem },
    },
    async (context) => ok(await getProgram(context, context.params.id, context.query.central)),
  ),
  operation(
    {
      method: "PATCH",
      path: "/programs/{id}",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "setProgramEnabled",
      summary: "Switch a program on or off",
      params,
      query: { central: CentralQuery },
      body: ProgramChange,
      responses: { 202: null, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (context) => {
      await setProgramActive(context, context.params.id, context.body.active, context.query.central);
      return accepted();
    },
  ),
  operation(
    {
      method: "DELETE",
      path: "/programs/{id}",
      role: "admin",
      served: "home",
      tag: "hub",
      operationId: "deleteProgram",
      summary: "Delete a program from the CCU",
      params,
      query: { central: CentralQuery },
      responses: { 204: null, 400: Problem, 404: Problem, 502: Problem, 503: Problem },
    },
    async (context) => {
      await deleteProgram(context, context.identity, context.params.id, context.query.central);
      return noContent();
    },
  ),
];
