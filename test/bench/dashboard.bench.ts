/**
 * The dashboard in a browser in front of the real server: the first view on a phone four times slower than this machine, a
 * value from its frame to the screen, scrolling, and a storm of events. Chromium of `CHROMIUM_PATH` or Debian's; none: no
 * figures.
 */
import type { Browser, Page } from "playwright-core";
import { launchBrowser, NO_BROWSER } from "../e2e/browser.ts";
import { scratch } from "../ports/scratch.ts";
import { startChild } from "./child.ts";
import { compareRates, type Figure, median } from "./measure.ts";
import type { SiteServerOptions } from "./programs/site-server.ts";

const ADMIN = { name: "admin", password: "correct horse battery" };
const PHONE = { width: 390, height: 844 };
/** A mid-range phone computes so many times more slowly. */
const SLOWDOWN = 4;
const ROUNDS = 5;
const [HOUSE, LARGE] = [200, 1000] as const;
/** Changes a second: what a lively home has, and a storm. */
const [LIVELY, STORM] = [5, 2000] as const;
const MEASURED_MS = 5_000;
/** Milliseconds of one round of scrolling. */
const SCROLLED_MS = 3_000;
/** Milliseconds until what the first view does afterwards is done. */
const SETTLED_MS = 1_000;
/** CSS pixels a frame: a swift thumb. */
const SCROLL_STEP = 60;

/** Before the page's own scripts: when frames of the socket come, when they are seen, and which tasks are long. */
const PROBE = `
window.probe = { heard: 0, shown: [], longest: 0, firstTile: 0 };
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", ({ data }) => {
      // the newest one: some values are as they were, and are shown by no change
      if (String(data).includes("value_changed")) probe.heard = performance.now();
    });
  }
};
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) probe.longest = Math.max(probe.longest, duration);
}).observe({ entryTypes: ["longtask"] });
new MutationObserver((changes) => {
  if (probe.firstTile === 0 && document.querySelector(".tile"))
    requestAnimationFrame(() => setTimeout(() => (probe.firstTile = performance.now())));
  const heard = probe.heard;
  if (heard === 0 || !changes.some(({ target }) => (target.nodeType === 1 ? target : target.parentElement)?.closest(".tile"))) return;
  probe.heard = 0;
  requestAnimationFrame(() => setTimeout(() => probe.shown.push(performance.now() - heard)));
}).observe(document, { childList: true, characterData: true, attributes: true, subtree: true });
`;

const share = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A page of a visitor of its own, logged in, with nothing of it loaded yet. @param slowdown of its processor */
async function openVisitor(browser: Browser, url: string, slowdown: number): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, baseURL: url });
  const login = await context.request.post("/api/v1/auth/login", {
    data: { username: ADMIN.name, password: ADMIN.password },
  });
  if (!login.ok()) throw new Error(`login: ${login.status()}`);
  await context.addInitScript(PROBE);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  return page;
}

async function openHome(browser: Browser, url: string, slowdown: number): Promise<Page> {
  const page = await openVisitor(browser, url, slowdown);
  await showHome(page);
  return page;
}

async function showHome(page: Page): Promise<void> {
  await page.goto("/");
  await page.locator(".live").waitFor({ state: "attached" });
  await page.waitForFunction("probe.firstTile > 0");
}

interface View {
  /** From the navigation until tiles are on the screen. */
  readonly ms: number;
  /** For which the page's own thread computed, slowed down, until everything was read. */
  readonly cpuMs: number;
}

async function firstView(browser: Browser, url: string): Promise<View> {
  const page = await openVisitor(browser, url, SLOWDOWN);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await showHome(page);
  const ms = (await page.evaluate("probe.firstTile")) as number;
  const { metrics } = await devtools.send("Performance.getMetrics");
  await page.context().close();
  const seconds = metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  return { ms, cpuMs: seconds * 1000 };
}

