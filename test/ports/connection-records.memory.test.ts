import { createMemoryConnectionRecords } from "../../adapters/memory/connection-records.ts";
import type { ConnectionRecords, SiteId } from "../../handlers/ports/index.ts";
import { describeConnectionRecords } from "../../local/testing/connection-records.ts";

describeConnectionRecords("memory", {
  create(clock) {
    const sites = new Map<SiteId, ConnectionRecords>();
    return (site) => {
      const records = sites.get(site) ?? createMemoryConnectionRecords({ clock });
      sites.set(site, records);
      return records;
    };
  },
});
