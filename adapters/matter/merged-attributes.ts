import type { MatterAttributes } from "../../handlers/ports/matter-bridge.ts";

/** Attributes of all of them; later ones count. */
export function mergedAttributes(
  ...parts: readonly (MatterAttributes | undefined)[]
): Record<string, Record<string, unknown>> {
  const all: Record<string, Record<string, unknown>> = {};
  for (const part of parts)
    for (const [cluster, attributes] of Object.entries(part ?? {})) all[cluster] = { ...all[cluster], ...attributes };
  return all;
}
