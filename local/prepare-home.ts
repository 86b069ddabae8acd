/** What server and relay do before their home lives: settings as people have stored them, the CCUs or the demo, the drivers. */
import { openConfiguration } from "../handlers/configuration/configuration.ts";
import type { Configuration } from "../handlers/kernel/section.ts";
import type { Clock, Log, Secrets, SiteStore } from "../handlers/ports/index.ts";
import { configuredCcus, givenCentrals, startDemo, startDrivers } from "./centrals.ts";
import { sections as declared } from "./settings/declared.ts";
import { type Settings, withStored } from "./settings.ts";

interface Wanted {
  settings: Settings;
  /** Tests: the configuration of features. */
  sections?: Configuration | undefined;
  liveDemo: boolean;
  /** Tests: time in the simulated home. */
  demoClock?: Clock;
}

/** @param ends what is to be ended with the program, the last first, is added */
export async function prepareHome(
  { settings: asGiven, sections: prepared, liveDemo, demoClock: homeClock }: Wanted,
  scope: { clock: Clock; log: Log; secrets: Secrets; store: SiteStore },
  ends: (() => unknown)[],
) {
  const given = givenCentrals(asGiven);
  const centrals = await configuredCcus(given, scope);
  const sections = prepared ?? (await openConfiguration({ sections: declared, layers: asGiven.layers, ...scope }));
  const settings = prepared ? asGiven : withStored(asGiven, sections);
  const clocks = { clock: scope.clock, homeClock };
  const simulator = centrals.length === 0 ? await startDemo(liveDemo, clocks, settings.locale) : undefined;
  if (simulator) {
    ends.push(() => simulator.stop());
    centrals.push(simulator.central);
  }
  const drivers = await startDrivers(scope, settings, simulator?.central);
  ends.push(() => drivers.stop());
  return { given, centrals, sections, settings, simulator, drivers };
}
