/** How devices and CCUs hear each other, from what was last told. */
import type * as z from "zod";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { radioReadings } from "../../../model/device-statistics.ts";
import { knownDevices } from "../../system/statistics.ts";
import type { RadioReadings } from "../answers/read-outs.ts";

export const readRssi = async (scope: Pick<RequestScope, "home">): Promise<z.input<typeof RadioReadings>> => ({
  devices: radioReadings(await knownDevices(scope), await scope.home.interfaces()),
});
