/** The past of a data point, in buckets (subsystems 5.2). */
import { ok, type Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { csvReply, csvTable, wantsCsv } from "../../shared/csv.ts";
import type { HistoryAnswer } from "../answers.ts";
import { asked, type NamedSeries, rangeOf, requireCentralWithPast, requireHistory, seriesOf } from "./access.ts";

export interface HistoryQuery extends NamedSeries {
  readonly from: string;
  readonly to: string;
  readonly buckets: number;
  readonly format?: "json" | "csv" | undefined;
}

const COLUMNS = ["ts", "avg", "min", "max", "count", "covered_ms"] as const;

/** @throws Refusal 400, 404 where history is off, 503 */
export async function answerHistory(
  scope: RequestScope,
  query: HistoryQuery,
  accept: string | undefined,
): Promise<Reply<200>> {
  const history = requireHistory(scope);
  const range = rangeOf(query);
  const { tier, buckets } = await asked(history, async () => {
    await requireCentralWithPast(scope, history, query.central);
    const series = seriesOf(query);
    return history.store.buckets({ series, ...range, buckets: query.buckets, now: scope.clock.now() });
  });
  const rows: HistoryAnswer = buckets.map(({ start, avg, min, max, count, covered }) => ({
    ...{ ts: new Date(start).toISOString(), avg, min, max, count },
    covered_ms: Math.round(covered),
  }));
  const headers = { "x-history-tier": tier };
  if (!(query.format === "csv" || (query.format === undefined && wantsCsv(accept)))) return ok(rows, headers);
  return csvReply(csvTable(COLUMNS, rows), "history.csv", headers);
}
