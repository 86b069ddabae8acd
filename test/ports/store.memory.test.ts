import { createMemoryStore } from "../../adapters/memory/store.ts";
import { describeStore } from "../../local/testing/store.ts";

describeStore("memory", { create: async (clock) => createMemoryStore({ clock }) });
