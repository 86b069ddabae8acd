/** Records until the disk is full: `node history-full.ts FILE`, under a limit of the size of files. Tells how that went. */
import { openSqliteHistory } from "../../adapters/sqlite/history.ts";
import { HistoryStoreError } from "../../handlers/ports/history.ts";
import { batchAt, NAMES, START, timeOf } from "./history-batches.ts";

const [file = ""] = process.argv.slice(2);
const { store } = await openSqliteHistory(file);
for (let batch = 0; ; batch++)
  try {
    await store.append(batchAt(batch));
  } catch (error) {
    if (!(error instanceof HistoryStoreError)) throw error;
    const now = timeOf(batch + 1);
    const { buckets } = await store.buckets({ series: NAMES[0], from: START, to: now, buckets: 1, now });
    console.log(JSON.stringify({ batches: batch, reason: error.reason, read: buckets[0]?.count }));
    process.exit();
  }
