/** What is answered about direct links, central links and link profiles, as the contract has it. */
import * as z from "zod";
import { LinkProfileView } from "../paramsets/answers/link-profiles.ts";
import { ParameterValues } from "../paramsets/schemas/paramsets.ts";
import { LinkEnd } from "./schemas.ts";

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

export const LinkList = z.array(Link);
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
export const LinkableChannels = z.array(LinkableChannel);

// ---------------------------------------------------------------- central links

const CentralLinksChannelStatus = z
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

// ---------------------------------------------------------------- of commands

const Ends = { sender: LinkEnd, receiver: LinkEnd };
export const LinkableBeside = z.strictObject({ channels: LinkableChannels });
export const LinkAdded = z.strictObject({ added: z.literal(true), ...Ends });
export const LinkUpdated = z.strictObject({ updated: z.literal(true), ...Ends });
export const LinkRemoved = z.strictObject({ removed: z.literal(true), ...Ends });
export const LinkActivated = z.strictObject({ success: z.literal(true), long_press: z.boolean() });
export const LinkParamsetRead = z.strictObject({ values: ParameterValues });
export const LinkParamsetWritten = z.strictObject({ success: z.literal(true) });
/** As the interface process sent it: TYPE, OPERATIONS, FLAGS, MIN, MAX …, by parameter. */
export const LinkParamsetDescribed = z.record(z.string(), z.unknown());

/** `profiles` is null where nothing is known for the pair; the active one is 0 where the link follows none. */
export const OfferedProfiles = z.strictObject({
  profiles: z.array(LinkProfileView).nullable(),
  active_profile_id: z.int(),
});
export const ProfilePreview = z.union([
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
]);
export type ProfilePreview = z.infer<typeof ProfilePreview>;
