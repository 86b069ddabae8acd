/** What a live copy of a home holds. The identity of a device is its CCU and its address (docs/adr/0014). */
import type { Schemas } from "./contract.ts";
import type { Snapshot } from "./types.ts";

export interface HomeValue {
  readonly central: string;
  readonly address: string;
  readonly channel: number;
  readonly parameter: string;
  /** On the wire's scale; `undefined` while nothing was observed. */
  readonly value: unknown;
  /** UTC; absent where it is not known. */
  readonly modifiedAt?: string;
}

export interface HomeDevice {
  readonly central: string;
  readonly address: string;
  /** As it was when everything was read. */
  readonly summary: Schemas["DeviceSummary"];
  /** The CCU reaches it. Kept up. */
  available: boolean;
  readonly channels: ChannelList;
  /** By {@link valueKey}. */
  readonly values: Map<string, HomeValue>;
  /** By their names; empty unless they were asked for. Their states are kept up. */
  readonly customs: Map<string, Schemas["CustomDPSummary"]>;
}

/** Address -> the CCUs that have a device of it. */
export type Centrals = Map<string, Set<string>>;

export const deviceKey = (central: string, address: string): string => `${central}/${address}`;
export const valueKey = (channel: number, parameter: string): string => `${channel}.${parameter}`;

type DeviceList = NonNullable<Snapshot["device_channels"]>[number];
type ChannelList = DeviceList["channels"];

/**
 * The channels of each device. They come with the address alone: where two CCUs have it, they are in the order of the
 * devices; where that does not come out even they are nobody's, rather than another's.
 */
function channelsByDevice({ devices, device_channels = [] }: Snapshot): (DeviceList | undefined)[] {
  const byAddress = new Map<string, DeviceList[]>();
  for (const list of device_channels)
    byAddress.set(list.device_address, [...(byAddress.get(list.device_address) ?? []), list]);
  const counts = new Map<string, number>();
  for (const { address } of devices) counts.set(address, (counts.get(address) ?? 0) + 1);
  const taken = new Map<string, number>();
  return devices.map(({ address }) => {
    const lists = byAddress.get(address) ?? [];
    const index = taken.get(address) ?? 0;
    taken.set(address, index + 1);
    return lists.length === counts.get(address) ? lists[index] : undefined;
  });
}

function valuesOf(central: string, address: string, channels: ChannelList): Map<string, HomeValue> {
  const values = new Map<string, HomeValue>();
  for (const { number: channel, data_points = [] } of channels)
    for (const { parameter, value, observed, modified_at: modifiedAt } of data_points)
      values.set(valueKey(channel, parameter), {
        central,
        address,
        channel,
        parameter,
        value: observed ? value : undefined,
        modifiedAt,
      });
  return values;
}

/** Devices by {@link deviceKey}, and who has which address. */
export function applySnapshot(
  snapshot: Snapshot,
  isWanted: (central: string) => boolean,
): [devices: Map<string, HomeDevice>, centrals: Centrals] {
  const devices = new Map<string, HomeDevice>();
  const centrals: Centrals = new Map();
  const channelLists = channelsByDevice(snapshot);
  for (const [index, summary] of snapshot.devices.entries()) {
    const { address, central = "" } = summary;
    if (!isWanted(central)) continue;
    const { channels = [], custom_data_points: customs = [] } = channelLists[index] ?? {};
    devices.set(deviceKey(central, address), {
      central,
      address,
      summary,
      available: summary.available,
      channels,
      values: valuesOf(central, address, channels),
      customs: new Map(customs.map((custom) => [custom.name, custom])),
    });
    centrals.set(address, (centrals.get(address) ?? new Set()).add(central));
  }
  return [devices, centrals];
}
