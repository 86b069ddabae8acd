/** Which channels may sound or shine by the alarm's doing: written before they are switched on, removed when they have ended. */
import * as z from "zod";
import type { SiteStore } from "../ports/index.ts";
import { allRecords } from "./all-records.ts";

const KIND = "alarm-output";

const SoundingRecord = z.object({
  central: z.string(),
  channel_address: z.string(),
  zone: z.string(),
  /** Ids. */
  outputs: z.array(z.string()),
  /** It sounds; otherwise it is a lamp. */
  sound: z.boolean(),
  shared: z.boolean(),
});
/** Record of kind `alarm-output`, key: `<central>/<channel address>`. */
export type SoundingRecord = z.output<typeof SoundingRecord>;

const keyOf = ({ central, channel_address }: Pick<SoundingRecord, "central" | "channel_address">): string =>
  `${central}/${channel_address}`;

/** Rejects where the store fails. */
export async function keepSounding(store: SiteStore, record: SoundingRecord): Promise<void> {
  await store.put(KIND, keyOf(record), record);
}

export async function forgetSounding(
  store: SiteStore,
  place: Pick<SoundingRecord, "central" | "channel_address">,
): Promise<void> {
  await store.delete(KIND, keyOf(place));
}

/** Of this process and of earlier ones. One that cannot be read names no channel that could be ended: it is left out. */
export async function readSounding(store: SiteStore): Promise<SoundingRecord[]> {
  const found: SoundingRecord[] = [];
  for await (const { value } of allRecords(store, KIND)) {
    const record = SoundingRecord.safeParse(value).data;
    if (record) found.push(record);
  }
  return found;
}
