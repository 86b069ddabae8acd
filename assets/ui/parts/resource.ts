/** What a page asks the server for: it is being read, it is there, or why it is not. */
import { type Signal, useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import type { Problem } from "../../../adapters/client/index.ts";
import { language } from "../i18n/index.ts";
import { reloads } from "../state/live.ts";
import { endsSession } from "../state/session.ts";

export interface Resource<T> {
  /** The last that was read; it stays while it is read again. `undefined`: nothing yet. */
  readonly data: T | undefined;
  /** Why the last attempt has failed. */
  readonly problem: Problem | undefined;
  /** Seconds old what is shown may be, where it came through the cloud. */
  readonly ageSeconds: number | undefined;
  readonly isReading: boolean;
  /** How often the home had been read when what is shown was asked for. */
  readonly askedIn: number;
  readonly reload: () => Promise<void>;
  /** What is known by one's own doing, until the next reading. */
  readonly set: (data: T) => void;
}

/** When something was asked for, and how it is asked for once more. */
export type Asked = Pick<Resource<unknown>, "askedIn" | "reload">;

interface State<T> {
  readonly data?: T | undefined;
  readonly problem?: Problem | undefined;
  readonly ageSeconds?: number | undefined;
  readonly isReading: boolean;
  readonly askedIn?: number;
}

/** What an operation of the SDK answers. */
interface Reading {
  readonly data?: unknown;
  readonly error?: Problem | undefined;
  readonly headers?: Headers | undefined;
}
type DataOf<A> = Extract<A, { readonly error?: undefined }> extends { readonly data: infer T } ? T : never;

const NOT_READY = 503;
const AGE_HEADER = "x-ccu-anywhere-data-age";
const ageOf = (headers: Headers | undefined): number | undefined => {
  const age = Number(headers?.get(AGE_HEADER) ?? Number.NaN);
  return Number.isFinite(age) ? age : undefined;
};

/**
 * Reads when the page appears, and again when one of `on` or the language is another, or the home was read anew after a 503;
 * an older answer never takes the place of a newer one.
 * @param read an operation of the SDK
 */
export function useResource<A extends Reading>(read: () => Promise<A>, on: readonly unknown[]): Resource<DataOf<A>> {
  type T = DataOf<A>;
  const state: Signal<State<T>> = useSignal<State<T>>({ isReading: true });
  const round = useRef(0);
  /** The newest round whose answer is shown, or that asked for another thing. */
  const settled = useRef(0);
  const latest = useRef(read);
  latest.current = read;
  const reload = useCallback(async () => {
    round.current += 1;
    const mine = round.current;
    state.value = { ...state.value, isReading: true };
    const askedIn = reloads.peek();
    const answer = await latest.current();
    // one that took longer than until the next look is still the newest that there is
    if (mine <= settled.current) return;
    settled.current = mine;
    const isReading = mine !== round.current;
    if (answer.error !== undefined) {
      endsSession(answer.error);
      state.value = { ...state.value, problem: answer.error, isReading };
    } else state.value = { data: answer.data as T, ageSeconds: ageOf(answer.headers), isReading, askedIn };
  }, []);
  const key = JSON.stringify([language.value, ...on]);
  const lastKey = useRef(key);
  if (lastKey.current !== key) {
    lastKey.current = key;
    // another thing: what was shown is not its
    state.value = { isReading: true };
  }
  useEffect(() => {
    void reload();
    return () => {
      settled.current = round.current;
    };
  }, [key]);
  const readings = reloads.value;
  useEffect(() => {
    // the server or the CCU was not ready, and something of the home was read since
    if (state.peek().problem?.status === NOT_READY) void reload();
  }, [readings]);
  const { data, problem, ageSeconds, isReading, askedIn = 0 } = state.value;
  const set = (known: T) => {
    state.value = { ...state.value, data: known };
  };
  return { data, problem, ageSeconds, isReading, askedIn, reload, set };
}
