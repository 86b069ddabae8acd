/** Commands about direct links: the use cases of handlers/operations/link*.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { LinkProfileView } from "../../paramsets/answers/link-profiles.ts";
import {
  describeLinkParamset,
  readLinkParamset,
  writeUnlockedLinkParamset,
} from "../../paramsets/home/link-paramsets.ts";
import { ParameterValues } from "../../paramsets/schemas/paramsets.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { DeviceAddress } from "../../shared/parameters.ts";
import { profilePreview, profilesOf } from "../link-profiles.ts";
import { channelsBeside } from "../linkable-channels.ts";
import { activateLink, addLink, listAllLinks, listDeviceLinks, removeLink, setLinkInfo } from "../links.ts";
import { Link, LinkableChannel, LinkEnd, LinkText } from "../schemas.ts";

const Ends = { sender: LinkEnd, receiver: LinkEnd };
const Texts = { name: LinkText, description: LinkText };
const Paramset = { address: LinkEnd, peer_address: LinkEnd };
/** Says nothing that the addresses do not: taken for the contract's sake. */
const InterfaceId = z.string().min(1).max(255);
const Pair = { sender_channel_address: LinkEnd, receiver_channel_address: LinkEnd };
const links = { category: "links", served: "home" } as const;
const viewer = { ...links, role: "viewer" } as const;
const operator = { ...links, role: "operator" } as const;

const lists: Command[] = [
  command(
    {
      ...viewer,
      name: "links.list",
      summary: "Direct links of a device",
      args: z.object({ device_address: DeviceAddress }),
      result: z.strictObject({ links: z.array(Link) }),
      rest: "GET /devices/{addr}/links",
    },
    async (context) => ({ links: await listDeviceLinks(context, context.args.device_address, "en") }),
  ),
  command(
    {
      ...viewer,
      name: "links.list_all",
      summary: "Every direct link of every CCU",
      args: z.object({ central: CentralArgument, locale: z.string().max(16).optional() }),
      result: z.strictObject({ links: z.array(Link) }),
      rest: "GET /links",
    },
    async (context) => {
      const locale = context.args.locale === "de" ? "de" : "en";
      return { links: await listAllLinks(context, context.args.central || undefined, locale) };
    },
  ),
  command(
    {
      ...viewer,
      name: "links.linkable_channels",
      summary: "Channels of the other devices on the same interface",
      served: "here",
      args: z.object({ device_address: DeviceAddress }),
      result: z.strictObject({ channels: z.array(LinkableChannel) }),
      rest: "GET /devices/{addr}/channels/{no}/linkable-channels",
    },
    async (context) => ({ channels: await channelsBeside(context, context.args.device_address, "en") }),
  ),
];

const changes: Command[] = [
  command(
    {
      ...operator,
      name: "links.add",
      summary: "Link two channels, so that they work without the CCU",
      args: z.object({ ...Ends, ...Texts }),
      result: z.strictObject({ added: z.literal(true), ...Ends }),
      rest: "POST /devices/{addr}/links",
    },
    async (context) => {
      const { sender, receiver, name, description } = context.args;
      await addLink(context, context.identity, { sender, receiver }, { name, description });
      return { added: true as const, sender, receiver };
    },
  ),
  command(
    {
      ...operator,
      name: "links.set_info",
      summary: "Give a link a new name and description",
      args: z.object({ ...Ends, ...Texts }),
      result: z.strictObject({ updated: z.literal(true), ...Ends }),
      rest: "PATCH /devices/{addr}/links",
    },
    async (context) => {
      const { sender, receiver, name, description } = context.args;
      await setLinkInfo(context, context.identity, { sender, receiver }, { name, description });
      return { updated: true as const, sender, receiver };
    },
  ),
  command(
    {
      ...operator,
      name: "links.remove",
      summary: "Remove a link",
      args: z.object(Ends),
      result: z.strictObject({ removed: z.literal(true), ...Ends }),
      rest: "DELETE /devices/{addr}/links",
    },
    async (context) => {
      const { sender, receiver } = context.args;
      await removeLink(context, context.identity, { sender, receiver });
      return { removed: true as const, sender, receiver };
    },
  ),
  command(
    {
      ...operator,
      name: "links.activate_paramset",
      summary: "Let the receiver act as if the sender's key had been pressed; it really moves",
      args: z.object({ ...Pair, long_press: z.boolean().default(false) }),
      result: z.strictObject({ success: z.literal(true), long_press: z.boolean() }),
      rest: "POST /devices/{addr}/links/test",
    },
    async (context) => {
      const { sender_channel_address: sender, receiver_channel_address: receiver, long_press } = context.args;
      await activateLink(context, context.identity, { sender, receiver }, long_press);
      return { success: true as const, long_press };
    },
  ),
];

