/** The past of data points, in a file beside the database. */
import { join } from "node:path";
import type { OpenHistory } from "../handlers/ports/history.ts";

/** Loaded only where history is switched on. */
export const historyIn =
  (folder: string): OpenHistory =>
  async () => {
    const { openSqliteHistory } = await import("../adapters/sqlite/history.ts");
    return openSqliteHistory(join(folder, "history.db"));
  };
