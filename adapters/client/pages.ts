/** Lists that come in pages, row by row. */
import { PAGED } from "./contract.ts";
import { PAGE_ROWS, PAGE_ROWS_LIMIT } from "./limits.ts";
import { ProblemError } from "./problem.ts";
import { type PlainRequest, send, type Transport } from "./request.ts";

const rowsOf = (data: unknown): unknown[] => (Array.isArray(data) ? data : (data as { items: unknown[] }).items);

/**
 * Reads a page when its first row is wanted, until one is not full. Rows that come or go meanwhile may be told twice or
 * not at all: the contract has no cursor.
 * @throws ProblemError; RangeError for a page that no server gives: it would be taken for the last one
 */
export async function* pages(
  transport: Transport,
  path: string,
  request: PlainRequest,
): AsyncGenerator<unknown, undefined> {
  const { per_page, limit, ...query } = (request.params?.query ?? {}) as { per_page?: number; limit?: number };
  const rows = per_page ?? limit ?? PAGE_ROWS;
  if (!Number.isInteger(rows) || rows < 1 || rows > PAGE_ROWS_LIMIT)
    throw new RangeError(`a page has 1 to ${PAGE_ROWS_LIMIT} rows`);
  const byOffset = PAGED[path as keyof typeof PAGED] === "offset";
  for (let page = 0; ; page++) {
    const part = byOffset ? { limit: rows, offset: page * rows } : { per_page: rows, page: page + 1 };
    const params = { ...request.params, query: { ...query, ...part } };
    const { data, error } = await send(transport, "GET", path, { ...request, params });
    if (error) throw new ProblemError(error);
    const found = rowsOf(data);
    yield* found;
    if (found.length < rows) return;
  }
}
