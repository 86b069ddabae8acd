/** What a user wants to see first: kept on the server as a preference of theirs, so that it is there on every device. */
import { signal } from "@preact/signals";
import { FAVOURITES_LIMIT, readFavourites } from "../model/favourites.ts";
import { tellRefusal } from "./notices.ts";
import { client } from "./session.ts";

/** Name of the preference; its value is `{favourites: [id …]}`. */
const KEY = "ccu-anywhere.dashboard";

/** Ids of tiles, in the order in which they were chosen. */
export const favourites = signal<readonly string[]>([]);
export const isChoosing = signal(false);

export async function loadFavourites(): Promise<void> {
  const { data } = await client.GET("/me/preferences/{key}", { params: { path: { key: KEY } } });
  favourites.value = readFavourites(data?.value);
}

let saving = Promise.resolve();

/** @param name of the thing, for a refusal */
export function toggleFavourite(id: string, name: string): Promise<void> {
  const before = favourites.value;
  const next = before.includes(id) ? before.filter((one) => one !== id) : [...before, id].slice(-FAVOURITES_LIMIT);
  favourites.value = next;
  // one after the other: the last choice is the one that stays
  saving = saving.then(async () => {
    const { error } = await client.PUT("/me/preferences/{key}", {
      params: { path: { key: KEY } },
      body: { favourites: next },
    });
    if (error === undefined) return;
    if (favourites.value === next) favourites.value = before;
    tellRefusal(name, error);
  });
  return saving;
}
