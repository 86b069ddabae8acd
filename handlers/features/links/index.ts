/** Direct links between devices, and links of keys to the CCU. */
import type { Feature } from "../../kernel/feature.ts";
import { centralLinksCommands } from "./commands/central-links.ts";
import { linksCommands } from "./commands/links.ts";
import { linkOperations } from "./operations.ts";

export const links: Feature = {
  name: "links",
  operations: [...linkOperations],
  commands: [...centralLinksCommands, ...linksCommands],
  broadcasts: [],
};
