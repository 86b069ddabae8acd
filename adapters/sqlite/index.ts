/** `ccu-anywhere/sqlite`: records and events in one file, by the SQLite that is part of Node. */
export type { Outbox } from "./event-log.ts";
export { DatabaseFileError } from "./file.ts";
export { openSqliteHistory } from "./history.ts";
export { openSqlite, type SqliteDatabase } from "./store.ts";
