/** Everything that the program serves, in one place: the dispatchers, the contract and the tests read these lists. */
import type { z } from "zod";
import type { Broadcast } from "./kernel/broadcast.ts";
import type { Command } from "./kernel/command.ts";
import type { Operation } from "./kernel/operation.ts";

export const operations: Operation[] = [];
export const publishedOperations: Operation[] = operations.filter(({ spec }) => !spec.unpublished);
export const commands: Command[] = [];
export const broadcasts: Broadcast[] = [];
/** Schemas that no operation uses, but clients need by name. */
export const extraSchemas: z.ZodType[] = [];
