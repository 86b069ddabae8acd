/** Presses of keys as events of Matter's switches. */

import type { deviceTrigger } from "../../../broadcasts/broadcasts.ts";
import type { BroadcastPayload } from "../../../kernel/broadcast.ts";
import { deviceId } from "../../../model/device-id.ts";
import type { Log } from "../../../ports/index.ts";
import type { MatterNode } from "../../../ports/matter-bridge.ts";
import type { Exposed } from "./endpoints.ts";

type Press = Parameters<MatterNode["press"]>[1];

const SHORT: ReadonlySet<string> = new Set(["PRESS", "PRESS_SHORT", "PRESS_LOCK", "PRESS_UNLOCK"]);
/** HomematicIP tells the beginning and repeats it; classic keys begin with PRESS_LONG and repeat PRESS_CONT. */
const LONG: ReadonlySet<string> = new Set(["PRESS_LONG_START", "PRESS_LONG", "PRESS_CONT"]);
const RELEASE = "PRESS_LONG_RELEASE";

/** @param isHeld whether the key is held down, as far as is known: keys that are out of reach then never say that they are released */
export function pressesOf(parameter: string, isHeld: boolean, hasLong: boolean): { events: Press[]; isHeld: boolean } {
  if (parameter === RELEASE) return { events: isHeld ? ["longRelease"] : [], isHeld: false };
  if (LONG.has(parameter)) {
    if (isHeld || !hasLong) return { events: [], isHeld };
    return { events: ["initialPress", "longPress"], isHeld: true };
  }
  if (!SHORT.has(parameter)) return { events: [], isHeld };
  return { events: [...(isHeld ? (["longRelease"] as const) : []), "initialPress", "shortRelease"], isHeld: false };
}

export function createPresses(
  exposed: () => Iterable<Exposed>,
  press: (id: string, event: Press) => Promise<void> | undefined,
  log: Log,
): (payload: BroadcastPayload<typeof deviceTrigger>) => void {
  const held = new Set<string>();
  return ({ central, device_address: address, channel, event_type, parameter }) => {
    if (event_type !== "keypress") return;
    const at = deviceId(central, address);
    for (const { id, device, candidate } of exposed()) {
      if (device !== at || !candidate?.isKey || candidate.key.channel !== channel) continue;
      const { events, isHeld } = pressesOf(parameter, held.has(id), candidate.features.includes("longPress"));
      if (isHeld) held.add(id);
      else held.delete(id);
      for (const event of events)
        void press(id, event)?.catch((error: unknown) => log.warn("matter: a key press was not told", { id, error }));
    }
  };
}
