/** Rooms and functions are created, renamed and deleted. */
import type { Identity } from "../../../kernel/identity.ts";
import { conflict, rejected } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, chooseCentral, findToChange, follow } from "../../shared/central-scope.ts";
import { byName, type RoomKind, SECTION } from "../rooms.ts";

const CONTROL = /\p{Cc}/u;

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
  if (byName(kind, name)(await scope.home.hub(chosen.name))) throw conflict(`a ${kind} called ${name} already exists`);
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
  if (byName(kind, newName)(found.hub)) throw conflict(`a ${kind} called ${newName} already exists`);
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
