/** Every method of every interface process. What HmIP lists and does not carry out is in the list, too (protocol 3.4). */

import { deviceMethods } from "./methods/devices.ts";
import { linkMethods } from "./methods/links.ts";
import { EVERYONE, type MethodTable } from "./methods/shared.ts";
import { valueMethods } from "./methods/values.ts";
import type { InterfaceProcess } from "./process.ts";

export type { MethodTable } from "./methods/shared.ts";

/** The HmIP server names these and answers -1 or worse. */
const LISTED_ONLY_ON_HMIP = ["addDevice", "searchDevices", "listTeams", "setTeam", "changeKey", "abortDeleteDevice"];

function listMethods(process: InterfaceProcess): string[] {
  const own = Object.entries(METHODS)
    .filter(([, method]) => (method.listed ?? method.families).includes(process.family))
    .map(([name]) => name);
  const extra = process.family === "hmip" ? LISTED_ONLY_ON_HMIP : [];
  return [...own, ...extra, "init", "system.multicall"];
}

export const METHODS: MethodTable = {
  ...deviceMethods,
  ...valueMethods,
  ...linkMethods,
  "system.listMethods": { families: EVERYONE, run: listMethods },
  "system.methodHelp": { families: EVERYONE, run: () => "" },
};
