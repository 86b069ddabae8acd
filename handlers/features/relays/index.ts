/** Relays of a home in the cloud: pairing and removal. */
import type { Feature } from "../../kernel/feature.ts";
import { relayOperations } from "./operations.ts";

export const relays: Feature = {
  name: "relays",
  operations: [...relayOperations],
  commands: [],
  broadcasts: [],
};
