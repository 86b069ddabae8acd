/** Everything that one table keeps, opened at once. */
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import type { Clock, ConnectionRecords, SiteId, Store } from "../../handlers/ports/index.ts";
import { createTable, dynamoClient } from "./client.ts";
import { createDynamoConnectionRecords } from "./connection-records.ts";
import { createDynamoEventLog, type DynamoEventLog } from "./event-log.ts";
import { createDynamoHome, type DynamoHome } from "./home.ts";
import { createDynamoStore } from "./store.ts";
import { dynamoTable, type TableCall } from "./table.ts";

export interface DynamoDatabase {
  store: Store;
  eventLog(site: SiteId): DynamoEventLog;
  connectionRecords(site: SiteId): ConnectionRecords;
  /** What one request sees of the home that a relay has written: a new one for every request. */
  home(site: SiteId): DynamoHome;
  /** Creates the table where there is none (tests, one machine; in an account the deployment does that). */
  create(): Promise<void>;
  close(): void;
}

export interface DynamoOptions {
  clock: Clock;
  /** Region, endpoint, credentials. Default: the SDK's own variables (`AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB` …). */
  config?: DynamoDBClientConfig;
  /** Told of every call: for counting. */
  onCall?: (call: TableCall) => void;
}

/** Sends nothing yet. @param name of the table */
export function openDynamo(name: string, { clock, config, onCall }: DynamoOptions): DynamoDatabase {
  const client = dynamoClient(config);
  const table = dynamoTable(client, name, onCall);
  return {
    store: createDynamoStore({ table, clock }),
    eventLog: (site) => createDynamoEventLog({ table, clock, site }),
    connectionRecords: (site) => createDynamoConnectionRecords({ table, clock, site }),
    home: (site) => createDynamoHome({ table, site }),
    create: () => createTable(client, name),
    close: () => client.destroy(),
  };
}
