/**
 * Outgoing webhooks on a real database, which may end at any of its writes. As a program: `node webhook-writer.ts FOLDER AT
 * before|after` kills itself there; each line on standard output is what had happened until then.
 */
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { openSqlite } from "../../adapters/sqlite/store.ts";
import { sysvarChanged } from "../../handlers/broadcasts/broadcasts.ts";
import { startOutbound } from "../../handlers/features/webhooks/home/outbound/engine.ts";
import { type SiteStore, siteId } from "../../handlers/ports/index.ts";
import { changingSections } from "../support/sections.ts";
import { createTestSite, NOW } from "../support/site.ts";

/** Events of a run; the receiver refuses every third one for good. */
export const EVENTS = 9;
export const isRefused = (value: number): boolean => value % 3 === 0;

export interface Told {
  /** It is in the store. */
  stored(value: number): void;
  /** The receiver has it. */
  sent(value: number): void;
}

/** @param write called for each write of the store, with the writing itself */
export async function playWebhooks(
  folder: string,
  { first, told, write }: { first: number; told: Told; write: <T>(writing: () => Promise<T>) => Promise<T> },
) {
  const clock = createManualClock(NOW);
  const database = openSqlite(join(folder, "x.db"), { clock, exclusive: true });
  const kept = database.store.site(siteId("home"));
  const store: SiteStore = {
    ...kept,
    get: (kind, key) => kept.get(kind, key),
    list: (kind, options) => kept.list(kind, options),
    delete: (kind, key, options) => write(() => kept.delete(kind, key, options)),
    async put(kind, key, value, options) {
      const version = await write(() => kept.put(kind, key, value, options));
      const { payload } = value as { payload: { value: number } };
      if (key.startsWith("waiting/")) told.stored(payload.value);
      return version;
    },
  };
  let happen: (payload: never) => void = () => {};
  const plain = createTestSite();
  const events = {
    ...plain.events,
    observe: (_: unknown, observer: (payload: never) => void) => {
      happen = observer;
      return () => {};
    },
  };
  const sections = changingSections({ "north.webhook": { enabled: true, url: "http://192.0.2.1/hook" } });
  // those of a test site begin anew with each run
  const secrets = { ...plain.secrets, uuid: () => randomUUID() };
  const site = { ...plain, clock, store, sections, secrets, events: events as typeof plain.events };
  const outbound = startOutbound(site, [sysvarChanged], {
    async send({ body }) {
      const { value } = JSON.parse(body).payload;
      told.sent(value);
      return { status: isRefused(value) ? 410 : 200 };
    },
  });
  const done = async () => {
    for (let turn = 0; turn < 40; turn++) await setImmediate();
  };
  for (let value = first; value < first + EVENTS; value++) {
    happen({ central: "ccu", name: "x", unique_id: "u", value } as never);
    // some come together, some alone
    if (value % 2 === 0) await done();
  }
  await done();
  return { database, store: kept, outbound };
}

if (import.meta.main) {
  const [folder = "", at, when] = process.argv.slice(2);
  const line = (text: string) => void writeSync(1, `${text}\n`);
  let writes = 0;
  await playWebhooks(folder, {
    first: 1,
    told: { stored: (value) => line(`stored ${value}`), sent: (value) => line(`sent ${value}`) },
    async write(writing) {
      const isLast = ++writes === Number(at);
      if (isLast && when === "before") process.kill(process.pid, "SIGKILL");
      const result = await writing();
      if (isLast) process.kill(process.pid, "SIGKILL");
      return result;
    },
  });
  line(`writes ${writes}`);
}
