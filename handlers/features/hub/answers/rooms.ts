/** Rooms and functions as the API shows them. Ids are the contract's component names. */
import * as z from "zod";

const entry = { name: z.string(), device_count: z.int() };

export const RoomEntry = z.strictObject(entry).meta({ id: "RoomEntry" });

const FunctionEntry = z.strictObject(entry).meta({ id: "FunctionEntry" });
export type RoomEntry = z.infer<typeof RoomEntry>;

export const RoomList = z.array(RoomEntry);
export const FunctionList = z.array(FunctionEntry);
