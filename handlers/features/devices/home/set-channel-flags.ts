/** Flags that an operator puts on channels. */

import type { Identity } from "../../../kernel/identity.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { ChannelFlagValues } from "../../../kernel/site.ts";
import { deviceId } from "../../../model/device-id.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireChannel } from "../../shared/lookup.ts";

/**
 * Stores the flags (record kind `flags`, key = `<central>/<channel address>`) and lets the read model follow. An absent member keeps
 * its value. The flags in effect. @throws Refusal 404, 503 where the home is not served here
 */
export async function setChannelFlags(
  scope: RequestScope,
  who: Identity,
  address: string,
  number: number,
  change: Partial<ChannelFlagValues>,
): Promise<ChannelFlagValues> {
  const { device, channel } = await requireChannel(scope, address, number);
  ccuOf(scope, device.central);
  const flags = { hidden: change.hidden ?? channel.hidden, locked: change.locked ?? channel.locked };
  if (flags.hidden === channel.hidden && flags.locked === channel.locked) return flags;
  await scope.store.put("flags", deviceId(device.central, channel.address), flags);
  await scope.centrals.recordsChanged(device.central, "flags");
  await recordAudit(scope, who, {
    action: "channel_flags",
    central: device.central,
    device_address: address,
    channel_no: number,
    note: `hidden=${flags.hidden} locked=${flags.locked}`,
  });
  return flags;
}
