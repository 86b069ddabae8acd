/** Commands about direct links, what they do, and the ready-made behaviour that fits them. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import {
  describeLinkParamset,
  readLinkParamset,
  writeUnlockedLinkParamset,
} from "../../paramsets/home/link-paramsets.ts";
import { ParameterValues } from "../../paramsets/schemas/paramsets.ts";
import { done } from "../../shared/done.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { DeviceAddress } from "../../shared/parameters.ts";
import {
  AllLinks,
  LinkActivated,
  LinkAdded,
  LinkableBeside,
  LinkParamsetDescribed,
  LinkParamsetRead,
  LinkParamsetWritten,
  LinkRemoved,
  LinkUpdated,
  OfferedProfiles,
  ProfilePreview,
} from "../answers.ts";
import { activateLink, addLink, removeLink, setLinkInfo } from "../home/change-links.ts";
import { previewProfile, profilesOf } from "../home/link-profiles.ts";
import { listAllLinks, listDeviceLinks } from "../home/list-links.ts";
import { channelsBeside } from "../linkable-channels.ts";
import { LinkEnd, LinkText } from "../schemas.ts";

const Ends = { sender: LinkEnd, receiver: LinkEnd };
const Texts = { name: LinkText, description: LinkText };
const Paramset = { address: LinkEnd, peer_address: LinkEnd };
/** Says nothing that the addresses do not: taken for the contract's sake. */
const InterfaceId = z.string().min(1).max(255);
const Pair = { sender_channel_address: LinkEnd, receiver_channel_address: LinkEnd };
const pairOf = (args: { sender_channel_address: string; receiver_channel_address: string }) => ({
  sender: args.sender_channel_address,
  receiver: args.receiver_channel_address,
});
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
      result: AllLinks,
      rest: "GET /devices/{addr}/links",
    },
    async (scope) => ({ links: await listDeviceLinks(scope, scope.args.device_address, "en") }),
  ),
  command(
    {
      ...viewer,
      name: "links.list_all",
      summary: "Every direct link of every CCU",
      args: z.object({ central: CentralArgument, locale: z.string().max(16).optional() }),
      result: AllLinks,
      rest: "GET /links",
    },
    async (scope) => ({
      links: await listAllLinks(scope, scope.args.central || undefined, scope.args.locale === "de" ? "de" : "en"),
    }),
  ),
  command(
    {
      ...viewer,
      name: "links.linkable_channels",
      summary: "Channels of the other devices on the same interface",
      served: "here",
      args: z.object({ device_address: DeviceAddress }),
      result: LinkableBeside,
      rest: "GET /devices/{addr}/channels/{no}/linkable-channels",
    },
    async (scope) => ({ channels: await channelsBeside(scope, scope.args.device_address, "en") }),
  ),
];

const changes: Command[] = [
  command(
    {
      ...operator,
      name: "links.add",
      summary: "Link two channels, so that they work without the CCU",
      args: z.object({ ...Ends, ...Texts }),
      result: LinkAdded,
      rest: "POST /devices/{addr}/links",
    },
    async (scope) => ({
      added: await done(addLink(scope, scope.args, scope.args)),
      sender: scope.args.sender,
      receiver: scope.args.receiver,
    }),
  ),
  command(
    {
      ...operator,
      name: "links.set_info",
      summary: "Give a link a new name and description",
      args: z.object({ ...Ends, ...Texts }),
      result: LinkUpdated,
      rest: "PATCH /devices/{addr}/links",
    },
    async (scope) => ({
      updated: await done(setLinkInfo(scope, scope.args, scope.args)),
      sender: scope.args.sender,
      receiver: scope.args.receiver,
    }),
  ),
  command(
    {
      ...operator,
      name: "links.remove",
      summary: "Remove a link",
      args: z.object(Ends),
      result: LinkRemoved,
      rest: "DELETE /devices/{addr}/links",
    },
    async (scope) => ({
      removed: await done(removeLink(scope, scope.args)),
      sender: scope.args.sender,
      receiver: scope.args.receiver,
    }),
  ),
  command(
    {
      ...operator,
      name: "links.activate_paramset",
      summary: "Let the receiver act as if the sender's key had been pressed; it really moves",
      args: z.object({ ...Pair, long_press: z.boolean().default(false) }),
      result: LinkActivated,
      rest: "POST /devices/{addr}/links/test",
    },
    async (scope) => ({
      success: await done(activateLink(scope, pairOf(scope.args), scope.args.long_press)),
      long_press: scope.args.long_press,
    }),
  ),
];

const paramsets: Command[] = [
  command(
    {
      ...viewer,
      name: "links.get_paramset",
      summary: "What a channel does when one certain other channel speaks",
      args: z.object(Paramset),
      result: LinkParamsetRead,
      rest: "GET /devices/{addr}/link-ps/{peer}",
    },
    async (scope) => ({
      values: await readLinkParamset(scope, { address: scope.args.address, peer: scope.args.peer_address }),
    }),
  ),
  command(
    {
      ...operator,
      name: "links.put_paramset",
      summary: "Write parameters of one link, unless somebody else is editing it",
      args: z.object({ ...Paramset, parameters: ParameterValues }),
      result: LinkParamsetWritten,
      rest: "PUT /devices/{addr}/link-ps/{peer}",
    },
    async (scope) => ({
      success: await done(
        writeUnlockedLinkParamset(
          scope,
          { address: scope.args.address, peer: scope.args.peer_address },
          scope.args.parameters,
        ),
      ),
    }),
  ),
  command(
    {
      ...viewer,
      name: "links.get_form_schema",
      summary: "The parameters of a link, as the CCU describes them",
      args: z.object({ interface_id: InterfaceId, ...Pair }),
      result: LinkParamsetDescribed,
    },
    async (scope) => ({
      ...(await describeLinkParamset(scope, {
        address: scope.args.receiver_channel_address,
        peer: scope.args.sender_channel_address,
      })),
    }),
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
      result: OfferedProfiles,
    },
    async (scope) => profilesOf(scope, pairOf(scope.args)),
  ),
  command(
    {
      ...viewer,
      name: "links.test_profile",
      summary: "The values that a profile would set; writes nothing",
      args: z.object({ interface_id: InterfaceId, ...Pair, profile_id: z.int().min(0).default(0) }),
      result: ProfilePreview,
    },
    async (scope) => previewProfile(scope, pairOf(scope.args), scope.args),
  ),
];

export const linksCommands: Command[] = [...lists, ...changes, ...paramsets, ...profiles];
