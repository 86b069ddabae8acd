/** From the addresses of a request to the things of the home; what does not exist is refused with 404. */
import { CENTRAL_REQUIRED } from "../../kernel/named-central.ts";
import { badRequest, locked, notFound, Refusal, unready } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { findChannel } from "../../model/find.ts";
import type { Channel, DataPoint, DataPointParamset, Device } from "../../model/types.ts";
import { CcuFault } from "../../ports/index.ts";
import { chooseCentral } from "./central-scope.ts";

/** What looking for a device needs to know of a request. Where nobody is logged in (`null`), no CCU is named in an answer. */
export type Looking = Pick<RequestScope, "home" | "central"> & Partial<Pick<RequestScope, "identity">>;

/**
 * The device with this address: on the CCU that the request names, else on the only one that has it. `undefined` where
 * there is none. @throws Refusal 400 where several CCUs have it and the request names none of them, or an unknown one
 */
export async function findDevice({ home, central, identity }: Looking, address: string): Promise<Device | undefined> {
  const owners = await home.devicesAt(address);
  // an empty name is none: commands have it as their default
  if (central) {
    const owner = owners.find((device) => device.central === central);
    if (owner || identity === null) return owner;
    await chooseCentral({ home }, central);
    return undefined;
  }
  if (owners.length <= 1) return owners[0];
  const names = identity === null ? "" : ` one of ${owners.map((device) => device.central).join(", ")}`;
  throw badRequest(`${address} exists on several CCUs; choose${names} with "central"`, CENTRAL_REQUIRED);
}

/**
 * Why something about devices was not found: 404, or 503 while it may still come, because a CCU that could have it has not
 * told all its devices since this process started.
 */
export async function absent({ home, central, identity }: Looking, what: string): Promise<Refusal> {
  const centrals = await home.centrals();
  if (centrals.length === 0) return unready("no CCU is known yet");
  const silent = centrals.find(({ name, phase }) => phase !== "ready" && (!central || name === central));
  if (silent === undefined) return notFound(`no ${what}${central ? ` on ${central}` : ""}`);
  return unready(
    `the devices of ${identity === null ? "a CCU" : silent.name} are not all known yet: no ${what} so far`,
  );
}

/** @throws Refusal 404, 503 as {@link absent}; 400 as {@link findDevice} */
export async function requireDevice(scope: Looking, address: string): Promise<Device> {
  const device = await findDevice(scope, address);
  if (!device) throw await absent(scope, `device ${address}`);
  return device;
}

/** The channel with this number; the device itself is no channel. @throws Refusal 404 */
export function channelOf(device: Device, number: number): Channel {
  const channel = findChannel(device, number);
  if (!channel) throw notFound(`no channel ${number} on device ${device.address}`);
  return channel;
}

export async function requireChannel(
  scope: RequestScope,
  address: string,
  number: number,
): Promise<{ device: Device; channel: Channel }> {
  const device = await requireDevice(scope, address);
  return { device, channel: channelOf(device, number) };
}

/**
 * The owner of a paramset: `<device>:<number>` is a channel, a bare device address the device's own paramset
 * (contract 3.14). @throws Refusal 404
 */
export async function requireOwner(
  scope: RequestScope,
  address: string,
): Promise<{ device: Device; channel: Channel }> {
  const colon = address.lastIndexOf(":");
  const device = await requireDevice(scope, colon < 0 ? address : address.slice(0, colon));
  if (colon < 0) return { device, channel: device.root };
  const channel = device.channels.find((c) => c.address === address);
  if (!channel) throw notFound(`no channel ${address}`);
  return { device, channel };
}

export const dataPointsOf = (channel: Channel, paramset: DataPointParamset): ReadonlyMap<string, DataPoint> =>
  paramset === "VALUES" ? channel.values : channel.master;

/**
 * Waits for `work`; a CCU that lacks the feature is answered with 422 `unsupported`, as the contract has it for
 * renaming, assigning and deleting (subsystems 4.6), instead of the usual 501.
 */
export async function orUnsupported<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CcuFault && error.class === "unsupported")
      throw new Refusal(422, "unsupported", "Not supported by this CCU", error.message, { cause: error });
    throw error;
  }
}

/** A name that a person gives: trimmed, not empty, no control characters. @throws Refusal 400 */
export function requireName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "") throw badRequest("name is empty");
  if (/\p{Cc}/u.test(trimmed)) throw badRequest("name has control characters");
  return trimmed;
}

/** An operator's `locked` refuses control writes; configuration and reads stay open. @throws Refusal 423 */
export function requireUnlocked(channel: Channel): void {
  if (channel.locked) throw locked(`channel ${channel.address} is locked by an operator`, "Channel locked");
}
