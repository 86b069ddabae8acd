/** Data points that a plot can show, by what people call them. */
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { compareNames } from "../../i18n/index.ts";
import { readSeries, type Series, seriesId } from "../../model/series.ts";
import { pointsOf } from "../../model/tiles.ts";

export interface Plottable extends Series {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly interfaceId: string;
  readonly rooms: readonly string[];
}

const NUMBERS = ["FLOAT", "INTEGER"];

export function plottableOf(device: HomeDevice): Plottable[] {
  const { central, address, summary } = device;
  const points = pointsOf(device).filter(
    ({ point, channel }) =>
      channel > 0 && point.operations.event && NUMBERS.includes(point.type ?? "") && point.usage !== "no_create",
  );
  const labels = points.map(({ point }) => point.parameter_label ?? point.parameter);
  return points.map(({ point, channel }, index) => {
    const label = labels[index]!;
    const isAlone = labels.indexOf(label) === labels.lastIndexOf(label);
    return {
      central,
      address,
      channel,
      parameter: point.parameter,
      id: seriesId(device, channel, point.parameter),
      name: `${summary.name} · ${isAlone ? label : `${label} ${channel}`}`,
      unit: point.unit ?? "",
      interfaceId: summary.interface_id,
      rooms: summary.rooms ?? [],
    };
  });
}

export const allPlottable = (devices: readonly HomeDevice[]): Plottable[] =>
  devices.flatMap(plottableOf).sort((a, b) => compareNames(a.name, b.name));

/** Those of the names that are known here, in their order. */
export function chosenFrom(ids: readonly string[], devices: readonly HomeDevice[]): Plottable[] {
  return ids.flatMap((id) => {
    const series = readSeries(id);
    const device = devices.find(({ central, address }) => central === series?.central && address === series.address);
    return device ? plottableOf(device).filter((one) => one.id === id) : [];
  });
}
