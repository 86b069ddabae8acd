/** What an interface process itself can tell where there is no logic layer: values from memory, names from metadata. */
import type { CcuFault } from "../../handlers/ports/index.ts";
import { isStruct } from "./codec/value.ts";
import type { Inventory, KnownValue } from "./inventory.ts";
import { channelNumber } from "./normalise.ts";
import type { Wire } from "./wire.ts";

/**
 * Only where reading costs no radio. HmIP and Homegear answer from memory; BidCos would ask the devices, VirtualDevices
 * would invent, CUxD reports by itself.
 */
export async function readEachChannel(wire: Wire, inventory: Inventory): Promise<KnownValue[]> {
  if (wire.family !== "hmip" && !wire.isHomegear) return [];
  const values: KnownValue[] = [];
  for (const { descriptions, paramsets } of inventory.bundles()) {
    for (const { ADDRESS: address } of descriptions) {
      if (!paramsets[address]?.VALUES || channelNumber(address) < 0) continue;
      try {
        const paramset = await wire.read("getParamset", [address, "VALUES"], { low: true });
        if (!isStruct(paramset)) continue;
        for (const [parameter, value] of Object.entries(paramset)) values.push({ address, parameter, value });
      } catch (error) {
        if ((error as CcuFault).class === "transport") throw error;
      }
    }
  }
  return values;
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
