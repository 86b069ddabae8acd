/** Rooms and functions (the CCU's "Gewerke") are the same thing twice: the use cases of both. */
import type { Identity } from "../../kernel/identity.ts";
import { conflict, rejected } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import type { Hub, HubGroup } from "../../model/types.ts";
import { recordAudit } from "../../records/audit-log.ts";
import { ccuOf, chooseCentral, findToChange, follow, hubsWith } from "../shared/central-scope.ts";
import type { RoomEntry } from "./schemas/rooms.ts";

export type RoomKind = "room" | "function";
const SECTION = { room: "rooms", function: "functions" } as const;
const CONTROL = /\p{Cc}/u;

const of = (hub: Hub, kind: RoomKind): readonly HubGroup[] => hub[SECTION[kind]];
const byName = (kind: RoomKind, name: string) => (hub: Hub) => of(hub, kind).find((group) => group.name === name);

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

function checkName(field: string, name: string): void {
  const reason = name.trim() === "" ? "is empty" : CONTROL.test(name) ? "has control characters" : undefined;
  if (reason) throw rejected(`${field} ${reason}`, "Invalid name", [{ field, reason }]);
}

const changed = (scope: RequestScope, who: Identity, central: string, note: string) =>
  recordAudit(scope, who, { action: "room_function", central, note });

/** @throws 400 for an unfit name or an ambiguous central; 409 where the name exists; CcuFault. */
export async function createRoom(
  scope: RequestScope,
  who: Identity,
  kind: RoomKind,
  { name, central }: { name: string; central?: string },
): Promise<void> {
  const chosen = await chooseCentral(scope, central);
  checkName("name", name);
  if (byName(kind, name)(await scope.home.hub(chosen.name))) throw conflict(`the ${kind} ${name} exists`);
  await ccuOf(scope, chosen.name).createRoom(kind, name, scope.deadline);
  await changed(scope, who, chosen.name, `create ${kind} ${name}`);
  follow(scope, chosen.name, SECTION[kind]);
}

/** @throws 404; 400 for an unfit name or an ambiguous central; 409 where the new name exists; CcuFault. */
export async function renameRoom(
  scope: RequestScope,
  who: Identity,
  kind: RoomKind,
  { name, newName, central }: { name: string; newName: string; central?: string },
): Promise<void> {
  const found = await findToChange(
    scope,
    { what: `${kind} ${name}`, list: SECTION[kind] },
    byName(kind, name),
    central,
  );
  checkName("new_name", newName);
  if (newName === name) return;
  if (byName(kind, newName)(found.hub)) throw conflict(`the ${kind} ${newName} exists`);
  await ccuOf(scope, found.central.name).renameRoom(kind, found.object.id, newName, scope.deadline);
  await changed(scope, who, found.central.name, `rename ${kind} ${name} to ${newName}`);
  follow(scope, found.central.name, SECTION[kind]);
}

/** Its channels stay, without it. @throws 404; 400 for an ambiguous central; CcuFault. */
export async function deleteRoom(
  scope: RequestScope,
  who: Identity,
  kind: RoomKind,
  { name, central }: { name: string; central?: string },
): Promise<void> {
  const found = await findToChange(
    scope,
    { what: `${kind} ${name}`, list: SECTION[kind] },
    byName(kind, name),
    central,
  );
  await ccuOf(scope, found.central.name).deleteRoom(kind, found.object.id, scope.deadline);
  await changed(scope, who, found.central.name, `delete ${kind} ${name}`);
  follow(scope, found.central.name, SECTION[kind]);
}
