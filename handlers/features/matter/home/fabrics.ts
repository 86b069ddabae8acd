/** Fabrics: networks of controllers that the bridge belongs to. */
import { notFound } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import type { MatterFabric } from "../answers.ts";
import { requireMatter } from "./access.ts";
import { fabricAnswer } from "./fabric-answer.ts";

/** @throws Refusal 503 where there is no node */
export const listFabrics = (scope: RequestScope): MatterFabric[] =>
  requireMatter(scope).node.fabrics().map(fabricAnswer);

/** @throws Refusal 404 where there is no such fabric, 503 where there is no node */
export async function revokeFabric(scope: RequestScope, index: number): Promise<void> {
  const { engine, node } = requireMatter(scope);
  if (!(await engine.inTurn(() => node.removeFabric(index)))) throw notFound(`no fabric ${index}`);
  await recordAudit(scope, scope.identity, { action: "matter_fabric_revoke", note: `fabric_index=${index}` });
}
