/** A server for the tests of a file: the simulated home, a token of each role, and the lamp when it is known. */
import { join } from "node:path";
import { after } from "node:test";
import { type Client, createClient, dataOf } from "../../../adapters/client/index.ts";
import { startOnPrem } from "../../../local/on-prem.ts";
import { loadSettings } from "../../../local/settings.ts";
import { adminPassword, LAMP, passwordCost, silent } from "../../client/servers.ts";
import { serverEnvironment, until } from "../../support/program.ts";
import { cli, type Options, type Ran } from "./cli.ts";

export const LAMP_PATH = { addr: LAMP.address, no: LAMP.channel, param: LAMP.parameter };
/** As the command line has it. */
export const LAMP_NAME = `${LAMP.address}:${LAMP.channel}.${LAMP.parameter}`;

export interface Endpoint {
  readonly url: string;
  readonly admin: Client;
  readonly tokens: { readonly admin: string; readonly viewer: string };
  /** Runs a command without a login, with the token of a role or as a stranger. */
  as(role: "admin" | "viewer" | undefined, argv: readonly string[], options?: Options): Promise<Ran>;
  stop(): Promise<void>;
}

/** Ends with the file. @param more settings of the server */
export async function startEndpoint(folder: string, more: Record<string, string> = {}): Promise<Endpoint> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(join(folder, "data"), more) });
  const server = await startOnPrem({ settings, log: silent, liveDemo: false, passwordCost, validateResponses: true });
  const url = server.urls[0] ?? "";
  const admin = createClient({ baseUrl: url, auth: adminPassword });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= server.stop();
    return stopped;
  };
  after(async () => {
    admin.close();
    await stop();
  });
  const token = async (role: "admin" | "viewer") =>
    dataOf(await admin.POST("/auth/tokens/v2", { body: { subject: "cli", role } })).token;
  const tokens = { admin: await token("admin"), viewer: await token("viewer") };
  // while devices are still learned, what is asked of them is answered 503
  await until("the CCUs", async () =>
    (await admin.GET("/system/ccu")).data?.entries.every(({ readiness }) => readiness.ready),
  );
  const as: Endpoint["as"] = (role, argv, options = {}) =>
    cli(argv, {
      ...options,
      env: { CCU_ANYWHERE_URL: url, ...(role ? { CCU_ANYWHERE_TOKEN: tokens[role] } : {}), ...options.env },
    });
  return { url, admin, tokens, as, stop };
}

/** Waits until the lamp of the simulated home has a value. */
export async function lampIsThere({ admin }: Endpoint): Promise<void> {
  const params = { path: LAMP_PATH };
  const read = () => admin.GET("/devices/{addr}/channels/{no}/data-points/{param}", { params });
  await until("the lamp", async () => (await read()).data?.observed);
}
