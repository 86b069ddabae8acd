/** The whole home in one answer: what a client starts from, and returns to when its cursor is lost. */
import { media, type Operation, operation } from "../../../kernel/operation.ts";
import { localeOf } from "../../shared/locale.ts";
import { QuerySwitch, QueryText } from "../../shared/parameters.ts";
import { Snapshot } from "../answers/snapshot.ts";
import { answerSnapshot, NDJSON, wantsLines } from "../take-snapshot.ts";

export const snapshotOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/snapshot",
      role: "viewer",
      served: "here",
      streaming: true,
      tag: "snapshot",
      summary: "The whole home at once, as one object or as lines (Accept: application/x-ndjson)",
      query: {
        include: QueryText.meta({
          description:
            "Comma list of `channels`, `data_points` and `custom_data_points` (both imply channels; the last is not told anonymously)",
        }),
        central: QueryText.meta({ description: "Only this CCU" }),
        anonymize: QuerySwitch.meta({ description: "Replace names by pseudonyms" }),
        anonymise: QuerySwitch.meta({ description: "Other spelling of anonymize" }),
      },
      responses: { 200: [Snapshot, media(NDJSON)] },
    },
    (scope) => answerSnapshot(scope, scope.query, wantsLines(scope.request.headers.accept), localeOf(scope)),
  ),
];
