import { after } from "node:test";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { connectionRecordsSuite } from "./connection-records-suite.ts";
import { createConnectionRecords } from "./dynamodb-stores.ts";

if (hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  connectionRecordsSuite("DynamoDB Local", { create: (clock) => createConnectionRecords(dynamo, clock), runs: 15 });
}
