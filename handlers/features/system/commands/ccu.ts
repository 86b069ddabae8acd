/** Commands about what the CCUs have told: figures, and reading devices anew. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { badRequest } from "../../../kernel/problem.ts";
import { reloadChannel, reloadDevice } from "../../devices/home/reload.ts";
import { ADDRESS_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import { CACHE_KINDS, clearCaches } from "../cache-clear.ts";
import { countMessages, deviceStatistics, listSignalQuality, listThrottles } from "../statistics.ts";

const Count = z.int().min(0);
const DeviceCounts = z.strictObject({ total: Count, unreachable: Count, firmware_updatable: Count });
const SignalQuality = z.strictObject({
  address: z.string(),
  name: z.string(),
  model: z.string(),
  interface_id: z.string(),
  is_reachable: z.boolean(),
  signal_strength: z.int().nullable().meta({ description: "dBm at the device; null where it never told" }),
  low_battery: z.boolean().nullable(),
});
const Throttle = z.strictObject({
  interface_id: z.string(),
  in_flight: Count,
  waiting: Count,
  superseded: Count.meta({ description: "Writes that a newer or more urgent one took out of the queue" }),
  burst_downgrades: z.literal(0).meta({ description: "A write past the burst waits, it is not downgraded" }),
  waited_for_burst_slot: Count.meta({ description: "Writes that waited for the radio's budget" }),
});

const Name = z.string().max(255).optional();
const none = z.object({});
const here = { category: "ccu", role: "viewer", served: "here", args: none } as const;

/** `<device>:<number>`; the older name counts where the other is empty. @throws Refusal 400 */
function channelOf(args: { channel_address: string; address?: string | undefined }): [device: string, number: number] {
  const address = args.channel_address || args.address || "";
  const found = /^([^:]+):(\d{1,4})$/.exec(address);
  if (!found) throw badRequest("channel_address: <device>:<number> is needed", "Invalid args");
  return [found[1]!, Number(found[2])];
}

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
      result: z.strictObject({ success: z.literal(true), device_address: z.string() }),
      rest: "POST /devices/{addr}/reload",
    },
    async (context) => {
      const { device_address } = context.args;
      await reloadDevice(context, device_address);
      return { success: true as const, device_address };
    },
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
      result: z.strictObject({ success: z.literal(true), channel_address: z.string() }),
      rest: "POST /devices/{addr}/channels/{no}/reload",
    },
    async (context) => {
      const [device, number] = channelOf(context.args);
      return { success: true as const, channel_address: await reloadChannel(context, device, number) };
    },
  ),
];

export const ccuCommands: Command[] = [
  command(
    {
      ...here,
      name: "ccu.device_statistics",
      summary: "Devices of all CCUs: how many, how many are out of reach, how many can take firmware",
      result: z.strictObject({
        by_interface: z.record(z.string(), DeviceCounts),
        total_devices: Count,
        unreachable_devices: Count,
        firmware_updatable_devices: Count,
      }),
    },
    (context) => deviceStatistics(context),
  ),
  command(
    {
      ...here,
      name: "ccu.get_hub_data",
      summary: "Messages of all CCUs, counted",
      result: z.strictObject({
        service_messages: Count.nullable().meta({ description: "null before a CCU told any" }),
        alarm_messages: Count.nullable(),
      }),
    },
    (context) => countMessages(context),
  ),
  command(
    {
      ...here,
      name: "ccu.get_signal_quality",
      summary: "How every device is heard, and whether its battery is low",
      result: z.strictObject({ devices: z.array(SignalQuality) }),
    },
    async (context) => ({ devices: await listSignalQuality(context) }),
  ),
  command(
    {
      ...here,
      served: "home",
      name: "ccu.throttle_stats",
      summary: "Writes that wait in front of each interface, and what became of earlier ones",
      result: z.strictObject({ throttles: z.array(Throttle) }),
    },
    (context) => ({ throttles: listThrottles(context) }),
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
      result: z.strictObject({
        scope: z.enum(CACHE_KINDS),
        devices: Count,
        paramsets: Count,
        values: Count,
        master: Count,
        centrals_reinit: z.array(z.string()),
      }),
    },
    async (context) => ({
      scope: context.args.kind,
      ...(await clearCaches(context, context.identity, context.args)),
    }),
  ),
  ...reloads("ccu"),
  ...reloads("config"),
];
