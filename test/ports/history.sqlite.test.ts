import { createMemoryHistory } from "../../adapters/memory/history.ts";
import { openSqliteHistory } from "../../adapters/sqlite/history.ts";
import { openHistoryTables } from "../../adapters/sqlite/history-tables.ts";
import type { HistoryStore } from "../../handlers/ports/history.ts";
import { describeHistory } from "../../local/testing/history.ts";
import { scratch } from "./scratch.ts";

const files = new Map<HistoryStore, { path: string; end(): void }>();

async function open(path: string, end: () => void): Promise<HistoryStore> {
  const { store } = await openSqliteHistory(path);
  const opened: HistoryStore = {
    ...store,
    async close() {
      await store.close();
      if (files.delete(opened)) end();
    },
  };
  files.set(opened, { path, end });
  return opened;
}

describeHistory("SQLite", {
  create() {
    const folder = scratch();
    return open(folder.file("history.db"), () => folder[Symbol.dispose]());
  },
  async reopen(store) {
    const { path, end } = files.get(store) as { path: string; end(): void };
    files.delete(store);
    await store.close();
    return open(path, end);
  },
  runs: 3,
});

describeHistory("SQLite, its tables alone", {
  create: async () => createMemoryHistory(openHistoryTables(":memory:")),
  runs: 60,
});
