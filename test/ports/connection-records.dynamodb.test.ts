/** `npm run test:dynamodb`: the suite on the real engine, where there is Java. */
import { after } from "node:test";
import { describeConnectionRecords } from "../../local/testing/connection-records.ts";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createConnectionRecords } from "./dynamodb-stores.ts";

// the table in memory (table.test.ts) and dynalite are for every day
if (process.env.CCU_ANYWHERE_TEST_DYNAMODB && hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  describeConnectionRecords("DynamoDB Local", {
    create: (clock) => createConnectionRecords(dynamo.table, clock),
    runs: 15,
  });
}
