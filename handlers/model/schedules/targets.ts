/**
 * Which channels a switching schedule acts on: one bit each in TARGET_CHANNELS and in the channel locks, one key `a_s`
 * each in the API (device-model 4.4). The bit is the position of the channel among those that the device's program can
 * reach, in channel order; with three receivers behind every actuator that is 3·(a−1)+(s−1).
 */
import type { Channel, Device } from "../types.ts";

export interface TargetChannel {
  /** `<group>_<place in the group>`, both from 1. */
  readonly key: string;
  readonly bit: number;
  readonly channel: Channel;
  readonly type: "primary" | "secondary";
}

/** Bits of the widest mask: HmIP-DRG-DALI. */
export const TARGET_BITS = 48;

const REACHED =
  /^(?:(?:SWITCH|WATER_SWITCH|DIMMER|SHUTTER|BLIND|SERVO)_VIRTUAL_RECEIVER|UNIVERSAL_LIGHT_RECEIVER|SHADING_RECEIVER|OPTICAL_SIGNAL_RECEIVER|DOOR_LOCK_STATE_TRANSMITTER)$/;

interface Group {
  readonly channels: readonly Channel[];
  /** Bit of the first channel. */
  readonly bit: number;
}

/** Neighbouring channels that the program reaches form a group. */
function groupsOf(channels: readonly Channel[], reached: RegExp): Group[] {
  const groups: { channels: Channel[]; bit: number }[] = [];
  let bit = 0;
  let previous: number | undefined;
  for (const channel of channels) {
    if (!reached.test(channel.type) || channel.number === null) continue;
    const group = groups.at(-1);
    if (group && previous === channel.number - 1) group.channels.push(channel);
    else groups.push({ channels: [channel], bit });
    previous = channel.number;
    bit++;
  }
  return groups;
}

/** Devices whose bits do not follow the order of their channels. */
function deviceGroups(device: Device): Group[] {
  const { channels, model } = device;
  const of = (type: string) => channels.filter((channel) => channel.type === type);
  if (model.startsWith("HmIP-DLP")) {
    const users = of("PERMISSION_TRANSCEIVER");
    const lock = [...of("DOOR_LOCK_TRANSCEIVER"), ...of("AUTO_RELOCK_TRANSCEIVER")];
    // key 1_x is the lock everywhere; its bits come behind those of the users
    return [
      { channels: lock, bit: users.length },
      { channels: users, bit: 0 },
    ];
  }
  const groups = groupsOf(channels, REACHED);
  if (!model.startsWith("HmIP-FWI")) return groups;
  const bit = groups.reduce((sum, group) => sum + group.channels.length, 0);
  return [...groups, { channels: of("ACCESS_RECEIVER"), bit }];
}

/** By key order; empty where the device's positions cannot be derived. */
export function targetChannels(device: Device): TargetChannel[] {
  return deviceGroups(device)
    .flatMap(({ channels, bit }, group) =>
      channels.map(
        (channel, place): TargetChannel => ({
          key: `${group + 1}_${place + 1}`,
          bit: bit + place,
          channel,
          type: place === 0 ? "primary" : "secondary",
        }),
      ),
    )
    .filter(({ bit }) => bit < TARGET_BITS);
}

/** A key for a bit that no known channel stands behind, so that what is read can be written back. */
function otherKey(bit: number, targets: readonly TargetChannel[]): string {
  const key = `${Math.floor(bit / 3) + 1}_${(bit % 3) + 1}`;
  return targets.some((target) => target.key === key) ? `0_${bit + 1}` : key;
}

function otherBit(key: string): number | undefined {
  const match = /^(\d{1,2})_([1-9]\d?)$/.exec(key);
  if (!match) return undefined;
  const group = Number(match[1]);
  const place = Number(match[2]);
  if (group > 0 && place > 3) return undefined;
  const bit = group === 0 ? place - 1 : 3 * (group - 1) + place - 1;
  return bit < TARGET_BITS ? bit : undefined;
}

/** Keys of the bits that are set, in order of the bits. */
export function keysOfMask(mask: number, targets: readonly TargetChannel[]): string[] {
  if (!Number.isSafeInteger(mask) || mask <= 0) return [];
  const bits = BigInt(mask);
  const keys: string[] = [];
  for (let bit = 0; bit < TARGET_BITS; bit++)
    if ((bits >> BigInt(bit)) & 1n)
      keys.push(targets.find((target) => target.bit === bit)?.key ?? otherKey(bit, targets));
  return keys;
}

/** The bit of a key; `undefined` where it is none. */
export const bitOfKey = (key: string, targets: readonly TargetChannel[]): number | undefined =>
  targets.find((target) => target.key === key)?.bit ?? otherBit(key);

export const maskOfBits = (bits: readonly number[]): number =>
  Number(bits.reduce((mask, bit) => mask | (1n << BigInt(bit)), 0n));
