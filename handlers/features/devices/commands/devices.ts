/** Commands about devices: each does what an operation does, through the same use case. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { changeChannel, changeDevice } from "../../hub/home/assignments.ts";
import { Name, Names } from "../../hub/schemas/assignments.ts";
import { INSTALL_MODE_SECONDS_LIMIT } from "../../hub/schemas/install-mode.ts";
import { CHANNEL_NUMBER_LIMIT, DeviceAddress } from "../../shared/parameters.ts";
import {
  ChannelFunctionsSet,
  ChannelRenamed,
  ChannelRoomsSet,
  DeviceRenamed,
  DeviceRows,
  DeviceRowWithChannels,
  InboxAccepted,
  InstallModeOpened,
} from "../answers/commands.ts";
import { acceptDevice } from "../home/accept-device.ts";
import { openInstallModeOf } from "../home/open-install-mode.ts";
import { listDeviceRows, readDeviceRow } from "../read-device-rows.ts";

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
      result: DeviceRows,
      rest: "GET /devices",
    },
    (scope) => listDeviceRows(scope),
  ),
  command(
    {
      name: "devices.get",
      category: "devices",
      summary: "One device with its channels",
      role: "viewer",
      served: "here",
      args: z.object({ address: DeviceAddress }),
      result: DeviceRowWithChannels,
      rest: "GET /devices/{addr}",
    },
    (scope) => readDeviceRow(scope, scope.args.address),
  ),
  command(
    {
      name: "device.rename",
      category: "devices",
      summary: "Rename a device, with its channels where asked for",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, name: RequiredName, include_channels: z.boolean().default(false) }),
      result: DeviceRenamed,
      rest: "PATCH /devices/{addr}",
    },
    (scope) => changeDevice(scope, scope.identity, scope.args.address, scope.args).then(() => scope.args),
  ),
  command(
    {
      name: "device.rename_channel",
      category: "devices",
      summary: "Rename a channel",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, channel: ChannelNumber, name: RequiredName }),
      result: ChannelRenamed,
      rest: "PATCH /devices/{addr}/channels/{no}",
    },
    (scope) =>
      changeChannel(scope, scope.identity, scope.args.address, scope.args.channel, scope.args).then(() => scope.args),
  ),
  command(
    {
      name: "device.set_channel_rooms",
      category: "devices",
      summary: "Put a channel into exactly these rooms",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, channel: ChannelNumber, rooms: Names }),
      result: ChannelRoomsSet,
      rest: "PATCH /devices/{addr}/channels/{no}",
    },
    (scope) =>
      changeChannel(scope, scope.identity, scope.args.address, scope.args.channel, scope.args).then(() => scope.args),
  ),
  command(
    {
      name: "device.set_channel_functions",
      category: "devices",
      summary: "Give a channel exactly these functions",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, channel: ChannelNumber, functions: Names }),
      result: ChannelFunctionsSet,
      rest: "PATCH /devices/{addr}/channels/{no}",
    },
    (scope) =>
      changeChannel(scope, scope.identity, scope.args.address, scope.args.channel, scope.args).then(() => scope.args),
  ),
  command(
    {
      name: "device.install_mode",
      category: "devices",
      summary: "Open the pairing window for one known device; 0 and less mean the default",
      role: "operator",
      served: "home",
      args: z.object({ address: DeviceAddress, duration_seconds: z.int().max(INSTALL_MODE_SECONDS_LIMIT).optional() }),
      result: InstallModeOpened,
      rest: "POST /devices/{addr}/install-mode",
    },
    (scope) => openInstallModeOf(scope, scope.identity, scope.args),
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
      result: InboxAccepted,
      rest: "POST /devices/{addr}/accept",
    },
    async (scope) => {
      await acceptDevice(scope, scope.identity, scope.args.device_address, scope.args);
      return { accepted: true as const, device_address: scope.args.device_address };
    },
  ),
];
