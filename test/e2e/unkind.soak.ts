/**
 * The household once more, with a CCU that does everything that CCUs have ever done to clients. The promise: whatever was
 * not damaged on the way is there and is right. `CCU_ANYWHERE_UNKIND_SEEDS=3,17` plays other seeds.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
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
import { missing, readHome, type ShownHome, untrue } from "../support/undamaged.ts";
import { type Household, playHousehold, USED } from "./household.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
/** Played by `npm run test:full`, not by `npm test`: most of its time it waits. */
const SEEDS = (process.env.CCU_ANYWHERE_UNKIND_SEEDS ?? "1,2,3,4,5").split(",").map(Number);
const LONGEST_MS = 20_000;
const DEADLINE_MS = 300_000;
/** A fate comes seldom twice in a row: after so many answers that say "again" nobody means well. */
const TRIES = 5;

/** After so many reads without another value the start is over. */
const SETTLED_READS = 20;

async function serve(t: TestContext, ccu: Simulator): Promise<Household> {
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const settings = loadSettings({ argv: [], env });
  const running = await startOnPrem({ settings, log: silent, passwordCost: 4, validateResponses: true });
  afterwards(t, () => running.stop());
  return { url: running.urls[0] ?? "", headers: basic(ADMIN.name, ADMIN.password) };
}

/** The same home behind a CCU that means well, when everything of it is there. */
async function meantWell(t: TestContext): Promise<ShownHome> {
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

for (const seed of SEEDS)
  test(`a household with a hostile CCU, seed ${seed}: whatever is undamaged is right`, async (t) => {
    const wanted = await meantWell(t);
    const ccu = await startCcu(t, { unkind: { seed, longestMs: LONGEST_MS, spare: USED } });
    const household = await serve(t, ccu);
    await playHousehold(t, household, { deadlineMs: DEADLINE_MS, tries: TRIES });
    const { unkindness } = ccu;
    assert.ok(unkindness);
    unkindness.resting = true;
    let faults: string[] = [];
    await until(
      "that everything undamaged is right",
      async () => {
        await ccu.settled();
        const shown = await readHome(household.url, household.headers);
        faults = [...missing(shown, wanted, unkindness.damages), ...untrue(shown, ccu)];
        return faults.length === 0;
      },
      DEADLINE_MS,
    ).catch((error: Error) => assert.fail(`${error.message}\n${faults.slice(0, 40).join("\n")}`));
  });
