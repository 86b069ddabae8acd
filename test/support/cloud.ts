/** The cloud on one machine, as most tests want it. */
import type { StartCloudOptions } from "../../local/cloud/start.ts";
import { openTable } from "./dynamodb.ts";

/** The least that bcrypt has. */
export const passwordCost = 4;

/** Keeps nothing, and has its table where {@link openTable} has it. */
export const cloudOfTest = async () =>
  ({
    inMemory: true,
    liveDemo: false,
    table: await openTable(),
    functions: { passwordCost, validateResponses: true },
  }) satisfies Partial<StartCloudOptions>;
