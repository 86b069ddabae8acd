/** What an interface process itself can tell where there is no logic layer: values from memory, names from metadata. */
import { CcuFault, type DeviceDescription } from "../../handlers/ports/index.ts";
import { isStruct, type RpcValue } from "./codec/value.ts";
import type { Inventory, KnownValue } from "./inventory.ts";
import { channelNumber } from "./normalise.ts";
import type { Wire } from "./wire.ts";

/** Paramsets per call: an interface process serves nobody else meanwhile, and needs some milliseconds for each. */
export const PARAMSETS_PER_CALL = 20;

/** Paramsets as they come over the wire, in the order of the addresses. Rejects with `CcuFault` transport or auth only. */
export async function readParamsets(
  wire: Wire,
  addresses: readonly string[],
  key: "MASTER" | "VALUES",
): Promise<(RpcValue | CcuFault)[]> {
  const answers: (RpcValue | CcuFault)[] = [];
  for (let at = 0; at < addresses.length; at += PARAMSETS_PER_CALL) {
    const calls = addresses.slice(at, at + PARAMSETS_PER_CALL).map((address) => ["getParamset", address, key] as const);
    answers.push(...(await wire.readMany(calls, { low: true })));
  }
  return answers;
}

/**
 * Only where reading costs no radio. HmIP and Homegear answer from memory; BidCos would ask the devices, VirtualDevices
 * would invent, CUxD reports by itself. `devices`: only theirs.
 */
export async function readEachChannel(
  wire: Wire,
  inventory: Inventory,
  devices?: ReadonlySet<string>,
): Promise<KnownValue[]> {
  if (wire.family !== "hmip" && !wire.isHomegear) return [];
  const addresses = inventory
    .bundles()
    .filter(({ descriptions: [root] }) => !devices || devices.has((root as DeviceDescription).ADDRESS))
    .flatMap(({ descriptions, paramsets }) =>
      descriptions.map(({ ADDRESS }) => ADDRESS).filter((one) => paramsets[one]?.VALUES && channelNumber(one) >= 0),
    );
  const answers = await readParamsets(wire, addresses, "VALUES");
  return answers.flatMap((paramset, i) => {
    if (paramset instanceof CcuFault || !isStruct(paramset)) return [];
    const address = addresses[i] as string;
    return Object.entries(paramset).map(([parameter, value]) => ({ address, parameter, value }));
  });
}

/** Homegear keeps names as metadata; a device without one is left out. */
export async function readStoredNames(wire: Wire, inventory: Inventory): Promise<Record<string, { name: string }>> {
  const names: Record<string, { name: string }> = {};
  for (const address of inventory.devices()) {
    const name = await wire.read("getMetadata", [address, "NAME"], { low: true }).catch(() => "");
    if (typeof name === "string" && name !== "") names[address] = { name };
  }
  return names;
}
