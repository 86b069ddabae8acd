/**
 * Brings stored values up to the log. While nobody reads they stay behind it: one message of a busy half hour changes the
 * values of every device, and each costs more than the message. They are brought up to date when somebody reads, once a day, and
 * when the relay goes. Done twice it changes nothing.
 */
import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { type DeviceId, deviceId } from "../../model/device-id.ts";
import { type ValueState, valueKey } from "../../model/types.ts";
import type { EventDraft, LoggedEvent } from "../../ports/index.ts";

/** Events that are read at once. */
const PAGE = 5_000;

export interface CatchUpHome {
  putValues(id: DeviceId, values: ReadonlyMap<string, ValueState>): Promise<unknown>;
  readValues(devices: readonly DeviceId[]): Promise<Map<DeviceId, Map<string, ValueState>>>;
}
export interface CatchUpLog {
  read(after: number, limit: number): Promise<LoggedEvent[]>;
  /** Number of the first event that stored values may lack. */
  notCaughtUpFrom(): Promise<number>;
  /** Stored values hold everything up to here. */
  caughtUp(to: number): void;
}

/** @param known events that were just appended, or found again: they need not be read */
export async function catchUpValues(home: CatchUpHome, log: CatchUpLog, known: readonly LoggedEvent[]): Promise<void> {
  const changes = new Map<DeviceId, Map<string, ValueChange>>();
  let from = await log.notCaughtUpFrom();
  for (let isMore = true; isMore; ) {
    const isKnown = known[0] !== undefined && known[0].seq <= from;
    const page = isKnown ? known.filter(({ seq }) => seq >= from) : await log.read(from - 1, PAGE);
    for (const event of page) collect(changes, event);
    from = (page.at(-1)?.seq ?? from - 1) + 1;
    isMore = !isKnown && page.length === PAGE;
  }
  await mergeValues(home, changes);
  log.caughtUp(from - 1);
}

async function mergeValues(home: CatchUpHome, changes: Map<DeviceId, Map<string, ValueChange>>): Promise<void> {
  if (changes.size === 0) return;
  const stored = await home.readValues([...changes.keys()]);
  const merge = async (device: DeviceId, list: Iterable<ValueChange>): Promise<void> => {
    const values = stored.get(device) ?? new Map<string, ValueState>();
    let isChanged = false;
    for (const { key, value, at } of list) {
      const known = values.get(key);
      // a document that was read later is newer than the event
      if (known && known.changedAt > at) continue;
      // it knows this very change, and perhaps more of it: that the value has gone stale
      if (known?.changedAt === at && isDeepStrictEqual(known.value, value)) continue;
      values.set(key, { value, source: "live", changedAt: at, seenAt: Math.max(at, known?.seenAt ?? 0) });
      isChanged = true;
    }
    if (isChanged) await home.putValues(device, values);
  };
  await Promise.all([...changes].map(([device, list]) => merge(device, list.values())));
}

const ValueEvent = z.object({
  type: z.literal("datapoint.value_changed"),
  payload: z.object({
    central: z.string(),
    device_address: z.string(),
    channel: z.int().nullable(),
    parameter: z.string(),
    paramset_key: z.enum(["VALUES", "MASTER"]),
    value: z.unknown(),
    modified_at: z.string(),
  }),
});

interface ValueChange {
  key: string;
  value: unknown;
  /** Milliseconds, by the home's clock. */
  at: number;
}

/** The latest change of each value. */
function collect(changes: Map<DeviceId, Map<string, ValueChange>>, event: EventDraft): void {
  for (const { device, ...change } of valueChangeOf(event)) {
    const own = changes.get(device) ?? new Map<string, ValueChange>();
    changes.set(device, own);
    if ((own.get(change.key)?.at ?? Number.NEGATIVE_INFINITY) <= change.at) own.set(change.key, change);
  }
}

function valueChangeOf({ tail }: EventDraft): (ValueChange & { device: DeviceId })[] {
  if (!tail.includes('"datapoint.value_changed"')) return [];
  let frame: unknown;
  try {
    frame = JSON.parse(`{${tail}`);
  } catch {
    return [];
  }
  const parsed = ValueEvent.safeParse(frame);
  const at = parsed.success ? Date.parse(parsed.data.payload.modified_at) : Number.NaN;
  if (!parsed.success || Number.isNaN(at)) return [];
  const { central, device_address: address, channel, paramset_key, parameter, value } = parsed.data.payload;
  return [{ device: deviceId(central, address), key: valueKey(channel, paramset_key, parameter), value, at }];
}
