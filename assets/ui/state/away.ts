/** Through the cloud: whether the home's relay answers, and how old what is shown is where it does not. */
import { signal } from "@preact/signals";
import { client } from "./session.ts";

/** Milliseconds between two looks: a call of a function each. */
const LOOK_MS = 30_000;
const AGE_HEADER = "x-ccu-anywhere-data-age";

/** `undefined` while the home is there, as it always is at home. */
export const away = signal<{ readonly ageSeconds: number | undefined } | undefined>(undefined);

/** What `/health` says of the home: the cloud has a component `relay`, a server at home has none. */
export function awayFrom(
  components: readonly { readonly name: string; readonly status: string }[],
  age: string | null,
): { readonly isRemote: boolean; readonly away: typeof away.value } {
  const relay = components.find(({ name }) => name === "relay");
  if (relay === undefined || relay.status === "healthy") return { isRemote: relay !== undefined, away: undefined };
  const seconds = Number(age ?? Number.NaN);
  return { isRemote: true, away: { ageSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined } };
}

/** Asks now and then; at home, where nothing can be away, once. @returns how to stop */
export function watchHome(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const look = async () => {
    const { data, headers } = await client.GET("/health", { retries: 0 });
    if (isStopped) return;
    const found = data && awayFrom(data.components, headers?.get(AGE_HEADER) ?? null);
    if (found) away.value = found.away;
    if (found?.isRemote !== false) timer = setTimeout(() => void look(), LOOK_MS);
  };
  void look();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    away.value = undefined;
  };
}
