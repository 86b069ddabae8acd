/** The settings as any user may see them. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { ConfigSnapshot } from "../answers/system.ts";
import { describeConfig } from "../describe-config.ts";

export const configOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/config",
      role: "viewer",
      served: "here",
      tag: "core",
      operationId: "getConfig",
      summary: "The settings without anything secret",
      responses: { 200: ConfigSnapshot, 503: Problem },
    },
    async (scope) => ok(await describeConfig(scope)),
  ),
];
