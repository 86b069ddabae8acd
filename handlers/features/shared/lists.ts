/** Parameters of lists that are complete unless the client asks for a page (contract 3.3), and the choice of a CCU. */
import * as z from "zod";
import { ok, type Reply } from "../../kernel/operation.ts";
import { integerText, PAGE_LIMIT, PAGE_ROWS, PAGE_ROWS_LIMIT, QueryText } from "./parameters.ts";

/** A number in range, or `otherwise` for anything else that was sent. Of repeated values the first: a page is one page. */
const paged = (limit: number, otherwise: number) =>
  z.preprocess((value) => {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return first === undefined ? undefined : (integerText(1, limit).safeParse(first).data ?? otherwise);
  }, z.int().min(1).max(limit).optional());

/** Present = cut the list; what is not a number in range counts as the default. */
export const OptionalPage = paged(PAGE_LIMIT, 1).meta({ description: "Page, from 1; without both parameters: all" });
export const OptionalPerPage = paged(PAGE_ROWS_LIMIT, PAGE_ROWS).meta({
  description: `Rows of a page, default ${PAGE_ROWS}, at most ${PAGE_ROWS_LIMIT}`,
});

/** Which CCU is meant. May be left out where there is only one (contract 4). */
export const CentralQuery = QueryText.meta({ description: "Name of the CCU; needed where there are several" });
/** The same as an argument of commands. */
export const CentralArgument = z.string().max(255).optional();

export const TOTAL_COUNT = "x-total-count";

/** Cuts `rows` to the page that was asked for; without page and per_page everything. The header tells the total. */
export function pageOf<T>(
  rows: readonly T[],
  { page, per_page: perPage }: { page?: number; per_page?: number },
): { rows: T[]; headers: Record<string, string> } {
  const headers = { [TOTAL_COUNT]: String(rows.length) };
  if (page === undefined && perPage === undefined) return { rows: [...rows], headers };
  const size = perPage ?? PAGE_ROWS;
  const start = ((page ?? 1) - 1) * size;
  return { rows: rows.slice(start, start + size), headers };
}

/** A page as an answer. */
export const okPage = <T>({ rows, headers }: { rows: T[]; headers: Record<string, string> }): Reply<200, T[]> =>
  ok(rows, headers);
