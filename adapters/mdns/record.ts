/** What DNS-SD carries of a service, and the room that it has for it (RFC 6763). */

/** Type of the service, without the underscores that the records put before it. */
export const SERVICE_TYPE = "openccu-loom";

/**
 * Bytes of a name: a DNS label has 63 (RFC 1035 2.3.4). The others are for the number that is appended where somebody in
 * the network has the same name: ` (99)`, and in the name of the host `-(99)`.
 */
export const NAME_BYTES = 58;
/** Bytes of one entry of a TXT record, `key=value` (RFC 6763 6.1). */
export const TXT_ENTRY_BYTES = 255;

/** A service as it is announced. */
export interface ServiceRecord {
  /** At most {@link NAME_BYTES}. */
  readonly name: string;
  readonly port: number;
  readonly txt: Readonly<Record<string, string>>;
  /** Addresses of this machine that are told; absent: all, as they come and go. */
  readonly addresses?: readonly string[];
  /** The service answers by IPv4 only: no IPv6 address is told. */
  readonly ipv4Only?: boolean;
}

export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The beginning of a text that has room in `limit` bytes: no character is cut in two. */
export function cutTo(text: string, limit: number): string {
  let cut = "";
  let bytes = 0;
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > limit) break;
    cut += character;
  }
  return cut;
}

/** The name of the host that goes with the name of the service: letters, digits and hyphens, as hosts have (RFC 952). */
export function hostLabel(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || SERVICE_TYPE;
}

/** As many of the items as have room in an entry `key=a,b,c`: each is whole or absent. */
export function listEntry(key: string, items: readonly string[]): string {
  let list = "";
  for (const item of items) {
    const longer = list === "" ? item : `${list},${item}`;
    if (bytesOf(`${key}=${longer}`) > TXT_ENTRY_BYTES) break;
    list = longer;
  }
  return list;
}
