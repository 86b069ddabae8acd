/** Teams of smoke detectors on BidCos-RF: a virtual device `*<address>` whose channel all members are called by. */
import type { DeviceDescription } from "../../handlers/ports/index.ts";
import { bidcosSmokeTeam } from "./devices/safety.ts";
import { assemble, type SimDevice } from "./kinds.ts";
import { deviceOf, type World } from "./world.ts";

/** Channels of this type play in teams. */
const PLAYER = "SMOKE_DETECTOR";

const ownTeam = (channel: string): string => `*${channel}`;

function changed(device: SimDevice, address: string, part: Partial<DeviceDescription>): SimDevice {
  const descriptions = device.descriptions.map((one) => (one.ADDRESS === address ? { ...one, ...part } : one));
  return { ...device, descriptions };
}

export class Teams {
  private readonly world: World;
  private readonly gateway: string;

  constructor(world: World, gateway: string) {
    this.world = world;
    this.gateway = gateway;
    world.listen({
      telegram: ({ address, values }) => {
        const { TEAM } = this.description(address) ?? {};
        if (TEAM && typeof values.STATE === "boolean") this.sound(TEAM);
      },
      replaced: (old, by) => {
        for (const { ADDRESS, TEAM } of old.descriptions) {
          if (!TEAM) continue;
          this.join(`${by.address}${ADDRESS.slice(old.address.length)}`, TEAM);
          this.leave(ADDRESS, TEAM);
        }
      },
      removed: ({ descriptions }) => {
        for (const { ADDRESS, TEAM } of descriptions) if (TEAM) this.leave(ADDRESS, TEAM);
      },
    });
  }

  /** Descriptions of the channels that stand for teams. */
  list(): DeviceDescription[] {
    const teams = this.world.onInterface("BidCos-RF").filter(({ address }) => address.startsWith("*"));
    return teams.flatMap(({ descriptions }) => descriptions.filter(({ TEAM_TAG }) => TEAM_TAG !== undefined));
  }

  /** Whether the channel plays in teams, and there is that team; "" is its own. */
  isPossible(channel: string, team: string): boolean {
    const player = this.description(channel)?.TYPE === PLAYER;
    return player && (team === "" || team === ownTeam(channel) || this.description(team)?.TEAM_TAG === PLAYER);
  }

  join(channel: string, team: string): void {
    const wanted = team === "" ? ownTeam(channel) : team;
    const before = this.description(channel)?.TEAM;
    if (before === wanted) return;
    if (before) this.leave(channel, before);
    if (!this.world.device(wanted)) {
      this.world.add(assemble(bidcosSmokeTeam, deviceOf(wanted), this.gateway), true);
      this.describe(wanted, { TEAM_TAG: PLAYER, TEAM_CHANNELS: [] });
    }
    this.describe(wanted, { TEAM_CHANNELS: [...(this.description(wanted)?.TEAM_CHANNELS ?? []), channel] });
    this.describe(channel, { TEAM: wanted, TEAM_TAG: PLAYER });
    this.sound(wanted);
  }

  /** A team without members is none. */
  private leave(channel: string, team: string): void {
    const left = (this.description(team)?.TEAM_CHANNELS ?? []).filter((member) => member !== channel);
    if (left.length === 0) this.world.remove(deviceOf(team));
    else this.describe(team, { TEAM_CHANNELS: left });
  }

  /** One member that smells smoke is enough. */
  private sound(team: string): void {
    const members = this.description(team)?.TEAM_CHANNELS ?? [];
    const alarm = members.some((member) => this.world.value(member, "STATE") === true);
    if (this.world.value(team, "STATE") !== alarm) this.world.report(team, { STATE: alarm });
  }

  private description(address: string): DeviceDescription | undefined {
    return this.world.device(address)?.descriptions.find(({ ADDRESS }) => ADDRESS === address);
  }

  private describe(address: string, part: Partial<DeviceDescription>): void {
    const device = this.world.device(address);
    if (device) this.world.replace(changed(device, address, part));
  }
}
