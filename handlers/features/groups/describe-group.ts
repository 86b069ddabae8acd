/** Groups and members with what the home knows of the devices. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { deviceId, idOf } from "../../model/device-id.ts";

import { type Channel, type Device, valueKey } from "../../model/types.ts";
import type { HeatingGroup, HeatingGroupMember } from "../../ports/index.ts";
import type { GroupEntry, GroupMemberEntry, SuitableMemberEntry } from "./schemas.ts";

interface Place {
  device: Device | undefined;
  /** The channel that the address names. */
  channel: Channel | undefined;
}

async function placeOf(scope: RequestScope, central: string, address: string): Promise<Place> {
  const [deviceAddress = ""] = address.split(":");
  const device = await scope.home.device(deviceId(central, deviceAddress));
  const channel = address.includes(":") ? device?.channels.find((one) => one.address === address) : undefined;
  return { device, channel };
}

const namesOf = ({ device, channel }: Place) => ({
  ...(device ? { device_name: device.name, device_model: device.model } : {}),
  ...(channel ? { channel_name: channel.name } : {}),
});
/** Of the channel, else of all channels of the device. */
const placesOf = ({ device, channel }: Place, kind: "rooms" | "functions"): string[] => [
  ...new Set(channel ? channel[kind] : (device?.channels.flatMap((one) => one[kind]) ?? [])),
];

async function describeMember(
  scope: RequestScope,
  central: string,
  { address, type }: HeatingGroupMember,
): Promise<GroupMemberEntry> {
  const place = await placeOf(scope, central, address);
  const rooms = placesOf(place, "rooms");
  return {
    address,
    ...(type === undefined ? {} : { type_id: type }),
    ...namesOf(place),
    ...(rooms.length > 0 ? { rooms } : {}),
  };
}

export async function describeGroup(scope: RequestScope, central: string, group: HeatingGroup): Promise<GroupEntry> {
  return {
    id: group.id,
    name: group.name,
    ...(group.deviceName === undefined ? {} : { group_device_name: group.deviceName }),
    forbid_single_operation: group.forbidSingleOperation,
    type_id: group.type,
    ...(group.typeLabel === undefined ? {} : { type_label: group.typeLabel }),
    members: await Promise.all(group.members.map((member) => describeMember(scope, central, member))),
  };
}

export async function describeCandidate(
  scope: RequestScope,
  central: string,
  { address, type }: HeatingGroupMember,
): Promise<SuitableMemberEntry> {
  const place = await placeOf(scope, central, address);
  const { device, channel } = place;
  const pending = device && (await scope.home.values(idOf(device))).get(valueKey(0, "VALUES", "CONFIG_PENDING"))?.value;
  return {
    address,
    ...(type === undefined ? {} : { type }),
    ...(device ? { serial: device.address, device_address: device.address } : {}),
    ...namesOf(place),
    ...(channel?.number === null || channel === undefined ? {} : { channel_no: channel.number }),
    rooms: placesOf(place, "rooms"),
    functions: placesOf(place, "functions"),
    ...(typeof pending === "boolean" ? { config_pending: pending } : {}),
  };
}
