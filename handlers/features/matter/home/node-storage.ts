/** What the node keeps (fabric keys, endpoint numbers, counters), sealed in the store. */
import type { Secrets, SiteStore } from "../../../ports/index.ts";
import type { MatterStorage } from "../../../ports/matter-bridge.ts";
import { allRecords } from "../../../records/all-records.ts";

const PREFIX = "node/";

export const nodeStorage = (store: SiteStore, secrets: Pick<Secrets, "seal" | "open">): MatterStorage => ({
  async load() {
    const found = new Map<string, string>();
    for await (const { key, value } of allRecords<{ sealed: string }>(store, "matter", { prefix: PREFIX })) {
      const text = secrets.open(value.sealed);
      // whoever began anew here would take every fabric's key with it
      if (text === null)
        throw new Error("what Matter has stored was sealed with another key (secret.key): bring that key back");
      found.set(key.slice(PREFIX.length), text);
    }
    return found;
  },
  async put(key, value) {
    await store.put("matter", PREFIX + key, { sealed: secrets.seal(value) });
  },
  async delete(key) {
    await store.delete("matter", PREFIX + key);
  },
});
