/**
 * Sends samples to a database of the user's in InfluxDB's line protocol, which VictoriaMetrics, QuestDB and Telegraf take
 * too. They are read from the history: what a receiver misses while it is away is sent when it is back, as long as
 * single samples are kept. Writing a sample twice changes nothing there, so that a repetition does no harm.
 */
import type { Site } from "../../../kernel/site.ts";
import { HistoryLimitError, type HistoryStore, type SeriesName, type SeriesSamples } from "../../../ports/history.ts";
import type { HistorySettings } from "../settings.ts";

type ExportSettings = HistorySettings["export"];

/** Milliseconds between two looks at what is new. */
export const EXPORT_INTERVAL_MS = 10_000;
/** The first look: somebody who has just switched it on is waiting. */
export const EXPORT_FIRST_MS = 1_000;
/** After a failure twice as long each time, up to this. */
export const EXPORT_PAUSE_MOST_MS = 300_000;
/** Samples of one request: some half a megabyte of text. */
export const EXPORT_BATCH = 5_000;
/** Longest span of one request: what is behind catches up in large steps. */
const SPAN_MOST_MS = 6 * 3_600_000;
/** A database that takes longer is away. */
const TIMEOUT_MS = 10_000;
/** Record of kind `config`: up to when everything was sent. */
const MARK = "history-export";

/** `homematic,central=ccu,…,parameter=LEVEL value=0.5 1767225600000` */
const escaped = (text: string): string => text.replace(/[\\,= ]/g, "\\$&").replace(/[\r\n]/g, "");

const headOf = ({ central, interfaceId, channel, parameter }: SeriesName): string =>
  `homematic,central=${escaped(central)},channel=${escaped(channel)},device=${escaped(channel.split(":", 1)[0] as string)},interface_id=${escaped(interfaceId)},parameter=${escaped(parameter)}`;

/** One line for each sample, in milliseconds. */
export const linesOf = (all: readonly SeriesSamples[]): string =>
  all
    .map(({ series, at, value }) => {
      const head = headOf(series);
      return at.map((time, i) => `${head} value=${value[i]} ${time}\n`).join("");
    })
    .join("");

export function exportAddress({ endpoint, org, bucket }: ExportSettings): string {
  const url = new URL("api/v2/write", endpoint.endsWith("/") ? endpoint : `${endpoint}/`);
  for (const [name, value] of Object.entries({ org, bucket })) if (value !== "") url.searchParams.set(name, value);
  url.searchParams.set("precision", "ms");
  return url.href;
}

export interface HistoryExport {
  /** Why the last samples could not be sent; `undefined` where they could. */
  fault(): string | undefined;
  stop(): Promise<void>;
}

type ExportSite = Pick<Site, "clock" | "log" | "store" | "webhookSender" | "variable">;

/**
 * @param written resolves when what came so far is in the history; `false` where it is not: then nothing is sent, for what
 * is missing now would be left out for good
 */
export function startExport(
  site: ExportSite,
  history: HistoryStore,
  settings: ExportSettings,
  written: () => Promise<boolean>,
): HistoryExport {
  const { clock, log, store, webhookSender } = site;
  const ending = new AbortController();
  let fault: string | undefined;
  let pause = EXPORT_INTERVAL_MS;
  let cancel = clock.after(EXPORT_FIRST_MS, run);
  let running: Promise<void> = Promise.resolve();

  /** Everything up to now, in order; a failure ends it. */
  async function sendAll(): Promise<void> {
    // what is just being reported may have the time of what was reported before it
    const now = clock.now() - 1_000;
    if (!(await written())) return;
    let from = (await store.get<{ until: number }>("config", MARK))?.value.until ?? 0;
    const series = await history.series();
    let span = SPAN_MOST_MS;
    from = Math.max(from, await oldest(history, series, from, now));
    while (from < now && !ending.signal.aborted) {
      const to = Math.min(now, from + span);
      const batch = await samplesUpTo(history, series, from, to);
      if (batch === undefined && span > 1) {
        span = Math.max(1, Math.floor(span / 4));
        continue;
      }
      if (batch !== undefined && batch.length > 0) await send(linesOf(batch));
      from = to;
      span = Math.min(SPAN_MOST_MS, span * 2);
      await store.put("config", MARK, { until: from });
    }
  }

  async function send(body: string): Promise<void> {
    if (webhookSender === undefined) throw new Error("this program sends nothing");
    const token = settings.token_env === "" ? undefined : site.variable?.(settings.token_env);
    if (settings.token_env !== "" && !token) throw new Error(`the variable ${settings.token_env} is not set`);
    const { status } = await webhookSender.send({
      url: exportAddress(settings),
      headers: {
        "content-type": "text/plain; charset=utf-8",
        ...(token ? { authorization: `Token ${token}` } : {}),
      },
      body,
      timeoutMs: TIMEOUT_MS,
      signal: ending.signal,
    });
    if (status < 200 || status >= 300) throw new Error(`answered ${status}`);
  }

  function run(): void {
    running = sendAll().then(
      () => settled(undefined),
      (error: unknown) => settled((error as Error).message),
    );
  }
  function settled(next: string | undefined): void {
    if (next !== undefined && fault === undefined) log.warn("samples cannot be exported", { reason: next });
    if (next === undefined && fault !== undefined) log.info("samples are exported again");
    pause = next === undefined ? EXPORT_INTERVAL_MS : Math.min(pause * 2, EXPORT_PAUSE_MOST_MS);
    fault = next;
    if (!ending.signal.aborted) cancel = clock.after(pause, run);
  }

  return {
    fault: () => fault,
    async stop() {
      ending.abort();
      cancel();
      await running;
    },
  };
}

/** `undefined` where they are too many for one request. */
async function samplesUpTo(
  history: HistoryStore,
  series: readonly SeriesName[],
  from: number,
  to: number,
): Promise<readonly SeriesSamples[] | undefined> {
  try {
    return await history.samples({ series, from, to, limit: EXPORT_BATCH });
  } catch (error) {
    if (error instanceof HistoryLimitError) return undefined;
    throw error;
  }
}

/** The first time: from the oldest hour that is kept on. */
async function oldest(
  history: HistoryStore,
  series: readonly SeriesName[],
  from: number,
  now: number,
): Promise<number> {
  if (from > 0) return from;
  let first = now;
  for (const name of series) {
    const { buckets } = await history.buckets({ series: name, from: 0, to: now, buckets: 1_000, now });
    first = Math.min(first, buckets[0]?.start ?? now);
  }
  return first;
}
