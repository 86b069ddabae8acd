/** A home with a simulated CCU, seen in a browser: what the tests of the dashboard share. */
import type { TestContext } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startServer,
  until,
} from "../support/program.ts";
import { call } from "../support/remote.ts";
import { logIn, openBrowser, openPage, type Visitor } from "./browser.ts";

export const DESK: Visitor = {};
export const PHONE: Visitor = { viewport: { width: 390, height: 844 } };

/** Who is not logged in yet is told so by /auth/me, who has no favourites yet by a 404: that is how the page finds out. */
const isExpected = (error: string): boolean =>
  /status of 401 .*\/api\/v1\/auth\/me\)$/.test(error) || /status of 404 .*\/me\/preferences\/[\w.-]+\)$/.test(error);

export const unexpected = (errors: readonly string[]): string[] => errors.filter((error) => !isExpected(error));

export const asAdmin = { headers: basic(ADMIN.name, ADMIN.password) };

export async function startHome(t: TestContext, env: Record<string, string> = {}) {
  const ccu = await startCcu(t, { language: "en" });
  const settings = serverEnvironment(scratchFolder(t), { ...centralsSetting(ccu.central), ...env });
  const start = async () => {
    const server = await startServer(t, settings);
    await until("the devices of the CCU", async () => {
      const { body } = await call(server.url, "GET", "/devices?per_page=1", asAdmin);
      return body.total === ccu.world.devices.size;
    });
    return server;
  };
  return { ccu, start };
}

export type Ccu = Awaited<ReturnType<typeof startHome>>["ccu"];

/** Logged in, everything read, following. */
export async function enter(browser: Browser, url: string, visitor: Visitor = DESK, who = ADMIN) {
  const watched = await openPage(browser, url, visitor);
  await logIn(watched.page, url, who);
  await watched.page.locator(".tile").first().waitFor();
  return watched;
}

/** Measured values are recorded from now on. @param who an administrator @param rules of the section `persistence.history` */
export async function recordHistory(
  url: string,
  who: { headers: Record<string, string> } = asAdmin,
  rules: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const body = { enabled: true, ...rules };
  const { status } = await call(url, "PUT", "/config/sections/persistence.history", { ...who, body });
  if (status !== 200) throw new Error(`history: ${status}`);
  const range = "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&group=day";
  await until("the history", async () => {
    const answer = await call(url, "GET", `/energy?central=demo&${range}`, who);
    return answer.status === 200;
  });
}

/** A user who may only look. */
export async function asViewer(url: string): Promise<{ name: string; password: string }> {
  const who = { name: "guest", password: "only looking around" };
  const body = { username: who.name, password: who.password, role: "viewer" };
  const made = await call(url, "POST", "/users", { ...asAdmin, body });
  if (made.status >= 300) throw new Error(JSON.stringify(made.body));
  return who;
}

/** The tile of a thing, by its name. */
export const tileOf = (page: Page, name: string): Locator =>
  page.locator("article.tile").filter({ has: page.getByRole("link", { name, exact: true }) });

export { openBrowser };
