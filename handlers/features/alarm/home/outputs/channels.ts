/** All channels of the home that zones sound or light, each with a life of its own. */
import { valueReported } from "../../../../broadcasts/value-reported.ts";
import type { Site } from "../../../../kernel/site.ts";
import { withinLimit } from "../../../../kernel/within-limit.ts";
import { forgetSounding, keepSounding } from "../../../../records/alarm-outputs.ts";
import { createChannel, type OutputChannel } from "./channel.ts";
import type { ChannelPlace } from "./channel-access.ts";
import { channelKey, type Demand } from "./demand.ts";
import { isBrief } from "./ending.ts";
import type { Told } from "./told.ts";

/** Milliseconds that an alarm waits for the note that it sounds: a slow disk does not keep a house silent. */
export const KEEP_MS = 500;
/** Milliseconds between attempts to end something while the program ends. */
const LAST_TRY_MS = 1_000;

export interface OutputChannels {
  at(place: ChannelPlace): OutputChannel;
  all(): readonly OutputChannel[];
  /** Something of the zone sounds or shines. */
  isZoneActive(zone: string): boolean;
  /** Ends everything; resolves when the CCU has taken it all, or after `ms`. */
  endAll(ms: number): Promise<void>;
  close(): void;
}

type Parts = Pick<Site, "home" | "centrals" | "clock" | "log" | "store" | "events">;

export function createChannels(site: Parts, verifyMs: () => number, told: Told): OutputChannels {
  const { clock, log, store } = site;
  const channels = new Map<string, OutputChannel>();

  /** One after the other for each channel: the last word is what is kept. */
  const keeping = new Map<string, Promise<void>>();
  function keep({ central, address }: ChannelPlace, demands: readonly Demand[] | null): Promise<void> {
    const place = { central, channel_address: address };
    const write = async () => {
      const [first] = demands ?? [];
      if (!demands || !first) return forgetSounding(store, place);
      const sound = demands.some((demand) => demand.sound !== undefined);
      const outputs = demands.flatMap((demand) => demand.outputs);
      const shared = demands.every((demand) => demand.shared);
      return keepSounding(store, { ...place, zone: first.zone, outputs, sound, shared });
    };
    const key = channelKey(place);
    const done = (keeping.get(key) ?? Promise.resolve())
      .then(write)
      .catch((error: unknown) => log.error("what sounds could not be kept for the next start", { ...place, error }));
    keeping.set(key, done);
    return withinLimit(clock, KEEP_MS, done, () => {});
  }

  function open(place: ChannelPlace): OutputChannel {
    return createChannel(site, place, verifyMs, {
      keep: (demands) => keep(place, demands),
      fireFailed(demands, reason) {
        if (isBrief(demands)) log.debug("a chirp was not sounded", { ...place, reason });
        else told.faults("output_fire_failed", demands, reason);
      },
      stopFailed: (demands, reason) => told.faults("output_stop_failed", demands, reason),
      unverified(demands, isUnverified) {
        if (isUnverified) told.faults("output_stop_unverified", demands);
        for (const id of new Set(demands.flatMap(({ outputs }) => outputs)))
          told.note(`stop/${id}`, isUnverified ? `alarm output ${id} stop unverified` : null);
      },
    });
  }

  const ignore = site.events.observe(valueReported, ({ central, channel, point, value, at }) => {
    // every value of every CCU comes by
    if (channels.size > 0) channels.get(`${central}/${channel}`)?.report(point.parameter, value, at);
  });

  /** Tries until the CCU takes it. */
  async function end(channel: OutputChannel, isOver: () => boolean): Promise<void> {
    await channel.releaseAll();
    while ((await channel.outcome()) !== undefined && !isOver()) {
      await new Promise<void>((resolve) => clock.after(LAST_TRY_MS, resolve));
      channel.retry();
    }
  }

  return {
    at(place) {
      const key = channelKey({ central: place.central, channel_address: place.address });
      const found = channels.get(key) ?? open(place);
      channels.set(key, found);
      return found;
    },
    all: () => [...channels.values()],
    isZoneActive: (zone) => [...channels.values()].some((channel) => channel.demandOf(zone) !== undefined),
    async endAll(ms) {
      let isOver = false;
      const ends = [...channels.values()]
        .filter((channel) => !channel.isIdle())
        .map((channel) => end(channel, () => isOver));
      await withinLimit(clock, ms, Promise.allSettled(ends), () => {});
      isOver = true;
    },
    close() {
      ignore();
      for (const channel of channels.values()) channel.close();
    },
  };
}
