/** `POST /history/remote-read`: Prometheus, and Grafana behind it, read the past of the home. */
import type { Reply } from "../../../../kernel/operation.ts";
import { badRequest } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { HistoryLimitError, type SeriesName } from "../../../../ports/history.ts";
import { BUCKETS_LIMIT } from "../../schemas.ts";
import { asked, requireHistory } from "../access.ts";
import type { OpenedHistory } from "../engine.ts";
import { labelsOf, selector } from "./matchers.ts";
import { decodeReadRequest, encodeReadResponse, type Labelled, type ReadQuery } from "./messages.ts";
import { compressSnappy, uncompressSnappy } from "./snappy.ts";

/** Bytes of a request, unpacked. */
export const READ_REQUEST_LIMIT = 64 * 1024;
/**
 * Samples of one query: they are written here, on the loop that serves the home, which takes some 50 ms. More are told as
 * averages of equal spans.
 */
export const SAMPLES_LIMIT = 50_000;
/** Data points of one query: each has at least one value. */
export const SERIES_LIMIT = 5_000;

/** @throws Refusal 400 for what cannot be read, 404 where history is off, 503 */
export async function answerRemoteRead(scope: RequestScope, body: Uint8Array): Promise<Reply<200, Uint8Array>> {
  const history = requireHistory(scope);
  const queries = await understood(async () => decodeReadRequest(uncompressSnappy(body, READ_REQUEST_LIMIT)));
  const results: Labelled[][] = [];
  for (const query of queries) results.push(await answerQuery(history, query, scope.clock.now()));
  const answer = compressSnappy(await encodeReadResponse(results));
  return { status: 200, body: answer, type: "application/x-protobuf", headers: { "content-encoding": "snappy" } };
}

/** What the client has sent is not ours to blame on ourselves. */
async function understood<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw badRequest(`no read request of Prometheus: ${(error as Error).message.slice(0, 200)}`);
  }
}

async function answerQuery(history: OpenedHistory, query: ReadQuery, now: number): Promise<Labelled[]> {
  const isMeant = await understood(async () => selector(query.matchers));
  const series = (await asked(history, () => history.store.series())).filter(isMeant);
  if (series.length === 0 || query.to < query.from) return [];
  if (series.length > SERIES_LIMIT)
    throw badRequest(`more than ${SERIES_LIMIT} data points; name a parameter or a device`);
  const [from, to] = [query.from, query.to + 1];
  return asked(history, async () => {
    try {
      const samples = await history.store.samples({ series, from, to, limit: SAMPLES_LIMIT });
      return samples.map(({ series: name, at, value }) => ({ labels: labelsOf(name), at, value }));
    } catch (error) {
      if (!(error instanceof HistoryLimitError)) throw error;
      return averages(history, series, { from, to, now });
    }
  });
}

async function averages(
  { store }: OpenedHistory,
  series: readonly SeriesName[],
  range: { from: number; to: number; now: number },
): Promise<Labelled[]> {
  const buckets = Math.min(BUCKETS_LIMIT, Math.max(1, Math.floor(SAMPLES_LIMIT / series.length)));
  const answers: Labelled[] = [];
  for (const name of series) {
    const { buckets: told } = await store.buckets({ series: name, ...range, buckets });
    if (told.length === 0) continue;
    answers.push({ labels: labelsOf(name), at: told.map(({ start }) => start), value: told.map(({ avg }) => avg) });
  }
  return answers;
}
