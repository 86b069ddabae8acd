/** Commands about what the CCUs have told: figures, and reading devices anew. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { reloadDevice } from "../../devices/home/reload.ts";
import { ADDRESS_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import {
  ChannelReloaded,
  ClearedCaches,
  DeviceReloaded,
  DeviceStatistics,
  MessageCounts,
  SignalQualities,
  Throttles,
} from "../answers/commands.ts";
import { clearCaches } from "../home/clear-caches.ts";
import { reloadNamedChannel } from "../home/reload-named-channel.ts";
import { listThrottles } from "../home/throttles.ts";
import { CACHE_KINDS } from "../schemas.ts";
import { countMessages, deviceStatistics, listSignalQuality } from "../statistics.ts";

const Name = z.string().max(255).optional();
const none = z.object({});
const here = { category: "ccu", role: "viewer", served: "here", args: none } as const;

/** Two families have the same two commands. */
const reloads = (category: "ccu" | "config"): Command[] => [
  command(
    {
      name: `${category}.reload_device_config`,
      category,
      summary: "Read descriptions and values of one device anew from the CCU",
      role: "operator",
      served: "home",
      args: z.object({ device_address: DeviceAddress }),
      result: DeviceReloaded,
      rest: "POST /devices/{addr}/reload",
    },
    async (scope) => ({
      success: true as const,
      device_address: await reloadDevice(scope, scope.args.device_address),
    }),
  ),
  command(
    {
      name: `${category}.reload_channel_config`,
      category,
      summary: "Read the values of one channel anew from the CCU",
      role: "operator",
      served: "home",
      args: z.object({
        channel_address: z.string().max(ADDRESS_LIMIT).meta({ description: "<device>:<number>" }),
        address: z.string().max(ADDRESS_LIMIT).optional().meta({ description: "Counts where the other is empty" }),
      }),
      result: ChannelReloaded,
      rest: "POST /devices/{addr}/channels/{no}/reload",
    },
    async (scope) => ({ success: true as const, channel_address: await reloadNamedChannel(scope, scope.args) }),
  ),
];

export const ccuCommands: Command[] = [
  command(
    {
      ...here,
      name: "ccu.device_statistics",
      summary: "Devices of all CCUs: how many, how many are out of reach, how many can take firmware",
      result: DeviceStatistics,
    },
    (scope) => deviceStatistics(scope),
  ),
  command(
    {
      ...here,
      name: "ccu.get_hub_data",
      summary: "Messages of all CCUs, counted",
      result: MessageCounts,
    },
    (scope) => countMessages(scope),
  ),
  command(
    {
      ...here,
      name: "ccu.get_signal_quality",
      summary: "How every device is heard, and whether its battery is low",
      result: SignalQualities,
    },
    (scope) => listSignalQuality(scope),
  ),
  command(
    {
      ...here,
      served: "home",
      name: "ccu.throttle_stats",
      summary: "Writes that wait in front of each interface, and what became of earlier ones",
      result: Throttles,
    },
    (scope) => listThrottles(scope),
  ),
  command(
    {
      name: "ccu.cache_clear",
      category: "ccu",
      summary: "Forget what is kept of a device, an interface, a CCU or all, and read the CCU anew",
      role: "admin",
      served: "home",
      args: z.object({
        kind: z.enum(CACHE_KINDS).default("global"),
        central: Name.meta({ description: "Needed for every kind but global" }),
        interface: Name.meta({ description: "Name or id; needed for interface and device" }),
        device: Name.meta({ description: "Needed for device" }),
      }),
      result: ClearedCaches,
    },
    (scope) => clearCaches(scope, scope.identity, scope.args),
  ),
  ...reloads("ccu"),
  ...reloads("config"),
];
