/** REST operation about the journal. */
import { media, type Operation, operation, Problem } from "../../../kernel/operation.ts";
import { answerJournal } from "../home/use-cases/read.ts";
import { AlarmJournal, IncludeHidden, JOURNAL_QUERY, JournalFormat } from "../schemas/journal.ts";

export const journalOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/alarm/journal",
      operationId: "listAlarmJournal",
      role: "viewer",
      served: "home",
      tag: "alarm",
      summary: "What happened, newest first; `format=csv` or `Accept: text/csv` for a file",
      query: { ...JOURNAL_QUERY, format: JournalFormat, include_hidden: IncludeHidden },
      responses: { 200: [AlarmJournal, media("text/csv")], 400: Problem, 403: Problem, 404: Problem },
    },
    (scope) => answerJournal(scope, scope.identity, scope.query, scope.request.headers.accept),
  ),
];
