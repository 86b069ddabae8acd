import { createMemoryHistory } from "../../adapters/memory/history.ts";
import { describeHistory } from "../../local/testing/history.ts";

describeHistory("memory", { create: async () => createMemoryHistory(), runs: 150 });
