/** Rooms and functions (the CCU's "Gewerke") are the same thing twice: the use cases of both. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Hub, HubGroup } from "../../model/types.ts";
import { hubsWith } from "../shared/central-scope.ts";
import type { RoomEntry } from "./answers/rooms.ts";

export type RoomKind = "room" | "function";
export const SECTION = { room: "rooms", function: "functions" } as const;

const of = (hub: Hub, kind: RoomKind): readonly HubGroup[] => hub[SECTION[kind]];
export const byName = (kind: RoomKind, name: string) => (hub: Hub) =>
  of(hub, kind).find((group) => group.name === name);

/** Rooms (functions) of all centrals (or the named one) by name, with the number of devices that have a channel in them. */
export async function listRooms(scope: RequestScope, kind: RoomKind, central?: string): Promise<RoomEntry[]> {
  const devices = new Map<string, Set<string>>();
  for (const { hub } of await hubsWith(scope, SECTION[kind], central))
    for (const group of of(hub, kind)) {
      const members = devices.get(group.name) ?? new Set<string>();
      devices.set(group.name, members);
      for (const channel of group.channels) members.add(channel.split(":", 1)[0] as string);
    }
  return [...devices]
    .map(([name, members]) => ({ name, device_count: members.size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
