/** Firmware of devices changes without an event (protocol document, 14.4): their descriptions are looked at now and then. */
import type { Clock, DeviceDescription } from "../../handlers/ports/index.ts";

/** How often the states are thought about; costs nothing. */
const TICK_MS = 60_000;
/** While a device restarts, while an image is on its way, and otherwise. */
export const UPDATING_MS = 60_000;
export const DELIVERING_MS = 300_000;
export const IDLE_MS = 21_600_000;

const UPDATING = /^(LIVE_)?(DO_UPDATE_PENDING|PERFORMING_UPDATE)$/;
const DELIVERING = /^(LIVE_)?DELIVER_FIRMWARE_IMAGE$/;

/** Milliseconds after which descriptions with these states are old. */
export function firmwareInterval(states: Iterable<string | undefined>): number {
  let interval = IDLE_MS;
  for (const state of states) {
    if (state === undefined) continue;
    if (UPDATING.test(state)) return UPDATING_MS;
    if (DELIVERING.test(state)) interval = DELIVERING_MS;
  }
  return interval;
}

export class FirmwareWatch {
  readonly #clock: Clock;
  readonly #roots: () => Iterable<DeviceDescription>;
  readonly #look: () => Promise<void>;
  /** Whatever it is before `begin`. */
  #lookedAt = Number.NaN;
  #cancel: (() => void) | undefined;

  /** `look` reads the descriptions anew; a failure is no reason to stop. */
  constructor(clock: Clock, roots: () => Iterable<DeviceDescription>, look: () => Promise<void>) {
    this.#clock = clock;
    this.#roots = roots;
    this.#look = look;
  }

  /** Everything has just been read. */
  begin(): void {
    this.stop();
    this.#lookedAt = this.#clock.now();
    this.#wait();
  }

  stop(): void {
    this.#cancel?.();
  }

  #wait(): void {
    this.#cancel = this.#clock.after(TICK_MS, () => {
      const states = Array.from(this.#roots(), (root) => root.FIRMWARE_UPDATE_STATE);
      if (this.#clock.now() - this.#lookedAt >= firmwareInterval(states)) {
        this.#lookedAt = this.#clock.now();
        this.#look().catch(() => undefined);
      }
      this.#wait();
    });
  }
}
