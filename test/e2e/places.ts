/** The two places where a script of the end-to-end tests is played: at home, and through the cloud. */
import type { TestContext } from "node:test";
import type { Configuration } from "../../handlers/kernel/section.ts";
import { startCloud } from "../../local/cloud/start.ts";
import { type OnPremOptions, startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { basic } from "../support/client.ts";
import { cloudOfTest, passwordCost } from "../support/cloud.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment } from "../support/program.ts";

/** Where the API is, and the headers of its admin. */
export interface Place {
  url: string;
  headers: Record<string, string>;
  /** The CCU of the home. */
  simulator: Simulator | undefined;
  /** Name of the home, where several are served. */
  site?: string;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * @param sections the configuration of features
 * @param more the clock of the simulated home
 */
export async function atHome(
  t: TestContext,
  sections?: Configuration,
  more: Pick<OnPremOptions, "demoClock"> = {},
): Promise<Place> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const running = await startOnPrem({
    settings,
    log: silent,
    liveDemo: false,
    passwordCost,
    validateResponses: true,
    sections,
    ...more,
  });
  afterwards(t, () => running.stop());
  return { url: running.urls[0] ?? "", headers: basic(ADMIN.name, ADMIN.password), simulator: running.simulator };
}

/** Gateway, functions, DynamoDB, MQTT, relay. */
export async function throughTheCloud(
  t: TestContext,
  sections?: Configuration,
  more: Pick<OnPremOptions, "demoClock"> = {},
): Promise<Place> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const cloud = await startCloud({ ...(await cloudOfTest()), settings, log: silent, sections, ...more });
  afterwards(t, () => cloud.stop());
  const headers = basic(`${ADMIN.name}@${cloud.site}`, ADMIN.password);
  return { url: cloud.urls[0] ?? "", headers, simulator: cloud.relay?.simulator, site: cloud.site };
}

/** For the scripts that `npm test` plays in both places. */
export const BOTH_PLACES = [
  ["at home", atHome],
  ["through the cloud", throughTheCloud],
] as const;
const { CCU_ANYWHERE_TEST_FULL, CCU_ANYWHERE_TEST_DYNAMODB } = process.env;
/** The others it plays at home, and `npm run test:full` (test:dynamodb) in both. */
export const PLACES = BOTH_PLACES.slice(0, CCU_ANYWHERE_TEST_FULL || CCU_ANYWHERE_TEST_DYNAMODB ? undefined : 1);
