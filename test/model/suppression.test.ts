import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { type Suppression, suppressionKey } from "../../handlers/records/suppressions.ts";
import { createHomeDocuments } from "../../handlers/relay/home/home-documents.ts";
import { startHome } from "../home/support.ts";
import { message } from "../support/hub.ts";

const LOW: Suppression = {
  central: "home",
  interface: "BidCos-RF",
  channel: "LEQ0123456:0",
  parameter: "LOWBAT",
  device_name: "Cellar",
  onCcu: false,
};
const MESSAGES = [message(1, "AL-LEQ0123456:0.LOWBAT"), message(2, "AL-LEQ0123456:0.UNREACH"), message(3, "no device")];

const start = async (...suppressed: Suppression[]) => {
  const store = createMemoryStore({ clock: createManualClock(0) }).site(siteId("s"));
  for (const one of suppressed) await store.put("suppression", suppressionKey(one), one);
  const home = startHome({ store });
  await home.ready([]);
  return home;
};
const shown = async ({ home }: Awaited<ReturnType<typeof start>>) =>
  (await home.hub("home")).serviceMessages.map(({ id }) => id);

test("what was suppressed before a restart is left out of the read model and its count", async () => {
  const home = await start(LOW, { ...LOW, central: "other", parameter: "UNREACH" });
  home.listener().hub({ serviceMessages: MESSAGES });
  assert.deepEqual(await shown(home), [2, 3]);
  assert.deepEqual(
    home.take("hub.service_message").map(({ payload }) => payload.count),
    [2],
  );
});

test("what the CCU itself suppresses is its own business", async () => {
  const home = await start({ ...LOW, onCcu: true });
  home.listener().hub({ serviceMessages: MESSAGES });
  assert.deepEqual(await shown(home), [1, 2, 3]);
});

test("a suppression that comes or goes shows at once, in the count and in the document that the cloud is sent", async () => {
  const home = await start();
  await home.engine.recordsChanged("suppression");
  home.listener().hub({ serviceMessages: MESSAGES });
  const documents = createHomeDocuments(home.home, () => 0);
  const news = async (): Promise<number[] | undefined> => {
    documents.changed("hub", "home");
    const [hub] = await documents.news(() => true);
    return (hub?.doc as { serviceMessages: { id: number }[] } | undefined)?.serviceMessages.map(({ id }) => id);
  };
  assert.deepEqual(await news(), [1, 2, 3]);
  home.take();
  await home.store.put("suppression", suppressionKey(LOW), LOW);
  await home.engine.recordsChanged("suppression");
  assert.deepEqual(await news(), [2, 3]);
  await home.engine.recordsChanged("suppression");
  assert.equal(await news(), undefined, "nothing to tell");
  await home.store.delete("suppression", suppressionKey(LOW));
  await home.engine.recordsChanged("suppression");
  assert.deepEqual(await news(), [1, 2, 3]);
  assert.deepEqual(
    home.take("hub.service_message").map(({ payload }) => payload.count),
    [2, 3],
  );
  // other sections do not bring back what is left out
  await home.store.put("suppression", suppressionKey(LOW), LOW);
  await home.engine.recordsChanged("suppression");
  home.listener().hub({ alarmMessages: [] });
  assert.deepEqual(await shown(home), [2, 3]);
});
