/** The centrals of this process, as use cases reach them. */
import type { Centrals } from "../kernel/site.ts";
import type { Device } from "../model/types.ts";
import { CcuFault } from "../ports.ts";
import type { CentralEngine } from "./central.ts";

export function createCentrals(engines: readonly CentralEngine[]): Centrals {
  const byName = new Map(engines.map((engine) => [engine.central, engine]));
  const names = [...byName.keys()].sort();

  /** @throws CcuFault where the device's central is not connected to this process. */
  const engineOf = (device: Device): CentralEngine => {
    const engine = byName.get(device.central);
    if (!engine) throw new CcuFault("transport", `central ${device.central} is not connected to this server`);
    return engine;
  };

  return {
    names: () => names,
    ccu: (central) => byName.get(central)?.ccu,
    writeValues: async (device, values, options) => engineOf(device).writeValues(device, values, options),
    writeMaster: async (device, channel, values, options) =>
      engineOf(device).writeMaster(device, channel, values, options),
    reloadValues: async (device, channel) => engineOf(device).reloadValues(device, channel),
    installModeChanged: (central, iface, until) => byName.get(central)?.installModeChanged(iface, until),
    async channelFlagsChanged(device, channel, flags) {
      const found = device.channels.find((c) => c.number === channel);
      if (found) byName.get(device.central)?.channelFlagsChanged(found.address, flags);
    },
  };
}
