/** The operations of `/rooms` and `/functions`; what they do is in room-use-cases.ts. */
import { z } from "zod";
import { created, noContent, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery } from "../../shared/lists.ts";
import { FunctionEntry, RoomEntry } from "../answers/rooms.ts";
import { createRoom, deleteRoom, renameRoom } from "../home/rooms.ts";
import { listRooms, type RoomKind } from "../rooms.ts";
import { RoomCreateRequest, RoomName, RoomRenameRequest } from "../schemas/rooms.ts";

const params = { name: RoomName };
const refusals = { 400: Problem, 404: Problem, 422: Problem, 502: Problem, 503: Problem } as const;

const operationsOf = (kind: RoomKind, entry: typeof RoomEntry): Operation[] => {
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
        responses: { 200: z.array(entry), 503: Problem },
        cacheable: true,
      },
      async (context) => ok(await listRooms(context, kind)),
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
      async (context) => {
        await createRoom(context, context.identity, kind, context.body);
        return created();
      },
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
      async (context) => {
        const { new_name: newName, central } = context.body;
        await renameRoom(context, context.identity, kind, { name: context.params.name, newName, central });
        return noContent();
      },
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
      async (context) => {
        const { params, query } = context;
        await deleteRoom(context, context.identity, kind, { name: params.name, central: query.central });
        return noContent();
      },
    ),
  ];
};

export const roomsOperations: Operation[] = operationsOf("room", RoomEntry);
export const functionsOperations: Operation[] = operationsOf("function", FunctionEntry);
