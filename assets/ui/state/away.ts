/** Through the cloud: whether the home's relay answers, and how old what is shown is where it does not. */
import { signal } from "@preact/signals";
import { type Away, awayFrom } from "../model/away.ts";
import { client, isHopeless } from "./session.ts";
import { forgetSparks, hasHistory } from "./sparks.ts";

/** Milliseconds between two looks: a call of a function each. */
const LOOK_MS = 30_000;
export const AGE_HEADER = "x-ccu-anywhere-data-age";

/** `undefined` while the home is there, as it always is at home. */
export const away = signal<Away | undefined>(undefined);

function show(found: Away | undefined): void {
  away.value = found;
  isHopeless.value = found !== undefined;
}

/** Asks now and then; at home, where nothing can be away, once. @returns how to stop */
export function watchHome(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const look = async () => {
    const { data, headers } = await client.GET("/health", { retries: 0 });
    if (isStopped) return;
    const found = data && awayFrom(data.components, headers?.get(AGE_HEADER) ?? null);
    if (found) show(found.away);
    hasHistory.value = found?.isRemote === false && data?.components.some(({ name }) => name === "history") === true;
    if (found?.isRemote !== false) timer = setTimeout(() => void look(), LOOK_MS);
  };
  void look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    show(undefined);
    hasHistory.value = false;
    forgetSparks();
  };
}
