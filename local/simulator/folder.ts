/** Devices from a folder of files `{type, descriptions, paramsets}`, one device type each. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeviceDescription, InterfaceName, ParamsetDescription } from "../../handlers/ports/index.ts";
import { familyOf, type SimDevice } from "./kinds.ts";

interface DeviceFile {
  type: string;
  descriptions: DeviceDescription[];
  paramsets: Record<string, Record<string, Record<string, unknown>>>;
}

function isDeviceFile(content: unknown): content is DeviceFile {
  if (typeof content !== "object" || content === null) return false;
  const { descriptions, paramsets } = content as Partial<DeviceFile>;
  return Array.isArray(descriptions) && descriptions.length > 0 && typeof paramsets === "object" && paramsets !== null;
}

/** Files do not say which interface a device was on; its type, its address and the shape of its description do. */
function interfaceOf(root: DeviceDescription): InterfaceName {
  if (/^CUX/i.test(root.ADDRESS)) return "CUxD";
  if (/^INT\d/.test(root.ADDRESS) || /^(HmIP-HEATING|HM-CC-VG)/i.test(root.TYPE)) return "VirtualDevices";
  if (/^(HMW|HBW)-/i.test(root.TYPE)) return "BidCos-Wired";
  return root.FIRMWARE_UPDATE_STATE === undefined ? "BidCos-RF" : "HmIP-RF";
}

/** Without members that are null, and without entries that are no descriptions (some files have one called `unknown`). */
function clean(set: Record<string, unknown>): ParamsetDescription {
  const entries = Object.entries(set).filter(([, entry]) => typeof entry === "object" && entry !== null);
  return Object.fromEntries(
    entries.map(([id, entry]) => {
      const members = Object.entries(entry as object).filter(([, member]) => member !== null && member !== undefined);
      return [id, Object.fromEntries(members)];
    }),
  ) as unknown as ParamsetDescription;
}

/** @param on the interface; default: what its description tells. @throws Error that names `source` */
export function deviceFrom(content: unknown, source: string, on?: InterfaceName): SimDevice {
  if (!isDeviceFile(content)) throw new Error(`${source} is not a device file {type, descriptions, paramsets}`);
  const root = content.descriptions.find((description) => !description.PARENT);
  if (!root) throw new Error(`${source} describes no device`);
  const channels = content.descriptions.filter((description) => description !== root);
  const paramsets = new Map<string, ReadonlyMap<string, ParamsetDescription>>();
  for (const { ADDRESS } of content.descriptions) {
    const sets = Object.entries(content.paramsets[ADDRESS] ?? {}).map(([key, set]) => [key, clean(set)] as const);
    paramsets.set(ADDRESS, new Map(sets));
  }
  const iface = on ?? interfaceOf(root);
  const family = familyOf(iface);
  const battery = family === "bidcos" && ((root.RX_MODE ?? 1) & 3) === 0;
  return {
    address: root.ADDRESS,
    interface: iface,
    family,
    kind: undefined,
    battery,
    descriptions: [root, ...channels],
    paramsets,
  };
}

/** Every device of the folder, in the order of the file names. Rejects with the name of a file that is not one. */
export async function readFolder(folder: string): Promise<SimDevice[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  if (names.length === 0) throw new Error(`${folder} holds no .json files`);
  const devices: SimDevice[] = [];
  for (const name of names) {
    const source = join(folder, name);
    let content: unknown;
    try {
      content = JSON.parse(await readFile(source, "utf8"));
    } catch (error) {
      throw new Error(`${source}: ${error instanceof Error ? error.message : error}`);
    }
    devices.push(deviceFrom(content, source));
  }
  return devices;
}
