/** The past of data points, energy, and the diagrams that people make of them. */
import type { Feature } from "../../kernel/feature.ts";
import { withinLimit } from "../../kernel/within-limit.ts";
import { historyState, OPEN_WAIT_MS, startHistory } from "./home/engine.ts";
import { diagramOperations } from "./operations/diagrams.ts";
import { historyOperations } from "./operations/history.ts";
import { historySettings } from "./settings.ts";

export const history: Feature = {
  name: "history",
  operations: [...historyOperations, ...diagramOperations],
  commands: [],
  broadcasts: [],
  sections: [historySettings],
  async start(site) {
    const stop = startHistory(site);
    const { settled } = site.state(historyState);
    if (settled) await withinLimit(site.clock, OPEN_WAIT_MS, settled, () => undefined);
    return stop;
  },
};
