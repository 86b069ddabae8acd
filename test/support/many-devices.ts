/** More devices for a simulated CCU: contacts and sockets of HomematicIP, in turns. */

import { hmipContact } from "../../local/simulator/devices/sensors.ts";
import { hmipPlug } from "../../local/simulator/devices/switches.ts";
import { GATEWAY } from "../../local/simulator/household.ts";
import type { Simulator } from "../../local/simulator/index.ts";
import { assemble } from "../../local/simulator/kinds.ts";

/** No device of a household begins so. */
const PREFIX = "00DD";

export interface Added {
  readonly address: string;
  readonly kind: "contact" | "socket";
  /** Of the value that it tells: a contact is open, a socket is on. */
  readonly channel: string;
}

/**
 * Before a server knows the CCU: devices that have been there for long, accepted, with values.
 * @param from the number of the first one: addresses of two CCUs that are none of each other's
 */
export function addDevices(ccu: Simulator, count: number, from = 0): Added[] {
  const added = Array.from({ length: count }, (_, index): Added => {
    const address = `${PREFIX}${(from + index).toString(16).toUpperCase().padStart(10, "0")}`;
    const kind = index % 2 === 0 ? "contact" : "socket";
    ccu.world.add(assemble(kind === "contact" ? hmipContact : hmipPlug, address, GATEWAY.hmip), true);
    return { address, kind, channel: `${address}:${kind === "contact" ? 1 : 3}` };
  });
  ccu.logic.acceptAll();
  return added;
}

/** A window is opened or closed, somebody presses the button at a socket. */
export const tell = (ccu: Simulator, { kind, channel }: Added, isOn: boolean): void =>
  ccu.control.setState(channel, "STATE", kind === "contact" ? Number(isOn) : isOn);

export const isAdded = (address: string): boolean => address.startsWith(PREFIX);
