/** REST operation about the journal. */
import { type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { readJournal } from "../home/use-cases/read.ts";
import { AlarmJournal, JOURNAL_QUERY } from "../schemas/journal.ts";

export const journalOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/alarm/journal",
      operationId: "listAlarmJournal",
      role: "viewer",
      served: "home",
      tag: "alarm",
      summary: "What happened, newest first",
      query: JOURNAL_QUERY,
      responses: { 200: AlarmJournal, 400: Problem, 404: Problem },
    },
    async (scope) => ok(await readJournal(scope, scope.query)),
  ),
];
