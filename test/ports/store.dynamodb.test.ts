import { after } from "node:test";
import { describeStore } from "../../local/testing/store.ts";
import { hasJava, startDynamoDbLocal } from "../support/dynamodb.ts";
import { createStore } from "./dynamodb-stores.ts";

if (hasJava()) {
  const dynamo = await startDynamoDbLocal();
  after(() => dynamo.stop());
  describeStore("DynamoDB Local", { create: (clock) => createStore(dynamo.table, clock), runs: 12 });
}
