/**
 * The communication test of a device. By script, not by `Device.startComTest` and `Device.pollComTest` of the JSON-RPC
 * API: those two run the same methods of the same object, but not where only the script port is open.
 */
import { CcuFault, type Clock, type Deadline } from "../../../handlers/ports/index.ts";
import { Pause } from "../waiting.ts";
import { pollTest, startTest } from "./command-scripts.ts";
import type { ScriptRunner } from "./runner.ts";

/** How often a running test is asked for; the WebUI asks every 3 s. */
const POLL_MS = 2000;

/**
 * @returns whether the device answered within `timeoutMs`
 * @throws CcuFault permanent where the logic layer does not know the address; transport where it cannot be asked
 */
export async function testDevice(
  { run }: Pick<ScriptRunner, "run">,
  clock: Clock,
  address: string,
  timeoutMs: number,
  deadline: Deadline,
): Promise<boolean> {
  const known = <T>(answer: T | undefined): T => {
    if (answer === undefined) throw new CcuFault("permanent", `the logic layer does not know ${address}`);
    return answer;
  };
  const end = clock.now() + timeoutMs;
  const started = known(await run(startTest(address), deadline));
  for (;;) {
    // also where starting it took all the time: it may have been answered meanwhile
    await new Pause(clock).sleep(Math.min(POLL_MS, end - clock.now()));
    if (known(await run(pollTest(address, started)))) return true;
    if (clock.now() >= end) return false;
  }
}
