/** What was last heard of a relay, changed where others write it too. */
import { type Change, type Changed, changeVersioned } from "../../records/change-record.ts";
import type { RelayPresence, StoredHome } from "./ingest.ts";

export type StoredPresence = Pick<StoredHome, "presence" | "putPresence">;

/** Rejects where others keep writing it. Presence is never deleted: a change that answers nothing leaves it as it is. */
export const changePresence = (home: StoredPresence, change: Change<RelayPresence>): Promise<Changed<RelayPresence>> =>
  changeVersioned<RelayPresence>(
    {
      async read() {
        const stored = await home.presence();
        return stored && { value: stored.presence, version: stored.version };
      },
      write: async (presence, version) => presence === undefined || home.putPresence(presence, version),
    },
    change,
    () => new Error("the presence of the relay changes all the time"),
  );
