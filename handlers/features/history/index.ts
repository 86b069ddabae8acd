/** The past of data points, energy, and the diagrams that people make of them. */
import type { Feature } from "../../kernel/feature.ts";
import { startHistory } from "./home/engine.ts";
import { diagramOperations } from "./operations/diagrams.ts";
import { historyOperations } from "./operations/history.ts";
import { historySettings } from "./settings.ts";

export const history: Feature = {
  name: "history",
  operations: [...historyOperations, ...diagramOperations],
  commands: [],
  broadcasts: [],
  sections: [historySettings],
  start: startHistory,
};
