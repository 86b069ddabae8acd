/** A read model that tells which of its documents have changed, so that nobody has to compare them. */
import { idOf } from "../../model/device-id.ts";
import type { HomeWriter } from "../../ports/index.ts";
import type { DocumentKind } from "../protocol/uplink-messages.ts";

export type HomeObserver = (kind: DocumentKind, key: string) => void;

/** Passes every call on to `home`; `changed` is called after each write and must be quick. */
export function observeHome(home: HomeWriter, changed: HomeObserver): HomeWriter {
  return {
    revision: (part, key) => home.revision(part, key),
    centrals: () => home.centrals(),
    devices: (central) => home.devices(central),
    device: (id) => home.device(id),
    devicesAt: (address) => home.devicesAt(address),
    values: (id) => home.values(id),
    hub: (central) => home.hub(central),
    interfaces: (central) => home.interfaces(central),
    putCentral(state) {
      home.putCentral(state);
      changed("central", state.name);
    },
    removeCentral(name) {
      home.removeCentral(name);
      // its devices were removed one by one before, by whoever stopped it
      for (const kind of ["central", "interfaces", "hub"] as const) changed(kind, name);
    },
    putDevice(device) {
      home.putDevice(device);
      changed("device", idOf(device));
    },
    removeDevice(id) {
      home.removeDevice(id);
      changed("device", id);
      changed("values", id);
    },
    putValues(id, values) {
      home.putValues(id, values);
      changed("values", id);
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
