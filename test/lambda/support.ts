/** The whole cloud in this process: every function with connections of its own, around a table in memory. */
import type { TestContext } from "node:test";
import type { RunningCloud } from "../../local/cloud/start.ts";
import { type StartCloudOptions, startCloud } from "../../local/cloud/start.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import { cloudOfTest } from "../support/cloud.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { type Answer, call } from "../support/remote.ts";

export const SITE = "home";
export const cloudAdmin = basic(`${ADMIN.name}@${SITE}`, ADMIN.password);
export const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** A switch of the simulated household, and its channel. */
export const SWITCH = "0001D3C99C6A01";
const STATE_PATH = `/devices/${SWITCH}/channels/3/data-points/STATE`;
export const SWITCH_PATH = `${STATE_PATH}/value`;

export interface CloudUnderTest extends RunningCloud {
  readonly url: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** A page elsewhere that may use the API. */
export const PANEL = "https://panel.example";

export async function startCloudUnderTest(
  t: TestContext,
  options: Partial<StartCloudOptions> = {},
  more: Record<string, string> = {},
): Promise<CloudUnderTest> {
  const env = { ...serverEnvironment(scratchFolder(t), more), CCU_ANYWHERE_CORS_ORIGINS: PANEL };
  const settings = loadSettings({ argv: [], env });
  const { table, ...usual } = await cloudOfTest();
  // bundles reach their table by its address
  const cloud = await startCloud({
    ...usual,
    ...(options.bundles ? {} : { table }),
    settings,
    log: silent,
    ...options,
  });
  afterwards(t, () => cloud.stop());
  const url = cloud.urls[0] ?? "";
  return Object.assign(Object.create(cloud) as RunningCloud, {
    url,
    call: (method: string, path: string, body?: unknown, headers: Record<string, string> = cloudAdmin) =>
      call(url, method, path, { headers, ...(body === undefined ? {} : { body }) }),
  });
}

export const switchValue = async (cloud: CloudUnderTest): Promise<unknown> =>
  (await cloud.call("GET", STATE_PATH)).body?.value;

/** Devices of the simulated home; the one in the inbox is not among them. */
export const HOUSEHOLD = 44;

/** Waits until the relay has told everything about the home: interfaces load one after the other. */
export const devicesAppear = (cloud: CloudUnderTest): Promise<number> =>
  until("the devices of the home", async () => {
    const value = await switchValue(cloud);
    const list = (await cloud.call("GET", "/devices?per_page=1")).body;
    return typeof value === "boolean" && list.total === HOUSEHOLD && HOUSEHOLD;
  });
