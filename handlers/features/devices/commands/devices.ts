/** Commands about devices: each does what an operation does, through the same use case. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import type { Device } from "../../../model/types.ts";
import { changeChannel, changeDevice } from "../../hub/operations/assignments.ts";
import { Name, Names } from "../../hub/schemas/assignments.ts";
import { requireDevice } from "../../shared/lookup.ts";
import { CHANNEL_NUMBER_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import { describeDevice } from "../describe-device.ts";
import { acceptDevice, openInstallMode } from "../operations/device-lifecycle.ts";
import { INSTALL_MODE_LIMIT, INSTALL_MODE_SECONDS } from "../schemas/install-mode.ts";

const RowFields = {
  address: z.string(),
  central: z.string(),
  interface: z.string(),
  interface_id: z.string(),
  model: z.string(),
  name: z.string(),
  available: z.boolean(),
  channels_count: z.int(),
  rooms: z.string().array(),
  functions: z.string().array(),
};
const Row = z.strictObject(RowFields);
const Detail = z.strictObject({
  ...RowFields,
  channels: z.strictObject({ address: z.string(), number: z.int(), type: z.string(), name: z.string() }).array(),
});

/** The contract's row: much smaller than the DeviceSummary of REST. */
function row(
  device: Device,
  values: Parameters<typeof describeDevice>[1],
  view: Parameters<typeof describeDevice>[2],
): z.infer<typeof Row> {
  const { available, channels_count, rooms = [], functions = [] } = describeDevice(device, values, view);
  const { address, central, interface: name, interfaceId, model } = device;
  return {
    address,
    central,
    interface: name,
    interface_id: interfaceId,
    model,
    name: device.name,
    available,
    channels_count,
    rooms,
    functions,
  };
}

const ChannelNumber = z.int().min(0).max(CHANNEL_NUMBER_LIMIT).default(0);
const RequiredName = Name.min(1);

export const devicesCommands: Command[] = [
  command(
    {
      name: "devices.list",
      category: "devices",
      summary: "Devices of all CCUs",
      role: "viewer",
      served: "here",
      args: z.object({}),
      result: z.strictObject({ devices: Row.array() }),
      rest: "GET /devices",
    },
    async ({ home }) => {
      const [devices, interfaces] = await Promise.all([home.devices(), home.interfaces()]);
      const rows = devices.map(async (device) => row(device, await home.values(device.address), { interfaces }));
      return { devices: await Promise.all(rows) };
    },
  ),
  command(
    {
      name: "devices.get",
      category: "devices",
      summary: "One device with its channels",
      role: "viewer",
      served: "here",
      args: z.object({ address: DeviceAddress }),
      result: Detail,
      rest: "GET /devices/{addr}",
    },
    async (context) => {
      const device = await requireDevice(context, context.args.address);
      const interfaces = await context.home.interfaces(device.central);
      return {
        ...row(device, await context.home.values(device.address), { interfaces }),
        channels: device.channels.map(({ address, number, type, name }) => ({
          address,
          number: number ?? 0,
          type,
          name,
        })),
      };
    },
  ),
  command(
    {
      name: "device.rename",
      category: "devices",
      summary: "Rename a device, with its channels where asked for",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, name: RequiredName, include_channels: z.boolean().default(false) }),
      result: z.strictObject({ address: z.string(), name: z.string(), include_channels: z.boolean() }),
      rest: "PATCH /devices/{addr}",
    },
    async (context) => {
      const { address, name, include_channels } = context.args;
      await changeDevice(context, context.identity, address, { name, include_channels });
      return { address, name, include_channels };
    },
  ),
  command(
    {
      name: "device.rename_channel",
      category: "devices",
      summary: "Rename a channel",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, channel: ChannelNumber, name: RequiredName }),
      result: z.strictObject({ address: z.string(), channel: z.int(), name: z.string() }),
      rest: "PATCH /devices/{addr}/channels/{no}",
    },
    async (context) => {
      const { address, channel, name } = context.args;
      await changeChannel(context, context.identity, address, channel, { name });
      return { address, channel, name };
    },
  ),
  command(
    {
      name: "device.set_channel_rooms",
      category: "devices",
      summary: "Put a channel into exactly these rooms",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, channel: ChannelNumber, rooms: Names }),
      result: z.strictObject({ address: z.string(), channel: z.int(), rooms: z.string().array() }),
      rest: "PATCH /devices/{addr}/channels/{no}",
    },
    async (context) => {
      const { address, channel, rooms } = context.args;
      await changeChannel(context, context.identity, address, channel, { rooms });
      return { address, channel, rooms };
    },
  ),
  command(
    {
      name: "device.set_channel_functions",
      category: "devices",
      summary: "Give a channel exactly these functions",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, channel: ChannelNumber, functions: Names }),
      result: z.strictObject({ address: z.string(), channel: z.int(), functions: z.string().array() }),
      rest: "PATCH /devices/{addr}/channels/{no}",
    },
    async (context) => {
      const { address, channel, functions } = context.args;
      await changeChannel(context, context.identity, address, channel, { functions });
      return { address, channel, functions };
    },
  ),
  command(
    {
      name: "device.install_mode",
      category: "devices",
      summary: "Open the pairing window for one known device; 0 and less mean the default",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, duration_seconds: z.int().max(INSTALL_MODE_LIMIT).optional() }),
      result: z.strictObject({ address: z.string(), duration_seconds: z.int() }),
      rest: "POST /devices/{addr}/install-mode",
    },
    async (context) => {
      const { address, duration_seconds: wanted = 0 } = context.args;
      const seconds = wanted > 0 ? wanted : INSTALL_MODE_SECONDS;
      await openInstallMode(context, context.identity, address, seconds);
      return { address, duration_seconds: seconds };
    },
  ),
  command(
    {
      name: "inbox.accept",
      category: "inbox",
      summary: "Take a device out of the inbox, with a name and places where given",
      role: "operator",
      served: "home",
      args: z.object({
        device_address: DeviceAddress,
        name: Name.optional(),
        include_channels: z.boolean().optional(),
        rooms: Names.optional(),
        functions: Names.optional(),
      }),
      result: z.strictObject({ accepted: z.literal(true), device_address: z.string() }),
      rest: "POST /devices/{addr}/accept",
    },
    async (context) => {
      const { device_address, ...patch } = context.args;
      await acceptDevice(context, context.identity, device_address, patch);
      return { accepted: true as const, device_address };
    },
  ),
];
