import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery } from "../../shared/lists.ts";
import { FunctionList, RoomList } from "../answers/rooms.ts";
import { createRoom, deleteRoom, renameRoom } from "../home/rooms.ts";
import { listRooms, type RoomKind } from "../rooms.ts";
import { RoomCreateRequest, RoomName, RoomRenameRequest } from "../schemas/rooms.ts";

const params = { name: RoomName };
const refusals = { 400: Problem, 404: Problem, 422: Problem, 502: Problem, 503: Problem } as const;

const operationsOf = (kind: RoomKind, list: typeof RoomList): Operation[] => {
  const word = kind === "room" ? "Room" : "Function";
  return [
    operation(
      {
        method: "GET",
        path: `/${kind}s`,
        role: "viewer",
        served: "here",
        tag: "hub",
        operationId: `list${word}s`,
        summary: `${word}s of all CCUs by name, with their number of devices`,
        responses: { 200: list, 503: Problem },
        cacheable: true,
      },
      async (scope) => ok(await listRooms(scope, kind)),
    ),
    operation(
      {
        method: "POST",
        path: `/${kind}s`,
        role: "operator",
        served: "home",
        tag: "hub",
        operationId: `create${word}`,
        summary: `Create a ${kind}`,
        body: RoomCreateRequest,
        responses: { 201: null, 400: Problem, 409: Problem, 422: Problem, 502: Problem, 503: Problem },
      },
      (scope) => createRoom(scope, scope.identity, kind, scope.body).then(() => created()),
    ),
    operation(
      {
        method: "PATCH",
        path: `/${kind}s/{name}`,
        role: "operator",
        served: "home",
        tag: "hub",
        operationId: `rename${word}`,
        summary: `Rename a ${kind}`,
        params,
        body: RoomRenameRequest,
        responses: { 204: null, ...refusals, 409: Problem },
      },
      (scope) =>
        renameRoom(scope, scope.identity, kind, {
          name: scope.params.name,
          newName: scope.body.new_name,
          central: scope.body.central,
        }).then(() => noContent()),
    ),
    operation(
      {
        method: "DELETE",
        path: `/${kind}s/{name}`,
        role: "operator",
        served: "home",
        tag: "hub",
        operationId: `delete${word}`,
        summary: `Delete a ${kind}; its channels stay`,
        params,
        query: { central: CentralQuery },
        responses: { 204: null, ...refusals },
      },
      (scope) =>
        deleteRoom(scope, scope.identity, kind, { name: scope.params.name, central: scope.query.central }).then(() =>
          noContent(),
        ),
    ),
  ];
};

export const roomsOperations: Operation[] = operationsOf("room", RoomList);
export const functionsOperations: Operation[] = operationsOf("function", FunctionList);
