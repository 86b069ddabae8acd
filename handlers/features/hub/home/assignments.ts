/** Names, rooms and functions of devices and channels: what people call things, kept by the CCU's logic layer. */
import type { Identity } from "../../../kernel/identity.ts";
import { unprocessable, unready } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Channel, Device, HubGroup } from "../../../model/types.ts";
import type { Ccu, Deadline, HubSnapshot } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, follow } from "../../shared/central-scope.ts";
import { orUnsupported, requireChannel, requireDevice, requireName } from "../../shared/lookup.ts";
import type { ChannelPatch, DevicePatch } from "../schemas/assignments.ts";

export interface GroupIds {
  rooms: number[] | undefined;
  functions: number[] | undefined;
}

export interface GroupNames {
  rooms?: readonly string[] | undefined;
  functions?: readonly string[] | undefined;
}

const idsOf = (groups: readonly HubGroup[], kind: "rooms" | "functions", names: readonly string[]): number[] => {
  const byName = new Map(groups.map((group) => [group.name, group.id]));
  const unknown = names.filter((name) => !byName.has(name));
  if (unknown.length > 0)
    throw unprocessable(
      `unknown ${kind}: ${unknown.slice(0, 10).join(", ")}`,
      "Validation failed",
      unknown.slice(0, 50).map((name) => ({ field: kind, reason: `the CCU has no "${name}"` })),
    );
  return [...new Set(names.map((name) => byName.get(name)!))];
};

/**
 * ReGa ids of the named rooms and functions; absent stays absent. Nothing is created on the way.
 * @throws Refusal 422 for a name that the CCU lacks, 503 while its rooms were never read
 */
export async function resolveGroups(scope: RequestScope, central: string, names: GroupNames): Promise<GroupIds> {
  if (!names.rooms && !names.functions) return { rooms: undefined, functions: undefined };
  const hub = await scope.home.hub(central);
  const asked = { rooms: names.rooms, functions: names.functions };
  for (const list of ["rooms", "functions"] as const)
    if (asked[list] && hub.unread.includes(list)) throw unready(`the ${list} of ${central} have not been read yet`);
  return {
    rooms: names.rooms && idsOf(hub.rooms, "rooms", names.rooms),
    functions: names.functions && idsOf(hub.functions, "functions", names.functions),
  };
}

/** Channels that rooms and functions of a whole device mean: all but the maintenance channel, which the CCU hides. */
const assignable = (device: Device): readonly Channel[] => {
  const channels = device.channels.filter((c) => c.number !== 0);
  return channels.length > 0 ? channels : device.channels;
};

/** One CCU call per channel and kind; earlier ones are not undone when a later one fails (subsystems 4.6). */
async function assign(
  ccu: Ccu,
  addresses: readonly string[],
  ids: GroupIds,
  done: string[],
  deadline: Deadline,
): Promise<void> {
  for (const [kind, list] of [
    ["room", ids.rooms],
    ["function", ids.functions],
  ] as const) {
    if (!list) continue;
    for (const address of addresses) {
      await ccu.setChannelRooms(kind, address, list, deadline);
      done.push(`${kind}s of ${address}`);
    }
  }
}

export interface Naming {
  /** Already checked; absent = keep. */
  name: string | undefined;
  /** Channels that follow the name as `<name>:<number>`. */
  channels: readonly { address: string; number: number | null }[];
}

/**
 * Applies a name and assignments in this order: name, channel names, rooms, functions. Assignments are audited, also
 * partial ones; a mere new name is not (subsystems 4.11).
 * @throws CcuFault; Refusal 422 where the CCU cannot do it
 */
export async function applyNaming(
  scope: RequestScope,
  who: Identity,
  ccu: Ccu,
  target: { address: string; device: string; channel?: number; assigned: readonly string[] },
  naming: Naming,
  ids: GroupIds,
): Promise<void> {
  const done: string[] = [];
  try {
    if (naming.name !== undefined) {
      await orUnsupported(ccu.rename(target.address, naming.name, scope.deadline));
      for (const { address, number } of naming.channels)
        await orUnsupported(ccu.rename(address, `${naming.name}:${number}`, scope.deadline));
    }
    await orUnsupported(assign(ccu, target.assigned, ids, done, scope.deadline));
  } finally {
    const wanted = [ids.rooms, ids.functions].filter((list) => list !== undefined).length * target.assigned.length;
    if (done.length > 0)
      await recordAudit(scope, who, {
        action: "device_assignment",
        central: ccu.central,
        device_address: target.device,
        ...(target.channel === undefined ? {} : { channel_no: target.channel }),
        note: done.length < wanted ? `partial: ${done.length} of ${wanted}: ${done.join(", ")}` : done.join(", "),
      });
  }
  const changed: (keyof HubSnapshot)[] = [
    ...(naming.name === undefined ? [] : (["names"] as const)),
    ...(ids.rooms ? (["rooms"] as const) : []),
    ...(ids.functions ? (["functions"] as const) : []),
  ];
  if (changed.length > 0) follow(scope, ccu.central, ...changed);
}

const nothing = (patch: { name?: string; rooms?: string[]; functions?: string[] }) =>
  patch.name === undefined && !patch.rooms && !patch.functions;

/** PATCH /devices/{addr}, device.rename. @throws Refusal 400 404 422 503, CcuFault */
export async function changeDevice(
  scope: RequestScope,
  who: Identity,
  address: string,
  patch: DevicePatch,
): Promise<void> {
  const device = await requireDevice(scope, address);
  if (nothing(patch)) throw unprocessable("nothing to change: give name, rooms or functions", "Nothing to change");
  const name = patch.name === undefined ? undefined : requireName(patch.name);
  const ids = await resolveGroups(scope, device.central, patch);
  const ccu = ccuOf(scope, device.central);
  await applyNaming(
    scope,
    who,
    ccu,
    { address, device: address, assigned: assignable(device).map((c) => c.address) },
    { name, channels: patch.include_channels ? device.channels : [] },
    ids,
  );
}

/** PATCH /devices/{addr}/channels/{no}, device.rename_channel, device.set_channel_*. @throws as {@link changeDevice} */
export async function changeChannel(
  scope: RequestScope,
  who: Identity,
  address: string,
  number: number,
  patch: ChannelPatch,
): Promise<void> {
  const { device, channel } = await requireChannel(scope, address, number);
  if (nothing(patch)) throw unprocessable("nothing to change: give name, rooms or functions", "Nothing to change");
  const name = patch.name === undefined ? undefined : requireName(patch.name);
  const ids = await resolveGroups(scope, device.central, patch);
  await applyNaming(
    scope,
    who,
    ccuOf(scope, device.central),
    { address: channel.address, device: address, channel: number, assigned: [channel.address] },
    { name, channels: [] },
    ids,
  );
}
