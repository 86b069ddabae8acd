/** A DynamoDB of our own for tests, with its table. One per test process. */
import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { createTable, dynamoClient } from "../../adapters/dynamodb/client.ts";
import { type DynamoTable, dynamoTable } from "../../adapters/dynamodb/table.ts";
import * as dynamo from "../../local/cloud/dynamo.ts";
import { MemoryTable } from "./memory-table/table.ts";

export { hasJava } from "../../local/cloud/dynamo.ts";

export const TABLE = "ccu-anywhere";

export interface LocalDynamo {
  endpoint: string;
  /** With the table {@link TABLE}, from which nothing is removed by age. */
  client: DynamoDBClient;
  /** {@link TABLE} through `client`. */
  table: DynamoTable;
  /** Another client of it, e.g. one that loses answers. */
  connect(config?: DynamoDBClientConfig): DynamoDBClient;
  /** At the latest it ends with the process, however that ends. */
  stop(): Promise<void>;
}

export const startDynalite = (): Promise<LocalDynamo> => dynamo.startDynalite().then(ready);
export const startDynamoDbLocal = (): Promise<LocalDynamo> => dynamo.startDynamoDbLocal().then(ready);
/** The real engine where it can run. */
export const startDynamo = (): Promise<LocalDynamo> => dynamo.startDynamo().then(ready);

/**
 * Where a test keeps what it is not about: in memory, or in DynamoDB (`npm run test:dynamodb`; test/ports/table.test.ts holds
 * both against each other). A table of its own for each call.
 */
export const openTable = async (): Promise<DynamoTable> =>
  process.env.CCU_ANYWHERE_TEST_DYNAMODB ? (await startDynamo()).table : new MemoryTable();

async function ready({ endpoint, unref, stop }: dynamo.RunningDynamo): Promise<LocalDynamo> {
  unref();
  const connect = (config: DynamoDBClientConfig = {}) =>
    dynamoClient({
      endpoint,
      region: "local",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      // A thousand calls at once wait for one of fifty sockets, on a busy machine for longer than in the cloud.
      requestHandler: { connectionTimeout: 30_000, requestTimeout: 30_000 },
      ...config,
    });
  const client = connect();
  // DynamoDB Local looks for expired items every few seconds, by the machine's clock.
  await createTable(client, TABLE, { removal: false });
  return {
    endpoint,
    client,
    table: dynamoTable(client, TABLE),
    connect,
    async stop() {
      client.destroy();
      await stop();
    },
  };
}
