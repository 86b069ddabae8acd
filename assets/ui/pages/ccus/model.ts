/** What is typed of a CCU, and how well devices are heard. */
import type { Schemas } from "../../../../adapters/client/index.ts";

export type Row = Schemas["CentralRow"];

/** Those that CCUs have, in the order in which people know them. */
export const INTERFACES = ["HmIP-RF", "BidCos-RF", "VirtualDevices", "BidCos-Wired", "CUxD", "CCU-Jack"] as const;
/** What a new CCU usually has. */
export const USUAL: readonly string[] = ["HmIP-RF", "BidCos-RF", "VirtualDevices"];

/**
 * What is sent: the row as it is, with what was typed. Specs of interfaces stay, with their ports.
 * @param typed of the form; a password that is empty is left out: it stays
 */
export function rowOf(before: Partial<Row>, typed: FormData): Row {
  const text = (name: string) => String(typed.get(name) ?? "").trim();
  const { created_at: _, updated_at: __, password_plain: ___, json_rpc_port: ____, username: _____, ...kept } = before;
  const chosen = typed.getAll("interface").map(String);
  const password = String(typed.get("password") ?? "");
  const port = text("port");
  return {
    ...kept,
    name: before.name ?? text("name"),
    host: text("host"),
    enabled: typed.get("enabled") !== null,
    tls: typed.get("tls") !== null,
    tls_insecure_skip_verify: typed.get("insecure") !== null,
    interfaces: chosen.map((name) => before.interfaces?.find((one) => one.name === name) ?? { name }),
    ...(text("username") !== "" && { username: text("username") }),
    ...(password !== "" && { password_plain: password }),
    ...(port !== "" && { json_rpc_port: Number(port) }),
  };
}

/** What can be forgotten and read anew: all, a CCU, one of its interfaces. */
export function clearings(
  interfaces: readonly Pick<Schemas["InterfaceState"], "central_id" | "interface">[],
): Schemas["CacheClearRequest"][] {
  const centrals = [...new Set(interfaces.map(({ central_id: central }) => central))];
  return [
    { kind: "global" },
    ...centrals.flatMap((central) => [
      { kind: "central" as const, central },
      ...interfaces
        .filter((one) => one.central_id === central)
        .map((one) => ({ kind: "interface" as const, central, interface: one.interface })),
    ]),
  ];
}

export type Heard = "good" | "fair" | "weak";
/** dBm: from here on orders get lost now and then, and often. */
const FAIR = -75;
const WEAK = -85;
export const heard = (dbm: number): Heard => (dbm >= FAIR ? "good" : dbm >= WEAK ? "fair" : "weak");

interface Reception {
  readonly rssi_device: number | null;
  readonly rssi_peer: number | null;
}
const weakest = ({ rssi_device: device, rssi_peer: peer }: Reception): number =>
  Math.min(device ?? Number.POSITIVE_INFINITY, peer ?? Number.POSITIVE_INFINITY);

/** Those that told something, the weakest first. */
export const byReception = <T extends Reception>(rows: readonly T[]): T[] =>
  rows.filter((row) => Number.isFinite(weakest(row))).sort((a, b) => weakest(a) - weakest(b));
