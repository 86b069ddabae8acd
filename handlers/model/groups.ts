/**
 * Channels that belong together: one feedback channel and its receivers, or a real channel and its virtual ones. Custom
 * data points name the groups; for models that nobody registered the channel types alone tell.
 */
import { customDataPointsOf } from "./custom/bind.ts";
import { hasCustomSubDevices } from "./custom/describe.ts";
import type { Device } from "./types.ts";

/** Family of a channel that can start a group, or of one that only follows. */
function family(type: string): { name: string; starts: boolean } | undefined {
  const transmitter = /^(.+)_TRANSMITTER$/.exec(type);
  if (transmitter) return { name: transmitter[1]!, starts: true };
  const receiver = /^(.+)_VIRTUAL_RECEIVER$/.exec(type);
  if (receiver) return { name: receiver[1]!, starts: false };
  return undefined;
}

/** A device has sub-devices where at least two of its groups have more than one channel (device-model 1.22). */
export function hasSubDevices(device: Device): boolean {
  const customs = customDataPointsOf(device);
  if (customs.groups.length > 0) return hasCustomSubDevices(customs);
  let large = 0;
  let current: { name: string; size: number } | undefined;
  for (const channel of device.channels) {
    const found = family(channel.type);
    if (found?.starts) current = { name: found.name, size: 1 };
    else if (found && current?.name === found.name) {
      current.size += 1;
      if (current.size === 2) large += 1;
    } else current = undefined;
  }
  return large >= 2;
}
