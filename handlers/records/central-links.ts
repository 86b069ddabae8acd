/** What a CCU was last told of a key: whether its presses are to be sent by radio (central links, ccu-protocol 14.6). */
import type { SiteStore } from "../ports/index.ts";

/** Record of kind {@link CENTRAL_LINK}, key = address of the channel. */
export interface CentralLinkRecord {
  active: boolean;
  /** ISO time. */
  at: string;
}
export const CENTRAL_LINK = "central-link";

/** The device has left the CCU, which has forgotten what it was told of its keys: so do we. */
export async function forgetCentralLinks({ store }: { readonly store: SiteStore }, address: string): Promise<void> {
  const { items } = await store.list<CentralLinkRecord>(CENTRAL_LINK, { prefix: `${address}:` });
  for (const { key } of items) await store.delete(CENTRAL_LINK, key);
}
