/** The past of a data point, in buckets (subsystems 5.2). */
import { ok, type Reply } from "../../../kernel/operation.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { HistoryAnswer } from "../answers.ts";
import { asked, type NamedSeries, rangeOf, requireCentralWithPast, requireHistory, seriesOf } from "./access.ts";

export interface HistoryQuery extends NamedSeries {
  readonly from: string;
  readonly to: string;
  readonly buckets: number;
  readonly format?: "json" | "csv" | undefined;
}

const COLUMNS = ["ts", "avg", "min", "max", "count", "covered_ms"] as const;

/** RFC 4180; times and numbers need no quotes. */
const csvOf = (rows: HistoryAnswer): string =>
  [COLUMNS.join(","), ...rows.map((row) => COLUMNS.map((column) => row[column]).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");

/** Only where a table is asked for and JSON is not liked as well or better: browsers take anything. */
export function wantsCsv(accept: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of (accept ?? "").split(",")) {
    const [type = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const quality = parameters.find((text) => text.startsWith("q="));
    weights.set(type, quality === undefined ? 1 : Number(quality.slice(2)) || 0);
  }
  return (weights.get("text/csv") ?? 0) > (weights.get("application/json") ?? 0);
}

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
  const disposition = { "content-disposition": 'attachment; filename="history.csv"' };
  return { status: 200, body: csvOf(rows), type: "text/csv; charset=utf-8", headers: { ...headers, ...disposition } };
}
