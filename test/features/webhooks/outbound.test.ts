/** Outgoing webhooks: order, signature, retries, what gives way, what is given up. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { connectivityChanged, sysvarChanged, valueChanged } from "../../../handlers/broadcasts/broadcasts.ts";
import {
  clearDeadLetters,
  DEAD_LETTERS_KEPT,
  DEAD_LETTERS_KEPT_MS,
  listDeadLetters,
} from "../../../handlers/features/webhooks/home/outbound/dead-letters.ts";
import { QUEUE_LIMIT, startOutbound } from "../../../handlers/features/webhooks/home/outbound/engine.ts";
import { ATTEMPTS_LIMIT, PAUSE_MOST_MS } from "../../../handlers/features/webhooks/home/outbound/retry.ts";
import { WAITING_OLD_MS } from "../../../handlers/features/webhooks/home/outbound/waiting.ts";
import type { DeadLetter } from "../../../handlers/features/webhooks/schemas.ts";
import type { Broadcast } from "../../../handlers/kernel/broadcast.ts";
import { type WebhookAnswer, WebhookFault, type WebhookPost } from "../../../handlers/ports/webhook-sender.ts";
import { changingSections } from "../../support/sections.ts";
import { createTestSite } from "../../support/site.ts";

const URL = "http://192.0.2.1/hook";
const ON = { enabled: true, url: URL };

type Answer = (post: WebhookPost) => WebhookAnswer | Promise<WebhookAnswer>;

async function bench(t: TestContext, document: object, answer: Answer = () => ({ status: 200 })) {
  const observers = new Map<Broadcast, Set<(payload: never) => void>>();
  const plain = createTestSite();
  const sections = changingSections({ "north.webhook": document });
  const site = {
    ...plain,
    sections,
    events: {
      ...plain.events,
      observe(broadcast: Broadcast, observer: (payload: never) => void) {
        const own = observers.get(broadcast) ?? new Set();
        observers.set(broadcast, own.add(observer));
        return () => void own.delete(observer);
      },
    },
  };
  const posts: WebhookPost[] = [];
  let now = answer;
  const sender = {
    send: async (post: WebhookPost) => {
      posts.push(post);
      return now(post);
    },
  };
  const start = () => {
    const started = startOutbound(site, [valueChanged, sysvarChanged, connectivityChanged], sender);
    t.after(() => started.stop());
    return started;
  };
  const outbound = start();
  const happen = (broadcast: Broadcast, payload: object) => {
    for (const observer of observers.get(broadcast) ?? []) observer(payload as never);
  };
  return {
    site,
    sections,
    outbound,
    posts,
    answers: (next: Answer) => {
      now = next;
    },
    /** Another run of the program, to be ended before the next one. */
    restart: (next: Answer) => {
      now = next;
      return start();
    },
    value: (value: unknown, more: object = {}) => happen(valueChanged, { ...VALUE, value, ...more }),
    sysvar: (name: string) => happen(sysvarChanged, { central: "ccu-main", name, unique_id: "u", value: 1 }),
    observed: () => [...observers.values()].reduce((sum, own) => sum + own.size, 0),
    /** Lets everything happen that waits for no clock. */
    settle: async () => {
      for (let turn = 0; turn < 20; turn++) await setImmediate();
    },
    bodies: () => posts.map(({ body }) => JSON.parse(body)),
  };
}

const VALUE = {
  central: "ccu-main",
  interface: "HmIP-RF",
  device_address: "000A",
  channel: 1,
  parameter: "STATE",
  paramset_key: "VALUES",
  unique_id: "loom_000a_1_state",
};

const payloadValue = (letter: DeadLetter | undefined) => (letter?.payload as { value?: unknown } | undefined)?.value;

test("an event goes out once, signed over the very bytes that are sent", async (t) => {
  const { value, settle, posts } = await bench(t, { ...ON, secret: "s3cret", timeout_ms: 1234 });
  value(true);
  await settle();
  assert.equal(posts.length, 1);
  const { url, headers, body, timeoutMs } = posts[0]!;
  assert.deepEqual([url, timeoutMs], [URL, 1234]);
  assert.equal(headers["x-openccu-signature"], `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}`);
  assert.equal(headers["x-openccu-event"], "datapoint.value_changed");
  const { id, type, topic, ts, payload } = JSON.parse(body);
  assert.equal(headers["x-openccu-delivery"], id);
  assert.equal(type, "datapoint.value_changed");
  assert.equal(topic, "device.000A.channels.1.data_points.STATE");
  assert.equal(ts, "2026-01-01T12:00:00.000Z");
  assert.deepEqual(payload, { ...VALUE, value: true });
});

test("without a secret there is no signature", async (t) => {
  const { value, settle, posts } = await bench(t, ON);
  value(1);
  await settle();
  assert.equal("x-openccu-signature" in posts[0]!.headers, false);
});

