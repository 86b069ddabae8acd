/** How a thing was at a moment, in words: out of the log, else out of what was recorded, else unknown. */
import type { HomeDevice, Schemas } from "../../../../adapters/client/index.ts";
import { wordFor } from "../../model/reading.ts";
import { summaryOf } from "../../model/summary.ts";
import type { ChannelPoint, Tile } from "../../model/tiles.ts";
import type { Words } from "./happenings.ts";
import type { Past } from "./past.ts";
import { stateOfValues } from "./state-of-values.ts";

type Bucket = Schemas["HistoryBucket"];

export interface Told {
  /** Of the first: what the thing is. Others: with what they are called. */
  readonly label?: string;
  /** `undefined`: it is not known. */
  readonly text: string | undefined;
  readonly isRecorded?: boolean;
}

export interface Sources {
  readonly past: Past;
  readonly words: Words;
  /** What was recorded of a data point, in parts of the range. */
  readonly recorded: (tile: Tile, one: ChannelPoint) => readonly Bucket[] | undefined;
}

/** The part of a range that holds a moment says what the value was, if one was known then. */
export function bucketAt(buckets: readonly Bucket[], at: number): Bucket | undefined {
  let found: Bucket | undefined;
  for (const bucket of buckets) {
    if (Date.parse(bucket.ts) > at) break;
    found = bucket;
  }
  return found !== undefined && Number.isFinite(found.avg) && (found.count > 0 || (found.covered_ms ?? 0) > 0)
    ? found
    : undefined;
}

function pointAt(tile: Tile, device: HomeDevice, one: ChannelPoint, at: number, sources: Sources): Told {
  const { past, words, recorded } = sources;
  const { channel, point } = one;
  const where = { central: tile.central, address: tile.address, channel, parameter: point.parameter };
  const known = past.valueAt(where, at, device.values.get(`${channel}.${point.parameter}`)?.value);
  if (known !== undefined) return { text: wordFor(one, known.value, words) };
  const bucket = bucketAt(recorded(tile, one) ?? [], at);
  if (bucket === undefined) return { text: undefined };
  const value = wordFor(one, bucket.avg, words);
  return { text: bucket.min === bucket.max ? value : words.w("state.about", { value }), isRecorded: true };
}

function customAt(tile: Extract<Tile, { kind: "custom" }>, device: HomeDevice, at: number, sources: Sources): Told {
  const { past, words } = sources;
  const { central, address, custom: name, category } = tile;
  const custom = device.customs.get(name);
  const known = past.stateAt({ central, address, name }, at, custom?.state);
  const state = known?.value ?? stateBefore(tile, device, custom?.channel_no, at, past);
  return { text: state && summaryOf(category, state, words).join(" · ") };
}

/** Before the first state that the log has: by the values that make it. */
function stateBefore(
  { central, address, category }: Tile & { category: string },
  device: HomeDevice,
  no: number | undefined,
  at: number,
  past: Past,
) {
  const points = device.channels.find(({ number }) => number === no)?.data_points ?? [];
  return stateOfValues(category, (parameter) => {
    const point = points.find((one) => one.parameter === parameter);
    if (no === undefined || point === undefined) return undefined;
    const now = device.values.get(`${no}.${parameter}`)?.value;
    const known = past.valueAt({ central, address, channel: no, parameter }, at, now)?.value;
    return typeof known === "number" ? (point.value_list?.[known] ?? known) : known;
  });
}

/** First what it is, then what it measures. */
export function thingAt(tile: Tile, device: HomeDevice, at: number, sources: Sources): Told[] {
  const named = tile.readings.map((one) => ({
    label: one.point.parameter_label ?? one.point.parameter,
    ...pointAt(tile, device, one, at, sources),
  }));
  if (tile.kind === "custom") return [customAt(tile, device, at, sources), ...named];
  if (tile.kind === "switch") return [pointAt(tile, device, tile.point, at, sources), ...named];
  const [first, ...others] = named;
  return first === undefined ? [] : [{ text: first.text, isRecorded: first.isRecorded ?? false }, ...others];
}
