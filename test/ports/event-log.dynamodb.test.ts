import { after } from "node:test";
import { describeEventLog } from "../../local/testing/event-log.ts";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createEventLogs } from "./dynamodb-stores.ts";

if (hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  describeEventLog("DynamoDB Local", { create: async () => createEventLogs(dynamo.table), runs: 15 });
}
