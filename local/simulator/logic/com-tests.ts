/** Communication tests: a device is asked for a sign, and when it gave one (Device.startComTest, Device.pollComTest). */
import { deviceOf, type World } from "../world.ts";

/** RX_MODE bits of who can be called: always, burst, wake-up. */
const AWAKE = 0b1011;
/** A device that hears it answers after this long. */
const ANSWER_MS = 1000;

/** Local time of the CCU without a zone; 1970 for never. The simulated CCU lives in UTC. */
export const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

export class ComTests {
  private readonly world: World;
  private readonly heardAt = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
    world.listen({
      // Whatever a device sends is an answer; that it is out of reach is said by others.
      telegram: ({ address, values }) => values.UNREACH === undefined && this.heard(deviceOf(address)),
    });
  }

  /** The moment from which an answer counts; `undefined` where there is no device of that address. */
  start(device: string): string | undefined {
    const { world } = this;
    const found = world.devices.get(device);
    if (!found) return undefined;
    const started = stamp(world.clock.now());
    const asleep = found.family === "bidcos" && found.battery && ((found.kind?.rxMode ?? 1) & AWAKE) === 0;
    const isAway = () => world.value(`${device}:0`, "UNREACH") === true;
    if (!asleep) world.clock.after(ANSWER_MS, () => void (isAway() || this.heard(device)));
    return started;
  }

  /** When the device gave a sign last. */
  completed(device: string): string | undefined {
    return this.world.devices.has(device) ? stamp(this.heardAt.get(device) ?? 0) : undefined;
  }

  private heard(device: string): void {
    this.heardAt.set(device, this.world.clock.now());
  }
}
