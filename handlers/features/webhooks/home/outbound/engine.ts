/**
 * Sends what happens in the home to an address of the user's: one event after the other, in order, signed, repeated with
 * growing pauses. Nothing of the home waits for it: what a slow receiver leaves behind is a queue with an end.
 */
import type { Broadcast } from "../../../../kernel/broadcast.ts";
import type { Site } from "../../../../kernel/site.ts";
import { WebhookFault, type WebhookSender } from "../../../../ports/webhook-sender.ts";
import { withheldWebhooks } from "../../../shared/withheld-webhooks.ts";
import type { DeadLetter } from "../../schemas.ts";
import { webhookSettings } from "../../settings.ts";
import { keepDeadLetters } from "./dead-letters.ts";
import { nameFilter, payloadFilter } from "./filters.ts";
import { ATTEMPTS_LIMIT, pauseAfter, type Verdict, verdictOf } from "./retry.ts";
import { signatureOf } from "./signature.ts";
import { createKeptQueue, WAITING_OLD_MS, type WaitingWebhook as Waiting } from "./waiting.ts";

/** Webhooks that wait: half a minute of a busy home (40 events/s), some 500 KB. Past it the oldest gives way. */
export const QUEUE_LIMIT = 1_000;
/** Milliseconds between two warnings about webhooks that gave way. */
const DROP_WARNING_EVERY_MS = 60_000;

export interface WebhookCounters {
  delivered: number;
  /** Attempts that failed. */
  failed: number;
  /** Given up: in the list of dead letters. */
  dead: number;
  /** Gave way to newer ones. */
  dropped: number;
}

export interface OutboundState {
  readonly isOn: boolean;
  readonly waiting: number;
  /** Why the last attempt failed; absent when it did not. */
  readonly fault?: string;
  readonly counters: Readonly<WebhookCounters>;
}

type Settings = ReturnType<typeof webhookSettings.schema.parse>;

export interface Outbound {
  state(): OutboundState;
  /** Ends the attempt that runs; what waits goes out with the next start. */
  stop(): Promise<void>;
}

