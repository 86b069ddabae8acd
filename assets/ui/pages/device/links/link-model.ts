import type { Schemas } from "../../../../../adapters/client/index.ts";

export type Link = Schemas["Link"];
export type Candidate = Schemas["LinkableChannel"];

/** What a link is called in the address of its page. */
export const linkId = ({
  sender_address: sender,
  receiver_address: receiver,
}: Pick<Link, "sender_address" | "receiver_address">): string => `${sender}>${receiver}`;

/** The device and the number of a channel. @param address `<device>:<number>` */
export function splitAddress(address: string): { readonly device: string; readonly channel: number } {
  const at = address.lastIndexOf(":");
  return at < 0
    ? { device: address, channel: 0 }
    : { device: address.slice(0, at), channel: Number(address.slice(at + 1)) };
}

/** The channel's own name, else the device's with the number, else the address. */
export function endName(link: Link, side: "sender" | "receiver"): string {
  const address = link[`${side}_address`];
  const device = link[`${side}_device_name`];
  return link[`${side}_channel_name`] || (device ? `${device}:${splitAddress(address).channel}` : address);
}

export const candidateName = ({ channel_name: name, device_name: device, address }: Candidate): string =>
  name || device || address;

/** Whether somebody who looks for these words means it: each must occur. */
export function isMeant(candidate: Candidate, words: string): boolean {
  const { address, channel_name: name, device_name: device, channel_type_label: type, device_model: model } = candidate;
  const text = [address, name, device, type, model].join(" ").toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
