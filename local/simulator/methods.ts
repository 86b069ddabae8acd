/** Every method of every interface process. What HmIP lists and does not carry out is in the list, too (protocol 3.4). */

import { deviceMethods } from "./methods/devices.ts";
import { linkMethods } from "./methods/links.ts";
import { EVERYONE, type Method, type MethodTable } from "./methods/shared.ts";
import { upkeepMethods } from "./methods/upkeep.ts";
import { valueMethods } from "./methods/values.ts";
import type { InterfaceProcess } from "./process.ts";

export type { MethodTable } from "./methods/shared.ts";

/** The HmIP server names these and answers -1 or worse. */
const LISTED_ONLY_ON_HMIP = ["addDevice", "searchDevices", "changeKey", "abortDeleteDevice"];

/** hs485d has no radio, nor what belongs to it. */
export const isThere = (process: InterfaceProcess, { wired }: Method): boolean =>
  wired !== false || process.name !== "BidCos-Wired";

function listMethods(process: InterfaceProcess): string[] {
  const own = Object.entries(METHODS)
    .filter(([, method]) => (method.listed ?? method.families).includes(process.family) && isThere(process, method))
    .map(([name]) => name);
  const extra = process.family === "hmip" ? LISTED_ONLY_ON_HMIP : [];
  return [...own, ...extra, "init", "system.multicall"];
}

export const METHODS: MethodTable = {
  ...deviceMethods,
  ...valueMethods,
  ...linkMethods,
  ...upkeepMethods,
  "system.listMethods": { families: EVERYONE, run: listMethods },
  "system.methodHelp": { families: EVERYONE, run: () => "" },
};
