/** Diagrams that people arrange: private, or shared with the whole household (subsystems 5.5). */
import * as z from "zod";
import type { Identity } from "../../kernel/identity.ts";
import { badRequest, conflict, forbidden, notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { collectRecords } from "../../records/all-records.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { changeRecord } from "../../records/change-record.ts";
import { requireName } from "../shared/lookup.ts";

/** Bytes of a request: a diagram of a hundred lines has some 20 KB. DynamoDB takes 400 KB for a record. */
export const DIAGRAM_BODY_LIMIT = 128 * 1024;
/** Diagrams of one home: all of them are listed at once. */
export const DIAGRAMS_LIMIT = 500;

export const DiagramId = z.string().min(1).max(64).meta({ description: "Id of the diagram" });

const Visibility = z.enum(["private", "shared"]);
export const DiagramWriteRequest = z
  .strictObject({
    name: z.string().max(200),
    visibility: Visibility.optional().meta({ description: "Default: private; where it is changed: as before" }),
    config: z.record(z.string(), z.unknown()).optional().meta({ description: "Whatever the page needs" }),
  })
  .meta({ id: "DiagramWriteRequest", description: "A diagram" });
export type DiagramWriteRequest = z.infer<typeof DiagramWriteRequest>;

export const Diagram = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    visibility: Visibility,
    owner: z.string().meta({ description: "Name of the user, or of the program" }),
    config: z.record(z.string(), z.unknown()),
    created_at_ms: z.int(),
    updated_at_ms: z.int(),
  })
  .meta({ id: "DiagramConfig", description: "A diagram, its owner, and who sees it" });
export type Diagram = z.infer<typeof Diagram>;
export const Diagrams = z.strictObject({ diagrams: Diagram.array() });

type Scope = Pick<RequestScope, "clock" | "log" | "noted" | "secrets" | "store">;

const maySee = ({ visibility, owner }: Diagram, who: Identity): boolean =>
  visibility === "shared" || owner === who.subject;

/** Whoever may not even see it is told the same: the contract has no 404 for what exists. */
function requireOwner({ owner }: Diagram, who: Identity): void {
  if (owner !== who.subject && who.role !== "admin") throw forbidden("the diagram belongs to somebody else");
}

async function requireDiagram({ store }: Scope, id: string): Promise<Diagram> {
  const record = await store.get<Diagram>("diagram", id);
  if (!record) throw notFound(`no diagram ${id}`);
  return record.value;
}

const audit = (scope: Scope, who: Identity, what: string, { id }: Diagram): Promise<void> =>
  recordAudit(scope, who, { action: "diagram_config", note: `${what} ${id}` });

/** By name. */
export async function listDiagrams({ store }: Scope, who: Identity): Promise<Diagram[]> {
  const all = (await collectRecords<Diagram>(store, "diagram")).map(({ value }) => value);
  return all.filter((one) => maySee(one, who)).sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

/** @throws Refusal 404; 403 where it is private and somebody else's */
export async function readDiagram(scope: Scope, who: Identity, id: string): Promise<Diagram> {
  const diagram = await requireDiagram(scope, id);
  if (!maySee(diagram, who)) throw forbidden("the diagram belongs to somebody else");
  return diagram;
}

/** @throws Refusal 400 */
export async function createDiagram(scope: Scope, who: Identity, request: DiagramWriteRequest): Promise<Diagram> {
  const { name, visibility = "private", config = {} } = request;
  const now = scope.clock.now();
  const diagram: Diagram = {
    ...{ id: scope.secrets.uuid(), name: requireName(name), visibility, owner: who.subject, config },
    ...{ created_at_ms: now, updated_at_ms: now },
  };
  if ((await collectRecords(scope.store, "diagram")).length >= DIAGRAMS_LIMIT)
    throw badRequest(`there are ${DIAGRAMS_LIMIT} diagrams; remove one first`);
  await scope.store.put("diagram", diagram.id, diagram, { ifVersion: 0 });
  await audit(scope, who, "created", diagram);
  return diagram;
}

/** What is absent stays. @throws Refusal 400, 403, 404 */
export async function updateDiagram(
  scope: Scope,
  who: Identity,
  id: string,
  { name, visibility, config }: DiagramWriteRequest,
): Promise<Diagram> {
  const chosen = requireName(name);
  const change = (current: Diagram | undefined): Diagram => {
    if (!current) throw notFound(`no diagram ${id}`);
    requireOwner(current, who);
    return {
      ...{ ...current, name: chosen, updated_at_ms: scope.clock.now() },
      ...{ visibility: visibility ?? current.visibility, config: config ?? current.config },
    };
  };
  const { after } = await changeRecord<Diagram>(scope.store, "diagram", id, change, () =>
    conflict("the diagram is being changed by others"),
  );
  await audit(scope, who, "changed", after as Diagram);
  return after as Diagram;
}

/** @throws Refusal 403, 404 */
export async function deleteDiagram(scope: Scope, who: Identity, id: string): Promise<void> {
  const diagram = await requireDiagram(scope, id);
  requireOwner(diagram, who);
  await scope.store.delete("diagram", id);
  await audit(scope, who, "removed", diagram);
}
