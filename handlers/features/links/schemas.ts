/** What is asked for and sent about direct links, as the contract has it. */
import * as z from "zod";
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

/** Which end of the link the channel in the path is to be. */
export const LinkRoleName = z.enum(["sender", "receiver"]);
