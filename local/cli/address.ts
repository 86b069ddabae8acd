/** What is meant: a device, a channel of it, or a data point. */
import { usageError } from "./exit-codes.ts";

export interface Target {
  readonly address: string;
  readonly channel?: number;
  readonly parameter?: string;
}

/** The address of a team of smoke detectors begins with an asterisk. */
const TARGET = /^(\*?[A-Za-z0-9_-]+)(?::(\d{1,4})(?:\.([A-Za-z0-9_.@-]+))?)?$/;

/** `ADDRESS[:CHANNEL[.PARAMETER]]`. @throws CliError */
export function parseTarget(text: string): Target {
  const [, address, channel, parameter] = TARGET.exec(text) ?? [];
  if (address === undefined) throw usageError(`"${text}" is not ADDRESS[:CHANNEL[.PARAMETER]]`);
  return {
    address,
    ...(channel === undefined ? {} : { channel: Number(channel) }),
    ...(parameter ? { parameter } : {}),
  };
}

export const targetText = ({ address, channel, parameter }: Target): string =>
  `${address}${channel === undefined ? "" : `:${channel}`}${parameter === undefined ? "" : `.${parameter}`}`;

export interface DataPointTarget extends Required<Target> {}

/** @throws CliError */
export function parseDataPoint(text: string): DataPointTarget {
  const { address, channel, parameter } = parseTarget(text);
  if (channel === undefined || parameter === undefined) throw usageError(`"${text}" is not ADDRESS:CHANNEL.PARAMETER`);
  return { address, channel, parameter };
}
