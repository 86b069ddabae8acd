/** `npm run test:dynamodb`: the suite on the real engine, where there is Java. */
import { after } from "node:test";
import { describeEventLog } from "../../local/testing/event-log.ts";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createEventLogs } from "./dynamodb-stores.ts";

// the table in memory (table.test.ts) and dynalite are for every day
if (process.env.CCU_ANYWHERE_TEST_DYNAMODB && hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  describeEventLog("DynamoDB Local", { create: async () => createEventLogs(dynamo.table), runs: 15 });
}
