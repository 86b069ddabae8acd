/** What a client wants to write into a paramset: a record of values, and how all that is wrong with it is told at once. */
import { badRequest, Refusal } from "../../../kernel/problem.ts";
import { type RejectedValue, valueRefusal } from "../../../model/values.ts";
import { PARAMETERS_LIMIT } from "../schemas/paramsets.ts";

/** Errors named in one refusal: more than a form can show. */
const ERRORS_TOLD = 50;

/** @throws Refusal 400 where there is nothing to write, or more than a paramset can have */
export function entriesOf(values: Readonly<Record<string, unknown>>): [string, unknown][] {
  const entries = Object.entries(values);
  if (entries.length === 0) throw badRequest("no values given");
  if (entries.length > PARAMETERS_LIMIT) throw badRequest(`more than ${PARAMETERS_LIMIT} parameters`);
  return entries;
}

/** One refusal for all rejected values: that of the first, with the others beside it. @throws Refusal 400 */
export function refuseValues(refused: readonly RejectedValue[]): never {
  const first = valueRefusal(refused[0]!);
  const errors = refused.slice(0, ERRORS_TOLD).map(({ error }) => error);
  throw new Refusal(first.status, first.code, first.title, first.message, { errors });
}
