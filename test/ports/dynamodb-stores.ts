/** The suites of the ports on a table: each installation under test is a namespace of site names in one table. */
import { createDynamoConnectionRecords } from "../../adapters/dynamodb/connection-records.ts";
import { createDynamoEventLog } from "../../adapters/dynamodb/event-log.ts";
import { createDynamoStore } from "../../adapters/dynamodb/store.ts";
import type { DynamoTable } from "../../adapters/dynamodb/table.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { type Clock, type ConnectionRecords, type SiteId, type Store, siteId } from "../../handlers/ports/index.ts";

let installations = 0;
/** Names of sites that nobody else in this table has. */
export function newInstallation(): (site: SiteId) => SiteId {
  const prefix = `${++installations}.`;
  return (site) => siteId(prefix + site);
}

export async function createStore(table: DynamoTable, clock: Clock): Promise<Store> {
  const store = createDynamoStore({ table, clock });
  const own = newInstallation();
  return { ...store, site: (site) => store.site(own(site)) };
}

export function createEventLogs(table: DynamoTable, clock: Clock = createManualClock()) {
  const own = newInstallation();
  return { log: (site: SiteId) => createDynamoEventLog({ table, clock, site: own(site) }), async close() {} };
}

export function createConnectionRecords(table: DynamoTable, clock: Clock): (site: SiteId) => ConnectionRecords {
  const own = newInstallation();
  return (site) => createDynamoConnectionRecords({ table, clock, site: own(site) });
}
