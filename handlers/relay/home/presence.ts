/** Whether the relay is there and which CCUs it reaches: a retained message, and the broker's last will. */
import type { Centrals } from "../../kernel/site.ts";
import type { Clock } from "../../ports/index.ts";
import { encodeMessage } from "../protocol/codec.ts";
import type { RelayTopics } from "../protocol/messages.ts";
import { CENTRALS_LIMIT, STATE_EVERY_MS, type StateMessage } from "../protocol/uplink-messages.ts";

/** Milliseconds between two looks at the CCUs' connections: a home that is gone shows within this and the driver's own ping. */
export const PROBE_EVERY_MS = 10_000;

/** What the broker publishes when the relay vanishes without a word. */
export const lastWill = (topics: RelayTopics, epoch: number, now: number) => ({
  topic: topics.state,
  payload: encodeMessage({ epoch, online: false, at: now, centrals: [] } satisfies StateMessage),
});

export interface Presence {
  /** Says it now: after a connect, and where somebody else's state stands in the broker. */
  announce(): Promise<boolean>;
  /** Says goodbye; resolves when the broker knows, or cannot be told. `complete`: nothing was left untold. */
  leave(complete: boolean): Promise<boolean>;
  close(): void;
}

export function createPresence(options: {
  epoch: number;
  topics: RelayTopics;
  centrals: Centrals;
  clock: Clock;
  connected: () => boolean;
  send: (topic: string, payload: Uint8Array, retain: boolean) => Promise<boolean>;
}): Presence {
  const { epoch, topics, centrals, clock, connected, send } = options;
  let told = "";
  let toldAt = Number.NEGATIVE_INFINITY;
  let cancel = () => {};

  /** Each interface's connection is what the driver's own pings last found out about it. */
  const probe = (): StateMessage["centrals"] =>
    centrals
      .names()
      .slice(0, CENTRALS_LIMIT)
      .map((name) => ({
        name,
        available:
          centrals
            .ccu(name)
            ?.interfaces()
            .some((iface) => iface.connected) ?? false,
      }));

  async function tell(online: boolean, complete = false): Promise<boolean> {
    const state: StateMessage = {
      epoch,
      online,
      at: clock.now(),
      centrals: online ? probe() : [],
      ...(complete ? { complete } : {}),
    };
    const message = encodeMessage(state);
    const before = told;
    told = JSON.stringify(state.centrals);
    toldAt = state.at;
    let sent = false;
    try {
      sent = await send(topics.state, message, true);
    } finally {
      if (!sent) told = before;
    }
    return sent;
  }

  function look(): void {
    cancel = clock.after(PROBE_EVERY_MS, () => {
      look();
      if (!connected()) return;
      // what fails is told by the next look
      if (JSON.stringify(probe()) !== told || clock.now() - toldAt >= STATE_EVERY_MS) tell(true).catch(() => {});
    });
  }
  look();

  return {
    announce: () => tell(true),
    leave: (complete) => tell(false, complete),
    close: () => cancel(),
  };
}
