import { createMemoryFiles } from "../../adapters/memory/file-store.ts";
import { systemClock } from "../../adapters/node/clock.ts";
import { describeFileStore } from "../../local/testing/file-store.ts";

describeFileStore("memory", { create: async () => createMemoryFiles({ clock: systemClock }) });