test("filters: event, CCU, parameter", async (t) => {
  const { value, sysvar, settle, bodies } = await bench(t, {
    ...ON,
    events: ["datapoint.*"],
    centrals: ["ccu-main"],
    parameter_glob: "*_TEMPERATURE",
  });
  sysvar("x");
  value(1, { parameter: "ACTUAL_TEMPERATURE" });
  value(2, { parameter: "ACTUAL_TEMPERATURE_STATUS" });
  value(3, { parameter: "ACTUAL_TEMPERATURE", central: "ccu-attic" });
  await settle();
  assert.deepEqual(
    bodies().map(({ payload }) => payload.value),
    [1],
  );
});

test("off, nothing of the home is listened to", async (t) => {
  const { observed, sections, value, settle, posts } = await bench(t, { enabled: false, url: URL });
  assert.equal(observed(), 0);
  sections.change("north.webhook", ON);
  assert.equal(observed(), 3);
  value(1);
  await settle();
  sections.change("north.webhook", { enabled: false, url: URL });
  assert.equal(observed(), 0);
  assert.equal(posts.length, 1);
});

test("what fails is repeated with growing pauses, what comes after waits: the order stays", async (t) => {
  const { site, value, settle, bodies, answers, outbound } = await bench(t, ON, () => ({ status: 503 }));
  value(1);
  value(2);
  await settle();
  assert.match(outbound.state().fault ?? "", /503/);
  site.clock.advance(999);
  await settle();
  assert.equal(bodies().length, 1);
  site.clock.advance(300);
  await settle();
  assert.equal(bodies().length, 2);
  answers(() => ({ status: 204 }));
  site.clock.advance(5_000);
  await settle();
  const sent = bodies();
  assert.deepEqual(
    sent.map(({ payload }) => payload.value),
    [1, 1, 1, 2],
  );
  assert.equal(new Set(sent.slice(0, 3).map(({ id }) => id)).size, 1);
  assert.deepEqual(outbound.state(), {
    isOn: true,
    waiting: 0,
    counters: { delivered: 2, failed: 2, dead: 0, dropped: 0 },
  });
});

test("Retry-After is kept to, up to a limit", async (t) => {
  const { site, value, settle, posts } = await bench(t, ON, () => ({ status: 429, retryAfterMs: 86_400_000 }));
  value(1);
  await settle();
  site.clock.advance(PAUSE_MOST_MS - 1);
  await settle();
  assert.equal(posts.length, 1);
  site.clock.advance(1);
  await settle();
  assert.equal(posts.length, 2);
});

test("given up after the last attempt: in the list, and the next one has its turn", async (t) => {
  const { site, value, settle, posts, answers } = await bench(t, ON, () => {
    throw new WebhookFault("connection refused");
  });
  value("lost");
  for (let attempt = 1; attempt < ATTEMPTS_LIMIT; attempt++) {
    await settle();
    assert.equal(posts.length, attempt);
    site.clock.advance(PAUSE_MOST_MS);
  }
  await settle();
  assert.equal(posts.length, ATTEMPTS_LIMIT);
  answers(() => ({ status: 200 }));
  value("next");
  await settle();
  assert.equal(posts.length, ATTEMPTS_LIMIT + 1);
  const [letter, ...others] = await listDeadLetters(site.store);
  assert.equal(others.length, 0);
  assert.deepEqual([letter?.attempts, letter?.reason], [ATTEMPTS_LIMIT, "connection refused"]);
  assert.equal(payloadValue(letter), "lost");
});

test("what another attempt would not change is given up at once: refusals, redirects, forbidden addresses", async (t) => {
  const answers: Answer[] = [
    () => ({ status: 400 }),
    () => ({ status: 302 }),
    () => {
      throw new WebhookFault("169.254.169.254 is no address", { final: true });
    },
  ];
  const { site, value, settle, posts } = await bench(t, ON, (post) => answers[posts.length - 1]!(post));
  for (const one of [1, 2, 3]) value(one);
  await settle();
  assert.equal(posts.length, 3);
  assert.deepEqual((await listDeadLetters(site.store)).map(({ reason }) => reason).sort(), [
    "169.254.169.254 is no address",
    "302: redirects are not followed",
    "answered 400",
  ]);
});

