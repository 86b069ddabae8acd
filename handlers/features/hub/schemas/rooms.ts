/** Rooms and functions. Ids are the contract's component names. */
import * as z from "zod";

/** Characters of a name: more than the WebUI's form takes, less than a path parameter may have. */
const ROOM_NAME_LIMIT = 255;

const central = z.string().max(255).optional();
export const RoomCreateRequest = z.strictObject({ name: z.string().max(ROOM_NAME_LIMIT), central });
export const RoomRenameRequest = z.strictObject({ new_name: z.string().max(ROOM_NAME_LIMIT), central });
export const RoomName = z.string().min(1).max(ROOM_NAME_LIMIT);
