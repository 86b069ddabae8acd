/** An interface is connected anew. */
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { interfaceById } from "../interfaces.ts";

/** Tears the connection down and builds it anew. @throws 404, 503, CcuFault. */
export async function reconnectInterface(scope: RequestScope, id: string): Promise<void> {
  const { central, name } = await interfaceById(scope, id);
  await ccuOf(scope, central).reconnect(name);
}
