/** `ccu-anywhere/memory`: the ports in this process's memory, and a clock that moves only when it is told to. */
export { createManualClock, type ManualClock } from "./clock.ts";
export { createMemoryConnectionRecords } from "./connection-records.ts";
export { createMemoryEventLog } from "./event-log.ts";
export { createMemoryHistory } from "./history.ts";
export { createMemoryHome } from "./home.ts";
export { createMemoryStore } from "./store.ts";
