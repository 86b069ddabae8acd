/** Events that are no webhooks, although whoever receives them wants their kind: features say which. */
import type { StateKey } from "../../kernel/site.ts";

/** By name of the broadcast: whether this one is withheld. Quick, never throws. */
export const withheldWebhooks: StateKey<Map<string, (payload: Readonly<Record<string, unknown>>) => boolean>> = {
  name: "webhooks.withheld",
  create: () => new Map(),
};
