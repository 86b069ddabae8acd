/** A channel as the home has it: what it is now, what is written to it, what the CCU knows of it. */
import type { Site } from "../../../../kernel/site.ts";
import { idOf } from "../../../../model/device-id.ts";
import { deviceAddressOf, findTarget, type OutputTarget } from "../../targets.ts";
import type { Order } from "./demand.ts";
import { type Feedback, feedbackOf, writesFor, writesToStop } from "./writes.ts";

/** A write that has not begun by then is tried anew instead: what acts late acts on somebody who does not expect it. */
export const WRITE_DEADLINE_MS = 10_000;

export interface ChannelPlace {
  readonly central: string;
  readonly address: string;
}
export type ChannelSite = Pick<Site, "home" | "centrals" | "clock" | "log">;

export function channelAccess({ home, centrals, clock, log }: ChannelSite, place: ChannelPlace) {
  /** As the device is described now; `undefined` where it is not known or can be no output. */
  async function target(): Promise<OutputTarget | undefined> {
    const devices = await home.devicesAt(deviceAddressOf(place.address));
    const device = devices.find(({ central }) => central === place.central);
    return device && findTarget(device, place.address);
  }

  return {
    async feedback(): Promise<Feedback[]> {
      const found = await target();
      return found ? feedbackOf(found) : [];
    },

    /** Hands the order over: the sends; none where it is not wanted any more. Rejects where it cannot be written. */
    async hand(order: Order | null, isWanted: () => boolean): Promise<Promise<void>[]> {
      const found = await target();
      if (found === undefined) throw new Error("the channel is not known, or cannot be an output");
      const { device, kind } = found;
      const values = await home.values(idOf(device));
      if (!isWanted()) return [];
      const now = clock.now();
      const writes = order === null ? writesToStop(found, values, now) : writesFor(found, values, order, now);
      // one urgent write of a channel takes back another that waits
      const priority = kind === "light" && writes.length > 1 ? ("high" as const) : ("critical" as const);
      return writes.map((write) =>
        centrals.writeValues(device, write.values, { deadline: now + WRITE_DEADLINE_MS, priority }),
      );
    },

    /** What the CCU knows of the channel comes as reports. Never rejects. */
    async read(): Promise<void> {
      const found = await target();
      if (found === undefined || found.channel.number === null) return;
      await centrals
        .reloadValues(found.device, found.channel.number)
        .catch((error: unknown) => log.debug("an output could not be read", { ...place, error }));
    },
  };
}
