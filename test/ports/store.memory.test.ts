import { createMemoryStore } from "../../adapters/memory/store.ts";
import { storeSuite } from "./store-suite.ts";

storeSuite("memory", { create: async (clock) => createMemoryStore({ clock }) });
