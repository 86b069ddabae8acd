/** `npm run test:dynamodb`: the suite on the real engine, where there is Java. */
import { after } from "node:test";
import { describeStore } from "../../local/testing/store.ts";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createStore } from "./dynamodb-stores.ts";

// the table in memory (table.test.ts) and dynalite are for every day
if (process.env.CCU_ANYWHERE_TEST_DYNAMODB && hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  describeStore("DynamoDB Local", { create: (clock) => createStore(dynamo.table, clock), runs: 12 });
}
