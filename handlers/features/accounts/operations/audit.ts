/** The audit log, newest first, as JSON or CSV (api-behaviour 3.15). Entries are written by ./audit-log.ts. */
import * as z from "zod";
import { media, type Operation, operation, Problem } from "../../../kernel/operation.ts";
import { integerText, QueryText } from "../../shared/parameters.ts";
import { answerAudit } from "../answer-audit.ts";
import { AuditEntries } from "../answers/audit.ts";
import { AUDIT_ROWS, AUDIT_ROWS_LIMIT, OFFSET_LIMIT, Time } from "../schemas/audit.ts";

export const auditOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/audit",
      role: "viewer",
      served: "here",
      operationId: "listAudit",
      tag: "audit",
      summary: "Who changed what, newest first; `format=csv` for a file",
      query: {
        device: QueryText.meta({ description: "Beginning of a device's address" }),
        op: QueryText.meta({ description: "Part of an action's name" }),
        since: Time.optional().meta({ description: "Entries from this time on" }),
        until: Time.optional().meta({ description: "Entries before this time" }),
        limit: integerText(1, AUDIT_ROWS_LIMIT).default(AUDIT_ROWS),
        offset: integerText(0, OFFSET_LIMIT).default(0),
        format: z.enum(["csv"]).optional(),
      },
      responses: { 200: [AuditEntries, media("text/csv")], 400: Problem, 503: Problem },
    },
    (scope) => answerAudit(scope, scope.query),
  ),
];
