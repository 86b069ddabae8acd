/** The whole server as it is started on a LAN, with an invented home in its read model instead of a CCU. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { about } from "../../../adapters/node/about.ts";
import { systemClock } from "../../../adapters/node/clock.ts";
import { createLog } from "../../../adapters/node/log.ts";
import { createSecrets } from "../../../adapters/node/secrets.ts";
import { openSqlite } from "../../../adapters/sqlite/store.ts";
import { ensureAdmin } from "../../../handlers/auth/first-admin.ts";
import { type EventSink, type HomeWriter, siteId } from "../../../handlers/ports/index.ts";
import { listen } from "../../../local/listen.ts";
import { composeSite } from "../../../local/site.ts";
import { program } from "../child.ts";
import { changeValue, furnish, furnishHousehold, liveOn } from "../home.ts";

export interface SiteServerOptions {
  /** Folder for the database. */
  folder: string;
  devices: number;
  /** Of each device; default: few. */
  channels?: number;
  /** Lights, sockets and contacts in rooms instead of the bare devices of the other benches. */
  isHousehold?: boolean;
  admin: { name: string; password: string };
}

/** Times a second that a timer goes off reliably. */
const TIMER_RATE = 500;

let home: HomeWriter;
let events: EventSink;
let changing: NodeJS.Timeout | undefined;

program({
  async start({ folder, devices, channels, isHousehold = false, admin }: SiteServerOptions): Promise<{ port: number }> {
    const id = siteId("bench");
    const database = openSqlite(join(folder, "bench.sqlite"), { clock: systemClock });
    const running = await composeSite({
      id,
      store: database.store.site(id),
      eventLog: database.eventLog(id),
      clock: systemClock,
      secrets: createSecrets({ key: randomBytes(32) }),
      log: createLog({ level: "warn", service: "bench" }),
      about: about(systemClock.now()),
      settings: {
        locale: "en",
        centrals: [],
        callbackPorts: { xmlrpc: 8120, binrpc: 8129 },
        allowSetup: false,
        csrf: true,
        corsOrigins: [],
        rateLimit: false,
      },
    });
    home = running.site.home as HomeWriter;
    events = running.site.events;
    if (isHousehold) furnishHousehold(home, devices);
    else furnish(home, devices, channels);
    await ensureAdmin(running.site, admin.name, admin.password);
    const listening = await listen(running, { addresses: [{ host: "127.0.0.1", port: 0 }] });
    return { port: Number(new URL(listening.urls[0]!).port) };
  },
  /** So many values change every second, from now on; 0 = none. */
  change: (perSecond: number): void => keepChanging(perSecond, () => changeValue(home)),
  /** The same of a household, and whoever follows it is told. */
  live: (perSecond: number): void => keepChanging(perSecond, () => liveOn(home, events)),
});

function keepChanging(perSecond: number, change: () => Promise<void>): void {
  clearInterval(changing);
  changing = undefined;
  if (perSecond === 0) return;
  // a timer goes off at most once in a millisecond
  const atOnce = Math.max(1, Math.round(perSecond / TIMER_RATE));
  const changeSome = () => {
    for (let count = 0; count < atOnce; count++) void change();
  };
  changing = setInterval(changeSome, (1000 * atOnce) / perSecond);
}
