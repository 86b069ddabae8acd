/** Servers for the SDK's tests: a home, and clients of it. */
import type { TestContext } from "node:test";
import { type Auth, type Client, type ClientOptions, createClient, type Home } from "../../adapters/client/index.ts";
import { createLog } from "../../adapters/node/log.ts";
import type { LogBook } from "../../handlers/ports/index.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";

export const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** The least that bcrypt has. */
export const passwordCost = 4;

export const adminPassword: Auth = { type: "basic", username: ADMIN.name, password: ADMIN.password };
export const adminSession: Auth = { type: "session", username: ADMIN.name, password: ADMIN.password };

/** A client that is closed with the test. */
export function clientOf(t: TestContext, options: ClientOptions): Client {
  const client = createClient(options);
  afterwards(t, () => client.close());
  return client;
}

/** The on-prem server in this process, with the simulated CCU behind it. Nothing there happens by itself. */
export async function startHome(
  t: TestContext,
  env: Record<string, string> = {},
  logBook?: LogBook,
): Promise<{ url: string }> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t), env) });
  const log = logBook ? createLog({ level: "info", service: "test", write: () => {}, book: logBook }) : silent;
  const running = await startOnPrem({
    ...{ settings, log, liveDemo: false, passwordCost, validateResponses: true },
    ...(logBook && { logBook }),
  });
  afterwards(t, () => running.stop());
  return { url: running.urls[0] ?? "" };
}

/** A lamp of the simulated home that can be switched. */
export const LAMP = { address: "LEQ0410001", channel: 1, parameter: "STATE" };

export const lampIsKnown = (home: Home): Promise<unknown> =>
  until("the lamp", () => typeof home.value(LAMP.address, LAMP.channel, LAMP.parameter) === "boolean");
