/** Lives the life of alarm-life.ts on a database, and kills itself before its nth write: `node alarm-writer.ts FILE N`. */
import { writeSync } from "node:fs";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { startPanel, zoneRow } from "../features/alarm/support/panel.ts";
import { beforeWrites, LIFE } from "./alarm-life.ts";

const [file = "", kill = "0"] = process.argv.slice(2);
const { store } = openSqlite(file, { clock: systemClock, exclusive: true });
const site = store.site(siteId("home"));
await site.put("alarm-zone", "house", zoneRow);
const clock = createManualClock();
let left = Number(kill);
let chapter = 0;
/** How far it is, and when: the last line tells when it was killed. */
function say(): void {
  writeSync(1, `${chapter} ${clock.now()}\n`);
}
const panel = await startPanel({
  clock,
  store: beforeWrites(site, async () => {
    left -= 1;
    say();
    if (left === 0) process.kill(process.pid, "SIGKILL");
    if (left <= 0) await new Promise(() => {});
  }),
});
for (const { live } of LIFE) {
  say();
  await live(panel);
  chapter += 1;
}
say();
process.exit(0);