const paramsets: Command[] = [
  command(
    {
      ...viewer,
      name: "links.get_paramset",
      summary: "What a channel does when one certain other channel speaks",
      args: z.object(Paramset),
      result: z.strictObject({ values: ParameterValues }),
      rest: "GET /devices/{addr}/link-ps/{peer}",
    },
    async (context) => {
      const { address, peer_address: peer } = context.args;
      return { values: await readLinkParamset(context, { address, peer }) };
    },
  ),
  command(
    {
      ...operator,
      name: "links.put_paramset",
      summary: "Write parameters of one link, unless somebody else is editing it",
      args: z.object({ ...Paramset, parameters: ParameterValues }),
      result: z.strictObject({ success: z.literal(true) }),
      rest: "PUT /devices/{addr}/link-ps/{peer}",
    },
    async (context) => {
      const { address, peer_address: peer, parameters } = context.args;
      await writeUnlockedLinkParamset(context, { address, peer }, parameters);
      return { success: true as const };
    },
  ),
  command(
    {
      ...viewer,
      name: "links.get_form_schema",
      summary: "The parameters of a link, as the CCU describes them",
      args: z.object({ interface_id: InterfaceId, ...Pair }),
      // as the interface process sent it: TYPE, OPERATIONS, FLAGS, MIN, MAX …
      result: z.record(z.string(), z.unknown()),
    },
    async (context) => {
      const { sender_channel_address: peer, receiver_channel_address: address } = context.args;
      return { ...(await describeLinkParamset(context, { address, peer })) };
    },
  ),
];

const profiles: Command[] = [
  command(
    {
      ...viewer,
      name: "links.get_profiles",
      summary: "Ready-made behaviour that fits a pair of channels, and which one the link follows (0 = none)",
      args: z.object({
        interface_id: InterfaceId.optional(),
        ...Pair,
        locale: z.string().max(16).optional(),
      }),
      result: z.strictObject({ profiles: z.array(LinkProfileView).nullable(), active_profile_id: z.int() }),
    },
    async (context) => {
      const { sender_channel_address: sender, receiver_channel_address: receiver } = context.args;
      return profilesOf(context, { sender, receiver });
    },
  ),
  command(
    {
      ...viewer,
      name: "links.test_profile",
      summary: "The values that a profile would set; writes nothing",
      args: z.object({ interface_id: InterfaceId, ...Pair, profile_id: z.int().min(0).default(0) }),
      result: z.union([
        z.strictObject({
          success: z.literal(true),
          applied_values: z.record(z.string(), z.number()),
          profile_id: z.int(),
          interface_id: z.string(),
        }),
        z.strictObject({
          success: z.literal(false),
          applied_values: z.record(z.string(), z.number()),
          profile_id: z.int(),
          unsupported: z.literal(true),
        }),
      ]),
    },
    async (context) => {
      const { sender_channel_address: sender, receiver_channel_address: receiver } = context.args;
      const { interface_id, profile_id } = context.args;
      const values = await profilePreview(context, { sender, receiver }, profile_id);
      return values
        ? { success: true as const, applied_values: values, profile_id, interface_id }
        : { success: false as const, applied_values: {}, profile_id, unsupported: true as const };
    },
  ),
];

export const linksCommands: Command[] = [...lists, ...changes, ...paramsets, ...profiles];
