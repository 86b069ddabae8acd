/** A server of the stream on a database, to be killed: `fork(this, [path of the database])`. Appends without a pause. */

import { SqliteEventLog } from "../../adapters/sqlite/event-log.ts";
import { DatabaseFile } from "../../adapters/sqlite/file.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { serve } from "./sockets.ts";

/** Events that are kept: more than this process writes before it is killed. */
const KEEP = 10_000_000;
const path = process.argv[2]!;
const { port, happen } = await serve({ eventLog: new SqliteEventLog(new DatabaseFile(path), siteId("home"), KEEP) });
process.send!(port);

async function append(): Promise<void> {
  await happen("a.1", "b", "a.2");
  setImmediate(append);
}
process.once("message", append);
