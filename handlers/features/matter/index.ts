/** Matter; so far only the schema that clients need by name. */
import type { Feature } from "../../kernel/feature.ts";
import { MatterSetupPayload } from "./schemas.ts";

export const matter: Feature = {
  name: "matter",
  operations: [],
  commands: [],
  broadcasts: [],
  schemas: [MatterSetupPayload],
};
