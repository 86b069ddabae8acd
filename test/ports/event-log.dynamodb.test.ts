import { after } from "node:test";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createEventLogs } from "./dynamodb-stores.ts";
import { eventLogSuite } from "./event-log-suite.ts";

if (hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  eventLogSuite("DynamoDB Local", { create: async () => createEventLogs(dynamo), runs: 15 });
}
