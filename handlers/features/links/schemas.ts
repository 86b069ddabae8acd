/** Direct links, central links and link profiles, as the contract has them. */
import { z } from "zod";
import { ADDRESS_LIMIT } from "../shared/parameters.ts";

/** Characters of a link's name or description: what the CCU's own pages take. */
export const LINK_TEXT_LIMIT = 255;

const linkText = z
  .string()
  .max(LINK_TEXT_LIMIT)
  .regex(/^\P{Cc}*$/u, "has control characters");
const channelAddress = z.string().min(1).max(ADDRESS_LIMIT);
/** An address in a body or among the arguments of a command. */
export const LinkEnd = channelAddress.meta({ description: "Address of a channel: `<device>:<number>`" });
export const LinkText = linkText.optional();

const ends = {
  sender_address: channelAddress.meta({ description: "Channel that speaks" }),
  receiver_address: channelAddress.meta({ description: "Channel that acts" }),
};

export const AddLinkRequest = z
  .strictObject({
    ...ends,
    name: LinkText.meta({ description: "Default: both addresses" }),
    description: LinkText.meta({ description: "Default: where it was created" }),
  })
  .meta({ id: "AddLinkRequest", description: "A link to be made" });

export const UpdateLinkRequest = z
  .strictObject({
    ...ends,
    name: LinkText.meta({ description: "Empty where it is left out" }),
    description: LinkText.meta({ description: "Empty where it is left out" }),
  })
  .meta({ id: "UpdateLinkRequest", description: "New texts of a link" });

export const TestLinkAtDeviceRequest = z
  .strictObject({
    receiver_address: ends.receiver_address,
    sender_address: ends.sender_address,
    long_press: z.boolean().optional().meta({ description: "As if the key were held" }),
  })
  .meta({ id: "TestLinkAtDeviceRequest", description: "Which link shall act; the receiver really moves" });

const endMembers = <P extends "sender" | "receiver">(prefix: P) =>
  ({
    [`${prefix}_device_name`]: z.string().optional(),
    [`${prefix}_device_model`]: z.string().optional(),
    [`${prefix}_channel_type`]: z.string().optional(),
    [`${prefix}_channel_type_label`]: z.string().optional(),
    [`${prefix}_channel_name`]: z.string().optional(),
  }) as Record<
    `${P}_${"device_name" | "device_model" | "channel_type" | "channel_type_label" | "channel_name"}`,
    z.ZodOptional<z.ZodString>
  >;

export const Link = z
  .strictObject({
    sender_address: z.string(),
    receiver_address: z.string(),
    name: z.string().optional(),
    description: z.string().optional(),
    flags: z
      .int()
      .optional()
      .meta({ description: "Bits: 1 sender broken, 2 receiver broken, 4 sender unknown, 8 receiver unknown" }),
    ...endMembers("sender"),
    ...endMembers("receiver"),
    peer_address: z.string().meta({ description: "The other end; in the list of all links the receiver" }),
    peer_device_name: z.string().optional(),
    peer_device_model: z.string().optional(),
    direction: z.string().meta({ description: "`outgoing` where the device asked for is the sender, else `incoming`" }),
    central_name: z.string().optional().meta({ description: "Only in the list of all links" }),
    interface_id: z.string().optional().meta({ description: "Only in the list of all links" }),
  })
  .meta({ id: "Link", description: "A direct link; members of an end that this home does not know are absent" });
export type Link = z.infer<typeof Link>;

export const AllLinks = z.strictObject({ links: z.array(Link) });

export const LinkableChannel = z
  .strictObject({
    address: z.string(),
    channel_type: z.string().optional(),
    channel_type_label: z.string().optional(),
    channel_name: z.string().optional(),
    device_address: z.string(),
    device_name: z.string().optional(),
    device_model: z.string().optional(),
  })
  .meta({ id: "LinkableChannel", description: "A channel that can be the other end of a link" });
export type LinkableChannel = z.infer<typeof LinkableChannel>;

/** Which end of the link the channel in the path is to be. */
export const LinkRoleName = z.enum(["sender", "receiver"]);

// ---------------------------------------------------------------- central links

export const CentralLinksChannelStatus = z
  .strictObject({
    address: z.string(),
    number: z.int(),
    eligible: z.boolean().meta({ description: "Has keys whose presses can be radioed to the CCU" }),
    active: z.boolean().optional().meta({ description: "What was told to the CCU from here; absent = nothing yet" }),
  })
  .meta({ id: "CentralLinksChannelStatus" });

export const CentralLinksStatus = z
  .strictObject({
    supported: z.boolean(),
    reason: z.string().optional().meta({ description: "Why not" }),
    eligible_channels: z.int().optional(),
    channels: z.array(CentralLinksChannelStatus).optional(),
    active_state_known: z
      .boolean()
      .optional()
      .meta({ description: "A CCU cannot be asked: known only where every key was set from here" }),
    active_channels: z.int().optional(),
  })
  .meta({ id: "CentralLinksStatus", description: "Whether a device's key presses are radioed to the CCU" });
export type CentralLinksStatus = z.infer<typeof CentralLinksStatus>;

export const CentralLinksReport = z
  .strictObject({ touched: z.int(), skipped: z.int(), failed: z.int() })
  .meta({ description: "Channels that the CCU was told of, that have no keys, that it did not take" });
export type CentralLinksReport = z.infer<typeof CentralLinksReport>;
