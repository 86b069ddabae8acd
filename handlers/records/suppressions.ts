/** Where suppressed service messages are kept: next to the CCU, whose engine leaves them out of what everybody sees. */

import { channelOfMessage, parameterOfMessage } from "../model/message-text.ts";
import type { HubMessage, SiteStore } from "../ports/index.ts";
import { collectRecords } from "./all-records.ts";

/** Record of kind `suppression`, key {@link suppressionKey}. */
export interface Suppression {
  central: string;
  interface: string;
  channel: string;
  parameter: string;
  device_name: string;
  /** The CCU suppresses it; otherwise this program leaves it out. */
  onCcu: boolean;
}

export const suppressionKey = (s: Pick<Suppression, "central" | "channel" | "parameter">): string =>
  `${s.central}/${s.channel}/${s.parameter}`;

/** Everything that is suppressed, of one central or of all. */
export async function readSuppressions(store: SiteStore, central?: string): Promise<Suppression[]> {
  const prefix = central === undefined ? undefined : `${central}/`;
  return (await collectRecords<Suppression>(store, "suppression", { prefix })).map(({ value }) => value);
}

/** Says of a message of a central whether this program leaves it out. */
export function leftOutBy(suppressions: readonly Suppression[], central: string): (message: HubMessage) => boolean {
  const keys = new Set(suppressions.filter((s) => !s.onCcu).map(suppressionKey));
  return ({ name }) => {
    if (keys.size === 0) return false;
    const channel = channelOfMessage(name);
    const parameter = parameterOfMessage(name);
    return (
      channel !== undefined && parameter !== undefined && keys.has(suppressionKey({ central, channel, parameter }))
    );
  };
}