test(`${QUEUE_LIMIT} wait, one more takes the place of the oldest that is not on its way`, async (t) => {
  const held = Promise.withResolvers<WebhookAnswer>();
  const { value, settle, outbound, answers, bodies, site } = await bench(t, ON, () => held.promise);
  for (let one = 0; one < QUEUE_LIMIT; one++) value(one);
  await settle();
  assert.deepEqual([outbound.state().waiting, outbound.state().counters.dropped], [QUEUE_LIMIT, 0]);
  value(QUEUE_LIMIT);
  assert.deepEqual([outbound.state().waiting, outbound.state().counters.dropped], [QUEUE_LIMIT, 1]);
  assert.equal(site.logged.filter((line) => line.includes("gave way")).length, 1);
  answers(() => ({ status: 200 }));
  held.resolve({ status: 200 });
  for (let turn = 0; turn < 200; turn++) await settle();
  const values = bodies().map(({ payload }) => payload.value);
  assert.deepEqual([values[0], values[1], values.at(-1), values.length], [0, 2, QUEUE_LIMIT, QUEUE_LIMIT]);
});

test("a new address is used from the next attempt on, for what waits as well", async (t) => {
  const { value, settle, posts, sections } = await bench(t, ON, (post) => ({ status: post.url === URL ? 500 : 200 }));
  value(1);
  await settle();
  sections.change("north.webhook", { ...ON, url: "http://192.0.2.2/other" });
  await settle();
  assert.deepEqual(
    posts.map(({ url }) => url),
    [URL, "http://192.0.2.2/other"],
  );
});

/** A receiver that does not answer. */
const silence: Answer = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(new WebhookFault("interrupted"))));

test("what waits at the end of the program goes out with the next start: in order, under the same ids", async (t) => {
  const { value, settle, outbound, site, posts, bodies, restart } = await bench(t, ON, silence);
  value(1);
  value(2);
  await settle();
  const [{ id }] = bodies();
  await outbound.stop();
  assert.equal(posts.length, 1);
  site.clock.advance(WAITING_OLD_MS);
  const second = restart(() => ({ status: 200 }));
  value(3);
  await settle();
  assert.deepEqual(
    bodies()
      .slice(1)
      .map(({ payload }) => payload.value),
    [1, 2, 3],
  );
  assert.equal(bodies()[1].id, id, "what was on its way comes a second time, as that");
  assert.deepEqual(await listDeadLetters(site.store), []);
  await second.stop();
  restart(() => ({ status: 200 }));
  await settle();
  assert.equal(posts.length, 4, "what was taken does not come again");
});

test("what waited for longer than an hour while the program was not running is given up", async (t) => {
  const { value, settle, outbound, site, posts, restart } = await bench(t, ON, silence);
  value(1);
  await settle();
  await outbound.stop();
  site.clock.advance(WAITING_OLD_MS + 1);
  restart(() => ({ status: 200 }));
  await settle();
  assert.equal(posts.length, 1);
  assert.deepEqual(
    (await listDeadLetters(site.store)).map(({ reason, payload }) => [reason, payload]),
    [["it waited while the program was not running", { ...VALUE, value: 1 }]],
  );
});

test("switched off, nothing waits any more, not even for the next start", async (t) => {
  const { value, settle, sections, posts, outbound, restart } = await bench(t, ON, silence);
  value(1);
  await settle();
  sections.change("north.webhook", { ...ON, enabled: false });
  await settle();
  await outbound.stop();
  sections.change("north.webhook", ON);
  restart(() => ({ status: 200 }));
  await settle();
  assert.equal(posts.length, 1);
});

test("a store that fails keeps no webhook from going out", async (t) => {
  const { value, settle, site, posts } = await bench(t, ON);
  Object.assign(site.store, {
    put: async () => {
      throw new Error("the disk is full");
    },
  });
  for (const one of [1, 2, 3]) value(one);
  await settle();
  assert.equal(posts.length, 3);
  assert.equal(site.logged.filter((line) => line.includes("a crash would lose or repeat them")).length, 1);
});

test(`the list keeps the newest ${DEAD_LETTERS_KEPT}, for two weeks, until somebody clears it`, async (t) => {
  const { value, settle, site } = await bench(t, ON, () => ({ status: 410 }));
  for (let one = 0; one <= DEAD_LETTERS_KEPT; one++) {
    site.clock.advance(1);
    value(one);
    await settle();
  }
  const letters = await listDeadLetters(site.store);
  assert.equal(letters.length, DEAD_LETTERS_KEPT);
  assert.equal(payloadValue(letters[0]), DEAD_LETTERS_KEPT);
  assert.equal(payloadValue(letters.at(-1)), 1);
  site.clock.advance(DEAD_LETTERS_KEPT_MS);
  assert.equal((await listDeadLetters(site.store)).length, 0);
  value(1);
  await settle();
  await clearDeadLetters(site.store);
  assert.equal((await listDeadLetters(site.store)).length, 0);
});

test("the secret is nowhere: neither in the log nor in the list", async (t) => {
  const { value, settle, site } = await bench(t, { ...ON, secret: "canary-4711" }, () => ({ status: 400 }));
  value(1);
  await settle();
  const everything = JSON.stringify([site.logged, await listDeadLetters(site.store)]);
  assert.equal(everything.includes("canary-4711"), false);
});
