/** The centrals of this process, as use cases reach them. */
import type { Centrals } from "../kernel/site.ts";
import type { Device } from "../model/types.ts";
import { CcuFault } from "../ports/index.ts";
import type { CentralEngine } from "./central.ts";

/** `engines` is looked at with every call: a central may be added while the program runs. */
export function createCentrals(engines: readonly CentralEngine[]): Centrals {
  const named = (central: string) => engines.find((engine) => engine.central === central);

  /** @throws CcuFault where the device's central is not connected to this process. */
  const engineOf = (device: Device): CentralEngine => {
    const engine = named(device.central);
    if (!engine) throw new CcuFault("transport", `central ${device.central} is not connected to this server`);
    return engine;
  };

  return {
    names: () => engines.map((engine) => engine.central).sort(),
    ccu: (central) => named(central)?.ccu,
    writeValues: async (device, values, options) => engineOf(device).writeValues(device, values, options),
    writeMaster: async (device, channel, values, options) =>
      engineOf(device).writeMaster(device, channel, values, options),
    reloadValues: async (device, channel) => engineOf(device).reloadValues(device, channel),
    reloadConfiguration: async (device, channel) => engineOf(device).reloadConfiguration(device, channel),
    refreshConfiguration: (central) => named(central)?.refreshConfiguration(),
    installModeChanged: (central, iface, until) => named(central)?.installModeChanged(iface, until),
    async clearCache(central, scope) {
      const engine = named(central);
      if (!engine) throw new CcuFault("transport", `central ${central} is not connected to this server`);
      return engine.clearCache(scope);
    },
    suppressionsChanged: async (central) => named(central)?.suppressionsChanged(),
    unIgnoreChanged: async (central, patterns) => named(central)?.unIgnoreChanged(patterns) ?? 0,
    async channelFlagsChanged(device, channel, flags) {
      const found = device.channels.find((c) => c.number === channel);
      if (found) named(device.central)?.channelFlagsChanged(found.address, flags);
    },
  };
}
