import { createMemoryConnectionRecords } from "../../adapters/memory/connection-records.ts";
import type { ConnectionRecords, SiteId } from "../../handlers/ports/index.ts";
import { connectionRecordsSuite } from "./connection-records-suite.ts";

connectionRecordsSuite("memory", {
  create(clock) {
    const sites = new Map<SiteId, ConnectionRecords>();
    return (site) => {
      const records = sites.get(site) ?? createMemoryConnectionRecords({ clock });
      sites.set(site, records);
      return records;
    };
  },
});
