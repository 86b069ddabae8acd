/** A channel is read anew that a command names by its address. */
import { badRequest } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { reloadChannel } from "../../devices/home/reload.ts";

interface ChannelArguments {
  /** `<device>:<number>` */
  channel_address: string;
  address?: string | undefined;
}

/** The address in its parts; the older name counts where the other is empty. @throws Refusal 400 */
function channelOf(args: { channel_address: string; address?: string | undefined }): [device: string, number: number] {
  const address = args.channel_address || args.address || "";
  const found = /^([^:]+):(\d{1,4})$/.exec(address);
  if (!found) throw badRequest("channel_address: <device>:<number> is needed", "Invalid args");
  return [found[1]!, Number(found[2])];
}

/** Reads values and configuration of the channel anew; its address. @throws Refusal 400 404 503; CcuFault */
export const reloadNamedChannel = (scope: RequestScope, args: ChannelArguments): Promise<string> =>
  reloadChannel(scope, ...channelOf(args));
