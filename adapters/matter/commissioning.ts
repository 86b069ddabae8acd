/** The window in which somebody who knows the passcode can bring the node into a fabric. */
import { Crypto, type ServerNode } from "@matter/main";
import { DeviceCommissioner, PaseServer, SessionManager } from "@matter/main/protocol";
import type { MatterListener, MatterNodeSettings } from "../../handlers/ports/matter-bridge.ts";

/** Bytes of the salt of a window's key (16 … 32, Core 3.9). */
const SALT_BYTES = 32;

export interface Commissioning {
  isOpen(): boolean;
  open(pairing: { passcode: number; discriminator: number }): Promise<void>;
  close(): Promise<void>;
}

export function commissioningOf(
  node: ServerNode,
  { iterations }: Pick<MatterNodeSettings, "iterations">,
  listener: Pick<MatterListener, "windowEnded">,
): Commissioning {
  let open = false;
  return {
    isOpen: () => open,
    async open({ passcode, discriminator }) {
      const salt = node.env.get(Crypto).randomBytes(SALT_BYTES);
      const pase = await PaseServer.fromPin(node.env.get(SessionManager), passcode, { iterations, salt });
      await node.env.get(DeviceCommissioner).allowEnhancedCommissioning(discriminator, pase, () => {
        if (!open) return;
        open = false;
        listener.windowEnded();
      });
      open = true;
    },
    async close() {
      open = false;
      await node.env.get(DeviceCommissioner).endCommissioning();
    },
  };
}
