/** The last day of what a tile shows, beside it; more is one touch away. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { formatNumber, t } from "../i18n/index.ts";
import { linkTo } from "../model/route.ts";
import { seriesId } from "../model/series.ts";
import { SPARK_HEIGHT, SPARK_WIDTH } from "../model/spark.ts";
import type { ChannelPoint, Tile } from "../model/tiles.ts";
import { devices, valueSignal } from "../state/live.ts";
import { hasHistory, sparkSignal, wantSpark } from "../state/sparks.ts";

/** CSS pixels below the screen at which it is asked for. */
const AHEAD = "120px";
const NUMBERS = ["FLOAT", "INTEGER"];

/** What of a tile is a line over time; `undefined`: nothing is. */
export const plottedOf = ({ readings }: Tile): ChannelPoint | undefined =>
  readings.find(({ point }) => point.operations.event && NUMBERS.includes(point.type ?? "") && !point.value_list);

/** It is there as soon as it is seen; until there is something to draw it is an empty place. */
export function SparkLine({ tile, one }: { readonly tile: Tile; readonly one: ChannelPoint }) {
  const { central, address, name } = tile;
  const { channel, point } = one;
  const id = seriesId(tile, channel, point.parameter);
  const isSeen = useSignal(false);
  const place = useRef<HTMLDivElement>(null);
  const value = valueSignal(central, address, channel, point.parameter).value;
  useEffect(() => {
    if (place.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        isSeen.value = entry?.isIntersecting === true;
      },
      { rootMargin: AHEAD },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [hasHistory.value]);
  useEffect(() => {
    const device = devices.value.find((known) => known.central === central && known.address === address);
    if (!isSeen.value || device === undefined) return;
    const interfaceId = device.summary.interface_id;
    return wantSpark(id, { central, interfaceId, address, channel, parameter: point.parameter });
  }, [isSeen.value, id, value]);
  if (!hasHistory.value) return null;
  const spark = sparkSignal(id).value;
  const unit = point.unit ? `\u00a0${point.unit}` : "";
  if (spark === undefined) return <div ref={place} class="spark none" />;
  const [low, high] = [`${formatNumber(spark.min)}${unit}`, `${formatNumber(spark.max)}${unit}`];
  const label = t("tile.day", { name, low, high });
  return (
    <div ref={place} class="spark">
      <a href={linkTo("history", id)} title={label}>
        <svg viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
          <path d={spark.path} vector-effect="non-scaling-stroke" />
        </svg>
      </a>
    </div>
  );
}
