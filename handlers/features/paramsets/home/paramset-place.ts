/** Which paramset is meant, and what it belongs to. */
import { badRequest } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Channel, Device } from "../../../model/types.ts";
import { requireOwner } from "../../shared/lookup.ts";
import type { ParamsetKeyName } from "../schemas/paramsets.ts";

export interface ParamsetPlace {
  /** Channel address, or a device address for its own MASTER. */
  address: string;
  key: ParamsetKeyName;
  /** The other end of the link; needed for LINK. */
  peer?: string | undefined;
}

/** A paramset belongs to a channel of a device, or to the device itself (`device.root`). */
export interface Owner {
  readonly device: Device;
  readonly channel: Channel;
}

export const PEER_NEEDED = "a LINK paramset belongs to two channels: name the other one in the query parameter peer";

/** The peer of a LINK paramset, known to this home. The CCU would invent defaults for any text (ccu-protocol 10). */
export async function requirePeer(scope: RequestScope, peer: string | undefined): Promise<string> {
  if (peer === undefined || peer === "") throw badRequest(PEER_NEEDED, "Peer missing");
  await requireOwner(scope, peer);
  return peer;
}
