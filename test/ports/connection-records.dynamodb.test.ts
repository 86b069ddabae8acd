import { after } from "node:test";
import { describeConnectionRecords } from "../../local/testing/connection-records.ts";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createConnectionRecords } from "./dynamodb-stores.ts";

if (hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  describeConnectionRecords("DynamoDB Local", {
    create: (clock) => createConnectionRecords(dynamo.table, clock),
    runs: 15,
  });
}
