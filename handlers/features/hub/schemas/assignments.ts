/** Names, rooms and functions of devices and channels, as they are asked for. */
import * as z from "zod";

/** Characters of a name: the CCU's own pages cut far earlier; this keeps hostile bodies small. */
export const NAME_LIMIT = 255;

/** Rooms or functions of one assignment: more than a house has. */
export const ASSIGNMENT_LIMIT = 200;

export const Name = z.string().max(NAME_LIMIT);

export const Names = z.array(Name).max(ASSIGNMENT_LIMIT);

const assignment = {
  name: Name.optional(),
  rooms: Names.optional().meta({ description: "Exactly these rooms afterwards; [] clears" }),
  functions: Names.optional().meta({ description: "Exactly these functions afterwards; [] clears" }),
};

export const DevicePatch = z.strictObject({
  ...assignment,
  include_channels: z.boolean().optional().meta({ description: "With `name`: channels become `<name>:<number>`" }),
});
export type DevicePatch = z.infer<typeof DevicePatch>;

export const ChannelPatch = z.strictObject(assignment);
export type ChannelPatch = z.infer<typeof ChannelPatch>;
