/** Something that somebody does on a page: whether it is under way, and why it was refused. */
import { useSignal } from "@preact/signals";
import type { Problem } from "../../../adapters/client/index.ts";
import { reasonOf } from "../i18n/reasons.ts";
import { endsSession } from "../state/session.ts";

interface Done {
  readonly error?: Problem | undefined;
}

export interface Action {
  readonly isBusy: boolean;
  /** Of the last attempt. */
  readonly problem: Problem | undefined;
  /** @returns the answer; `undefined` where it was refused */
  readonly run: <A extends Done>(send: () => Promise<A>) => Promise<Exclude<A, { error: Problem }> | undefined>;
  /** Why the server did not take this member. */
  readonly errorAt: (field: string) => string | undefined;
  readonly forget: () => void;
}

/** One for each thing that can be done at a time. */
export function useAction(): Action {
  const state = useSignal<{ isBusy: boolean; problem?: Problem | undefined }>({ isBusy: false });
  return {
    ...state.value,
    problem: state.value.problem,
    run: async (send) => {
      state.value = { isBusy: true };
      const answer = await send();
      if (answer.error !== undefined) endsSession(answer.error);
      state.value = { isBusy: false, problem: answer.error };
      return answer.error === undefined ? (answer as never) : undefined;
    },
    errorAt: (field) => {
      const found = state.value.problem?.errors.find((one) => one.field === field);
      return found?.reason === undefined ? undefined : reasonOf(found.reason);
    },
    forget: () => {
      state.value = { isBusy: state.value.isBusy };
    },
  };
}
