/** What the CCUs have not told yet: a list that looks empty may be one that nobody has read. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { HubList } from "../../model/types.ts";
import { SNAPSHOT_LISTS, type SnapshotList, type UnreadLists } from "./answers/snapshot.ts";

const SHOWN: Readonly<Record<HubList, SnapshotList>> = {
  rooms: "rooms",
  functions: "functions",
  programs: "programs",
  sysvars: "sysvars",
  serviceMessages: "service_messages",
  alarmMessages: "alarm_messages",
  inbox: "inbox",
};

/** Of every CCU, or the named one, that lacks something; everything while no CCU is known at all. */
export async function unreadLists(scope: Pick<RequestScope, "home">, named?: string): Promise<UnreadLists[]> {
  const centrals = await scope.home.centrals();
  if (centrals.length === 0) return [{ lists: [...SNAPSHOT_LISTS] }];
  const wanted = centrals.filter(({ name }) => named === undefined || name === named);
  const all = await Promise.all(
    wanted.map(async ({ name, phase }): Promise<UnreadLists> => {
      const { unread } = await scope.home.hub(name);
      const hub = unread.map((list) => SHOWN[list]);
      return { central: name, lists: phase === "ready" ? hub : ["devices", ...hub] };
    }),
  );
  return all.filter(({ lists }) => lists.length > 0);
}
