/** HTTP events of payload 1.0 (REST APIs, and HTTP APIs that were told so). */
import type { Transport } from "../case.ts";
import { openLambda } from "../lambda.ts";

export const transport: Transport = {
  name: "Lambda, payload 1.0",
  open: async (world) => openLambda(world, "1.0"),
};
