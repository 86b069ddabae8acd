/**
 * A program that does nothing but record, work up and purge, until it is killed: `node history-writer.ts FILE FIRST`. Writes
 * the number of each batch that is safe to its standard output.
 */
import { writeSync } from "node:fs";
import { openSqliteHistory } from "../../adapters/sqlite/history.ts";
import { batchAt, RETENTION, timeOf } from "./history-batches.ts";

const [file = "", first = "0"] = process.argv.slice(2);
const { store } = await openSqliteHistory(file);
let housekeeping: Promise<void> = Promise.resolve();
for (let batch = Number(first); ; batch++) {
  await store.append(batchAt(batch));
  writeSync(1, `${batch}\n`);
  // side by side with what is written, as in the program
  if (batch % 10 === 0) {
    await housekeeping;
    housekeeping = store.maintain(timeOf(batch + 1), RETENTION);
  }
}
