/** Teams: channels that sound together, as smoke detectors do. The CCU keeps them as virtual channels `*<address>`. */

import type { Identity } from "../../../kernel/identity.ts";
import { unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { deviceId } from "../../../model/device-id.ts";
import { interfaceCapabilities } from "../../../model/product.ts";
import type { Channel, Device } from "../../../model/types.ts";
import type { Ccu, DeviceDescription } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { orUnsupported, requireChannel } from "../../shared/lookup.ts";
import type { TeamCandidates } from "../answers/upkeep.ts";

const isChannel = ({ ADDRESS }: DeviceDescription): boolean => ADDRESS.includes(":");

/** A team is a device of its own in the lists of the CCU, that nobody can touch. */
export const isTeam = ({ address }: Pick<Device, "address">): boolean => address.startsWith("*");

const isPlayer = (device: Device, { description }: Channel): boolean =>
  interfaceCapabilities(device.interface).team_supported && !isTeam(device) && Boolean(description.TEAM_TAG);

/** Teams that the channel can be in; none where it is no team player or its interface does not support teams. */
async function teamsFor(ccu: Ccu, device: Device, channel: Channel): Promise<DeviceDescription[]> {
  if (!isPlayer(device, channel)) return [];
  const teams = await orUnsupported(ccu.teams(device.interface));
  return teams.filter((team) => isChannel(team) && team.TEAM_TAG === channel.description.TEAM_TAG);
}

/** A team is called after one of its channels: `*ABC0000001:1` after `ABC0000001:1`. */
async function nameOf({ home }: RequestScope, central: string, team: string): Promise<string | undefined> {
  const namesake = team.replace(/^\*/, "");
  const device = await home.device(deviceId(central, namesake.split(":", 1)[0]!));
  return device?.channels.find(({ address }) => address === namesake)?.name || undefined;
}

/** The teams that a channel can join, its present one marked. @throws Refusal 404, 422 unsupported, 503; CcuFault */
export async function teamCandidates(scope: RequestScope, address: string, number: number): Promise<TeamCandidates> {
  const { device, channel } = await requireChannel(scope, address, number);
  const teams = await teamsFor(ccuOf(scope, device.central), device, channel);
  const rows = teams.map(async (team) => {
    const name = await nameOf(scope, device.central, team.ADDRESS);
    return {
      address: team.ADDRESS,
      ...(name ? { name } : {}),
      ...(team.TEAM_TAG ? { team_tag: team.TEAM_TAG } : {}),
      // what the team says is newer than what was read of the channel
      current: team.TEAM_CHANNELS?.includes(channel.address) ?? team.ADDRESS === channel.description.TEAM,
    };
  });
  return { candidates: await Promise.all(rows) };
}

/**
 * Puts a channel into a team; without one, or an empty one, into its own again.
 * @throws Refusal 404; 422 where the channel or its interface does not support teams, or the team is none for it; 503; CcuFault
 */
export async function setTeam(
  scope: RequestScope,
  who: Identity,
  address: string,
  number: number,
  wanted?: string | null,
): Promise<void> {
  const team = wanted ?? "";
  const { device, channel } = await requireChannel(scope, address, number);
  const { central, interface: iface } = device;
  const ccu = ccuOf(scope, central);
  if (!isPlayer(device, channel))
    throw unprocessable(`channel ${channel.address} cannot be part of a team`, "Not a team channel");
  if (team !== "" && !(await teamsFor(ccu, device, channel)).some(({ ADDRESS }) => ADDRESS === team))
    throw unprocessable(`team: ${channel.address} cannot join it`, "Validation failed", [
      { field: "team", reason: "is none of the candidates" },
    ]);
  await orUnsupported(ccu.setTeam(iface, channel.address, team === "" ? channel.address : team, scope.deadline));
  await recordAudit(scope, who, {
    action: "device_team_set",
    central,
    device_address: device.address,
    channel_no: number,
    changes: [{ parameter: "TEAM", before: channel.description.TEAM, after: team }],
  });
}
