/** Network addresses as they come from sockets, headers and people: one spelling for each, and what they may be used for. */

const BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
/** IPv6 that only wraps an IPv4 address (RFC 4291, 2.5.5.2), as URLs spell it. */
const WRAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** The address in its one spelling: without brackets and zone, IPv4 where IPv6 only wraps it. "" where it is no address. */
export function plainAddress(text: string): string {
  // what Node tells of an IPv4 client on a socket of both families: nearly every request
  const wrapped = text.startsWith("::ffff:") ? text.slice(7) : text;
  if (IPV4.test(wrapped)) return wrapped;
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/%\w*$/, "");
  if (!/^[\da-f:.]+$/i.test(bare) || !bare.includes(":") || !URL.canParse(`http://[${bare}]`))
    return IPV4.test(bare) ? bare : "";
  const short = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const [, high, low] = WRAPPED.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

/** The eight groups of an IPv6 address as `plainAddress` spells it. */
function groupsOf(address: string): string[] {
  const [head = "", tail = ""] = address.split("::");
  const left = head.split(":").filter((group) => group !== "");
  const right = tail.split(":").filter((group) => group !== "");
  return [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
}

/**
 * Whose address it is, as far as limits are concerned: an IPv4 address, or the /64 network of an IPv6 address, of which
 * one household has them all (RFC 6177).
 */
export function networkOf(remote: string): string {
  const address = plainAddress(remote);
  if (!address.includes(":")) return address || remote;
  return `${groupsOf(address).slice(0, 4).join(":")}::/64`;
}

interface Bits {
  /** 32 for IPv4, 128 for IPv6. */
  width: number;
  value: bigint;
}
/** Of an address as `plainAddress` spells it. */
function bitsOf(address: string): Bits {
  const digits = address.includes(":")
    ? groupsOf(address).map((group) => group.padStart(4, "0"))
    : address.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"));
  const hex = digits.join("");
  return { width: hex.length * 4, value: BigInt(`0x${hex}`) };
}

/** An address or a network in CIDR notation. `undefined` where the text is neither. */
function subnetOf(text: string): (Bits & { free: bigint }) | undefined {
  const [, host = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = plainAddress(host);
  if (address === "") return undefined;
  const bits = bitsOf(address);
  const prefix = digits === undefined ? bits.width : Number(digits);
  return prefix > bits.width ? undefined : { ...bits, free: BigInt(bits.width - prefix) };
}

/** Is an address in one of the networks (addresses or CIDR notation; what is neither is left out)? */
export function networks(list: readonly string[]): (address: string) => boolean {
  const nets = list.map(subnetOf).filter((net) => net !== undefined);
  return (address) => {
    const plain = plainAddress(address);
    if (plain === "") return false;
    const { width, value } = bitsOf(plain);
    return nets.some((net) => net.width === width && net.value >> net.free === value >> net.free);
  };
}

/** This machine and the networks that nobody reaches from the internet: RFC 1918, 3927, 4193, 4291, 6598 (VPNs). */
const PRIVATE = networks([
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "::1",
  "fc00::/7",
  "fe80::/10",
]);
export const isPrivateAddress = (address: string): boolean => PRIVATE(address);

/**
 * Endings of names that no public name server answers for: RFC 6761, 6762, 8375, and `internal` (ICANN, 2024); `lan`, `home`
 * and `localdomain` are what routers give out and no top-level domains. `fritz.box` is not among them: `box` is one.
 */
const LOCAL_ENDINGS = /(^|\.)(localhost|local|lan|home|localdomain|internal|home\.arpa)$/;

/**
 * Can a `Host` only be meant for a machine of the own network? Names without a dot and with a local ending, and private
 * addresses: no foreign page can be loaded under one of them, so DNS rebinding cannot bring it up.
 */
export function isLocalHost(host: string): boolean {
  if (!/^[^\s/@?#\\]+$/.test(host) || !URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/\.$/, "");
  if (plainAddress(name) !== "") return isPrivateAddress(name);
  return LOCAL_ENDINGS.test(name) || !name.includes(".");
}

/**
 * Addresses that are no CCU's: "this network", link-local, multicast, broadcast; and where clouds serve metadata of the
 * machine: 169.254.169.254 and fd00:ec2::254 (AWS and others), and those of Alibaba, Azure and Oracle.
 */
const NO_PEER = networks([
  "0.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/3",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "::/128",
  "fe80::/10",
  "ff00::/8",
  "fd00:ec2::/32",
]);
/**
 * Networks besides those that no packet of the internet reaches as what it says: protocol assignments, documentation,
 * benchmarks (RFC 6890), and IPv6 that leads to an IPv4 address of any kind: NAT64, 6to4, Teredo, IPv4-compatible.
 */
const NOT_PUBLIC = networks([
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "fec0::/10",
]);
/** Can the address be a machine of the internet? What a process in the cloud may connect to where a client names it. */
export const isPublicAddress = (address: string): boolean =>
  plainAddress(address) !== "" && !PRIVATE(address) && !NO_PEER(address) && !NOT_PUBLIC(address);

/** Names under which clouds serve metadata of the machine. */
const METADATA_NAME =
  /^(metadata|instance-data|metadata\.google\.internal|metadata\.goog|instance-data\.ec2\.internal)\.?$/i;

/**
 * Why a peer (a CCU, a broker) that a client names is refused; `undefined` where it may be connected to. Numbers that
 * only a resolver takes for an address (`0x7f.1`, `2852039166`) are judged as what they stand for.
 */
export function peerHostFault(host: string): string | undefined {
  const bracketed = !host.startsWith("[") && plainAddress(host).includes(":") ? `[${host}]` : host;
  if (!/^[^\s/@?#\\:]+$|^\[[^\]]+\]$/.test(bracketed) || !URL.canParse(`http://${bracketed}`))
    return "must be a host name or an address, without scheme, port and path";
  const { hostname } = new URL(`http://${bracketed}`);
  const address = plainAddress(hostname);
  if (address !== "" ? NO_PEER(address) : METADATA_NAME.test(hostname))
    return "is no address that a CCU or a broker can have";
  return undefined;
}
