/** The household behind a CCU that means well: what another home is compared with. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  afterwards,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  until,
} from "../support/program.ts";
import { readHome, type ShownHome, untrue } from "../support/undamaged.ts";
import type { Household } from "./household.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** After so many reads without another value the start is over. */
const SETTLED_READS = 20;

/** The on-prem server next to this CCU. */
export async function serve(t: TestContext, ccu: Simulator): Promise<Household> {
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const settings = loadSettings({ argv: [], env });
  const running = await startOnPrem({ settings, log: silent, passwordCost: 4, validateResponses: true });
  afterwards(t, () => running.stop());
  return { url: running.urls[0] ?? "", headers: basic(ADMIN.name, ADMIN.password) };
}

/** The home behind a CCU that means well, when everything of it is there. */
export async function meantWell(t: TestContext): Promise<ShownHome> {
  const ccu = await startCcu(t);
  const { url, headers } = await serve(t, ccu);
  let faults: string[] = [];
  let observed = 0;
  let unchanged = 0;
  const whole = async () => {
    const home = await readHome(url, headers);
    const count = [...home.points.values()].filter((point) => point.observed).length;
    unchanged = count === observed ? unchanged + 1 : 0;
    observed = count;
    if (unchanged < SETTLED_READS) return false;
    const absent = ccu.logic.accepted().filter(({ address }) => !home.devices.has(address));
    faults = [...absent.map(({ address }) => `${address} is missing`), ...untrue(home, ccu)];
    return faults.length === 0 && home;
  };
  return until("the home behind a CCU that means well", whole).catch((error: Error) =>
    assert.fail(`${error.message}\n${faults.slice(0, 40).join("\n")}`),
  );
}
