/** Webhooks that were given up: kept for a person to look at, the newest of them, for a while. */
import type { Clock, SiteStore } from "../../../../ports/index.ts";
import { collectRecords } from "../../../../records/all-records.ts";
import type { DeadLetter } from "../../schemas.ts";

/** A list that a person can still read; each has some hundred bytes. */
export const DEAD_LETTERS_KEPT = 200;
/** Milliseconds: a week's holiday. */
export const DEAD_LETTERS_KEPT_MS = 14 * 24 * 3_600_000;

const KIND = "webhook";
const PREFIX = "dead/";

/** Sorts by the time of giving up. */
const keyOf = ({ failed_at, id }: DeadLetter) => `${PREFIX}${failed_at}-${id}`;

/** Keeps them and forgets the oldest ones beyond {@link DEAD_LETTERS_KEPT}. Rejects as the store does. */
export async function keepDeadLetters(
  { store, clock }: { store: SiteStore; clock: Clock },
  letters: readonly DeadLetter[],
): Promise<void> {
  const expiresAt = clock.now() + DEAD_LETTERS_KEPT_MS;
  for (const letter of letters.slice(-DEAD_LETTERS_KEPT)) await store.put(KIND, keyOf(letter), letter, { expiresAt });
  const all = await collectRecords(store, KIND, { prefix: PREFIX });
  for (const { key } of all.slice(0, Math.max(0, all.length - DEAD_LETTERS_KEPT))) await store.delete(KIND, key);
}

/** Newest first. */
export const listDeadLetters = async (store: SiteStore): Promise<DeadLetter[]> =>
  (await collectRecords<DeadLetter>(store, KIND, { prefix: PREFIX }))
    .slice(-DEAD_LETTERS_KEPT)
    .map(({ value }) => value)
    .reverse();

export async function clearDeadLetters(store: SiteStore): Promise<void> {
  for (const { key } of await collectRecords(store, KIND, { prefix: PREFIX })) await store.delete(KIND, key);
}
