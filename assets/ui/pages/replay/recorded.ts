/** Numbers that were recorded, for the time before the event log begins. */
import type { Problem, Schemas } from "../../../../adapters/client/index.ts";
import type { Tile } from "../../model/tiles.ts";
import { devices } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import type { Span } from "./ranges.ts";

type Bucket = Schemas["HistoryBucket"];

/** Data points that are asked for at once: those of a room, not of a house. */
export const RECORDED_LIMIT = 24;
/** Parts of a range: of a night a minute and a half each; the server's limit is 2,000. */
const BUCKETS = 400;

export interface RecordedPoint {
  readonly central: string;
  readonly interfaceId: string;
  readonly channel: string;
  readonly parameter: string;
}
export const recordedId = ({ central, channel, parameter }: RecordedPoint): string =>
  `${central}/${channel}.${parameter}`;

/** What the tiles show as numbers. */
export const recordedPoints = (tiles: readonly Tile[]): RecordedPoint[] =>
  tiles.flatMap(({ central, address, readings }) => {
    const device = devices.value.find((one) => one.central === central && one.address === address);
    return readings
      .filter(({ point }) => point.type === "FLOAT" || point.type === "INTEGER")
      .map(({ channel, point: { parameter } }) => ({
        central,
        interfaceId: device?.summary.interface_id ?? "",
        channel: `${address}:${channel}`,
        parameter,
      }));
  });

export type Recorded = ReadonlyMap<string, readonly Bucket[]>;

/** All of them, or why one could not be read. */
export async function readRecorded(
  points: readonly RecordedPoint[],
  { from, to }: Span,
): Promise<{ data: Recorded; error?: undefined } | { data?: undefined; error: Problem }> {
  const time = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), buckets: BUCKETS };
  const answers = await Promise.all(
    points.map(({ central, interfaceId: interface_id, channel, parameter }) =>
      client.GET("/history", { params: { query: { central, interface_id, channel, parameter, ...time } } }),
    ),
  );
  const found = new Map<string, readonly Bucket[]>();
  for (const [index, { data, error }] of answers.entries()) {
    // switched off, or nothing of this one: as good as empty
    if (error !== undefined && error.status !== 404) return { error };
    found.set(recordedId(points[index]!), data ?? []);
  }
  return { data: found };
}