/** Frames a second while a page is scrolled up and down. */
async function scrolled(page: Page): Promise<number> {
  await page.bringToFront();
  return (await page.evaluate(`new Promise((resolve) => {
    const end = performance.now() + ${SCROLLED_MS};
    let begun = 0, frames = 0, direction = 1;
    const step = (now) => {
      if (begun === 0) begun = now; else frames += 1;
      const { scrollHeight } = document.documentElement;
      if (scrollY + innerHeight >= scrollHeight - 1) direction = -1;
      if (scrollY <= 0) direction = 1;
      scrollBy(0, direction * ${SCROLL_STEP});
      if (now < end) requestAnimationFrame(step);
      else resolve((frames * 1000) / (now - begun));
    };
    requestAnimationFrame(step);
  })`)) as number;
}

interface Host {
  readonly url: string;
  change(perSecond: number): Promise<unknown>;
}

async function houseFigures(browser: Browser, { url, change }: Host): Promise<Figure[]> {
  const views: View[] = [];
  // the first one fills the server's caches
  await firstView(browser, url);
  for (let round = 0; round < ROUNDS; round++) views.push(await firstView(browser, url));

  const page = await openHome(browser, url, SLOWDOWN);
  await pause(SETTLED_MS);
  await page.evaluate("probe.shown.length = 0, probe.heard = 0");
  await change(LIVELY);
  await pause(MEASURED_MS);
  const shown = (await page.evaluate("probe.shown")) as number[];
  await page.evaluate("probe.longest = 0");
  await change(STORM);
  await pause(MEASURED_MS);
  const longest = (await page.evaluate("probe.longest")) as number;
  await change(0);
  await page.context().close();
  const cpu = median(views.map(({ cpuMs }) => cpuMs));
  const slow = `processor ${SLOWDOWN} times slower`;
  return [
    {
      name: `first view with ${HOUSE} devices`,
      unit: "ms",
      ours: median(views.map(({ ms }) => ms)),
      target: { at: "most", value: 1000 },
      note: `${slow}, median of ${ROUNDS}, nothing cached; its thread computes for ${cpu.toFixed(0)} ms until everything is read`,
    },
    {
      name: "value from its frame to the screen, p95",
      unit: "ms",
      ours: share(shown, 0.95),
      target: { at: "most", value: 100 },
      note: `${slow}, ${shown.length} values`,
    },
    {
      name: `longest task with ${STORM} events/s`,
      unit: "ms",
      ours: longest,
      target: { at: "most", value: 200 },
      note: `${slow}, during ${MEASURED_MS / 1000} s; tasks below 50 ms count as 0`,
    },
  ];
}

async function scrollFigures(browser: Browser, { url }: Host): Promise<Figure[]> {
  const page = await openHome(browser, url, 1);
  await pause(SETTLED_MS);
  const elements = (await page.evaluate('document.querySelectorAll("*").length')) as number;
  const height = (await page.evaluate("document.documentElement.scrollHeight")) as number;
  const empty = await (await browser.newContext({ viewport: PHONE })).newPage();
  await empty.setContent(`<div style="height: ${height}px"></div>`);
  const rates = await compareRates(
    () => scrolled(page),
    () => scrolled(empty),
    { rounds: ROUNDS, warmup: 1 },
  );
  for (const one of [page, empty]) await one.context().close();
  return [
    {
      name: `scrolling ${LARGE} devices`,
      unit: "frames/s",
      ...rates,
      target: { at: "least", value: 0.95 },
      note: `baseline: an empty page of the same height; ${elements} elements`,
    },
  ];
}

async function withHome<T>(devices: number, measure: (host: Host) => Promise<T>): Promise<T> {
  using folder = scratch();
  const options: SiteServerOptions = { folder: folder.path, devices, isHousehold: true, admin: ADMIN };
  await using server = await startChild<{ port: number }>("site-server", options);
  const url = `http://127.0.0.1:${server.started.port}`;
  return await measure({ url, change: (perSecond) => server.ask("live", perSecond) });
}

export async function run(): Promise<Figure[]> {
  if (NO_BROWSER) {
    console.log(NO_BROWSER);
    return [];
  }
  const browser = await launchBrowser();
  try {
    return [
      ...(await withHome(HOUSE, (host) => houseFigures(browser, host))),
      ...(await withHome(LARGE, (host) => scrollFigures(browser, host))),
    ];
  } finally {
    await browser.close();
  }
}
