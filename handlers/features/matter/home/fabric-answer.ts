/** A fabric as the API and its events tell it. */
import type { MatterFabricInfo } from "../../../ports/matter-bridge.ts";
import type { MatterFabric } from "../answers.ts";

/** Vendor ids of the big ecosystems' controllers, as the alliance has assigned them. */
const VENDORS: ReadonlyMap<number, string> = new Map([
  [0x1349, "Apple Home"],
  [0x1384, "Apple Keychain"],
  [0x6006, "Google Home"],
  [0x1217, "Amazon Alexa"],
  [0x10e1, "Samsung SmartThings"],
  [0x134b, "Home Assistant"],
  [0x117c, "IKEA"],
  [0x115f, "Aqara"],
  [0x1344, "Tuya"],
]);

const hex = (id: bigint): string => id.toString(16).padStart(16, "0");

/** As the API tells it. */
export function fabricAnswer(fabric: MatterFabricInfo): MatterFabric {
  const vendor = VENDORS.get(fabric.vendorId);
  return {
    fabric_index: fabric.index,
    fabric_id: Number(fabric.fabricId),
    fabric_id_hex: hex(fabric.fabricId),
    node_id: Number(fabric.nodeId),
    node_id_hex: hex(fabric.nodeId),
    vendor_id: fabric.vendorId,
    ...(vendor === undefined ? {} : { vendor_name: vendor }),
    ...(fabric.label === "" ? {} : { label: fabric.label }),
    compressed_id: fabric.compressedId,
    root_public_key: fabric.rootPublicKey,
  };
}
