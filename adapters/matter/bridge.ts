/** The Matter node by matter.js, which is loaded when somebody switches Matter on: it takes a second and memory that the others need not spend. */
import type { Network } from "@matter/main";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import type { MatterBridge } from "../../handlers/ports/matter-bridge.ts";

export interface MatterBridgeParts {
  readonly log: Log;
  readonly clock: Clock;
  /** Tests: another network than that of this machine. */
  readonly network?: () => Promise<Network>;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: unknown }).code === "ERR_MODULE_NOT_FOUND";

export const createMatterBridge = (parts: MatterBridgeParts): MatterBridge => ({
  async open(options) {
    try {
      await import("./library-config.ts");
    } catch (error) {
      if (isMissing(error)) throw new Error("the packages @matter/main and @matter/nodejs are not installed");
      throw error;
    }
    const { openNode } = await import("./node.ts");
    return openNode(parts, options);
  },
});
