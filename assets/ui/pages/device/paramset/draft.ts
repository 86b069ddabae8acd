/** What somebody changes in a paramset: step by step, under a lock, checked, saved, taken back. */

import { useSignal } from "@preact/signals";
import type { Problem } from "../../../../../adapters/client/index.ts";
import { useUnsaved } from "../../../parts/unsaved.ts";
import { unsaved } from "../../../state/leave.ts";
import { tellDone } from "../../../state/notices.ts";
import { client, endsSession } from "../../../state/session.ts";
import { w } from "../words.ts";
import { type Change, changesOf, faultsOf, type Schema, type Values, valuesOf } from "./form-model.ts";
import { useEditLock } from "./lock.ts";

export interface FormOf {
  readonly central: string;
  readonly device: string;
  /** -1: the device itself. */
  readonly channel: number;
  readonly paramset: "MASTER" | "LINK";
  /** Address of the other channel of a link. */
  readonly peer?: string;
}

const addressOf = ({ device, channel }: FormOf): string => (channel < 0 ? device : `${device}:${channel}`);
export const lockKey = (of: FormOf): string =>
  `channel:${addressOf(of)}:${of.paramset}${of.peer === undefined ? "" : `:${of.peer}`}`;

function write(of: FormOf, token: string, body: Record<string, unknown>) {
  const { central, paramset: key, peer } = of;
  const query = { central, ...(peer !== undefined && { peer }) };
  const header = { "X-Edit-Token": token };
  return client.PUT("/devices/{addr}/paramsets/{key}", {
    params: { path: { addr: addressOf(of), key }, query, header },
    body,
  });
}

export function useDraft(of: FormOf, schema: Schema, reload: () => Promise<void>) {
  const lock = useEditLock(lockKey(of), of.central);
  /** Each step is what was typed until then; the last one counts. */
  const steps = useSignal<readonly Values[]>([]);
  const saved = useSignal<readonly Change[]>([]);
  const problem = useSignal<Problem | undefined>(undefined);
  const isBusy = useSignal(false);
  const values = { ...valuesOf(schema), ...steps.value.at(-1) };
  const changes = changesOf(schema, values);
  const faults = faultsOf(schema, values, new Set(changes.map(({ parameter }) => parameter.name)));

  const set = async (some: Values) => {
    if (lock.token === undefined && (await lock.open()) === undefined) {
      // drawn anew: the control shows again what holds
      steps.value = [...steps.value];
      return;
    }
    steps.value = [...steps.value, { ...steps.value.at(-1), ...some }];
  };
  const send = async (body: Record<string, unknown>, done: readonly Change[]) => {
    isBusy.value = true;
    const token = lock.token ?? (await lock.open());
    if (token !== undefined) {
      const { error } = await write(of, token, body);
      problem.value = error;
      if (error) endsSession(error);
      else {
        unsaved.value = undefined;
        tellDone(w("form.saved"));
        await reload();
        steps.value = [];
        saved.value = done;
        await lock.close();
      }
    }
    isBusy.value = false;
  };
  const bodyOf = (of: readonly Change[], side: "before" | "after") =>
    Object.fromEntries(of.map((change) => [change.parameter.name, change[side]]));
  useUnsaved(changes.length > 0, w("leave.ask"));
  return {
    lock,
    values,
    changes,
    faults,
    set,
    problem: problem.value,
    isBusy: isBusy.value,
    saved: saved.value,
    canUndo: steps.value.length > 0,
    undo: () => {
      steps.value = steps.value.slice(0, -1);
    },
    discard: () => {
      steps.value = [];
      void lock.close();
    },
    save: () => send(bodyOf(changes, "after"), changes),
    takeBack: () => send(bodyOf(saved.value, "before"), []),
  };
}
