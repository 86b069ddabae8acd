/**
 * Schedules are configuration that the home does not read by itself: it is large, and few clients want it. Once it was
 * read, the home keeps it right. So whoever publishes schedules has each of them read once.
 */
import { READ_WITHOUT_RADIO } from "../../../home/configuration.ts";
import type { Site } from "../../../kernel/site.ts";
import { type DeviceId, idOf } from "../../../model/device-id.ts";
import type { SchedulePlace } from "../../../model/schedules/places.ts";

/** Milliseconds until one that could not be read is asked for again. */
export const SCHEDULE_RETRY_MS = 600_000;

export interface ScheduleReader {
  /** Has it read, unless that was tried a short while ago. One at a time. */
  want(place: SchedulePlace): void;
  stop(): void;
}

export function createScheduleReader({
  centrals,
  clock,
  log,
}: Pick<Site, "centrals" | "clock" | "log">): ScheduleReader {
  const tried = new Map<DeviceId, number>();
  let queue: SchedulePlace[] = [];
  let working = false;

  async function work(): Promise<void> {
    for (let place = queue.shift(); place; place = queue.shift()) {
      const { device, channel } = place;
      try {
        await centrals.reloadConfiguration(device, channel.number);
      } catch (error) {
        log.debug("mqtt: a schedule could not be read", { channel: channel.address, error });
      }
    }
    working = false;
  }

  return {
    want(place) {
      const id = idOf(place.device);
      if (!READ_WITHOUT_RADIO.has(place.device.interface)) return;
      const before = tried.get(id);
      if (before !== undefined && clock.now() - before < SCHEDULE_RETRY_MS) return;
      tried.set(id, clock.now());
      queue.push(place);
      if (working) return;
      working = true;
      void work();
    },
    stop() {
      queue = [];
    },
  };
}
