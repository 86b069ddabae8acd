/** From a request to the history of the home. */
import { requireKnownCentral } from "../../../kernel/named-central.ts";
import { badRequest, notFound, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { HistoryLimitError, HistoryStoreError, type SeriesName } from "../../../ports/history.ts";
import { historyState, type OpenedHistory } from "./engine.ts";

/** A data point as requests name it. */
export interface NamedSeries {
  readonly central: string;
  readonly interface_id: string;
  readonly channel: string;
  readonly parameter: string;
}
export const seriesOf = ({ central, interface_id, channel, parameter }: NamedSeries): SeriesName => ({
  ...{ central, channel, parameter },
  interfaceId: interface_id,
});

/** @throws Refusal 404 where history is switched off (contract), 503 where it cannot be opened */
export function requireHistory(scope: Pick<RequestScope, "state">): OpenedHistory {
  const { on, opened, fault } = scope.state(historyState);
  if (!on) throw notFound("measurement history is switched off");
  if (opened === undefined) throw unready(`the history is not open${fault === undefined ? " yet" : `: ${fault}`}`);
  return opened;
}

/** The same where the contract has 503 for a history that is switched off. */
export function requireRecording(scope: Pick<RequestScope, "state">): OpenedHistory {
  if (!scope.state(historyState).on) throw unready("measurement history is switched off");
  return requireHistory(scope);
}

/** What the store answers, once it has what was recorded so far. @throws Refusal 400 where that is too much, 503 where it fails */
export async function asked<T>({ recorder }: OpenedHistory, question: () => Promise<T>): Promise<T> {
  await recorder.flush();
  try {
    return await question();
  } catch (error) {
    if (error instanceof HistoryLimitError) throw badRequest(`the answer would be too large: ${error.message}`);
    if (error instanceof HistoryStoreError) throw unready(`the history cannot be read: ${error.reason}`);
    throw error;
  }
}

/**
 * Of a CCU that was taken out of the configuration its past stays readable, as long as anything of it is kept.
 * @throws Refusal 400 where there is neither a CCU of this name nor anything of it
 */
export async function requireCentralWithPast(
  { home }: Pick<RequestScope, "home">,
  { store }: OpenedHistory,
  central: string,
): Promise<void> {
  try {
    await requireKnownCentral(home, central);
  } catch (unknown) {
    const isKept = (await store.series()).some((series) => series.central === central);
    if (!isKept) throw unknown;
  }
}

/** @throws Refusal 400 */
export function rangeOf({ from, to }: { from: string; to: string }): { from: number; to: number } {
  const range = { from: Date.parse(from), to: Date.parse(to) };
  if (!(range.to > range.from)) throw badRequest("to must be after from");
  return range;
}
