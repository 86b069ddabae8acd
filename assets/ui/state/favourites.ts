/** What a user wants to see first: kept on the server as a preference of theirs, so that it is there on every device. */
import { computed, signal } from "@preact/signals";
import { FAVOURITES_LIMIT, readFavourites } from "../model/favourites.ts";
import { tellRefusal } from "./notices.ts";
import { keepPreference, preferences } from "./preferences.ts";

/** Ids of tiles, in the order in which they were chosen. */
export const favourites = computed(() => readFavourites(preferences.value));
export const isChoosing = signal(false);

/** @param name of the thing, for a refusal */
export async function toggleFavourite(id: string, name: string): Promise<void> {
  const isGoing = favourites.value.includes(id);
  const problem = await keepPreference("favourites", (before) => {
    const others = readFavourites({ favourites: before }).filter((one) => one !== id);
    return isGoing ? others : [...others, id].slice(-FAVOURITES_LIMIT);
  });
  if (problem !== undefined) tellRefusal(name, problem);
}
