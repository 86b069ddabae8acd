/** A real browser for the pages: Debian's Chromium, or whatever CHROMIUM_PATH names. */
import { existsSync } from "node:fs";
import type { TestContext } from "node:test";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterwards } from "../support/program.ts";

const executablePath = process.env.CHROMIUM_PATH || "/usr/bin/chromium";

/** Why there is no test with a browser here; `false` where there can be one. */
export const NO_BROWSER = existsSync(executablePath)
  ? false
  : `no browser at ${executablePath} (CHROMIUM_PATH names one)`;

/**
 * Off: pages of the browser's own for its address bar, which every new window loads (two hundred files, measured), and what
 * Playwright turns off, since Chromium takes the last such flag only.
 */
const FEATURES_OFF = [
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"],
  ...["AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying"],
  ...["OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"],
];
/** It may run as root in a container, and speaks to nobody but the page's server. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${FEATURES_OFF.join(",")}`,
];
const VIEWPORT = { width: 1280, height: 800 };
/** Milliseconds for any step: a busy machine is no failure. */
const STEP_MS = 60_000;

export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath, args: FLAGS, timeout: STEP_MS });

export async function openBrowser(t: TestContext): Promise<Browser> {
  const browser = await launchBrowser();
  afterwards(t, () => browser.close());
  return browser;
}

export interface WatchedPage {
  page: Page;
  /** Addresses that the page asked for and that are not the server's: those requests are refused. */
  readonly foreign: string[];
  /** Errors on the console, and of scripts. */
  readonly errors: string[];
}

/** What the visitor has: by default a desk and English. */
export interface Visitor {
  viewport?: { width: number; height: number };
  locale?: string;
  colorScheme?: "light" | "dark";
  /** Takes certificates that nobody vouches for. */
  ignoreHTTPSErrors?: boolean;
}

/** A page of its own visitor: no cookies but its own. */
export async function openPage(browser: Browser, origin: string, visitor: Visitor = {}): Promise<WatchedPage> {
  const { viewport = VIEWPORT, locale = "en-GB", colorScheme = "light", ignoreHTTPSErrors = false } = visitor;
  const context: BrowserContext = await browser.newContext({
    viewport,
    locale,
    colorScheme,
    ignoreHTTPSErrors,
    timezoneId: "UTC",
  });
  context.setDefaultTimeout(STEP_MS);
  const foreign: string[] = [];
  const errors: string[] = [];
  const isOwn = (url: string) => new URL(url).host === new URL(origin).host || url.startsWith("data:");
  await context.route("**/*", (route) => {
    if (isOwn(route.request().url())) return route.continue();
    foreign.push(route.request().url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on("websocket", (socket) => {
    if (!isOwn(socket.url())) foreign.push(socket.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return { page, foreign, errors };
}

/** Logs in by the form of the landing page, whatever its language. */
export async function logIn(page: Page, url: string, { name, password }: { name: string; password: string }) {
  await page.goto(`${url}/`);
  await page.locator("input[name=username]").fill(name);
  await page.locator("input[name=password]").fill(password);
  await page.locator(".login button[type=submit]").click();
}
