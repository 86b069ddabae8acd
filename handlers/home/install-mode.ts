/** Pairing mode with a countdown of our own: CCUs do not tell when it ends. */

import { installModeChanged } from "../broadcasts/broadcasts.ts";
import type { InstallMode } from "../model/types.ts";
import type { InterfaceName } from "../ports/index.ts";
import type { EngineScope } from "./scope.ts";

/** Clients count down themselves; so often they are put right. */
export const INSTALL_MODE_STEP_MS = 5_000;

export function createInstallModes(
  { central, clock, events }: Pick<EngineScope, "central" | "clock" | "events">,
  put: (modes: readonly InstallMode[]) => void,
) {
  const modes = new Map<InterfaceName, InstallMode>();
  let cancel: (() => void) | undefined;

  const secondsLeft = (): number => {
    // of what is off it is 0
    const until = Math.max(...[...modes.values()].map((mode) => mode.until));
    return Math.max(0, Math.ceil((until - clock.now()) / 1000));
  };
  function announce(): void {
    const remaining = secondsLeft();
    events.publish(installModeChanged, { central, enabled: remaining > 0, remaining_s: remaining });
  }
  /** Ends what is over, and plans the next look: at the next step, or at the end if that comes first. */
  function follow(): void {
    cancel?.();
    const now = clock.now();
    for (const [name, mode] of modes)
      if (mode.active && mode.until <= now) modes.set(name, { ...mode, active: false, until: 0 });
    put([...modes.values()]);
    const ends = [...modes.values()].filter((mode) => mode.active).map((mode) => mode.until - now);
    if (ends.length === 0) return;
    cancel = clock.after(Math.min(INSTALL_MODE_STEP_MS, ...ends), () => {
      follow();
      announce();
    });
  }

  return {
    /** `until` in milliseconds since the epoch; anything past means off. Announced where it changes something. */
    set(iface: InterfaceName, until: number): void {
      const active = until > clock.now();
      const before = modes.get(iface);
      modes.set(iface, { interface: iface, active, until: active ? until : 0, observed: true });
      const changed = active || before?.active === true;
      follow();
      if (changed) announce();
    },
    stop: (): void => cancel?.(),
  };
}
