/** What is asked, sent and answered about heating groups. Ids are the contract's component names. */
import * as z from "zod";
import { ADDRESS_LIMIT, integerText } from "../shared/parameters.ts";

/** Characters of a group's name: it is the name of a device, too. */
export const GROUP_NAME_LIMIT = 255;
/** Members of one group: a CCU has been seen with 20; far more are no heating group. */
export const GROUP_MEMBERS_LIMIT = 100;
/** Characters of the CCU's name of a kind of group: `hmip.heating.group`. */
export const GROUP_TYPE_LIMIT = 100;
const ID_LIMIT = 9_999_999;

export const GroupId = integerText(1, ID_LIMIT).meta({ description: "The CCU's number of the group" });
export const GroupIdArgument = z.int().min(1).max(ID_LIMIT);
export const GroupType = z
  .string()
  .min(1)
  .max(GROUP_TYPE_LIMIT)
  .meta({ description: "As `GET /groups/types` tells it" });
export const GroupName = z
  .string()
  .trim()
  .min(1)
  .max(GROUP_NAME_LIMIT)
  .regex(/^\P{Cc}*$/u, "has control characters");
export const GroupMembers = z
  .array(z.string().min(1).max(ADDRESS_LIMIT))
  .max(GROUP_MEMBERS_LIMIT)
  .meta({ description: "Addresses of devices or channels" });

const place = {
  device_name: z.string().optional(),
  device_model: z.string().optional(),
  channel_name: z.string().optional(),
  rooms: z.array(z.string()).optional(),
};

const GroupMemberEntry = z
  .strictObject({ address: z.string(), type_id: z.string().optional(), ...place })
  .meta({ id: "GroupMemberEntry", description: "A device of a group" });
export type GroupMemberEntry = z.infer<typeof GroupMemberEntry>;

export const GroupEntry = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    group_device_name: z.string().optional(),
    forbid_single_operation: z.boolean().meta({ description: "Members cannot be operated alone" }),
    type_id: z.string(),
    type_label: z.string().optional(),
    members: z.array(GroupMemberEntry),
  })
  .meta({ id: "GroupEntry", description: "A heating group" });
export type GroupEntry = z.infer<typeof GroupEntry>;

export const GroupCentralEntry = z
  .strictObject({ central: z.string(), groups: z.array(GroupEntry) })
  .meta({ id: "GroupCentralEntry", description: "The groups of one CCU" });
export type GroupCentralEntry = z.infer<typeof GroupCentralEntry>;
export const GroupList = z.strictObject({ entries: z.array(GroupCentralEntry) });

export const GroupTypeEntry = z
  .strictObject({ id: z.string(), label_key: z.string().optional() })
  .meta({ id: "GroupTypeEntry", description: "A kind of group that the CCU can make" });
export type GroupTypeEntry = z.infer<typeof GroupTypeEntry>;
export const GroupTypeList = z.strictObject({ types: z.array(GroupTypeEntry) });

const SuitableMemberEntry = z
  .strictObject({
    address: z.string(),
    serial: z.string().optional(),
    type: z.string().optional(),
    device_address: z.string().optional(),
    ...place,
    channel_no: z.int().optional(),
    functions: z.array(z.string()).optional(),
    config_pending: z.boolean().optional().meta({ description: "Configuration is still on its way to the device" }),
  })
  .meta({ id: "SuitableMemberEntry", description: "A device that a group can have" });
export type SuitableMemberEntry = z.infer<typeof SuitableMemberEntry>;
export const SuitableMembersResponse = z
  .strictObject({ assignable: z.array(SuitableMemberEntry), leftover: z.array(SuitableMemberEntry) })
  .meta({ id: "SuitableMembersResponse", description: "Devices for a kind of group: free ones, and the others" });
export type SuitableMembersResponse = z.infer<typeof SuitableMembersResponse>;

const changeable = {
  name: GroupName,
  forbid_single_operation: z.boolean().optional(),
  members: GroupMembers.optional(),
};
export const CreateGroupRequest = z
  .strictObject({ type_id: GroupType, ...changeable })
  .meta({ id: "CreateGroupRequest", description: "A new group" });
export const UpdateGroupRequest = z
  .strictObject(changeable)
  .meta({ id: "UpdateGroupRequest", description: "What a group shall be; absent members stay as they are" });