export function startOutbound(site: Site, broadcasts: readonly Broadcast[], sender: WebhookSender): Outbound {
  const { clock, log, secrets, store } = site;
  const counters: WebhookCounters = { delivered: 0, failed: 0, dead: 0, dropped: 0 };
  const kept = createKeptQueue(site);
  let settings: Settings = site.sections.read(webhookSettings);
  let queue: Waiting[] = [];
  let unobserve: (() => void)[] = [];
  let fault: string | undefined;
  let warnedAt = Number.NEGATIVE_INFINITY;
  /** Ends the attempt or the pause that runs. */
  let interrupt = new AbortController();
  let working: Promise<void> | undefined;
  let isOver = false;

  const isOn = () => !isOver && settings.enabled && settings.url !== "";

  function take(broadcast: Broadcast, payload: Record<string, unknown>): void {
    if (queue.length >= QUEUE_LIMIT) {
      // the first one may be on its way
      for (const oldest of queue.splice(working ? 1 : 0, 1)) void kept.remove(oldest);
      counters.dropped += 1;
      warnOfDropped();
    }
    const ts = new Date(clock.now()).toISOString();
    const topic = broadcast.topicOf(payload);
    queue.push(kept.add({ id: secrets.uuid(), type: broadcast.name, topic, ts, payload }));
    working ??= work();
  }

  function warnOfDropped(): void {
    if (clock.now() - warnedAt < DROP_WARNING_EVERY_MS) return;
    warnedAt = clock.now();
    log.warn("webhooks gave way to newer ones: the receiver takes fewer than happen", { dropped: counters.dropped });
  }

  function bodyOf({ id, type, topic, ts, payload }: Waiting): string {
    return JSON.stringify({ id, type, topic, ts, payload });
  }

  async function attempt(waiting: Waiting): Promise<{ verdict: Verdict; retryAfterMs?: number | undefined }> {
    const body = bodyOf(waiting);
    const { url, secret, timeout_ms: timeoutMs } = settings;
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "x-openccu-event": waiting.type,
      "x-openccu-delivery": waiting.id,
      ...(secret === "" ? {} : { "x-openccu-signature": signatureOf(secret, body) }),
    };
    try {
      const answer = await sender.send({ url, headers, body, timeoutMs, signal: interrupt.signal });
      return { verdict: verdictOf(answer), retryAfterMs: answer.retryAfterMs };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const final = error instanceof WebhookFault && error.final;
      return { verdict: { kind: final ? "given up" : "retry", reason } };
    }
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, resolve);
      const end = () => {
        cancel();
        resolve();
      };
      interrupt.signal.addEventListener("abort", end, { once: true });
    });

  async function give(waiting: Waiting, reason: string): Promise<void> {
    counters.dead += 1;
    log.warn("webhook given up", { id: waiting.id, type: waiting.type, attempts: waiting.attempts, reason });
    await keepDeadLetters({ store, clock }, [letterOf(waiting, reason)]).catch((error: unknown) =>
      log.error("a webhook that was given up could not be kept", { id: waiting.id, error }),
    );
  }

  function letterOf({ id, type, topic, ts, payload, attempts }: Waiting, reason: string): DeadLetter {
    return { id, type, topic, ts, payload, attempts, reason, failed_at: new Date(clock.now()).toISOString() };
  }

  /** One after the other while there are some. */
  async function work(): Promise<void> {
    await taken;
    while (isOn() && queue[0] !== undefined) await deliver(queue[0]);
    working = undefined;
  }

  async function deliver(waiting: Waiting): Promise<void> {
    const done = async () => {
      queue = queue.filter((one) => one !== waiting);
      await kept.remove(waiting);
    };
    const { signal } = interrupt;
    await kept.stored(waiting);
    if (signal.aborted) return;
    waiting.attempts += 1;
    const { verdict, retryAfterMs } = await attempt(waiting);
    if (signal.aborted) {
      waiting.attempts -= 1;
      return;
    }
    fault = verdict.kind === "delivered" ? undefined : verdict.reason;
    if (verdict.kind === "delivered") {
      counters.delivered += 1;
      return done();
    }
    counters.failed += 1;
    if (verdict.kind === "given up" || waiting.attempts >= ATTEMPTS_LIMIT) {
      await give(waiting, verdict.reason);
      return done();
    }
    await pause(pauseAfter(waiting.attempts, Math.random(), retryAfterMs));
  }

  function observe(): void {
    for (const end of unobserve.splice(0)) end();
    if (!isOn()) return;
    const isWanted = nameFilter(settings);
    const passes = payloadFilter(settings);
    const withheld = site.state(withheldWebhooks);
    const isSent = (name: string, payload: Record<string, unknown>): boolean =>
      passes(payload) && withheld.get(name)?.(payload) !== true;
    unobserve = broadcasts
      .filter(({ name }) => isWanted(name))
      .map((broadcast) =>
        site.events.observe(broadcast, (payload) => {
          if (isSent(broadcast.name, payload as Record<string, unknown>))
            take(broadcast, payload as Record<string, unknown>);
        }),
      );
  }

  /** What waits goes to the new address, under the new secret; what is not wanted any more is left. */
  function changed(values: Settings): void {
    settings = values;
    interrupt.abort();
    interrupt = new AbortController();
    fault = undefined;
    if (!isOn()) for (const waiting of queue.splice(0)) void kept.remove(waiting);
    observe();
    if (queue.length > 0) working ??= work();
  }

  /** What an earlier run left goes out first; what is old by now, or not wanted any more, does not. */
  async function takeUp(): Promise<void> {
    const left = await kept.left().catch((error: unknown) => {
      log.error("webhooks that an earlier run left could not be read", { error });
      return [];
    });
    const since = new Date(clock.now() - WAITING_OLD_MS).toISOString();
    for (const waiting of left) {
      if (isOn() && waiting.ts >= since) continue;
      if (isOn()) await give(waiting, "it waited while the program was not running");
      await kept.remove(waiting);
    }
    if (!isOn()) return;
    queue = [...left.filter(({ ts }) => ts >= since), ...queue];
    for (const oldest of queue.splice(0, Math.max(0, queue.length - QUEUE_LIMIT))) {
      counters.dropped += 1;
      await kept.remove(oldest);
    }
  }

  const taken = takeUp();
  void taken.then(() => {
    if (queue.length > 0) working ??= work();
  });
  const unfollow = site.sections.observe(webhookSettings, changed);
  observe();

  return {
    state: () => ({ isOn: isOn(), waiting: queue.length, counters, ...(fault === undefined ? {} : { fault }) }),
    async stop() {
      isOver = true;
      unfollow();
      for (const end of unobserve.splice(0)) end();
      interrupt.abort();
      await taken;
      await working;
      await Promise.all(queue.splice(0).map(kept.stored));
    },
  };
}
