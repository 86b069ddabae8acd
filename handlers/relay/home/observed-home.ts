/** A read model that tells which of its documents have changed, so that nobody has to compare them. */
import type { HomeWriter } from "../../ports/index.ts";
import type { DocumentKind } from "../protocol/messages.ts";

export type HomeObserver = (kind: DocumentKind, key: string) => void;

/** Passes every call on to `home`; `changed` is called after each write and must be quick. */
export function observeHome(home: HomeWriter, changed: HomeObserver): HomeWriter {
  return {
    revision: () => home.revision(),
    centrals: () => home.centrals(),
    devices: (central) => home.devices(central),
    device: (address) => home.device(address),
    values: (device) => home.values(device),
    hub: (central) => home.hub(central),
    interfaces: (central) => home.interfaces(central),
    putCentral(state) {
      home.putCentral(state);
      changed("central", state.name);
    },
    putDevice(device) {
      home.putDevice(device);
      changed("device", device.address);
    },
    removeDevice(address) {
      home.removeDevice(address);
      changed("device", address);
      changed("values", address);
    },
    putValues(device, values) {
      home.putValues(device, values);
      changed("values", device);
    },
    putHub(central, hub) {
      home.putHub(central, hub);
      changed("hub", central);
    },
    putInterfaces(central, interfaces) {
      home.putInterfaces(central, interfaces);
      changed("interfaces", central);
    },
  };
}
