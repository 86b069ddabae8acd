/**
 * A household as people use it, over sockets, with a simulated CCU behind its real protocols: a light is dimmed, a blind
 * moved and stopped, a thermostat boosted, a lock opened, a schedule edited, a link added and removed, and everybody who
 * listens hears of it. One script; at home, and through the cloud (gateway, functions, DynamoDB, MQTT, relay).
 */
import { type TestContext, test } from "node:test";
import { startCloud } from "../../local/cloud/start.ts";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment } from "../support/program.ts";
import { type Household, playHousehold } from "./household.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** The least that bcrypt has. */
const passwordCost = 4;

async function atHome(t: TestContext): Promise<Household> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const running = await startOnPrem({ settings, log: silent, liveDemo: false, passwordCost, validateResponses: true });
  afterwards(t, () => running.stop());
  return { url: running.urls[0] ?? "", headers: basic(ADMIN.name, ADMIN.password) };
}

async function throughTheCloud(t: TestContext): Promise<Household> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const functions = { passwordCost, validateResponses: true };
  const cloud = await startCloud({ settings, log: silent, inMemory: true, liveDemo: false, functions });
  afterwards(t, () => cloud.stop());
  return { url: cloud.urls[0] ?? "", headers: basic(`${ADMIN.name}@${cloud.site}`, ADMIN.password) };
}

for (const [where, start] of [
  ["at home", atHome],
  ["through the cloud", throughTheCloud],
] as const)
  test(`a household, ${where}`, async (t) => playHousehold(t, await start(t)));
