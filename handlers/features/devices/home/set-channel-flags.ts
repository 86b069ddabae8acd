/** Flags that an operator puts on channels. */

import type { Identity } from "../../../kernel/identity.ts";
import { conflict } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { ChannelFlagValues } from "../../../kernel/site.ts";
import { deviceId } from "../../../model/device-id.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { changeRecord, LEAVE } from "../../../records/change-record.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { requireChannel } from "../../shared/lookup.ts";

const flagsOf = ({ hidden, locked }: ChannelFlagValues): ChannelFlagValues => ({ hidden, locked });

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
  const { before, after } = await changeRecord<ChannelFlagValues>(
    scope.store,
    "flags",
    deviceId(device.central, channel.address),
    (kept) => {
      const { hidden, locked } = { ...flagsOf(channel), ...kept };
      const flags = { hidden: change.hidden ?? hidden, locked: change.locked ?? locked };
      return flags.hidden === hidden && flags.locked === locked ? LEAVE : flags;
    },
    () => conflict(`the flags of ${channel.address} are being changed elsewhere; try again`),
  );
  const flags = { ...flagsOf(channel), ...after };
  if (after === before) return flags;
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
