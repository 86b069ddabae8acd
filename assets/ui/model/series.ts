/** A data point as a line of a plot: how it is named in addresses and in diagrams that are kept. */

export interface Series {
  readonly central: string;
  readonly address: string;
  readonly channel: number;
  readonly parameter: string;
}

interface Owner {
  readonly central: string;
  readonly address: string;
}

export const seriesId = ({ central, address }: Owner, channel: number, parameter: string): string =>
  JSON.stringify([central, address, channel, parameter]);

/** `undefined` where it is no name of a series. */
export function readSeries(id: string): Series | undefined {
  try {
    const [central, address, channel, parameter] = JSON.parse(id) as unknown[];
    if (typeof central !== "string" || typeof address !== "string" || typeof parameter !== "string") return undefined;
    if (typeof channel !== "number" || !Number.isSafeInteger(channel)) return undefined;
    return { central, address, channel, parameter };
  } catch {
    return undefined;
  }
}
