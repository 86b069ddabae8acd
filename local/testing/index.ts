/**
 * `ccu-anywhere/testing`: what every implementation of a port does, as suites of `node:test`. Call one in a test file, with
 * how to make yours. Needs `fast-check`.
 */
export { createManualClock, type ManualClock } from "../../adapters/memory/clock.ts";
export { type ConnectionRecordsUnderTest, describeConnectionRecords } from "./connection-records.ts";
export { describeEventLog, type EventLogUnderTest } from "./event-log.ts";
export { describeFileStore, type FileStoreUnderTest } from "./file-store.ts";
export { describeHistory, type HistoryUnderTest } from "./history.ts";
export { describeHome } from "./home.ts";
export { describeStore, type StoreUnderTest } from "./store.ts";
